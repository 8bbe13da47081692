"""Show sentences, tables and figures in a notebook, each in a form that can be read aloud."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from massage.figures.figure import Figure, write
from massage.figures.svg import write_svg
from massage.report.deck.slide import Slide
from massage.words.codes import join, read_words


def say(*sentences: str) -> None:
    """Show sentences as one paragraph; empty ones are left out."""
    text = join(*sentences)
    display({"text/markdown": escape(text, quote=False), "text/plain": text}, raw=True)


def say_each(sentences: Iterable[str]) -> None:
    """Show each sentence as a paragraph of its own."""
    for sentence in sentences:
        say(sentence)


def show_page(markdown: str) -> None:
    """Show a page of text that has headings, lists or tables of its own."""
    display({"text/markdown": markdown, "text/plain": markdown}, raw=True)


def show(figure: Figure, *before: str, says: bool = True) -> None:
    """Show a figure and, unless not asked to, what it says; or why it is withheld.

    ``before`` are sentences that lead to what it says.
    """
    if figure.withheld:
        say(write("withheld", "no_figure"), figure.withheld)
        return
    show_figure(figure.draw(), figure.alternative)
    if says and figure.says:
        say(*before, figure.says)


def show_figure(drawn: Axes | Drawing, alternative: str) -> None:
    """Show a figure as SVG that follows a dark page.

    Its text alternative is also what a notebook test compares.
    """
    figure = drawn if isinstance(drawn, Drawing) else drawn.figure
    svg = write_svg(figure, alternative)
    display({"image/svg+xml": svg, "text/plain": alternative}, raw=True)


def show_slide(slide: Slide) -> None:
    """Show a slide: its title, pictures, words, and what the speaker is told."""
    show_page(f"## {slide.title}")
    for picture in slide.pictures:
        show_figure(picture.drawing, picture.alternative)
    say_each([*slide.words, read_words("slides")["speaker"], *slide.notes])


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


def _leave_empty(table: pd.DataFrame) -> pd.DataFrame:
    """Empty the cells for which pandas would write <NA>, whatever it is told to write."""
    nullable = [n for n, kind in table.dtypes.items() if getattr(kind, "na_value", 0) is pd.NA]
    return table.astype(dict.fromkeys(nullable, object)).fillna(dict.fromkeys(nullable, ""))
