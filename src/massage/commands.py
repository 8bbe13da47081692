"""Commands: check, results, report, slides, figures, summary, import, anonymise and more.

Each imports what it uses when it is run, and has its options when they are read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.refusal import Refusal
from massage.aside import CANT_WRITE, UnfinishedError
from massage.hosted import refuse_hosted
from massage.words.formats import count

if TYPE_CHECKING:
    from analysis.schema import Outcome

PURPOSE = "what a massage practice's own records can say about pain and sleep"
OUTCOME_FORM = "COLUMN:LOW:HIGH:BETTER"
SITE_HELP = "only clients whose first recorded pain site is one of these: {}"
UNCHANGED = "What was there before is unchanged."


def run_command(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0 done, 1 input refused, 2 wrong command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = make_parser()
    options = parser.parse_args(arguments)
    if hasattr(options, "file") and not _is_there(options):
        parser.error(f"there is no file {options.file}")
    from analysis.records import RecordsError
    from analysis.schema import PAIN, SLEEP, check_outcomes
    from massage.sites import UnknownSiteError

    try:
        if hasattr(options, "outcome"):
            options.outcome = tuple(options.outcome or (PAIN, SLEEP))
            check_outcomes(options.outcome)
    except ValueError as error:
        parser.error(str(error))
    try:
        if hasattr(options, "file"):
            refuse_hosted(options.file)
        return options.run(options)
    except UnknownSiteError as error:
        parser.error(str(error))
    except RecordsError as error:
        print(f"{options.file.name} is not sound:", error, sep="\n", file=sys.stderr)
    except Refusal as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}" if error.filename else error, file=sys.stderr)
    return 1


class _Command(argparse.ArgumentParser):
    """Reads one command's options, which ``add`` adds when this command is asked for."""

    def parse_known_args(self, args=None, namespace=None):  # noqa: ANN001, ANN202
        self.get_default("add")(self)
        return super().parse_known_args(args, namespace)


def make_parser() -> argparse.ArgumentParser:
    """Return what reads the command line; ``run`` of what it returns does the command's work."""
    parser = argparse.ArgumentParser(prog="analysis", description=PURPOSE)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Command)
    for name, (add, run, purpose) in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        command.set_defaults(run=run, parser=command, add=add)
    return parser


def _is_there(options: argparse.Namespace) -> bool:
    if isinstance(options.file, Address):
        return hasattr(options, "engine")
    return options.file.is_file() or (hasattr(options, "engine") and options.file.is_dir())


class Address(str):
    """Where records are, if not on this computer's disks."""

    name = property(str)


def _place(text: str) -> Path | Address:
    return Address(text) if "://" in text else Path(text)


def _reads(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=_place, metavar="FILE")
    from analysis.schema import PAIN_SITES

    command.add_argument("--outcome", nargs="+", type=_outcome, metavar=OUTCOME_FORM)
    picks = SITE_HELP.format(", ".join(PAIN_SITES))
    command.add_argument("--site", nargs="+", default=(), metavar="SITE", help=picks)


def _reads_any_size(command: argparse.ArgumentParser) -> None:
    _reads(command)
    _on_engines(command)
    command.add_argument("--claims", action="store_true",
                         help="examine the claims of large records, too, in memory")  # fmt: skip


def _on_engines(command: argparse.ArgumentParser) -> None:
    command.add_argument("--engine", choices=("pandas", "duckdb", "spark"), default="",
                         help="what reads the records; by their size unless named")  # fmt: skip
    command.add_argument("--master", default="", metavar="URL", help="of a Spark cluster")


def _reports(command: argparse.ArgumentParser) -> None:
    _builds(command)
    _on_engines(command)


def _builds(command: argparse.ArgumentParser) -> None:
    _reads(command)
    command.add_argument("--out", type=Path, required=True, metavar="DIR")


def _anonymises(command: argparse.ArgumentParser) -> None:
    from massage.intake.command import add_options

    add_options(command)


def _remembers(command: argparse.ArgumentParser) -> None:
    from massage.intake.command import add_remember

    add_remember(command)


def _imports(command: argparse.ArgumentParser) -> None:
    from massage.importing.command import add_options

    add_options(command)


def _simulates(command: argparse.ArgumentParser) -> None:
    from massage.worlds.command import add_simulate

    add_simulate(command)


def _calibrates(command: argparse.ArgumentParser) -> None:
    from massage.worlds.command import add_calibrate

    add_calibrate(command)


def _shares(command: argparse.ArgumentParser) -> None:
    from massage.registry.command import add_share

    _reads(command)
    add_share(command)


def _pools(command: argparse.ArgumentParser) -> None:
    from massage.registry.command import add_pool

    add_pool(command)


def _outcome(text: str) -> Outcome:
    from massage.outcomes import read_outcome

    try:
        return read_outcome(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _check(options: argparse.Namespace) -> int:
    from analysis.records import RecordsError, check_records
    from analysis.sites import restrict_checked
    from massage.sites import count_clients, refuse_sites, say
    from massage.words.codes import tell_remarks

    checked = check_records(options.file, options.outcome)
    if checked.broken:
        said = RecordsError(checked.broken, checked.remarks)
        print(f"{options.file.name} is not sound:", said, sep="\n")
        return 1
    clients = checked.sessions["client_id"].nunique()
    counted = f"{count(len(checked.sessions), 'session')}, {count(clients, 'client')}"
    if options.site:
        refuse_sites(checked.sessions, options.site)
        checked = restrict_checked(checked, options.site, options.outcome)
        who = count_clients(options.site, checked.sessions["client_id"].nunique(), clients)
    print(f"{options.file.name} is sound: {counted}.")
    if options.site:
        print(say("checked", clients=who, n=len(checked.sessions)))
    for remark in tell_remarks(checked.remarks):
        print(f"Remark: {remark}.")
    return 0


def _results(options: argparse.Namespace) -> int:
    from massage.report.results import find_results

    found = find_results(
        options.file, options.outcome, sites=options.site,
        engine=options.engine, master=options.master, claims=options.claims,
    )  # fmt: skip
    if "claims_reason" in found:
        print(found["claims_reason"], file=sys.stderr)
    print(json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False))
    return 0


def _report(options: argparse.Namespace) -> int:
    from massage.report.build import build_report

    def build(*given: object, sites: Sequence[str]) -> list[str]:
        ready = build_report(*given, sites=sites)
        return [f"The report is ready: open {ready} in a browser."]

    from massage.registry.sizes import refuse_large

    refuse_large(options.file, options.engine, options.master)
    print("Running the notebooks: this takes a minute or two.", file=sys.stderr, flush=True)
    return _build(build, options, "The report that was there before is unchanged.")


def _slides(options: argparse.Namespace) -> int:
    from massage.report.slides import build_slides

    return _build(build_slides, options)


def _figures(options: argparse.Namespace) -> int:
    from massage.report.pack import build_pack

    return _build(build_pack, options)


def _summary(options: argparse.Namespace) -> int:
    from massage.report.summary import build_summary

    return _build(build_summary, options)


def _build(
    build: Callable[..., list[str]], options: argparse.Namespace, unchanged: str = UNCHANGED
) -> int:
    """Write what a file of records gives into a folder, and say what was written."""
    try:
        said = build(options.file, options.out, options.outcome, sites=options.site)
    except UnfinishedError as error:
        print(error, unchanged, sep="\n", file=sys.stderr)
        return 1
    except OSError as error:
        if error.filename == str(options.file):
            raise
        why = error.strerror or error
        print(CANT_WRITE.format(out=options.out, why=why), file=sys.stderr)
        return 1
    print(*said, sep="\n")
    return 0


def _anonymise(options: argparse.Namespace) -> int:
    from massage.intake.command import run

    return run(options)


def _remember(options: argparse.Namespace) -> int:
    from massage.intake.command import run_remember

    return run_remember(options)


def _import(options: argparse.Namespace) -> int:
    from massage.importing.command import run

    return run(options)


def _simulate(options: argparse.Namespace) -> int:
    from massage.worlds.command import simulate

    return simulate(options)


def _calibrate(options: argparse.Namespace) -> int:
    from massage.worlds.command import calibrate_worlds

    return calibrate_worlds(options)


def _share(options: argparse.Namespace) -> int:
    from massage.registry.command import share

    return share(options)


def _pool(options: argparse.Namespace) -> int:
    from massage.registry.command import pool

    return pool(options)


COMMANDS = {
    "check": (_reads, _check, "check session records against the record format"),
    "results": (_reads_any_size, _results, "print the answers as JSON"),
    "report": (_reports, _report, "run the notebooks and build a report"),
    "slides": (_builds, _slides, "make slides to present: HTML, PowerPoint and PDF"),
    "figures": (_builds, _figures, "draw every figure for print, with captions and data"),
    "summary": (_builds, _summary, "write one page in plain language for clients and boards"),
    "import": (_imports, _import, "open a page that turns exports into records without names"),
    "anonymise": (
        _anonymises,
        _anonymise,
        "turn exports of practice software into session records without names",
    ),
    "remember": (
        _remembers,
        _remember,
        "keep what stood in the book on the day of an export, without names and scores",
    ),
    "share": (_shares, _share, "write sums that others can pool, and no record of anybody"),
    "pool": (_pools, _pool, "answer from the sums that several practices shared"),
    "simulate": (_simulates, _simulate, "write the records of a practice with known truth"),
    "calibrate": (
        _calibrates,
        _calibrate,
        "try the analyses in simulated practices; a run that was stopped goes on",
    ),
}
