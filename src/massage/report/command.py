"""The commands slides, figures and summary: their options, and what they say when done."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from analysis.schema import Outcome
from massage.aside import CANT_WRITE

UNCHANGED = "What was there before is unchanged."


def build_slides(file: Path, out: Path, outcomes: Sequence[Outcome]) -> list[str]:
    """Import what slides need, and build them.

    Raises MissingPackageError where a package of the extra ``slides`` isn't installed.
    """
    from massage.report.slides_html import MissingPackageError, how_to_install

    try:
        from massage.report import slides
    except ModuleNotFoundError as error:
        raise MissingPackageError(how_to_install(str(error.name))) from None
    return slides.build_slides(file, out, outcomes)


def build_pack(file: Path, out: Path, outcomes: Sequence[Outcome]) -> list[str]:
    """Import what figures need, and draw them."""
    from massage.report import pack

    return pack.build_pack(file, out, outcomes)


def build_summary(file: Path, out: Path, outcomes: Sequence[Outcome]) -> list[str]:
    """Import what the summary needs, and build it."""
    from massage.report import summary

    return summary.build_summary(file, out, outcomes)


COMMANDS: dict[str, tuple[Callable[..., list[str]], str]] = {
    "slides": (build_slides, "make slides to present: HTML, PowerPoint and PDF"),
    "figures": (build_pack, "draw every figure for print, with captions and data"),
    "summary": (build_summary, "write one page in plain language for clients and boards"),
}


def add_commands(
    commands: argparse._SubParsersAction, add_outcomes: Callable[[argparse.ArgumentParser], None]
) -> None:
    """Add each command with its file, its folder and its outcomes."""
    for name, (build, purpose) in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        command.add_argument("file", type=Path, metavar="FILE")
        command.add_argument("--out", type=Path, required=True, metavar="DIR")
        add_outcomes(command)
        command.set_defaults(run=_run, build=build)


def _run(options: argparse.Namespace) -> int:
    from massage.report.run import NotebookError
    from massage.report.slides_html import MissingPackageError

    try:
        said = options.build(options.file, options.out, options.outcome)
    except (NotebookError, MissingPackageError) as error:
        print(error, UNCHANGED, sep="\n", file=sys.stderr)
        return 1
    except OSError as error:
        if error.filename == str(options.file):
            raise
        why = error.strerror or error
        print(CANT_WRITE.format(out=options.out, why=why), file=sys.stderr)
        return 1
    print(*said, sep="\n")
    return 0
