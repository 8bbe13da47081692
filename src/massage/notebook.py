"""Show sentences, tables and figures in a notebook, each in a form that can be read aloud."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from html import escape
from io import BytesIO

import pandas as pd
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from massage.figures.figure import Figure
from massage.figures.svg import write_svg

DOTS_PER_INCH = 120
SHOWN_PER_INCH = 96


def say(*sentences: str) -> None:
    """Show sentences as one paragraph; empty ones are left out."""
    _show_paragraph(sentences)


def say_each(sentences: Iterable[str]) -> None:
    """Show each sentence as a paragraph of its own."""
    for sentence in sentences:
        say(sentence)


def note(*sentences: str) -> None:
    """Show a paragraph that is for the speaker alone where a notebook is made into slides."""
    _show_paragraph(sentences, notes=True)


def show_page(markdown: str) -> None:
    """Show a page of text that has headings, lists or tables of its own."""
    display({"text/markdown": markdown, "text/plain": markdown}, raw=True)


def show(figure: Figure, *before: str, says: bool = True) -> None:
    """Show a figure and, unless not asked to, what it says; or why it is withheld.

    ``before`` are sentences that lead to what it says.
    """
    if figure.withheld:
        say("No figure.", figure.withheld)
        return
    show_figure(figure.draw(), figure.alternative)
    if says and figure.says:
        say(*before, figure.says)


def show_figure(drawn: Axes | Drawing, alternative: str, dots: int | None = None) -> None:
    """Show a figure with its text alternative, which is also what a notebook test compares.

    As SVG that follows a dark page; as a picture where its ``dots`` per inch are given.
    """
    figure = drawn if isinstance(drawn, Drawing) else drawn.figure
    if dots is None:
        svg = write_svg(figure, alternative)
        display({"image/svg+xml": svg, "text/plain": alternative}, raw=True)
        return
    file = BytesIO()
    figure.savefig(file, format="png", dpi=dots, metadata={"Software": None})
    width = round(figure.get_figwidth() * SHOWN_PER_INCH)
    display(
        {"image/png": b64encode(file.getvalue()).decode(), "text/plain": alternative},
        metadata={"image/png": {"alt": alternative, "width": width}},
        raw=True,
    )


def show_table(table: pd.DataFrame, caption: str) -> None:
    """Show a table of words with a caption and column headings that a screen reader announces.

    What isn't known stays empty.
    """
    table = _leave_empty(table)
    html = table.to_html(index=False, border=0, justify="left", na_rep="")
    html = html.replace("<th>", '<th scope="col">').replace(
        "<thead>", f"<caption>{escape(caption)}</caption>\n  <thead>", 1
    )
    display({"text/html": html, "text/plain": table.to_string(index=False)}, raw=True)


def _show_paragraph(sentences: Iterable[str], **about: object) -> None:
    text = " ".join(sentence for sentence in sentences if sentence)
    words = {"text/markdown": escape(text, quote=False), "text/plain": text}
    display(words, metadata=about, raw=True)


def _leave_empty(table: pd.DataFrame) -> pd.DataFrame:
    """Empty the cells for which pandas would write <NA>, whatever it is told to write."""
    nullable = [n for n, kind in table.dtypes.items() if getattr(kind, "na_value", 0) is pd.NA]
    return table.astype(dict.fromkeys(nullable, object)).fillna(dict.fromkeys(nullable, ""))
