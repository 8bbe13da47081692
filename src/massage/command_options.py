"""The options of commands that read records, each added when its command is asked for."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from massage.words.tables import read_words

if TYPE_CHECKING:
    from analysis.schema import Outcome

OUTCOME_FORM = "COLUMN:LOW:HIGH:BETTER"
WORDS = read_words("commands")["options"]["reading"]


class Address(str):
    """Where records are, if not on this computer's disks."""

    @property
    def name(self) -> str:
        """The address without its settings, which may hold a key."""
        return self.partition("?")[0]


def _place(text: str) -> Path | Address:
    return Address(text) if "://" in text else Path(text)


def reading(command: argparse.ArgumentParser) -> None:
    """A file of records, its outcomes, and who is looked at."""
    command.add_argument("file", type=_place, metavar="FILE")
    from analysis.schema import PAIN_SITES

    command.add_argument("--outcome", nargs="+", type=_outcome, metavar=OUTCOME_FORM)
    picks = WORDS["site"].format(sites=", ".join(PAIN_SITES))
    command.add_argument("--site", nargs="+", default=(), metavar="SITE", help=picks)


def reading_by_engines(command: argparse.ArgumentParser) -> None:
    """The same, and how more records than a practice has are read."""
    reading(command)
    _add_engines(command)


def reading_any_size(command: argparse.ArgumentParser) -> None:
    """The same, and whether claims are examined, too."""
    reading_by_engines(command)
    command.add_argument("--claims", action="store_true", help=WORDS["claims"])


def _add_engines(command: argparse.ArgumentParser) -> None:
    command.add_argument("--engine", choices=("pandas", "duckdb", "spark"), default="",
                         help=WORDS["engine"])  # fmt: skip
    command.add_argument("--master", default="", metavar="URL", help=WORDS["master"])


def reporting(command: argparse.ArgumentParser) -> None:
    """What ``building`` takes, and engines."""
    building(command)
    _add_engines(command)


def building(command: argparse.ArgumentParser) -> None:
    """A file of records, and a folder to write into."""
    reading(command)
    command.add_argument("--out", type=Path, required=True, metavar="DIR")


def sharing(command: argparse.ArgumentParser) -> None:
    """A file of records, and where its sums go."""
    from massage.registry.command import add_share

    reading(command)
    add_share(command)


def _outcome(text: str) -> Outcome:
    from massage.outcomes import read_outcome

    try:
        return read_outcome(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
