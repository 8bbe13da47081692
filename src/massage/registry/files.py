"""Files of shared sums, refused with file and key where anything isn't as it was shared."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from analysis.plan import PLAN, Plan, is_number, is_whole
from analysis.refusal import Refusal
from analysis.schema import PAIN_SITES
from massage.outcomes import read_outcome
from massage.registry.groups import FEWEST_GROUPS, FEWEST_IN_GROUP, MOST_GROUPS
from massage.registry.share import FORM, QUESTIONS, SCHEMA_VERSION, sum_up
from massage.words.codes import say

WORDS = "registry"
LARGEST = 1_000_000  # bytes: a file of shared sums has a few thousand
MOST_LETTERS, LARGEST_NUMBER = 100, 1e12
Rule = tuple[str, Callable[[Any], bool]]


class SumsError(Refusal):
    """A file isn't one of shared sums, or can't be pooled with the others; the text says why."""


class TooSoonError(Refusal):
    """A practice shared before, and so few clients changed since that they could be made out."""


@dataclass(frozen=True)
class Sums:
    """What one practice shared, as checked: ``outcomes`` by name, each with its questions."""

    path: Path
    program: str
    plan: Mapping[str, str]
    synthetic: bool
    sites: tuple[str, ...]
    outcomes: Mapping[str, Mapping[str, Any]]

    @property
    def numbers(self) -> dict[tuple[str, str], tuple[float, ...]]:
        """The numbers of each answer, by which the same practice is known again."""
        names = ("estimate", "standard_error", "df", "n_clients", "n_rows")
        return {
            (name, question): tuple(outcome[question][one] for one in names)
            for name, outcome in self.outcomes.items()
            for question in QUESTIONS
            if "estimate" in outcome[question]
        }


def read_all(paths: Sequence[Path], plan: Plan = PLAN) -> list[Sums]:
    """Read files of shared sums that can be pooled with each other.

    Raises SumsError for a file that isn't as ``share`` wrote it, of another plan, about other
    clients or another scale than the first, or of a practice that is there already.
    """
    files = [read_sums(path, plan) for path in paths]
    for one in files[1:]:
        _compare(files[0], one)
    for one, other in combinations(files, 2):
        both = one.numbers.keys() & other.numbers.keys()
        if both and all(one.numbers[key] == other.numbers[key] for key in both):
            raise SumsError(say(WORDS, "same_practice", file=other.path.name, other=one.path.name))
    return files


def refuse_too_soon(content: Mapping[str, Any], path: Path) -> None:
    """Raise TooSoonError where fewer than ten clients changed since ``path`` was shared.

    From two files that differ by a few clients more could be learned about these. Only the file
    that is about to be replaced is looked at.
    """
    try:
        before = read_sums(path).outcomes if path.is_file() else {}
    except SumsError:
        return
    for name, outcome in before.items():
        for question in QUESTIONS:
            now = content["outcomes"].get(name, {}).get(question, {}).get("n_clients")
            then = outcome[question].get("n_clients")
            if now and then and 0 < abs(now - then) < FEWEST_IN_GROUP:
                raise TooSoonError(say(WORDS, "too_soon", file=path, fewest=FEWEST_IN_GROUP))


def read_sums(path: Path, plan: Plan = PLAN) -> Sums:
    """Read one file of shared sums. Raises SumsError, and OSError where it can't be read."""
    content = _read_json(path)
    for key, right in _find_faults(content):
        raise SumsError(say(WORDS, "fault", file=path.name, key=key, right=right))
    if content["checksum"] != sum_up(content):
        raise SumsError(say(WORDS, "changed", file=path.name))
    own = plan.fingerprint_without_closed_days
    if content["plan"]["without_closed_days"] != own:
        found = content["plan"]["without_closed_days"]
        raise SumsError(say(WORDS, "other_plan", file=path.name, found=found, own=own))
    return Sums(
        path,
        content["program"],
        content["plan"],
        content["synthetic"],
        tuple(content["sites"]),
        content["outcomes"],
    )


def _read_json(path: Path) -> Any:  # noqa: ANN401
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise SumsError(say(WORDS, "too_long", file=path.name))
    try:
        return json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError):
        raise SumsError(say(WORDS, "not_json", file=path.name)) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(pairs)
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _compare(first: Sums, one: Sums) -> None:
    if one.sites != first.sites:
        everybody = say(WORDS, "all_sites")
        found, right = (", ".join(sums.sites) or everybody for sums in (one, first))
        names = {"file": one.path.name, "other": first.path.name}
        raise SumsError(say(WORDS, "other_sites", **names, found=found, right=right))
    for name in one.outcomes.keys() & first.outcomes.keys():
        found, right = (sums.outcomes[name]["asks"] for sums in (one, first))
        if read_outcome(found) != read_outcome(right):
            raise SumsError(
                say(WORDS, "other_scale", file=one.path.name, other=first.path.name,
                    key=f"outcomes.{name}.asks", found=found, right=right)
            )  # fmt: skip


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MOST_LETTERS and value.isprintable()


def _is_near(value: object) -> bool:
    return is_number(value) and abs(value) < LARGEST_NUMBER


def _is_code(value: object) -> bool:
    return _is_name(value) and str(value).isascii() and str(value).isidentifier()


def _are_names(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_code, value))


def _are_pieces(value: object) -> bool:
    if not (isinstance(value, list) and all(map(_is_near, value))):
        return False
    return not value or FEWEST_GROUPS <= len(value) <= MOST_GROUPS


FINGERPRINT: Rule = ("fingerprint", lambda value: isinstance(value, str) and len(value) == 12)
WHOLE: Rule = ("count", lambda value: is_whole(value, FEWEST_IN_GROUP))
NAMES: Rule = ("names", _are_names)
TOP: dict[str, Rule] = {
    "form": ("form", lambda value: value == FORM),
    "schema_version": ("version", lambda value: is_whole(value) and value == SCHEMA_VERSION),
    "program": ("name", _is_name),
    "plan": ("table", lambda value: isinstance(value, dict)),
    "fewest_in_group": ("count", lambda value: is_whole(value) and value == FEWEST_IN_GROUP),
    "synthetic": ("yes_no", lambda value: isinstance(value, bool)),
    "sites": (
        "sites",
        lambda value: _are_names(value) and value == sorted({*value} & {*PAIN_SITES}),
    ),
    "outcomes": ("table", lambda value: isinstance(value, dict) and bool(value)),
    "checksum": ("name", _is_name),
}
PLANS = {"all": FINGERPRINT, "without_closed_days": FINGERPRINT}
OUTCOME: dict[str, Rule] = {
    "asks": ("name", _is_name),
    **{question: ("table", lambda value: isinstance(value, dict)) for question in QUESTIONS},
}
COUNTS: dict[str, Rule] = {"n_clients": WHOLE, "n_rows": WHOLE}
REASON: dict[str, Rule] = {"reason": ("code", _is_code), "fired": NAMES}
BLOCKED: dict[str, Rule] = {
    "blocked_by": ("names", lambda value: _are_names(value) and bool(value)),
    "fired": NAMES,
    **COUNTS,
}
ANSWER: dict[str, Rule] = {
    "estimate": ("number", _is_near),
    "standard_error": ("positive", lambda value: _is_near(value) and value > 0),
    "df": ("df", lambda value: _is_near(value) and value >= 1),
    **COUNTS,
    "fired": NAMES,
    "apart": ("pieces", _are_pieces),
}


def _find_faults(content: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield the key of each fault, the first one first, and what would be right."""
    yield from _check(content, TOP, "")
    yield from _check(content["plan"], PLANS, "plan.")
    for name, outcome in content["outcomes"].items():
        here = f"outcomes.{name}."
        yield from _check(outcome, OUTCOME, here)
        yield from _check_outcome(name, outcome, here)
        for question in QUESTIONS:
            one = outcome[question]
            rules = BLOCKED if "blocked_by" in one else REASON if "reason" in one else ANSWER
            yield from _check(one, rules, f"{here}{question}.")
            if "n_rows" in one and one["n_rows"] < one["n_clients"]:
                yield f"{here}{question}.n_rows", say(WORDS, "right_rows")


def _check_outcome(name: str, outcome: Mapping[str, Any], here: str) -> Iterator[tuple[str, str]]:
    try:
        called = read_outcome(outcome["asks"]).name
    except ValueError as error:
        yield f"{here}asks", str(error)
    else:
        if called != name:
            yield f"{here}asks", say(WORDS, "right_name", name=name)


def _check(found: Any, rules: Mapping[str, Rule], here: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    if not isinstance(found, dict):
        yield here.rstrip(".") or say(WORDS, "whole_file"), say(WORDS, "right_table")
        return
    for key in sorted(found.keys() - rules.keys()):
        yield f"{here}{key}"[:MOST_LETTERS], say(WORDS, "right_gone")
    for key, (right, holds) in rules.items():
        if key not in found:
            yield f"{here}{key}", say(WORDS, "right_there")
        elif not holds(found[key]):
            yield f"{here}{key}", say(WORDS, f"right_{right}")
