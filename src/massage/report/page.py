"""Write the page of the report from the answers and the executed notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from massage.claims import CLAIMS, answer_claims, examine_claims, read_evidence
from massage.claims.evidence import answer_from_print
from massage.claims.tell import name_verdicts
from massage.practice import Practice
from massage.provenance import describe_source
from massage.report.browser import TEMPLATES, fill_template
from massage.words import answers, together
from massage.words import formats as words
from massage.words.codes import join

WORKED_OUT = {"C1": ("03", "05"), "C2": ("03", "05"), "C13": ()}
BY_CONDITION, PRINTED = ("06",), ("09",)
FRONT = "front-page"  # tag of notebook cells whose figures carry the answers
HIDDEN = {"parameters", "injected-parameters"}
HEADINGS = ["h1", "h2", "h3", "h4", "h5"]


def write_page(path: Path, practice: Practice, books: Mapping[str, NotebookNode]) -> str:
    """Return the report as HTML: cards, who is counted, figures of tagged cells, notebooks."""
    names = [practice.name(outcome) for outcome in practice.outcomes]
    table, evidence = examine_claims(practice), read_evidence()
    return fill_template(
        "report.html.j2",
        title=f"What this practice's records say about {words.listed(['massage', *names])}",
        source=join(describe_source(path), practice.tell_who()),
        practice=practice,
        words=words,
        answers=answers,
        together=together,
        claims=CLAIMS,
        verdicts=lambda claim: name_verdicts(table, claim),
        records=answer_claims(table),
        published=lambda claim: answer_from_print(evidence, claim),
        worked_out=lambda claim: _worked_out(claim, books),
        figures=[figure for book in books.values() for figure in _front_figures(book)],
        sections=[render_notebook(book, name) for name, book in books.items()],
    )


def render_notebook(notebook: NotebookNode, name: str) -> dict[str, str]:
    """Render one notebook as a section: headings one level down, every id prefixed by its name.

    Cells with parameters are left out, since they hold paths of this computer.
    """
    notebook = notebook.copy()
    notebook.cells = [
        cell for cell in notebook.cells if not HIDDEN & set(cell.metadata.get("tags", []))
    ]
    exporter = HTMLExporter(
        template_name="folded",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_anchor_links=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    page = BeautifulSoup(exporter.from_notebook_node(notebook)[0], "html.parser")
    title = page.find("h1").get_text()
    for element in page.find_all(id=True):
        element["id"] = f"{name}-{element['id']}"
    for heading in page.find_all(HEADINGS):
        heading.name = f"h{int(heading.name[1]) + 1}"
    for place, table in enumerate(page.find_all("table"), start=1):
        label = f"Table {place} of: {title}"
        box = {"class": "scroll", "role": "region", "tabindex": "0", "aria-label": label}
        table.wrap(page.new_tag("div", attrs=box))
    return {"name": name, "title": title, "html": str(page)}


def _worked_out(claim: str, books: Iterable[str]) -> list[str]:
    """Names of the notebooks in which a claim is worked out."""
    numbers = WORKED_OUT.get(claim, BY_CONDITION) + PRINTED
    return [name for name in books if name[:2] in numbers]


def _front_figures(book: NotebookNode) -> Iterator[dict[str, object]]:
    """Figures of the cells with the tag, with their width and what they show in words."""
    for cell in book.cells:
        if FRONT in cell.metadata.get("tags", []):
            for output in cell.get("outputs", []):
                if "image/png" in output.get("data", {}):
                    png = output["data"]["image/png"]
                    yield {"png": png, **output["metadata"]["image/png"]}
