"""The data dictionary in words, generated from the record format."""

from __future__ import annotations

import re

from analysis.rules import RULES
from analysis.schema import COLUMNS

START, END = "<!-- dictionary: start -->", "<!-- dictionary: end -->"


def write_dictionary() -> str:
    """Return the record format as Markdown: a table of columns, then the rules across them."""
    lines = ["| column | meaning | what it takes | better | needed |", "|---|---|---|---|---|"]
    for name, column in COLUMNS.items():
        facts = column.metadata
        needed = "yes" if column.required else ""
        lines.append(
            f"| `{name}` | {column.description} | {facts['right']} | {facts['better'] or ''} "
            f"| {needed} |"
        )
    return "\n".join([*lines, "", *(f"- {rule.text}" for rule in RULES)])


def insert_dictionary(document: str) -> str:
    """Return the document with the dictionary between its two markers.

    Raises ValueError when the markers aren't there.
    """
    if START not in document or END not in document:
        raise ValueError(f"the document lacks {START} or {END}")
    between = re.escape(START) + ".*" + re.escape(END)
    return re.sub(between, lambda _: f"{START}\n{write_dictionary()}\n{END}", document, flags=re.S)
