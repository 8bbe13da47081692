"""Build the slides from the notebook that carries them: HTML, PowerPoint, and PDF."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from analysis.schema import PAIN, SLEEP, Outcome
from massage.aside import UnfinishedError, put_in_place, work_aside
from massage.practice import load_practice
from massage.provenance import is_synthetic
from massage.report import deck
from massage.report.browser import fill_template, print_page
from massage.report.build import NOTEBOOKS, write_parameters
from massage.report.memory import run_changed
from massage.words.formats import NOT_ADVICE, fixed

NOTEBOOK = NOTEBOOKS / "11_findings_for_presenting.ipynb"
NEEDED = 20_000_000  # bytes
AS_A_PAGE = "?page"  # no slides: the page that goes on paper
SYNTHETIC = "Synthetic records: nothing here is a finding about people."
CARRIER, FOLDER = "pyreveal", "pyreveal/revealjs/dist"  # the package whose files hold reveal.js
INSTALL = (
    "Slides need {package}, which isn't installed. Get it with: "
    "python -m pip install python-pptx pyreveal"
)
PIXELS = 96


class MissingPackageError(UnfinishedError):
    """A package that slides need isn't installed; the text says how to get it."""


def build_slides(
    path: Path,
    out: Path,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    notebook: Path = NOTEBOOK,
    *,
    sites: Sequence[str] = (),
) -> list[str]:
    """Run the notebook on session records and write ``out/slides.html``, ``.pptx`` and ``.pdf``.

    It isn't run again where ``out`` holds a report on the same records. Returns sentences that say
    what was written, and why a PDF wasn't where there is no browser to print it; then one of an
    earlier run is taken away, since it would show other records. All are written aside and put in
    place at the end. Raises as ``load_practice`` does, NotebookError when the notebook stops,
    MissingPackageError without python-pptx or reveal.js.
    """
    try:
        from massage.report.powerpoint import write_deck
    except ModuleNotFoundError as error:
        raise MissingPackageError(INSTALL.format(package=error.name)) from None
    parameters = write_parameters(path.resolve(), load_practice(path, outcomes, sites=sites))
    with work_aside(out, NEEDED) as folder:
        [book] = run_changed([notebook], parameters, path.resolve(), out, folder)
        slides = deck.cut(book)
        pages = deck.lay_out(slides)
        title = slides[0].title
        footer = f"{NOT_ADVICE} {SYNTHETIC}" if is_synthetic(path) else NOT_ADVICE
        html, pptx, pdf = (folder / f"slides.{kind}" for kind in ("html", "pptx", "pdf"))
        html.write_text(write_page(pages, title, footer), encoding="utf-8")
        write_deck(pages, title, footer, pptx)
        missing = print_page(html, pdf, AS_A_PAGE)
        return put_in_place([html, pptx, pdf], out) + missing


def write_page(pages: Sequence[deck.Page], title: str, footer: str) -> str:
    """Return the deck as one HTML file: slides on a wide screen, a page on a phone and on paper.

    reveal.js is in it, and nothing is loaded from anywhere. Raises MissingPackageError where the
    package that carries reveal.js, which isn't imported, isn't installed.
    """
    try:
        carrier = distribution(CARRIER)
    except PackageNotFoundError:
        raise MissingPackageError(INSTALL.format(package=CARRIER)) from None
    css, script = (
        Path(carrier.locate_file(f"{FOLDER}/{name}")).read_text("utf-8")
        for name in ("reveal.css", "reveal.js")
    )
    return fill_template(
        "slides.html.j2",
        pages=pages,
        title=title,
        footer=footer,
        layout=deck,
        reveal={"css": css, "script": script},
        px=lambda inches: f"{fixed(PIXELS * inches, 0)}px",
    )
