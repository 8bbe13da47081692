"""Write the page of the report from the answers and the executed notebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader
from nbformat import NotebookNode

from analysis.practice import Practice
from analysis.question_1 import Association
from analysis.question_2 import Comparison
from analysis.schema import Outcome
from massage.claims import CLAIMS, answer_claims, examine_claims, read_evidence
from massage.claims.evidence import answer_from_print
from massage.claims.tell import name_verdicts
from massage.provenance import describe_source
from massage.report.render import TEMPLATES, render_notebook
from massage.words import answers, together
from massage.words import formats as words

WORKED_OUT = {"C1": ("03", "05"), "C2": ("03", "05"), "C13": ()}
BY_CONDITION, PRINTED = ("06",), ("09",)
FRONT = "front-page"  # tag of notebook cells whose figures carry the answers


def write_page(path: Path, practice: Practice, books: Mapping[str, NotebookNode]) -> str:
    """Return the report as HTML: cards, who is counted, figures of tagged cells, notebooks."""
    n_sessions, n_clients = len(practice.sessions), len(practice.clients)
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    return environment.get_template("report.html.j2").render(
        title=_title(practice.outcomes),
        gloss=words.GLOSS,
        question=words.QUESTION,
        counted=f"{words.count(n_sessions, 'session')} of {words.count(n_clients, 'client')}.",
        source=describe_source(path),
        cards=[_card(practice, name) for name in practice.question_1],
        claims=_claims(examine_claims(practice), books),
        plan=together.describe_plan(practice.plan),
        cant_be_known=words.CANT_BE_KNOWN,
        not_advice=words.NOT_ADVICE,
        figures=[figure for book in books.values() for figure in _front_figures(book)],
        sections=[render_notebook(book, name) for name, book in books.items()],
    )


def _title(outcomes: Sequence[Outcome]) -> str:
    names = [words.plain(str(outcome.name)) for outcome in outcomes]
    return f"What this practice's records say about {words.listed(['massage', *names])}"


def _card(practice: Practice, name: str) -> dict[str, object]:
    found, compared = practice.question_1[name], practice.question_2[name]
    return {
        "name": words.plain(str(found.outcome.name)),
        "answer": together.answer_both(found, compared),
        "between": _numbers_between(found),
        "slope": answers.answer_slope(found),
        "within": _numbers_within(compared),
        "warnings": together.list_warnings(practice, name),
        "left_out": answers.explain_left_out(found),
    }


def _claims(table: pd.DataFrame, books: Mapping[str, NotebookNode]) -> list[dict[str, object]]:
    """Each claim of the article with what records and print say, and where that is worked out."""
    evidence, records = read_evidence(), answer_claims(table)
    return [
        {
            "words": claim.words,
            "verdicts": name_verdicts(table, claim.id),
            "records": records[claim.id],
            "published": answer_from_print(evidence, claim.id),
            "links": _links(claim.id, books),
        }
        for claim in CLAIMS
    ]


def _links(claim: str, books: Mapping[str, NotebookNode]) -> list[tuple[str, str]]:
    """Notebooks in which a claim is worked out: name on the page, and number."""
    numbers = WORKED_OUT.get(claim, BY_CONDITION) + PRINTED
    return [(name, name[:2]) for name in books if name[:2] in numbers]


def _numbers_between(found: Association) -> list[tuple[str, str]]:
    correlation = found.correlation
    counted = ("n", words.count(correlation.n_clients, "client"))
    if not correlation.answered:
        return [counted]
    return [
        ("rank correlation", words.number(correlation.estimate)),
        ("interval", words.interval(correlation)),
        counted,
        ("p, adjusted", words.p_value(found.p_holm)),
    ]


def _numbers_within(compared: Comparison) -> list[tuple[str, str]]:
    """Numbers of question 2; none where it is blocked."""
    if not compared.usable:
        return []
    return [
        ("points better, one interval cut in half", words.number(compared.estimate)),
        ("interval", words.interval(compared)),
        ("n", f"{words.count(compared.n_clients, 'client')}, "
              f"{words.count(compared.n_intervals, 'interval')}"),
        ("p, adjusted", words.p_value(compared.p_holm)),
    ]  # fmt: skip


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
