"""Write a deck as one HTML file: reveal.js is in it, and nothing is loaded from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from massage.report import layout
from massage.report.layout import Page
from massage.report.lines import keep_together

TEMPLATES = Path(__file__).parent / "templates"
CARRIER, FOLDER = "pyreveal", "pyreveal/revealjs"  # the package whose files hold reveal.js
PIXELS = 96


class MissingPackageError(Exception):
    """A package that slides need isn't installed; the text says how to get it."""


def how_to_install(package: str) -> str:
    """Say which package slides lack, and how to get it."""
    return (
        f"Slides need {package}, which isn't installed. Get it with: "
        "python -m pip install python-pptx pyreveal"
    )


@dataclass(frozen=True)
class Reveal:
    """reveal.js as text: its styles and its script."""

    css: str
    script: str


def read_reveal() -> Reveal:
    """Read reveal.js from the installed package that carries it, without importing that.

    Raises MissingPackageError where it isn't installed.
    """
    try:
        found = distribution(CARRIER)
    except PackageNotFoundError:
        raise MissingPackageError(how_to_install(CARRIER)) from None
    names = ("dist/reveal.css", "dist/reveal.js")
    texts = [Path(found.locate_file(f"{FOLDER}/{name}")).read_text("utf-8") for name in names]
    return Reveal(*texts)


def write_page(pages: Sequence[Page], title: str, footer: str) -> str:
    """Return the deck as HTML: slides on a wide screen, a page on a phone and on paper."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["keep_together"] = keep_together
    return environment.get_template("slides.html.j2").render(
        pages=pages,
        title=title,
        footer=footer,
        layout=layout,
        reveal=read_reveal(),
        px=lambda inches: f"{PIXELS * inches:.0f}px",
    )
