"""Icon arrays: how many of how many, in shapes of their own so that none hangs on its colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure as Drawing
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from massage.look.tokens import read_colours

TEN = 10
TEXT = 10.5  # points
ON_A_LINE, HALF = 46, 25  # letters, at 4.2 inches; HALF beside another
DISC, PALE, RING, DOT = "disc", "pale", "ring", "dot"
# what is drawn on top of each other: a share of an icon's place, and a token, or the icon's own
OWN = ""
LAYERS = {
    DISC: [(0.8, OWN)],
    PALE: [(0.8, "unsure"), (0.66, OWN)],  # its outline is seen where its colour hardly is
    RING: [(0.8, OWN), (0.48, "paper")],
    DOT: [(0.46, OWN)],
}
MARKED = [(1.2, "ink"), (0.94, "paper")]  # a ring around an icon
IN_KEY = 10  # points, of an icon that fills its place


@dataclass(frozen=True)
class Icons:
    """So many icons of one shape and colour (a token's name), and what each stands for."""

    n: int
    label: str
    colour: str
    shape: str = DISC


def share_out(counts: Sequence[float]) -> list[int]:
    """Share 100 icons out after these counts, by the largest remainder."""
    exact = 100 * np.asarray(counts, dtype=float) / sum(counts)
    shared = np.floor(exact).astype(int)
    first = np.argsort(shared - exact, kind="stable")[: 100 - shared.sum()]
    shared[first] += 1
    return shared.tolist()


def draw_icons(icons: Sequence[Icons], ax: Axes, columns: int = TEN, marked: int = -1) -> None:
    """Draw icons row by row from the upper left, in their order; ``marked`` is the place of one."""
    colours, n = read_colours(), sum(one.n for one in icons)
    places = np.arange(max(n, 1))
    centres = np.column_stack([places % columns, places // columns])
    if marked >= 0:
        for size, token in MARKED:
            ax.add_patch(_Dots(centres[[marked]], size, colours[token]))
    start = 0
    for one in icons:
        here, start = centres[start : start + one.n], start + one.n
        for size, token in LAYERS[one.shape]:
            ax.add_patch(_Dots(here, size, colours[token or one.colour]))
    rows = -(-max(n, 1) // columns)
    edge = 0.62 if marked >= 0 else 0.5
    ax.set(xlim=(-edge, columns - 1 + edge), ylim=(rows - 1 + edge, -edge), aspect="equal")
    ax.set_anchor("NW")
    leave_bare(ax)


def leave_bare(ax: Axes) -> None:
    """Take away everything of Axes that is there before anything is drawn."""
    ax.set(xticks=[], yticks=[])
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)


def write_above(words: str, ax: Axes, letters: int = ON_A_LINE) -> None:
    """Write words above Axes, from their left."""
    lines = "\n".join(line for part in words.split("\n") for line in wrap(part, letters))
    ax.set_title(lines, loc="left", fontsize=TEXT, fontweight="normal")


def explain_icons(icons: Sequence[Icons], figure: Drawing, marked: str = "") -> None:
    """Say under a figure, in a frame, what each icon is; kinds of which there are none left out."""
    handles = [_key(one) for one in icons if one.n]
    if marked:
        colours = read_colours()
        handles.append(_circle(IN_KEY * 1.3, colours["paper"], colours["ink"], 1.4, marked))
    explain(handles, figure)


def explain(handles: Sequence[object], figure: Drawing) -> None:
    """Put a key under a figure, in a frame, a line for each of the labelled handles."""
    colours = read_colours()
    figure.legend(
        handles=handles,
        loc="outside lower left",
        fontsize=TEXT,
        labelcolor=colours["ink"],
        edgecolor=colours["line"],
        frameon=True,
        fancybox=False,
        handlelength=1.2,
        handletextpad=0.5,
        labelspacing=0.3,
        borderpad=0.5,
    )


def _key(one: Icons) -> Line2D:
    colours = read_colours()
    own, label = colours[one.colour], "\n".join(wrap(one.label, ON_A_LINE))
    if one.shape == RING:
        return _circle(IN_KEY * 0.7, colours["paper"], own, 2.4, label)
    if one.shape == PALE:
        return _circle(IN_KEY * 0.8, own, colours["unsure"], 0.8, label)
    return _circle(IN_KEY * LAYERS[one.shape][0][0] * 1.1, own, own, 0, label)


def _circle(size: float, face: str, edge: str, width: float, label: str) -> Line2D:
    return Line2D([], [], linestyle="", marker="o", markersize=size, markerfacecolor=face,
                  markeredgecolor=edge, markeredgewidth=width, label=label)  # fmt: skip


class _Dots(PathPatch):
    """Discs of one size and colour, in the units of their Axes, as one path.

    Each is a stroke of hardly any length with round ends: thousands take a small file.
    """

    def __init__(self, centres: np.ndarray, diameter: float, colour: str) -> None:
        ends = np.repeat(centres.astype(float), 2, axis=0)
        ends[1::2, 0] += 0.01
        path = Path(ends, [Path.MOVETO, Path.LINETO] * len(centres))
        path.should_simplify = False
        super().__init__(path, fill=False, edgecolor=colour, capstyle="round", clip_on=False)
        self.set_snap(False)
        self.diameter, self.centres = diameter, centres

    def draw(self, renderer: RendererBase) -> None:
        """Draw them as wide as their place now is."""
        (left, _), (right, _) = self.axes.transData.transform([(0, 0), (1, 0)])
        self.set_linewidth(self.diameter * (right - left) / renderer.points_to_pixels(1))
        super().draw(renderer)
