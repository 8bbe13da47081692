"""The commands ``simulate`` and ``calibrate``: their options, and what they write."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from massage.words.codes import say
from massage.words.tables import read_words
from massage.worlds.world import GROUPS, PLANNED, TRIED, WORLDS

WORDS = "commands"


def add_simulate(command: argparse.ArgumentParser) -> None:
    """Add the options of ``simulate``."""
    command.add_argument("world", choices=WORLDS, metavar="WORLD", help=", ".join(WORLDS))
    command.add_argument("--clients", type=_positive, required=True, metavar="N")
    command.add_argument("--seed", type=_whole, required=True, metavar="S")
    command.add_argument("--out", type=Path, required=True, metavar="FILE")


def add_calibrate(command: argparse.ArgumentParser) -> None:
    """Add the options of ``calibrate``."""
    known, groups = [*WORLDS, *GROUPS, "all"], ", ".join(GROUPS)
    picks = read_words(WORDS)["options"]["calibrate"]["worlds"].format(groups=groups)
    command.add_argument("--worlds", nargs="+", choices=known, metavar="WORLD", help=picks)
    command.add_argument("--analyses", nargs="+", metavar="ANALYSIS")
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
    print(say(WORDS, "simulated", path=options.out, n=options.clients))
    return 0


def calibrate_worlds(
    options: argparse.Namespace, simulate: Callable | None = None, **more: object
) -> int:
    """Try analyses in simulated practices; return the exit code.

    ``simulate`` makes them, as ``calibrate`` takes it, with ``more`` settings.
    """
    from analysis.plan import PLAN
    from massage.worlds.analyses import ANALYSES, USUAL
    from massage.worlds.calibrate import OtherSettingsError, Settings, calibrate, simulate_practices

    analyses = options.analyses or USUAL
    unknown = [name for name in analyses if name not in ANALYSES]
    if unknown:
        names = {"unknown": ", ".join(unknown), "known": ", ".join(ANALYSES)}
        options.parser.error(say(WORDS, "no_analysis", **names))
    if not _can_hold_csv(options.out):
        return 2
    settings = Settings(options.clients, options.runs, options.seed, **more)
    if any(name.startswith("closed_days") for name in analyses):
        settings = replace(settings, plan=PLAN.fingerprint)
    worlds = name_worlds(options.worlds or PLANNED, TRIED)
    try:
        table = calibrate(options.out, worlds, analyses, settings, simulate or simulate_practices)
    except OtherSettingsError as error:
        print(error, file=sys.stderr)
        return 1
    print(say(WORDS, "calibrated", path=options.out, n=len(table)))
    return 0


def name_worlds(asked: Iterable[str], every: Iterable[str]) -> list[str]:
    """Return the worlds that are named, by themselves or by their group, each once."""
    groups = GROUPS | {"all": every}
    return [*dict.fromkeys(name for one in asked for name in groups.get(one, [one]))]


def _can_hold_csv(path: Path) -> bool:
    """Whether a CSV file can be written there; say what would be right where it can't."""
    if path.suffix == ".csv" and path.parent.is_dir():
        return True
    print(say(WORDS, "not_csv", path=path), file=sys.stderr)
    return False


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(say(WORDS, "not_whole", text=text))
    return int(text)


def _positive(text: str) -> int:
    if _whole(text) < 1:
        raise argparse.ArgumentTypeError(say(WORDS, "too_few", text=text))
    return int(text)
