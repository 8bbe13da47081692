"""Build the slides from session records: HTML, PowerPoint, PDF, and the claims as a hand-out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analysis.schema import PAIN, SLEEP, Outcome
from massage.aside import UnfinishedError, put_in_place, work_aside
from massage.practice import load_practice
from massage.report.browser import fill_template, print_page
from massage.report.deck import layout
from massage.report.deck.contents import list_slides
from massage.report.deck.slide import Slide
from massage.report.handout import write_handout
from massage.words.codes import join, read_words, say
from massage.words.formats import NOT_ADVICE
from massage.words.who_counts import name_plainly

NEEDED = 20_000_000  # bytes
WORDS = "report"


class MissingPackageError(UnfinishedError):
    """A package that slides need isn't installed; the text says how to get it."""


def build_slides(
    path: Path,
    out: Path,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    *,
    sites: Sequence[str] = (),
) -> list[str]:
    """Write ``out/slides.html``, ``.pptx`` and ``.pdf``, and ``claims.html`` and ``.pdf``.

    Returns sentences that say what was written, and why PDFs weren't where there is no browser to
    print them; then those of an earlier run are taken away, since they would show other records.
    All are written aside and put in place at the end. Raises as ``load_practice`` does, and
    MissingPackageError without python-pptx.
    """
    try:
        from massage.report.deck.powerpoint import write_deck
    except ModuleNotFoundError as error:
        raise MissingPackageError(say(WORDS, "no_package", package=error.name)) from None
    practice = load_practice(path, name_plainly(outcomes), sites=sites)
    footer = join(NOT_ADVICE, say(WORDS, "synthetic") if practice.made_up else "")
    with work_aside(out, NEEDED) as folder:
        names = ("slides.html", "slides.pptx", "slides.pdf", "claims.html", "claims.pdf")
        html, pptx, pdf, claims, printed = made = [folder / name for name in names]
        slides = list_slides(practice)
        html.write_text(write_page(slides, footer), encoding="utf-8")
        write_deck(slides, slides[0].title, footer, pptx)
        claims.write_text(write_handout(practice, footer), encoding="utf-8")
        missing = print_page(html, pdf) + print_page(claims, printed)
        return put_in_place(made, out) + missing


def write_page(slides: Sequence[Slide], footer: str) -> str:
    """Return the deck as one HTML file: slides on a wide screen, a page on a phone and on paper.

    Nothing is loaded from anywhere, and only the keys need its script.
    """
    words = read_words("board")
    return fill_template("slides.html.j2", slides=slides, footer=footer, layout=layout, words=words)
