"""Build the report: answers on top, the figures that carry them, then every notebook."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from analysis.schema import PAIN, SLEEP, Outcome
from massage.aside import work_aside
from massage.external.files import describe_missing
from massage.outcomes import write_outcomes
from massage.practice import Practice, load_practice
from massage.report.memory import keep_runs, run_changed
from massage.shipped import SHIPPED
from massage.stopping import undisturbed

NOTEBOOKS = SHIPPED / "notebooks"
NEEDED = 20_000_000  # bytes


def build_report(
    path: Path,
    out: Path,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    notebooks: Path = NOTEBOOKS,
    *,
    sites: Sequence[str] = (),
) -> Path:
    """Run the notebooks on session records and write ``out/index.html``; return its path.

    The page is one file that loads nothing else. It is written aside and put in place at the end,
    so that a report that was there before stays as it was when anything fails. Notebooks from whose
    last run for ``out`` nothing changed aren't run again. Raises as ``load_practice`` does,
    NotebookError when a notebook stops, and DiskFullError.
    """
    practice = load_practice(path, outcomes, sites=sites)
    with work_aside(out, NEEDED) as folder:
        with ThreadPoolExecutor(1) as beside:
            page = beside.submit(import_module, "massage.report.page")
            books = _run(path.resolve(), practice, notebooks, out, folder)
        aside = folder / "index.html"
        text = page.result().write_page(path, practice, books)
        aside.write_text(text, encoding="utf-8")
        with undisturbed():
            os.replace(aside, out / "index.html")
            keep_runs(folder, out)
    return out / "index.html"


def list_chapters(notebooks: Path = NOTEBOOKS) -> list[Path]:
    """Return the notebooks that make up a report, in order.

    The one that leads from an export to records is not among them: a report begins with records.
    """
    numbered = sorted(notebooks.glob("[0-9][0-9]_*.ipynb"))
    return [path for path in numbered if not _read(path).metadata.get("leads_to_records")]


def _run(
    path: Path, practice: Practice, notebooks: Path, out: Path, folder: Path
) -> dict[str, NotebookNode]:
    """Run what can be run; of a notebook whose real data isn't here, its opening words and why."""
    books, missing = {p: _read(p) for p in list_chapters(notebooks)}, describe_missing()
    skipped = [
        p for p, book in books.items() if missing and book.metadata.get("needs_external_data")
    ]
    for p in skipped:
        note = nbformat.v4.new_markdown_cell(f"This notebook was not run. {missing}")
        books[p].cells = [books[p].cells[0], note]
    runnable = [p for p in books if p not in skipped]
    parameters = write_parameters(path, practice)
    books |= zip(runnable, run_changed(runnable, parameters, path, out, folder), strict=True)
    return {p.stem: book for p, book in books.items()}


def write_parameters(path: Path, practice: Practice) -> dict[str, str]:
    """Return what notebooks are told, so that all answer about the same clients and outcomes."""
    outcomes, sites = write_outcomes(practice.outcomes), " ".join(practice.sites)
    return {"SESSIONS": str(path), "OUTCOMES": outcomes, "SITES": sites}


def _read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)
