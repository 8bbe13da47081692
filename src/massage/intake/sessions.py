"""From appointments and scores to session records: one row per attended day of a client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analysis.rules import FEW
from analysis.schema import COLUMNS
from massage.intake.appointments import (
    CALLED_OFF,
    COMING,
    OTHER_SERVICE,
    read_appointments,
)
from massage.intake.book import NOTHING, STOOD, UNDATED, read_book
from massage.intake.history import read_history, tell
from massage.intake.ledger import Ledger
from massage.intake.mapping import WHETHER_ATTENDED, Mapping
from massage.intake.near_names import count_turned
from massage.intake.people import count_shared_contacts, is_nobody, name_people, normalise
from massage.intake.scores import read_score_days, read_scores
from massage.intake.states import ATTENDED, CALLED_OFF_WORD, NO_WORD, UNLISTED, find_states
from massage.intake.tables import ExportError, Exports
from massage.intake.taken import tells_who_came
from massage.intake.views import (
    find_last_days,
    find_views,
    name_contradicted,
    place_all,
    refuse_differing,
    tell_apart,
)
from massage.intake.wording import name_lines, say

RECENT_DAYS = 90
NOBODY = "nobody"  # the state of what walk-ins and guests had
NOT_IN_BOOK = (NOBODY, OTHER_SERVICE, "ignored")  # states
LAST_VALUES = ("pain_after",)
TELL_WHEN_EMPTY = ("original_day", "agreed_day")
PER_VISIT = ["person", "day"]
SHARE_OF_MANY = 0.05


@dataclass(frozen=True)
class Found:
    """What exports tell: visits of people, and what else stood in them, counted by code.

    ``lines`` are the appointments as they were told last, ``contradicted`` the lines at which
    exports contradict each other in what can't change.
    """

    visits: pd.DataFrame
    counts: dict[str, int]
    lines: pd.DataFrame
    contradicted: list[str] = field(default_factory=list)


def list_visits(
    exports: Exports,
    mapping: Mapping,
    today: date,
    same: dict[str, str] | None = None,
    taken: dict[str, str] | None = None,
    ledger: Ledger | None = None,
) -> Found:
    """Turn exports into visits of people, and count what else stood in them, by code.

    Visits have the record's columns, with ``person`` and ``therapist_name`` in place of codes; day
    0 is a person's first attended appointment, ``start`` its ordinal, which no record holds.

    ``booked_day``, ``original_day`` and ``agreed_day`` count from the same day; the last, and
    ``agreed_known``, are what ``read_book`` finds in all lines, and are there where any day of
    booking is, or the practice's own column of moves, or exports of several days. ``new_client`` is
    yes where the first visit lies more than 90 days after the first appointment of the export,
    ``active`` where the last lies within 90 days of the last one up to ``today``. Two appointments
    of a person on one day are one visit: its first values, and the last pain on leaving. ``same``
    gives the name under which somebody counts who has several.

    Of an appointment that exports of several days tell, the last counts; those before show where it
    stood. ``taken`` says on which days files were exported, ``ledger`` what it keeps of others.

    Raises ExportError for whatever ``name_people``, ``read_appointments`` and ``read_scores``
    refuse, all at once, for the same appointment told differently by exports of one day, for one
    person with two appointments at one time, for two scores of the same visit that differ, and
    where nobody attended.
    """
    told, shown = tell_apart(exports.appointments)
    exports = replace(exports, appointments=told)
    (person, scored), kept, beside = _try_all(
        lambda: name_people(exports, mapping),
        lambda: read_appointments(told, mapping, today),
        lambda: read_scores(told, mapping),
    )
    person, scored = (names.map(lambda name: (same or {}).get(name, name))
                      for names in (person, scored))  # fmt: skip
    kept = kept.assign(person=person, **{name: beside[name] for name in beside})
    kept["state"] = kept["state"].mask(is_nobody(person), NOBODY)
    kept["who"] = ledger.name(person) if ledger else person
    shown = find_views(shown, exports, kept, mapping, today, taken or {}, ledger)
    repeated = refuse_differing(shown, told)
    history = read_history(shown, tell(kept, NOT_IN_BOOK), tells_who_came(mapping), ledger)
    now = sorted(set(history.now))
    borne_out = find_last_days(shown, exports, kept, mapping, today, taken or {})
    last = pd.Series(history.last, dtype=float).reindex(kept.index).fillna(borne_out)
    kept["state"] = kept["state"].mask(kept["state"].eq(ATTENDED) & (kept["day"] > last), COMING)
    kept, appointments = kept.loc[now], told.loc[now]
    attended = kept[kept["state"] == ATTENDED].sort_values(["person", "day", "minute"])
    if attended.empty:
        raise ExportError([say("nobody_attended")])
    _refuse_at_once(attended, list(beside))
    by_visit = attended.groupby(PER_VISIT, sort=True)
    values = by_visit[[name for name in LAST_VALUES if name in attended]].last()
    visits = by_visit.first().assign(**values).reset_index()
    twice = len(attended) - len(visits)
    unmatched = 0
    if not exports.scores.empty:
        visits, unmatched = _join_scores(visits, exports.scores, scored, mapping)
    lines = kept[~kept["state"].isin(NOT_IN_BOOK)]
    stood = lines
    if history.lines and "original" not in kept:
        stood = place_all(history, lines, ledger.people if ledger else None)
    visits = visits.join(read_book(visits, stood, mapping.moving))
    past = kept[kept["day"] <= today.toordinal()]
    many_twice = twice > max(FEW, SHARE_OF_MANY * len(attended))
    counts = kept["state"].value_counts().to_dict()
    counts |= {
        "repeated": repeated,
        "exports": sum(map(len, history.days)),
        "many_second" if many_twice else "second": twice,
        "no_visit": unmatched,
        "booked_after": int((visits["booked"] > visits["day"]).sum()),
        "no_length": int(visits["duration_min"].isna().sum()),
        **_count_book(visits, lines),
        "in_several": _count_numbers_in_several_files(kept["person"], shown),
    }
    if not {*WHETHER_ATTENDED, "file_state"} & {*appointments.columns}:
        counts["no_who_came"] = counts[ATTENDED]
    if mapping.ignored_services:
        counts["other_services_absent"] = _count_absent_services(appointments, mapping)
    counts |= _count_doubtful(appointments, kept["state"], kept["person"], mapping)
    if n := _count_rated_unattended(kept, list(beside), mapping):
        counts["rated_unattended"] = n
    if "contact" in appointments:
        counts["shared_contacts"] = count_shared_contacts(kept["person"], appointments["contact"])
    if stood["booked"].isna().all():
        visits = visits.drop(columns=["agreed", "agreed_known"])
    kinds = Counter(f"contradicted_{kind}" for kind, _ in history.contradicted)
    counts |= dict(kinds)
    if ledger:
        strange = bool(ledger.batches) and not shown["book"].eq(0).any()
        counts |= {"torn": len(ledger.torn), "strange_ledger": int(strange)}
    return Found(
        _as_records(visits, past["day"].min(), past["day"].max()),
        counts,
        appointments,
        name_contradicted(history.contradicted, told),
    )


def _count_doubtful(
    appointments: pd.DataFrame, state: pd.Series, person: pd.Series, mapping: Mapping
) -> dict[str, int]:
    """Count lines and names that may mean something else than they are taken for."""
    marked = appointments["unread_mark"].astype(bool) & state.eq(ATTENDED)
    unsaid = find_states(appointments, mapping)["unsaid"].value_counts()
    doubtful = {
        **{what: int(unsaid.get(what, 0)) for what in (UNLISTED, CALLED_OFF_WORD, NO_WORD)},
        "unread_marks": int(marked.sum()),
        "turned_names": count_turned(person),
    }
    return {what: n for what, n in doubtful.items() if n}


def _count_rated_unattended(lines: pd.DataFrame, scores: list[str], mapping: Mapping) -> int:
    """Count lines of visits that never were and that hold ratings all the same."""
    if mapping.rated in ("on booking", "before"):
        return 0
    nobody_came = lines["state"].isin(["missed", *CALLED_OFF])
    return int(lines.loc[nobody_came, scores].notna().any(axis=1).sum())


def _count_book(visits: pd.DataFrame, lines: pd.DataFrame) -> dict[str, int]:
    """Count what stood in the book before visits, and the lines that tell it with less than all."""
    n_found = visits["found"].value_counts()
    called_off = lines["state"].isin(CALLED_OFF)
    beside = lines["state"].ne(ATTENDED)
    doubts = {
        "not_known": int(visits["agreed_known"].eq("no").sum()),
        "called_off_undated": int((called_off & lines["cancelled"].isna()).sum()),
        "lines_booked_after": int((beside & lines["booked"].gt(lines["day"])).sum()),
        "all_attended": 0 if called_off.any() else int((~beside).sum()),
    }
    return {
        "later_visits": len(visits) - visits["person"].nunique(),
        **{what: int(n_found.get(what, 0)) for what in (STOOD, NOTHING, UNDATED)},
        **{what: n for what, n in doubts.items() if n},
    }


def _count_absent_services(appointments: pd.DataFrame, mapping: Mapping) -> int:
    """Count services that the mapping ignores and no line has: perhaps spelt otherwise."""
    there = appointments["service"].str.strip().str.casefold()
    return len(set(mapping.ignored_services) - set(there))


def _count_numbers_in_several_files(person: pd.Series, shown: pd.DataFrame) -> int:
    """Count clients known by a number alone that stands in files of several books."""
    books = person.loc[person.index.intersection(shown["row"])].rename("person")
    in_books = shown.join(books, on="row", how="inner").groupby("person")["book"].nunique()
    return int((in_books[in_books.index.str.fullmatch(r"\d+")] > 1).sum())


def _try_all(*steps: Callable[[], Any]) -> list[Any]:
    """Take every step, and refuse with all that is wrong in any of them."""
    found, broken = [], []
    for step in steps:
        try:
            found.append(step())
        except ExportError as error:
            broken += error.broken
    if broken:
        raise ExportError(list(dict.fromkeys(broken)))
    return found


def _refuse_at_once(attended: pd.DataFrame, scores: list[str]) -> None:
    """Refuse two appointments of one name at one minute, and unlike scores that no time orders."""
    by_time = attended.duplicated([*PER_VISIT, "minute"]) & attended["minute"].notna()
    broken = name_lines(attended[by_time], say("at_once", sites=say("sites")))
    told = attended[attended["minute"].isna() & attended[scores].notna().any(axis=1)]
    unlike = told.drop_duplicates([*PER_VISIT, *scores])
    broken += name_lines(unlike[unlike.duplicated(PER_VISIT)], say("unordered", sites=say("sites")))
    if broken:
        raise ExportError(broken)


def _join_scores(
    visits: pd.DataFrame, table: pd.DataFrame, person: pd.Series, mapping: Mapping
) -> tuple[pd.DataFrame, int]:
    """Put scores of a file of their own beside the visit of the same person and day."""
    scores = read_scores(table, mapping)
    names = list(scores)
    keyed = scores.assign(person=person, day=read_score_days(table, mapping))
    distinct = keyed.drop_duplicates([*PER_VISIT, *names])
    twice = distinct.duplicated(PER_VISIT)
    if twice.any():
        again = table.loc[distinct.index[twice]]
        raise ExportError(name_lines(again, say("two_scores", sites=say("sites"))))
    joined = visits.drop(columns=names, errors="ignore").merge(
        distinct, on=PER_VISIT, how="left", indicator=True
    )
    unmatched = len(distinct) - int(joined["_merge"].eq("both").sum())
    return joined.drop(columns="_merge"), unmatched


def _as_records(visits: pd.DataFrame, first: float, last: float) -> pd.DataFrame:
    days = visits.groupby("person")["day"]
    start, end = days.transform("min"), days.transform("max")
    found = visits.assign(
        start=start,
        day=visits["day"] - start,
        booked_day=(visits["booked"] - start).where(visits["booked"] <= visits["day"]),
        month=[date.fromordinal(int(day)).month for day in visits["day"]],
        new_client=np.where(start - first > RECENT_DAYS, "yes", "no"),
        active=np.where(last - end <= RECENT_DAYS, "yes", "no"),
        therapist_name=visits["therapist"],
    )
    if "original" in visits:
        found["original_day"] = visits["original"] - start
    if "agreed" in visits:
        found["agreed_day"] = visits["agreed"] - start
    return found


def code_visits(
    visits: pd.DataFrame, clients: dict[str, str], therapists: dict[str, str]
) -> pd.DataFrame:
    """Return session records: codes in place of people, and the record's columns that hold values.

    ``original_day`` and ``agreed_day`` are kept even where they are empty, since empty means never
    moved, and that nothing is known to have stood in the book.
    """
    coded = visits.assign(
        client_id=visits["person"].map(clients),
        therapist_id=normalise(visits["therapist_name"]).map(therapists),
    )
    names = [
        name
        for name in COLUMNS
        if name in coded and (coded[name].notna().any() or name in TELL_WHEN_EMPTY)
    ]
    records = coded[names].sort_values(["client_id", "day"], ignore_index=True)
    whole = {name: "Int64" for name in names if COLUMNS[name].kind == "whole"}
    return records.astype(whole)
