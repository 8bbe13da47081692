"""Which files beside that of appointments hold ratings and clients, and how these are found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from massage.intake.dates import is_date
from massage.intake.guess_columns import HALF, MOSTLY, find_named, holds_times, ways_to_name
from massage.intake.guess_scores import find_scores, find_words
from massage.intake.near_names import turn
from massage.intake.people import normalise
from massage.intake.wording import VOCABULARY, say


@dataclass(frozen=True)
class Beside:
    """What is guessed of files beside that of appointments."""

    scores_of: dict[str, list[str]] = field(default_factory=dict)
    scores: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    clients: dict[str, list[str]] = field(default_factory=dict)
    last_name_first: bool = False
    by_name: bool = False  # whether scores find their clients by the columns of names beside
    unread: tuple[int, ...] = ()  # places among these files: no visits in them, no ratings


def guess_beside(
    frames: list[pd.DataFrame],
    appointments: pd.DataFrame,
    roles: dict[str, list[str]],
    named: Sequence[str],
    remarks: list[str],
) -> Beside:
    """Guess which files hold scores and which hold clients, and how scores find their clients.

    A file's clients are in the columns that most often hold those of the appointments, by number or
    by the columns ``named``, in which their names stand beside.
    """
    found = Beside()
    numbers = _join_cells(appointments, roles.get("client", []))
    names = _join_cells(appointments, [*named])
    people = pd.concat([numbers, names])
    for place, frame in enumerate(frames, start=1):
        scores = find_scores(frame, remarks)
        dates = _find_days_of_ratings(frame)
        ways = ways_to_name(frame)
        client = max(ways, default=[],
                     key=lambda names: _share_known(_join_cells(frame, names), people))  # fmt: skip
        cells = _join_cells(frame, client)
        if scores and client and len(dates) == 1:
            turned = _share_known(cells.map(turn), people.map(turn))
            found = replace(
                found, scores_of={"client": client, "date": dates}, scores=scores,
                words=find_words(frame),
                last_name_first=turned > MOSTLY > _share_known(cells, people),
                by_name=_share_known(cells, names) > _share_known(cells, numbers),
            )  # fmt: skip
        elif len(ways) > 1 and _share_known(cells, people):
            name = next(names for names in reversed(ways) if names != client)
            found = replace(found, clients={"client": client, "name": name})
        elif find_named(frame, VOCABULARY["scored"]) or _holds_dates(frame):
            remarks.append(say("file_not_read", place=place))
        else:
            found = replace(found, unread=(*found.unread, place - 1))
    return found


def _find_days_of_ratings(frame: pd.DataFrame) -> list[str]:
    """The columns that say when ratings were given; of several, the one that names the visit."""
    dates = [name for name in find_named(frame, VOCABULARY["scored"])
             if not holds_times(frame[name]) and not _is_word(frame[name])]  # fmt: skip
    of_visit = find_named(frame[dates], VOCABULARY["of_visit"])
    return of_visit if len(of_visit) == 1 else dates


def _is_word(cells: pd.Series) -> bool:
    """Whether a column holds something and no date: before or after, where it asks when."""
    filled = cells[cells.str.strip().ne("")]
    return len(filled) > 0 and not filled.map(is_date).any()


def _holds_dates(frame: pd.DataFrame) -> bool:
    """Whether a column holds dates, other than those that a list of clients has."""
    columns = frame.columns.drop(find_named(frame, VOCABULARY["of_a_person"]))
    filled = (cells[cells.str.strip().ne("")] for _, cells in frame[columns].items())
    return any(float(cells.map(is_date).mean()) > HALF for cells in filled if len(cells))


def _join_cells(frame: pd.DataFrame, names: list[str]) -> pd.Series:
    if not names:
        return pd.Series(dtype=str)
    first, *others = (frame[name] for name in names)
    return normalise(first.str.cat(others, sep="\n") if others else first)


def _share_known(cells: pd.Series, people: pd.Series) -> float:
    return float(cells.isin({*people}).mean()) if len(cells) else 0.0
