"""Build the slides from the notebook that carries them: HTML, PowerPoint, and PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analysis.records import load_sessions
from analysis.schema import PAIN, SLEEP, Outcome
from massage.aside import work_aside
from massage.outcomes import write_outcomes
from massage.provenance import is_synthetic
from massage.report.browser import print_page
from massage.report.build import NOTEBOOKS
from massage.report.deck import cut
from massage.report.files import put_in_place
from massage.report.layout import lay_out
from massage.report.powerpoint import write_deck
from massage.report.run import run_notebooks
from massage.report.slides_html import write_page
from massage.words.formats import NOT_ADVICE

NOTEBOOK = NOTEBOOKS / "11_findings_for_presenting.ipynb"
NEEDED = 20_000_000  # bytes
AS_A_PAGE = "?page"  # no slides: the page that goes on paper
SYNTHETIC = "Synthetic records: nothing here is a finding about people."


def build_slides(
    path: Path,
    out: Path,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    notebook: Path = NOTEBOOK,
) -> list[str]:
    """Run the notebook on session records and write ``out/slides.html``, ``.pptx`` and ``.pdf``.

    Returns sentences that say what was written, and why a PDF wasn't where there is no browser to
    print it; then one of an earlier run is taken away, since it would show other records. All
    are written aside and put in place at the end. Raises RecordsError for records that break the
    format, NotebookError when the notebook stops, MissingPackageError without reveal.js.
    """
    load_sessions(path, outcomes)
    parameters = {"SESSIONS": str(path.resolve()), "OUTCOMES": write_outcomes(outcomes)}
    with work_aside(out, NEEDED) as folder:
        [book] = run_notebooks([notebook], parameters, folder)
        slides = cut(book)
        pages = lay_out(slides)
        title = slides[0].title
        footer = f"{NOT_ADVICE} {SYNTHETIC}" if is_synthetic(path) else NOT_ADVICE
        html, deck, pdf = (folder / f"slides.{kind}" for kind in ("html", "pptx", "pdf"))
        html.write_text(write_page(pages, title, footer), encoding="utf-8")
        write_deck(pages, title, footer, deck)
        missing = print_page(html, pdf, AS_A_PAGE)
        return put_in_place([html, deck, pdf], out, missing)
