"""Commands: check, results, report, slides, figures, summary, import, anonymise and more.

Each imports what it uses when it is run, and has its options when they are read:
``command_options`` adds them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from analysis.refusal import Refusal
from massage import command_options as add
from massage.aside import UnfinishedError
from massage.command_options import Address
from massage.hosted import refuse_hosted
from massage.words.codes import say
from massage.words.tables import read_words

WORDS = "commands"
Counted = tuple[int, int, Sequence[str]]  # sessions, clients, remarks


def run_command(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0 done, 1 input refused, 2 wrong command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = make_parser()
    options = parser.parse_args(arguments)
    if hasattr(options, "file") and not _is_there(options):
        parser.error(say(WORDS, "no_file", file=options.file))
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
        print(say(WORDS, "not_sound", file=options.file.name), error, sep="\n", file=sys.stderr)
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
    words = read_words(WORDS)
    parser = argparse.ArgumentParser(prog="analysis", description=words["purpose"])
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Command)
    for name, (takes, run) in COMMANDS.items():
        purpose = words["purposes"][name]
        command = commands.add_parser(name, help=purpose, description=purpose)
        command.set_defaults(run=run, parser=command, add=takes)
    return parser


def _is_there(options: argparse.Namespace) -> bool:
    if isinstance(options.file, Address):
        return hasattr(options, "engine")
    return options.file.is_file() or (hasattr(options, "engine") and options.file.is_dir())


def _check(options: argparse.Namespace) -> int:
    from analysis.records import RecordsError
    from massage import sites
    from massage.words.codes import tell_remarks

    try:
        name, (everybody, *kept) = _count_checked(options)
    except RecordsError as error:
        print(say(WORDS, "not_sound", file=options.file.name), error, sep="\n")
        return 1
    n_sessions, n_clients, _ = everybody
    print(say(WORDS, "sound", file=name, n_sessions=n_sessions, n_clients=n_clients))
    for n, n_kept, _ in kept:
        clients = sites.count_clients(options.site, n_kept, n_clients)
        print(sites.say("checked", clients=clients, n=n))
    for remark in tell_remarks([everybody, *kept][-1][2]):
        print(say(WORDS, "remark", remark=remark))
    return 0


def _count_checked(options: argparse.Namespace) -> tuple[str, list[Counted]]:
    """Check records; count all, and those of clients who came for sites where these are asked for.

    Raises RecordsError for records that break the format, NobodyError where nobody came for these.
    """
    from analysis.records import RecordsError, check_records
    from analysis.sites import find_first_sites, restrict_checked
    from massage.registry.sizes import may_be_large
    from massage.sites import refuse_sites

    if options.engine or options.master or may_be_large(options.file):
        from massage.registry.choose import PANDAS, find
        from massage.registry.practice import check_large

        place, chosen = find(options.file, options.engine, options.master)
        if chosen != PANDAS:
            found = check_large(
                place, chosen, options.outcome, master=options.master, sites=options.site
            )
            return place.name, [(one.n_sessions, len(one.gathered), one.remarks) for one in found]

    checked = check_records(options.file, options.outcome)
    if checked.broken:
        raise RecordsError(checked.broken, checked.remarks)
    read = [checked]
    if options.site:
        refuse_sites(find_first_sites(checked.sessions), options.site)
        read.append(restrict_checked(checked, options.site, options.outcome))
    return options.file.name, [
        (len(one.sessions), one.sessions["client_id"].nunique(), one.remarks) for one in read
    ]


def _results(options: argparse.Namespace) -> int:
    from massage.registry.answers import find_results_on

    found = find_results_on(
        options.file, options.engine, options.master, options.outcome,
        sites=options.site, claims=options.claims,
    )  # fmt: skip
    if "claims_reason" in found:
        print(found["claims_reason"], file=sys.stderr)
    print(json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False))
    return 0


def _report(options: argparse.Namespace) -> int:
    from massage.registry.answers import build_report_on

    def build(*given: object, sites: Sequence[str]) -> list[str]:
        ready = build_report_on(*given, options.engine, options.master, sites=sites)
        return [say(WORDS, "report_ready", page=ready)]

    print(say(WORDS, "report_takes"), file=sys.stderr, flush=True)
    return _build(build, options, "report_unchanged")


def _build(
    build: Callable[..., list[str]], options: argparse.Namespace, unchanged: str = "unchanged"
) -> int:
    """Write what a file of records gives into a folder, and say what was written."""
    try:
        said = build(options.file, options.out, options.outcome, sites=options.site)
    except UnfinishedError as error:
        print(error, say(WORDS, unchanged), sep="\n", file=sys.stderr)
        return 1
    except OSError as error:
        if error.filename == str(options.file):
            raise
        why = error.strerror or error
        print(say("files", "cant_write", out=options.out, why=why), file=sys.stderr)
        return 1
    print(*said, sep="\n")
    return 0


def _late(place: str) -> Callable[..., Any]:
    """Return a function by its name and module, which is imported when it is first called."""
    module, _, name = place.rpartition(".")
    return lambda *given, **more: getattr(import_module(f"massage.{module}"), name)(*given, **more)


COMMANDS = {
    "check": (add.reading_by_engines, _check),
    "results": (add.reading_any_size, _results),
    "report": (add.reporting, _report),
    "slides": (add.building, partial(_build, _late("report.slides.build_slides"))),
    "figures": (add.building, partial(_build, _late("report.pack.build_pack"))),
    "summary": (add.building, partial(_build, _late("report.summary.build_summary"))),
    "import": (_late("importing.command.add_options"), _late("importing.command.run")),
    "anonymise": (_late("intake.command.add_options"), _late("intake.command.run")),
    "remember": (_late("intake.command.add_remember"), _late("intake.command.run_remember")),
    "share": (add.sharing, _late("registry.command.share")),
    "pool": (_late("registry.command.add_pool"), _late("registry.command.pool")),
    "simulate": (_late("worlds.command.add_simulate"), _late("worlds.command.simulate")),
    "calibrate": (_late("worlds.command.add_calibrate"), _late("worlds.command.calibrate_worlds")),
}
