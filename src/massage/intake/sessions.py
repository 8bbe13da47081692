"""From appointments and scores to session records: one row per attended day of a client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from analysis.rules import FEW
from massage.intake.appointments import BLOCKED, COMING, NOBODY, OUTSIDE, read_appointments
from massage.intake.as_records import as_records
from massage.intake.book import read_book
from massage.intake.counts import (
    count_absent_services,
    count_book,
    count_doubtful,
    count_low_ratings,
    count_numbers_in_several_files,
    count_rated_absent,
)
from massage.intake.date_columns import count_order_untold
from massage.intake.history import read_history, tell
from massage.intake.ledger import Ledger
from massage.intake.mapping import WHETHER_ATTENDED, Mapping
from massage.intake.people import (
    count_shared_contacts,
    find_strangers,
    is_blocked,
    is_nobody,
    name_people,
)
from massage.intake.scores import read_score_days, read_scores
from massage.intake.states import ATTENDED
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

LAST_VALUES = ("pain_after",)
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
    same: dict[str, str],
    ledger: Ledger,
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
    stood, and so does what the ``ledger`` keeps of others.

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
    person, scored = (names.map(lambda name: same.get(name, name)) for names in (person, scored))
    strangers, near = find_strangers(exports, person, scored, mapping)
    exports = replace(exports, scores=exports.scores.drop(strangers.index))
    kept = kept.assign(person=person, **{name: beside[name] for name in beside})
    kept["state"] = kept["state"].mask(is_nobody(person), NOBODY).mask(is_blocked(person), BLOCKED)
    kept["who"] = ledger.name(person)
    shown = find_views(shown, exports, kept, mapping, today, ledger)
    repeated = refuse_differing(shown, told)
    history = read_history(shown, tell(kept), tells_who_came(mapping), ledger.batches)
    now = sorted(set(history.now))
    borne_out = find_last_days(shown, exports, kept, mapping, today)
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
        own = scored.drop(strangers.index)
        visits, unmatched = _join_scores(visits, exports.scores, own, mapping)
    lines = kept[~kept["state"].isin(OUTSIDE)]
    stood = lines
    if history.lines and "original" not in kept:
        stood = place_all(history, lines, ledger.people)
    visits = visits.join(read_book(visits, stood, mapping.moving))
    past = kept[kept["day"] <= today.toordinal()]
    many_twice = twice > max(FEW, SHARE_OF_MANY * len(attended))
    counts = kept["state"].value_counts().to_dict()
    counts |= {
        "repeated": repeated,
        "exports": sum(map(len, history.days)),
        "many_second" if many_twice else "second": twice,
        "no_visit": unmatched,
        "strangers": len(strangers),
        "near_strangers": near["name"].nunique(),
        "booked_after": int((visits["booked"] > visits["day"]).sum()),
        "no_length": int(visits["duration_min"].isna().sum()),
        **count_book(visits, lines),
        "in_several": count_numbers_in_several_files(kept["person"], shown),
    }
    if not {*WHETHER_ATTENDED, "file_state"} & {*appointments.columns}:
        counts["no_who_came"] = counts[ATTENDED]
    if mapping.ignored_services:
        counts["other_services_absent"] = count_absent_services(appointments, mapping)
    counts |= count_doubtful(appointments, kept["state"], kept["person"], mapping)
    doubts = count_rated_absent(kept, list(beside), mapping) | {
        "low_ratings": count_low_ratings(visits),
        "order_untold": count_order_untold([exports.appointments, exports.scores]),
        "windows": exports.windows,
    }
    counts |= {what: n for what, n in doubts.items() if n}
    if "contact" in appointments:
        counts["shared_contacts"] = count_shared_contacts(kept["person"], appointments["contact"])
    if stood["booked"].isna().all():
        visits = visits.drop(columns=["agreed", "agreed_known"])
    counts |= Counter(f"contradicted_{kind}" for kind, _ in history.contradicted)
    if ledger.secret:
        strange = bool(ledger.batches) and not shown["book"].eq(0).any()
        counts |= {"torn": len(ledger.torn), "strange_ledger": int(strange)}
    return Found(
        as_records(visits, past["day"].min(), past["day"].max()),
        counts,
        appointments,
        name_contradicted(history.contradicted, told),
    )


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
