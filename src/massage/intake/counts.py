"""What is counted on the way from an export to records, by code."""

from __future__ import annotations

import pandas as pd

from massage.intake.appointments import CALLED_OFF, COMING
from massage.intake.book import NOTHING, STOOD, UNDATED
from massage.intake.mapping import Mapping
from massage.intake.near_names import count_longer, count_turned, count_two_in_one
from massage.intake.plan import OFTEN_RATED
from massage.intake.scores import SCALED, TOP
from massage.intake.states import ATTENDED, CALLED_OFF_WORD, NO_WORD, UNLISTED, find_states
from massage.intake.wording import VOCABULARY


def count_doubtful(
    appointments: pd.DataFrame, state: pd.Series, person: pd.Series, mapping: Mapping
) -> dict[str, int]:
    """Count lines and names that may mean something else than they are taken for."""
    marked = appointments["unread_mark"].astype(bool) & state.eq(ATTENDED)
    unsaid = find_states(appointments, mapping)["unsaid"].value_counts()
    services = appointments.get("service", pd.Series("", appointments.index))
    is_none = services.str.casefold().str.contains(VOCABULARY["no_massage"])
    doubtful = {
        **{what: int(unsaid.get(what, 0)) for what in (UNLISTED, CALLED_OFF_WORD, NO_WORD)},
        "unread_marks": int(marked.sum()),
        "turned_names": count_turned(person),
        "longer_names": count_longer(person),
        "two_in_one": count_two_in_one(person),
        "no_massage": int((state.eq(ATTENDED) & is_none).sum()),
    }
    return {what: n for what, n in doubtful.items() if n}


def count_rated_absent(lines: pd.DataFrame, scores: list[str], mapping: Mapping) -> dict[str, int]:
    """Count lines that hold ratings and that nobody came to, or that are still to come."""
    if mapping.rated in ("on booking", "before"):
        return {}
    rated = lines.loc[lines[scores].notna().any(axis=1), "state"]
    never = int(rated.isin(["missed", *CALLED_OFF]).sum())
    return {"rated_unattended": never, "rated_coming": int(rated.eq(COMING).sum())}


def count_low_ratings(visits: pd.DataFrame) -> int:
    """Count ratings that are given often and never above half: on a scale from 0 to 5, perhaps."""
    rated = visits[[name for name in SCALED if name in visits]]
    often = rated.notna().sum().ge(OFTEN_RATED)
    return int((often & rated.max().le(TOP / 2)).sum())


def count_book(visits: pd.DataFrame, lines: pd.DataFrame) -> dict[str, int]:
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


def count_absent_services(appointments: pd.DataFrame, mapping: Mapping) -> int:
    """Count services that the mapping ignores and no line has: perhaps spelt otherwise."""
    there = appointments["service"].str.strip().str.casefold()
    return len(set(mapping.ignored_services) - set(there))


def count_numbers_in_several_files(person: pd.Series, shown: pd.DataFrame) -> int:
    """Count clients known by a number alone that stands in files of several books."""
    books = person.loc[person.index.intersection(shown["row"])].rename("person")
    in_books = shown.join(books, on="row", how="inner").groupby("person")["book"].nunique()
    return int((in_books[in_books.index.str.fullmatch(r"\d+")] > 1).sum())
