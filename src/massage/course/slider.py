"""A slider around a picture, and the picture alone where nothing can be slid."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from html import escape
from io import BytesIO

import ipywidgets
from IPython.display import display
from matplotlib.axes import Axes

DOTS_PER_INCH = 120
SHOWN_PER_INCH = 96
Picture = tuple[Axes, str]


def explore(
    draw: Callable[[int], Picture], label: str, values: Sequence[int], *, start: int
) -> None:
    """Show a slider over ``values`` and the picture that ``draw`` makes of the chosen one.

    ``draw`` takes one value and returns Axes and a text alternative. Where widgets don't run, such
    as on a web page or in print, the picture of ``start`` is shown. The alternative stands below
    the picture too, so that the numbers can be read.
    """
    picture = draw(start)
    png, alternative = _as_png(picture)
    display(
        {
            **slider_around(draw, label, values, start=start)._repr_mimebundle_(),
            "image/png": png,
            "text/plain": alternative,
        },
        metadata={"image/png": {"alt": alternative, "width": _width(picture)}},
        raw=True,
    )


def slider_around(
    draw: Callable[[int], Picture], label: str, values: Sequence[int], *, start: int
) -> ipywidgets.VBox:
    """Return the slider with its picture, which follows it."""
    slider = ipywidgets.SelectionSlider(
        options=list(values),
        value=start,
        description=label,
        continuous_update=False,
        style={"description_width": "initial"},
        layout={"width": "34em"},
    )
    picture = ipywidgets.HTML(_as_html(draw(start)))
    slider.observe(lambda change: setattr(picture, "value", _as_html(draw(change["new"]))), "value")
    return ipywidgets.VBox([slider, picture])


def _as_png(picture: Picture) -> tuple[str, str]:
    ax, alternative = picture
    file = BytesIO()
    ax.figure.savefig(file, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return b64encode(file.getvalue()).decode(), alternative


def _as_html(picture: Picture) -> str:
    png, alternative = _as_png(picture)
    said, source = escape(alternative), f"data:image/png;base64,{png}"
    return f'<img src="{source}" alt="{said}" width="{_width(picture)}"><p>{said}</p>'


def _width(picture: Picture) -> int:
    return round(picture[0].figure.get_figwidth() * SHOWN_PER_INCH)
