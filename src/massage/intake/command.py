"""The command anonymise: its options, its refusals, and what it says."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from massage.hosted import refuse_hosted
from massage.intake.codes import DEFAULT_KEY
from massage.intake.plan import LATE_DAYS
from massage.intake.privacy import POLICIES, PRACTICE
from massage.intake.wording import say
from massage.words.tables import read_words

if TYPE_CHECKING:
    from massage.intake.mapping import Mapping
    from massage.intake.remember import Remembered

OPTIONS = read_words("commands")["options"]


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options of anonymise."""
    words = OPTIONS["anonymise"]
    command.add_argument("exports", nargs="+", type=Path, metavar="EXPORT", help=words["exports"])
    command.add_argument("--suggest", action="store_true", help=words["suggest"])
    command.add_argument("--map", type=Path, metavar="MAP.toml", help=words["map"])
    command.add_argument("--out", type=Path, metavar="FILE.csv", help=words["out"])
    command.add_argument("--policy", choices=POLICIES, default=PRACTICE)
    command.add_argument(
        "--key", type=Path, default=DEFAULT_KEY, metavar="KEYFILE", help=words["key"]
    )
    add_taken(command)
    command.add_argument("--min-k", type=int, default=5, metavar="N", help=words["min_k"])


def add_taken(command: argparse.ArgumentParser) -> None:
    """Add the option that says on which day an export was taken."""
    words = OPTIONS["anonymise"]
    command.add_argument(
        "--taken", action="append", default=[], metavar="FILE=DATE", help=words["taken"]
    )


def _read_map(options: argparse.Namespace) -> Mapping:
    """Return the mapping, with the days that were said of files; a wrong option ends the run."""
    from massage.intake.mapping import read_mapping

    mapping = read_mapping(options.map)
    said = [one.rpartition("=") for one in options.taken]
    names = {name for path in options.exports for name in (str(path), path.name)}
    if any(name not in names or not day.strip() for name, _, day in said):
        options.parser.error(say("wrong_taken_option"))
    return replace(mapping, taken=mapping.taken | {name: day for name, _, day in said})


def _refuse_absent(options: argparse.Namespace) -> None:
    refuse_hosted()
    absent = [place for place, path in enumerate(options.exports, 1) if not path.is_file()]
    if absent:
        options.parser.error(say("no_export", place=absent[0]))


def run(options: argparse.Namespace) -> int:
    """Run the command; return its exit code. No message holds a cell or the name of an export.

    Raises HostedError on a hosted notebook service.
    """
    _refuse_absent(options)
    if options.suggest:
        return _suggest(options)
    if options.map is None or options.out is None:
        options.parser.error(say("no_map_or_out"))
    if not options.map.is_file():
        options.parser.error(say("no_map"))
    if options.out.suffix != ".csv" or not options.out.parent.is_dir():
        options.parser.error(say("wrong_out"))
    options.key = options.key.expanduser()
    if _is_one_file_twice(options):
        options.parser.error(say("file_twice"))
    if options.min_k < 2:
        options.parser.error(say("small_k"))
    return _anonymise(options)


def _suggest(options: argparse.Namespace) -> int:
    from analysis.cells import UnreadableError, say_left_out
    from massage.intake.guess import suggest_mapping
    from massage.intake.opening import read_export

    frames, said, broken = [], [], []
    for place, path in enumerate(options.exports, start=1):
        where = say("of_file", file=place) if len(options.exports) > 1 else ""
        try:
            cells = read_export(path)
        except UnreadableError as error:
            return _refuse(say("unread", why=f"{where}{error}"), *say_left_out(error.left_out))
        frames.append(cells.frame)
        said += say_left_out(cells.left_out)
        broken += [f"{where}{text}" for text in cells.broken]
    names = [path.stem for path in options.exports]
    text = suggest_mapping(*frames, names=names)
    print(text, *_tell_taken(options.exports, text), sep="", end="")
    print(*(f"# {text}\n" for text in said), sep="", end="")
    if broken:
        print(say("lines_unusable"), *broken, sep="\n", file=sys.stderr)
    if said:
        print(*said, sep="\n", file=sys.stderr)
    return 0


def _tell_taken(exports: Sequence[Path], suggested: str) -> Iterator[str]:
    """Lines of a mapping that say when files were exported, where their names alone tell it."""
    from massage.intake.mapping import lay_on_preset, read_toml
    from massage.intake.taken import name_days
    from massage.templates import quote_names

    days = name_days(exports, lay_on_preset(read_toml(suggested)))
    if days:
        yield f"\n# {say('taken_by_name')}\n[taken]\n"
    for name, day in days.items():
        yield f"{quote_names([name])} = {quote_names([day])}\n"


def _anonymise(options: argparse.Namespace) -> int:
    from analysis.records import RecordsError
    from massage.intake.amiss import find_no_rating
    from massage.intake.anonymise import anonymise, keep_with_report, place_report
    from massage.intake.closed_days import tell_closed_days
    from massage.intake.codes import KeyFileError
    from massage.intake.mapping import MappingError
    from massage.intake.privacy import TooFewClientsError
    from massage.intake.tables import ExportError
    from massage.intake.warned import place_warnings, tell_warnings

    try:
        mapping = _read_map(options)
        found = anonymise(
            options.exports, mapping, options.key, policy=options.policy, fewest=options.min_k
        )
        if no_rating := find_no_rating(found.records, mapping):
            raise ExportError(no_rating)
        keep_with_report(found, options.key, options.out)
    except (ExportError, RecordsError) as error:
        heading = say("unusable" if isinstance(error, ExportError) else "unsound")
        return _refuse(heading, *error.broken)
    except (KeyFileError, MappingError, TooFewClientsError) as error:
        return _refuse(str(error))
    n_clients = found.records["client_id"].nunique()
    print(say("done", out=options.out, sessions=len(found.records), clients=n_clients))
    for what, n in found.counts.items():
        if n:
            print(say("count", what=what, n=n))
    print(*tell_closed_days(found.closed), sep="\n")
    for line in found.torn:
        print(say("ledger_torn", line=line), file=sys.stderr)
    if found.contradicted:
        print(say("contradictions"), *found.contradicted, sep="\n", file=sys.stderr)
    if found.warnings:
        print(say("warnings", place=place_warnings(options.out).name), file=sys.stderr)
    for text in tell_warnings(found.warnings, found.words):
        print(say("warning", text=text), file=sys.stderr)
    print(say("report", report=place_report(options.out)))
    return 0


def add_remember(command: argparse.ArgumentParser) -> None:
    """Add the options of remember."""
    words = OPTIONS["remember"]
    command.add_argument("exports", nargs="+", type=Path, metavar="EXPORT", help=words["exports"])
    command.add_argument("--map", type=Path, required=True, metavar="MAP.toml", help=words["map"])
    command.add_argument(
        "--key", type=Path, default=DEFAULT_KEY, metavar="KEYFILE", help=words["key"]
    )
    add_taken(command)


def run_remember(options: argparse.Namespace) -> int:
    """Keep what exports show of the book; return the exit code, as ``run`` does."""
    from massage.intake.remember import remember
    from massage.intake.tables import ExportError

    _refuse_absent(options)
    if not options.map.is_file():
        options.parser.error(say("no_map"))
    key = options.key.expanduser()
    try:
        found = remember(options.exports, _read_map(options), key)
    except ExportError as error:
        return _refuse(say("unusable"), *error.broken)
    print(tell_remembered(found))
    for line in found.torn:
        print(say("ledger_torn", line=line), file=sys.stderr)
    if found.older:
        print(say("remembered_older", n=found.older), file=sys.stderr)
    if found.days and found.before and (n := (found.last - found.before).days) > LATE_DAYS:
        between = {"before": _say_day(found.before), "last": _say_day(found.last)}
        print(say("remembered_late", **between, n=n), file=sys.stderr)
    return 0


def tell_remembered(found: Remembered) -> str:
    """One sentence about what was kept."""
    last = _say_day(found.last)
    if not found.days:
        return say("remembered_already", last=last)
    earlier = len(found.days) - 1
    before = found.before and _say_day(found.before)
    return say(
        "remembered",
        last=last,
        n=found.n_appointments,
        clients=found.n_clients,
        exports=say("remembered_several", n=earlier) if earlier else "",
        moved=say("remembered_moved", before=before, n=found.moved) if before else "",
    )


def _say_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _refuse(*lines: str) -> int:
    print(*lines, sep="\n", file=sys.stderr)
    return 1


def _is_one_file_twice(options: argparse.Namespace) -> bool:
    """Whether a file that is to be written is one that is read, or is to be written twice."""
    from massage.intake.anonymise import place_report
    from massage.intake.warned import place_warnings

    read = [*options.exports, options.map]
    beside = [place_report(options.out), place_warnings(options.out)]
    written = [options.out, *beside, options.key]
    places = [path.expanduser().resolve() for path in (*written, *read)]
    return any(places.count(path) > 1 for path in places[: len(written)])
