"""Show sentences, tables and figures in a notebook, each in a form that can be read aloud."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

import pandas as pd
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure

DOTS_PER_INCH = 144
SHOWN_PER_INCH = 96


def say(*sentences: str) -> None:
    """Show sentences as one paragraph."""
    text = " ".join(sentences)
    display({"text/markdown": text, "text/plain": text}, raw=True)


@dataclass(frozen=True)
class Picture:
    """A figure as PNG (base64), its width on a page, and what it shows in words."""

    png: str
    width: int
    alternative: str


def picture(drawn: Axes | Figure, alternative: str) -> Picture:
    """Draw a figure as a PNG that is sharp on a phone."""
    figure = drawn if isinstance(drawn, Figure) else drawn.figure
    file = BytesIO()
    figure.savefig(file, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    width = round(figure.get_figwidth() * SHOWN_PER_INCH)
    return Picture(b64encode(file.getvalue()).decode(), width, alternative)


def show_figure(drawn: Axes | Figure, alternative: str) -> None:
    """Show a figure with its text alternative, which is also what a notebook test compares."""
    drawing = picture(drawn, alternative)
    display(
        {"image/png": drawing.png, "text/plain": alternative},
        metadata={"image/png": {"alt": alternative, "width": drawing.width}},
        raw=True,
    )


def show_table(table: pd.DataFrame, caption: str) -> None:
    """Show a table of words with a caption and column headings that a screen reader announces."""
    html = table.to_html(index=False, border=0, justify="left", na_rep="")
    html = html.replace("<th>", '<th scope="col">').replace(
        "<thead>", f"<caption>{caption}</caption>\n  <thead>", 1
    )
    display({"text/html": html, "text/plain": table.to_string(index=False)}, raw=True)
