"""Write the data dictionary, generated from the record format, into data/README.md."""

from __future__ import annotations

import re
from pathlib import Path

from analysis.rules import RULES
from analysis.schema import COLUMNS
from massage.words.codes import read_words

README = Path(__file__).resolve().parents[1] / "data" / "README.md"
START, END = "<!-- dictionary: start -->", "<!-- dictionary: end -->"


def write_dictionary() -> str:
    """Return the record format as Markdown: a table of columns, then the rules across them."""
    lines = ["| column | meaning | what it takes | better | needed |", "|---|---|---|---|---|"]
    meanings, rules = read_words("columns"), read_words("rules")
    for name, column in COLUMNS.items():
        needed = "yes" if column.required else ""
        lines.append(
            f"| `{name}` | {meanings[name]} | {column.right} | {column.better or ''} | {needed} |"
        )
    return "\n".join([*lines, "", *(f"- {rules[rule]}" for rule in RULES)])


def insert_dictionary(document: str) -> str:
    """Return the document with the dictionary between its two markers.

    Raises ValueError when the markers aren't there.
    """
    if START not in document or END not in document:
        raise ValueError(f"the document lacks {START} or {END}")
    between = re.escape(START) + ".*" + re.escape(END)
    return re.sub(between, lambda _: f"{START}\n{write_dictionary()}\n{END}", document, flags=re.S)


if __name__ == "__main__":
    text = insert_dictionary(README.read_text(encoding="utf-8"))
    README.write_text(text, encoding="utf-8", newline="\n")
