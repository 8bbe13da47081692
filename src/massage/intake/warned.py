"""What an import warned of, kept in a file beside the session records for whoever reads them."""

from __future__ import annotations

import json
from pathlib import Path

from massage.aside import write_aside
from massage.intake.mapping import UNKNOWN, Mapping
from massage.intake.wording import say, say_warned
from massage.provenance import sha256

COUNTED = (  # on the way to the records
    "unlisted_words", "unread_marks", "turned_names", "no_who_came", "all_attended", "many_second",
    "in_several", "contradicted_gone", "contradicted_other_client", "contradicted_other_day",
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


def write_warnings(records: Path, warned: Warned) -> None:
    """Write the warnings beside records, readable by their owner only.

    The fingerprint says to which records they belong.
    """
    kept = {"note": say("warnings_note"), "sha256": sha256(records), "warnings": warned}
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


def tell_warnings(warned: Warned) -> list[str]:
    """One sentence for each warning; a file of a later version may know more than this one."""
    return [text for what, n in warned.items() if (text := say_warned(what, n))]
