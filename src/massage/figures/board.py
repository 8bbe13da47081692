"""The answer board as a picture: headlines, and every interval on one scale."""

from __future__ import annotations

from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from massage.board.describe import Board, Panel, Strip, describe_board
from massage.figures.figure import Figure
from massage.figures.icons import leave_bare
from massage.look.tokens import read_colours
from massage.practice import Practice
from massage.words.codes import read_words

ACROSS = 48  # letters of a line of words at the width of a phone
ROW, HEAD = 1.42, 2.0  # inches: a strip with its words; headlines, line and caveat
HALF = 0.16  # half the height of a strip, where rows are 1 apart
NARROW = 4.2  # inches


def plot_board(practice: Practice, *, shared: bool = False) -> Figure:  # noqa: ARG001
    """Draw the answer board: it holds no group of fewer than ten clients."""
    board = describe_board(practice)

    def paint(axes: np.ndarray) -> None:
        panels = list(axes.flat)
        for ax, panel in zip(panels, board.panels, strict=True):
            _paint_panel(ax, panel, board.reach)
        figure = panels[0].figure
        across = round(ACROSS * figure.get_figwidth() / NARROW)
        figure.suptitle("\n".join(fill(one, int(0.8 * across)) for one in board.titles),
                        x=0.02, ha="left", weight="bold", fontsize=13)  # fmt: skip
        below = "\n".join(fill(one, across) for one in (board.line, board.caveat))
        figure.supxlabel(below, x=0.02, ha="left", fontsize=10.5)

    strips = [(panel.title, strip) for panel in board.panels for strip in panel.strips]
    rows = [len(panel.strips) for panel in board.panels]
    return Figure(
        paint,
        _say(board),
        board.alternative,
        pd.DataFrame([_tabulate(title, strip) for title, strip in strips]),
        (NARROW, HEAD + ROW * sum(rows) + 0.5 * len(rows)),
        {"nrows": len(rows), "sharex": True, "squeeze": False, "height_ratios": rows},
    )


def _say(board: Board) -> str:
    heads = [f"{label}: {said}." for label, said in board.headlines]
    first = [f"{one.name.capitalize()}: {one.numbers}." for one in board.panels[0].strips]
    return " ".join([*heads, *(one.replace("..", ".") for one in first), board.line])


def _tabulate(title: str, strip: Strip) -> dict[str, object]:
    numbers = {"low": strip.low, "middle": strip.middle, "high": strip.high}
    said = {"verdict": strip.word, "size": strip.size, "in_numbers": strip.numbers}
    row = {"question": title, "outcome": strip.name, **said, **numbers}
    return row | {"clients": strip.n_clients}


def _paint_panel(ax: Axes, panel: Panel, reach: float) -> None:
    across = int(ACROSS * ax.figure.get_figwidth() / NARROW)
    said = fill(panel.unit, across)
    room = "\n" * (1 + said.count("\n"))
    ax.set_title(f"{panel.title}{room}", loc="left", fontsize=11.5, weight="bold")
    unit = ax.text(0, 1, said, transform=ax.transAxes, va="bottom", fontsize=10.5)
    unit.set_in_layout(False)
    ax.set(xlim=(-reach, reach), ylim=(len(panel.strips) - 0.62, -0.7))
    leave_bare(ax)
    for row, strip in enumerate(panel.strips):
        _paint_strip(ax, row, strip, reach)


def _paint_strip(ax: Axes, row: float, strip: Strip, reach: float) -> None:
    colours = read_colours()
    state = f"{strip.name.capitalize()}: {strip.symbol} {strip.word}"
    across = round(ACROSS * ax.figure.get_figwidth() / NARROW)
    said = "\n".join(filter(None, [state, strip.size, fill(strip.numbers, across)]))
    words = ax.text(-reach, row - HALF - 0.03, said, va="bottom", fontsize=10.5, linespacing=1.2)
    words.set_in_layout(False)
    edge = {"edgecolor": colours["line"]}
    if not strip.is_drawn:
        edge = {"edgecolor": colours["unsure"], "linestyle": "--"}
    box = Rectangle((-reach, row - HALF), 2 * reach, 2 * HALF, facecolor="none", **edge)
    ax.add_patch(box)
    if strip.inside == strip.inside:
        inside = Rectangle((-strip.inside, row - HALF), 2 * strip.inside, 2 * HALF)
        inside.set(facecolor=colours["wash"], edgecolor=colours["soft"])
        ax.add_patch(inside)
    for at, label in ((0.0, "0"), *strip.marks):
        style = {"color": colours["soft" if at else "ink"], "linestyle": ":" if at else "-"}
        for place in {at, -at} if at < reach else ():
            ax.plot([place, place], [row - HALF, row + HALF], linewidth=1 if at else 1.5, **style)
            ax.text(place, row + HALF + 0.02, label, ha="center", va="top", fontsize=10.5)
    if strip.is_drawn:
        _paint_interval(ax, row, strip, reach)


def _paint_interval(ax: Axes, row: float, strip: Strip, reach: float) -> None:
    colours, symbols = read_colours(), read_words("board")["symbols"]
    colour, unsure = colours[strip.colour], strip.colour == "unsure"
    ends = np.clip([strip.low, strip.high], -reach, reach)
    for width, drawn in ((7, colours["paper"]), (4, colour)):  # a rim, where it crosses marks
        ax.plot(ends, [row, row], color=drawn, linewidth=width, solid_capstyle="butt")
    for at in (strip.low, strip.high):
        if abs(at) > reach:
            beyond = symbols["beyond_left" if at < 0 else "beyond_right"]
            side = "left" if at < 0 else "right"
            ax.text(np.sign(at) * reach, row, beyond, ha=side, va="center", color=colours["soft"])
        elif not (strip.open_end and at == 0):
            ax.plot([at, at], [row - 0.1, row + 0.1], color=colour, linewidth=2)
    if abs(strip.middle) <= reach:
        face, edge = ("paper", strip.colour) if unsure else ("ink", "paper")
        ax.plot(strip.middle, row, "o", markersize=7, markeredgewidth=1.5,
                markerfacecolor=colours[face], markeredgecolor=colours[edge])  # fmt: skip
