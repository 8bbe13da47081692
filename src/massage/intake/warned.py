"""What an import warned of, kept in a file beside the session records for whoever reads them."""

from __future__ import annotations

import json
from pathlib import Path

from massage.aside import write_aside
from massage.intake.mapping import UNKNOWN, Mapping
from massage.intake.status_words import Told, may_be_told
from massage.intake.wording import say, say_warned
from massage.provenance import sha256

COUNTED = (  # on the way to the records
    "unlisted_words", "called_off_words", "no_word", "unread_marks", "turned_names",
    "longer_names", "two_in_one", "no_massage", "no_who_came", "all_attended",
    "many_second", "in_several", "no_visit", "strangers", "near_strangers",
    "rated_unattended", "rated_coming", "low_ratings", "order_untold", "windows",
    "contradicted_gone", "contradicted_other_client", "contradicted_other_day",
    "contradicted_undone", "torn", "strange_ledger",
)  # fmt: skip
OF_RATINGS = ("pain_before", "sleep_quality")
SEEN = {"importers' code": "preset_code", "help page": "preset_help", "assumed": "preset_assumed",
        "a calendar": "preset_calendar"}  # fmt: skip
Warned = dict[str, int]  # how often, by what was warned of


def find_warnings(counts: dict[str, int], left_out: dict[str, int], mapping: Mapping) -> Warned:
    """Return what is to stay with the records: how often, by what it is.

    ``counts`` are those on the way to the records, by code; ``left_out`` what was hidden in a file.
    """
    found = {what: counts[what] for what in COUNTED if counts.get(what)}
    if any(name in mapping.scores for name in OF_RATINGS):
        when = {UNKNOWN: "rated_unknown", "on booking": "rated_on_booking", "after": "rated_after"}
        found |= {when[mapping.rated]: 1} if mapping.rated in when else {}
    if mapping.seen in SEEN:
        found[SEEN[mapping.seen]] = 1
    if left_out:
        found["left_out"] = sum(left_out.values())
    return found


def place_warnings(records: Path) -> Path:
    """Where the warnings of records lie: beside ``sessions.csv``, ``sessions.import.json``."""
    return records.with_suffix(".import.json")


def write_warnings(
    records: Path,
    warned: Warned,
    words: Told | None = None,
    closed: dict[str, object] | None = None,
) -> None:
    """Write the warnings, and the words that they are about, beside records, for their owner only.

    ``closed`` are what ``list_closings`` keeps of closed days.
    The fingerprint says to which records they belong.
    """
    kept = {"note": say("warnings_note"), "sha256": sha256(records), "warnings": warned,
            "words": words or {}, "closed_days": closed or {}}  # fmt: skip
    text = json.dumps(kept, indent=1, ensure_ascii=False)
    write_aside(place_warnings(records), f"{text}\n", private=True)


def read_warnings(records: Path) -> Warned:
    """Return the warnings that lie beside records; none where there are none, or of others."""
    try:
        kept = json.loads(place_warnings(records).read_text(encoding="utf-8"))
        belongs = kept["sha256"] == sha256(records)
        return {str(what): int(n) for what, n in kept["warnings"].items()} if belongs else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def read_words(records: Path) -> Told:
    """Return the words that the warnings beside records are about, by warning."""
    if not read_warnings(records):
        return {}
    try:
        kept = json.loads(place_warnings(records).read_text(encoding="utf-8"))["words"]
        return {
            str(what): {word: int(n) for word, n in words.items() if may_be_told(word, set())}
            for what, words in kept.items()
        }
    except (KeyError, ValueError, TypeError, AttributeError):
        return {}


def tell_warnings(warned: Warned, words: Told | None = None) -> list[str]:
    """Sentences for each warning, with the words that it is about, and how often each stands there.

    A file of a later version may know more warnings than this one: they are passed over.
    """
    about = words or {}
    return [
        f"{text}{_tell_words(about.get(what, {}), n)}"
        for what, n in warned.items()
        if (text := say_warned(what, n))
    ]


def _tell_words(words: dict[str, int], n: int) -> str:
    """How often each word stands there, and on how many lines are others that aren't told."""
    if not words:
        return ""
    told = [say("word_told", word=word, n=times) for word, times in words.items()]
    if rest := n - sum(words.values()):
        told.append(say("words_not_told", n=rest))
    return f" {say('words_told', words=', '.join(told))}"
