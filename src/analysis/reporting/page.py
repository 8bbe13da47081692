"""Write the page of the report from the answers and the executed notebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader
from nbformat import NotebookNode

from analysis import answers, words
from analysis.association import Association, associate
from analysis.provenance import describe_source
from analysis.reporting.render import TEMPLATES, render_notebook
from analysis.schema import Outcome

FRONT = "front-page"  # tag of notebook cells whose figures carry the answers


def write_page(
    path: Path,
    sessions: pd.DataFrame,
    outcomes: Sequence[Outcome],
    books: Mapping[str, NotebookNode],
) -> str:
    """Return the report as HTML: cards, who is counted, figures of tagged cells, notebooks."""
    clients = sessions["client_id"].nunique()
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    return environment.get_template("report.html.j2").render(
        title=_title(outcomes),
        gloss=words.GLOSS,
        question=words.QUESTION,
        counted=f"{words.count(len(sessions), 'session')} of {words.count(clients, 'client')}.",
        source=describe_source(path),
        cards=[_card(found) for found in associate(sessions, outcomes).values()],
        cant_be_known=words.CANT_BE_KNOWN,
        not_advice=words.NOT_ADVICE,
        figures=[figure for book in books.values() for figure in _front_figures(book)],
        sections=[render_notebook(book, name) for name, book in books.items()],
    )


def _title(outcomes: Sequence[Outcome]) -> str:
    names = [words.plain(str(outcome.name)) for outcome in outcomes]
    return f"What this practice's records say about {words.listed(['massage', *names])}"


def _card(found: Association) -> dict[str, object]:
    correlation = found.correlation
    numbers = [("n", words.count(correlation.n_clients, "client"))]
    if correlation.answered:
        numbers = [
            ("rank correlation", words.number(correlation.estimate)),
            ("interval", words.interval(correlation)),
            *numbers,
            ("p, adjusted", words.p_value(found.p_holm)),
        ]
    return {
        "name": words.plain(str(found.outcome.name)),
        "answer": answers.answer_between(found),
        "numbers": numbers,
        "slope": answers.answer_slope(found),
        "left_out": answers.explain_left_out(found),
    }


def _front_figures(book: NotebookNode) -> list[dict[str, object]]:
    """Figures of the cells with the tag, with their width and what they show in words."""
    outputs = [
        output
        for cell in book.cells
        if FRONT in cell.metadata.get("tags", [])
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    return [
        {
            "png": output["data"]["image/png"],
            "alternative": output["metadata"]["image/png"]["alt"],
            "width": output["metadata"]["image/png"]["width"],
        }
        for output in outputs
    ]
