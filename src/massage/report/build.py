"""Build the report: a front with the answer, and a page for every notebook."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
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
from massage.words.codes import say

NOTEBOOKS = SHIPPED / "notebooks"
NEEDED = 20_000_000  # bytes
BESIDE = {"leads_to_records", "for_the_speaker", "many_practices"}  # of notebooks no report has


def build_report(
    path: Path,
    out: Path,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    notebooks: Path = NOTEBOOKS,
    *,
    sites: Sequence[str] = (),
) -> Path:
    """Run the notebooks on session records and write ``out/index.html``; return its path.

    The front is one file, the notebooks are pages beside it in ``out/pages``; none loads anything.
    They are written aside and put in place at the end, so that a report that was there before stays
    as it was when anything fails. Notebooks from whose
    last run for ``out`` nothing changed aren't run again. Raises as ``load_practice`` does,
    NotebookError when a notebook stops, and DiskFullError.
    """
    practice = load_practice(path, outcomes, sites=sites)
    return _build(practice, out, partial(_run, path.resolve(), practice, notebooks, out))


def build_front(practice: Practice, out: Path) -> Path:
    """Write the report's front alone, of records that no notebook can hold; return its path."""
    return _build(practice, out, lambda _: {})


def _build(practice: Practice, out: Path, run: Callable[[Path], dict[str, NotebookNode]]) -> Path:
    """Write the pages of the notebooks that are run, with what this takes in a folder aside."""
    with work_aside(out, NEEDED) as folder:
        with ThreadPoolExecutor(1) as beside:
            page = beside.submit(import_module, "massage.report.page")
            books = run(folder)
        pages = page.result().write_pages(practice, books)
        (folder / "pages").mkdir()
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8")
        with undisturbed():
            _put_in_place(pages, folder, out)
            keep_runs(folder, out)
    return out / "index.html"


def list_chapters(notebooks: Path = NOTEBOOKS) -> list[Path]:
    """Return the notebooks that make up a report, in order.

    The one that leads from an export to records is not among them, since a report begins with
    records, nor the one with the speaker's cues.
    """
    numbered = sorted(notebooks.glob("[0-9][0-9]_*.ipynb"))
    return [path for path in numbered if not BESIDE & _read(path).metadata.keys()]


def _put_in_place(pages: Iterable[str], folder: Path, out: Path) -> None:
    """Move the pages into ``out``, the front last; pages of notebooks that are no more go."""
    (out / "pages").mkdir(exist_ok=True)
    for old in (out / "pages").glob("[0-9][0-9]_*.html"):
        if f"pages/{old.name}" not in pages:
            old.unlink()
    for name in sorted(pages, key=lambda name: name == "index.html"):
        os.replace(folder / name, out / name)


def _run(
    path: Path, practice: Practice, notebooks: Path, out: Path, folder: Path
) -> dict[str, NotebookNode]:
    """Run what can be run; of a notebook whose real data isn't here, its opening words and why."""
    books, missing = {p: _read(p) for p in list_chapters(notebooks)}, describe_missing()
    skipped = [
        p for p, book in books.items() if missing and book.metadata.get("needs_external_data")
    ]
    for p in skipped:
        note = nbformat.v4.new_markdown_cell(say("report", "left_out", why=missing))
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
