"""Build the report: answers on top, the figures that carry them, then every notebook."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat
import pandas as pd
from jinja2 import Environment, FileSystemLoader

from analysis import answers, words
from analysis.alternatives import describe_improvement, describe_slopes
from analysis.association import Association, associate
from analysis.clients import summarise_clients
from analysis.external import describe_missing
from analysis.figures import new_axes, plot_improvement, plot_slopes
from analysis.provenance import describe_source
from analysis.records import load_sessions
from analysis.reporting.render import TEMPLATES, Section, render_notebook
from analysis.reporting.run import run_notebooks
from analysis.schema import PAIN, SLEEP, Outcome, write_outcomes
from analysis.show import Picture, picture

ROOT = Path(__file__).resolve().parents[3]
NOTEBOOKS = ROOT / "notebooks"
TITLE = "What this practice's records say about massage, pain and sleep"


def build_report(
    path: Path,
    out: Path,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    notebooks: Path = NOTEBOOKS,
) -> Path:
    """Run the notebooks on session records and write ``out/index.html``; return its path.

    The page is one file that loads nothing else. It is written aside and put in place at the end,
    so that a report that was there before stays as it was when anything fails. Raises RecordsError
    for records that break the format, and NotebookError when a notebook stops.
    """
    sessions = load_sessions(path, outcomes)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".unfinished-") as folder:
        sections = _run_and_render(path, outcomes, notebooks, Path(folder))
        associations = associate(sessions, outcomes)
        clients = summarise_clients(sessions, outcomes)
        environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
        page = environment.get_template("report.html.j2").render(
            title=TITLE,
            question=words.QUESTION,
            counted=f"{words.count(len(sessions), 'session')} of "
            f"{words.count(len(clients), 'client')}.",
            source=describe_source(path),
            cards=[_card(found) for found in associations.values()],
            cant_be_known=words.CANT_BE_KNOWN,
            not_advice=words.NOT_ADVICE,
            figures=_draw(clients, associations),
            sections=sections,
        )
        aside = Path(folder) / "index.html"
        aside.write_text(page, encoding="utf-8")
        os.replace(aside, out / "index.html")
    return out / "index.html"


def _run_and_render(
    path: Path, outcomes: Sequence[Outcome], notebooks: Path, folder: Path
) -> list[Section]:
    """Run what can be run; a notebook whose real data isn't here is shown with what is missing."""
    paths = sorted(notebooks.glob("[0-9][0-9]_*.ipynb"))
    missing = describe_missing()
    skipped = {p for p in paths if missing and _needs_external(p)}
    parameters = {
        "SESSIONS": str(path.resolve()),
        "OUTCOMES": write_outcomes(outcomes),
    }
    runnable = [p for p in paths if p not in skipped]
    executed = dict(zip(runnable, run_notebooks(runnable, parameters, folder), strict=True))
    for p in skipped:
        book = nbformat.read(p, as_version=4)
        note = nbformat.v4.new_markdown_cell(f"This notebook was not run. {missing}")
        book.cells = [book.cells[0], note]
        executed[p] = book
    return [render_notebook(executed[p], p.stem) for p in paths]


def _needs_external(path: Path) -> bool:
    return bool(nbformat.read(path, as_version=4).metadata.get("needs_external_data"))


def _card(found: Association) -> dict[str, object]:
    correlation = found.correlation
    numbers = [("n", f"{correlation.n_clients} clients")]
    if correlation.answered:
        numbers = [
            ("rank correlation", words.number(correlation.estimate)),
            ("interval", words.interval(correlation)),
            *numbers,
            ("p, adjusted", words.p_value(found.p_holm)),
        ]
    return {
        "name": found.outcome.name,
        "answer": answers.answer_between(found),
        "numbers": numbers,
        "slope": answers.answer_slope(found),
        "left_out": answers.explain_left_out(found),
    }


def _draw(clients: pd.DataFrame, associations: Mapping[str, Association]) -> list[Picture]:
    slopes = picture(plot_slopes(associations, new_axes(height=3.2)), describe_slopes(associations))
    each = [
        picture(plot_improvement(clients, found, new_axes()), describe_improvement(found))
        for found in associations.values()
    ]
    return [slopes, *each]
