"""The commands ``simulate`` and ``calibrate``: their options, and what they write."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from massage.worlds.world import GROUPS, PLANNED, TRIED, WORLDS


def add_simulate(command: argparse.ArgumentParser) -> None:
    """Add the options of ``simulate``."""
    command.add_argument("world", choices=WORLDS, metavar="WORLD", help=", ".join(WORLDS))
    command.add_argument("--clients", type=_positive, required=True, metavar="N")
    command.add_argument("--seed", type=_whole, required=True, metavar="S")
    command.add_argument("--out", type=Path, required=True, metavar="FILE")


def add_calibrate(command: argparse.ArgumentParser) -> None:
    """Add the options of ``calibrate``."""
    from massage.worlds.forms import FORMS

    known, groups = [*WORLDS, *GROUPS, "all"], ", ".join(GROUPS)
    command.add_argument("--worlds", nargs="+", choices=known, metavar="WORLD",
                         help=f"those planned unless named; groups: {groups}, all")  # fmt: skip
    asked = command.add_mutually_exclusive_group()
    asked.add_argument("--analyses", nargs="+", metavar="ANALYSIS")
    asked.add_argument("--claims", action="store_true",
                       help="the article's claims instead, where nothing is there")  # fmt: skip
    asked.add_argument("--alone", action="store_true",
                       help="how many change by time alone instead")  # fmt: skip
    command.add_argument("--through", choices=FORMS,
                         help="records go through an export and anonymise first")  # fmt: skip
    command.add_argument("--natural", action="store_true",
                         help="conditions as frequent as they are (claims only)")  # fmt: skip
    command.add_argument("--clients", type=_positive, default=200, metavar="N")
    command.add_argument("--runs", type=_positive, default=1000, metavar="N")
    command.add_argument("--seed", type=_whole, default=1, metavar="S")
    command.add_argument("--out", type=Path, required=True, metavar="FILE.csv")


def simulate(options: argparse.Namespace) -> int:
    """Write the records of a simulated practice; return the exit code."""
    from massage.worlds.records import write_world

    if not _can_hold_csv(options.out):
        return 2
    write_world(options.world, n_clients=options.clients, seed=options.seed, path=options.out)
    print(f"{options.out}: synthetic records of {options.clients} clients.")
    return 0


def calibrate_worlds(options: argparse.Namespace) -> int:
    """Try analyses or claims in simulated practices; return the exit code."""
    from analysis.plan import PLAN
    from massage.worlds.analyses import ANALYSES, USUAL
    from massage.worlds.calibrate import OtherSettingsError, Settings, calibrate
    from massage.worlds.time_alone import tabulate_time_alone
    from massage.worlds.try_claims import NOTHING_THERE, try_claims

    analyses = options.analyses or USUAL
    unknown = [name for name in analyses if name not in ANALYSES]
    if unknown:
        options.parser.error(f"no analysis {', '.join(unknown)}; there are {', '.join(ANALYSES)}")
    if not _can_hold_csv(options.out):
        return 2
    usual, every = (NOTHING_THERE, WORLDS) if options.claims else (PLANNED, TRIED)
    groups = GROUPS | {"all": every}
    named = [name for asked in options.worlds or () for name in groups.get(asked, [asked])]
    worlds = [*dict.fromkeys(named or usual)]
    settings = Settings(options.clients, options.runs, options.seed, through=options.through)
    if any(name.startswith("closed_days") for name in analyses):
        settings = replace(settings, plan=PLAN.fingerprint)
    if options.alone:
        table = tabulate_time_alone(options.out, settings)
        print(f"{options.out}: {len(table)} rows, one per outcome.")
        return 0
    try:
        if options.claims:
            table = try_claims(options.out, worlds, settings, natural=options.natural)
        else:
            table = calibrate(options.out, worlds, analyses, settings)
    except OtherSettingsError as error:
        print(error, file=sys.stderr)
        return 1
    each = "part of a claim" if options.claims else "analysis"
    print(f"{options.out}: {len(table)} rows, one per world and {each}.")
    return 0


def _can_hold_csv(path: Path) -> bool:
    """Whether a CSV file can be written there; say what would be right where it can't."""
    if path.suffix == ".csv" and path.parent.is_dir():
        return True
    print(f"{path} can't be written: name a .csv file in a folder that is there", file=sys.stderr)
    return False


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 up")
    return int(text)


def _positive(text: str) -> int:
    if _whole(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is too few; write 1 or more")
    return int(text)
