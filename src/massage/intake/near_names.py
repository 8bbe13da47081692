"""Names that nearly match: in another order, or with a few letters that differ."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import combinations

import pandas as pd

NEARLY = 0.8
MOST_WORDS = 6  # of a name
MOST_COMPARED = 400  # names; more would take minutes
TWO_IN_ONE = r"[^\W\d_].*(?: and | und | et | / |&|\+).*[^\W\d_].*"
COLUMNS = ["file", "line", "name", "other", "other_file", "other_line", "turned"]
NONE = pd.DataFrame(columns=COLUMNS).astype({"turned": bool})


def turn(name: str) -> str:
    """A compared name with its last name first, turned: ``elm, ann`` is ``ann elm``."""
    last, comma, first = name.partition(",")
    if not comma or "," in first or not first.strip() or not last.strip():
        return name
    return f"{first.strip()} {last.strip()}"


def in_any_order(name: str) -> str:
    """The words of a compared name in the order of the alphabet, without commas."""
    return " ".join(sorted(name.replace(",", " ").split()))


def find_near_names(strangers: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return rows of ``strangers`` whose name nearly is one of ``known``, and where that stands.

    Both have ``file``, ``line`` and ``name`` (as compared). Columns: ``file``, ``line`` and
    ``name`` of the stranger, ``other``, ``other_file`` and ``other_line`` (the name that is near,
    and its first line), ``turned`` (whether only their order and commas differ). A name that is
    near to several isn't told.
    """
    if strangers.empty:
        return NONE
    first = known.drop_duplicates("name").set_index("name")[["file", "line"]]
    names = strangers["name"].unique()
    ordered = pd.Series({name: in_any_order(name) for name in first.index}, dtype=object)
    of_order = ordered[~ordered.duplicated(keep=False)]
    by_order = dict(zip(of_order, of_order.index, strict=True))
    found: dict[str, tuple[str, bool]] = {}
    for name in names[:MOST_COMPARED]:
        if in_any_order(name) in by_order:
            found[name] = by_order[in_any_order(name)], True
            continue
        close = get_close_matches(name, first.index[:MOST_COMPARED], n=2, cutoff=NEARLY)
        if len(close) == 1 and not any(map(str.isdigit, name)):
            found[name] = close[0], False
    near = strangers[strangers["name"].isin(found)]
    other = near["name"].map({name: one for name, (one, _) in found.items()})
    return near.assign(
        other=other, other_file=other.map(first["file"]), other_line=other.map(first["line"]),
        turned=near["name"].map({name: turned for name, (_, turned) in found.items()}).astype(bool),
    )[COLUMNS]  # fmt: skip


def count_turned(names: pd.Series) -> int:
    """Count compared names that are another one's in another order: perhaps one person each."""
    unlike = pd.Series(names.unique(), dtype=object)
    unlike = unlike[~unlike.str.contains(r"\d", regex=True)]
    return int(unlike.map(in_any_order).duplicated(keep=False).sum())


def count_longer(names: pd.Series) -> int:
    """Count compared names that are another one's with more words: a title, a remark."""
    words = {frozenset(name.split()) for name in names.unique()}
    return sum(
        any(frozenset(part) in words for n in range(2, len(own)) for part in combinations(own, n))
        for own in words
        if len(own) <= MOST_WORDS
    )


def count_two_in_one(names: pd.Series) -> int:
    """Count compared names that seem to be of two people, such as a couple on one line."""
    unlike = pd.Series(names.unique(), dtype=str)
    is_two = unlike.str.fullmatch(TWO_IN_ONE) & ~unlike.str.contains("@", regex=False)
    return int(is_two.sum())
