"""Write the pages of the report: its front, and one for each executed notebook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from itertools import count

from nbconvert import HTMLExporter
from nbformat import NotebookNode

from massage.claims import read_evidence
from massage.claims.tell import lay_beside
from massage.practice import Practice
from massage.report import front
from massage.report.browser import TEMPLATES, fill_template
from massage.report.lines import keep_together
from massage.words import answers, formats, together
from massage.words.codes import fill, read_words, say

HIDDEN = {"parameters", "injected-parameters"}
PAGES = "pages"  # folder of the notebooks' pages, beside the front
SVG = "image/svg+xml"
PLACE = "<svg></svg>"  # of a picture, which the exporter would parse
TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
EDGE_OF_TABLE = re.compile(r"(</?table\b[^>]*>)")
TAG = re.compile(r"<[^>]+>")
LONG_CELL = re.compile(r"(?<=<td>)[\w./-]{24,}(?=</td>)")
PIECE = re.compile(r".{16}(?=.)")
BOX = '<div aria-label="{}" class="scroll" role="region" tabindex="0">'


@dataclass(frozen=True)
class Chapter:
    """A notebook as a page: its file's name, its title, what it shows as HTML, its code."""

    name: str
    title: str
    html: str
    code: str

    @property
    def file(self) -> str:
        """Where its page lies, as seen from the front."""
        return f"{PAGES}/{self.name}.html"


def write_pages(practice: Practice, books: Mapping[str, NotebookNode]) -> dict[str, str]:
    """Return the report's pages as HTML by file: ``index.html``, and one for each notebook."""
    chapters = [read_chapter(book, name) for name, book in books.items()]
    names = [practice.name(outcome) for outcome in practice.outcomes]
    words = read_words(front.WORDS)
    common = {
        "words": words,
        "title": fill(words["title"], {"names": formats.listed(["massage", *names])}),
        "source": practice.source,
        "not_advice": formats.NOT_ADVICE,
        "chapters": chapters,
    }
    pages = {"index.html": keep_together(_write_front(practice, common))}
    for place, chapter in enumerate(chapters):
        beside = {"before": chapters[place - 1] if place else None, "chapter": chapter}
        beside["after"] = chapters[place + 1] if chapter is not chapters[-1] else None
        pages[chapter.file] = fill_template("chapter.html.j2", **common, **beside)
    return pages


def _write_front(practice: Practice, common: Mapping[str, object]) -> str:
    compared = practice.question_2
    return fill_template(
        "front.html.j2",
        board_words=read_words("board"),
        boards=front.list_boards(practice),
        coming=front.list_cards(front.figures.list_next(practice), says=True),
        came=front.list_cards(front.list_who_came(practice)),
        sure=front.list_cards(front.list_how_sure(practice)),
        checks=front.tabulate_checks(practice),
        symbols=read_words("threats")["ticks"],
        claims=list(front.list_claims(practice)) if practice.has_every_session else [],
        associations=answers.tabulate_associations(practice.question_1),
        within=[together.answer_within(one) for one in compared.values()],
        beside=lay_beside(practice.claims, read_evidence()) if practice.has_every_session else None,
        plan=together.describe_plan(practice.plan),
        large="" if practice.has_every_session else front.tell_large(practice.plan),
        **common,
    )


@cache
def _exporter() -> HTMLExporter:
    return HTMLExporter(
        template_name="folded",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_anchor_links=True,
        exclude_input=True,
        exclude_output_prompt=True,
    )


def read_chapter(notebook: NotebookNode, name: str) -> Chapter:
    """Read an executed notebook as a page; its code is put together at the end.

    Cells with parameters are left out, since they hold paths of this computer.
    """
    notebook = notebook.copy()
    notebook.cells = [
        cell for cell in notebook.cells if not HIDDEN & set(cell.metadata.get("tags", []))
    ]
    page, _ = _exporter().from_notebook_node(notebook)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [one.data[SVG] for one in outputs if SVG in one.get("data", {})]
    parts = zip(page.split(PLACE), [*pictures, ""], strict=True)
    page = "".join(part + picture for part, picture in parts)
    title = unescape(TAG.sub("", TITLE.search(page)[1]))
    page = LONG_CELL.sub(break_long_word, put_tables_into_boxes(page, title))
    code = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    return Chapter(name, title, keep_together(page), code)


def put_tables_into_boxes(page: str, title: str) -> str:
    """Put each table, with any that it holds, into a box that is scrolled by itself."""
    parts, depth, places = EDGE_OF_TABLE.split(page), 0, count(1)
    for at in range(1, len(parts), 2):
        if not parts[at].startswith("</"):
            depth += 1
            if depth == 1:
                label = say("report", "table", n=next(places), title=escape(title))
                parts[at] = BOX.format(label) + parts[at]
        elif depth:
            depth -= 1
            if depth == 0:
                parts[at] += "</div>"
    return "".join(parts)


def break_long_word(found: re.Match[str]) -> str:
    """Write a word that no line of a sheet has room for so that it may go on in the next."""
    return PIECE.sub(r"\g<0><wbr>", found[0])
