"""Icon arrays: every icon is there once, in its own shape, whatever the size."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.path import Path

from massage.figures.icons import DISC, DOT, PALE, RING, Icons, draw_icons, explain_icons, share_out
from massage.figures.style import new_axes
from massage.look.tokens import read_colours

THREE = [Icons(4, "four", "better"), Icons(2, "two", "worse", RING), Icons(6, "six", "unsure", DOT)]


def dots(ax):
    """Centres, colour and width of every layer of icons, in the order drawn."""
    return [(one.centres.tolist(), one.get_edgecolor(), one.diameter) for one in ax.patches]


@pytest.mark.parametrize(
    ("counts", "shared"),
    [([98, 49, 16], [60, 30, 10]), ([1, 1, 1], [34, 33, 33]), ([0, 7], [0, 100]), ([5], [100])],
)
def test_shares_of_100_lose_nobody(counts, shared):
    assert share_out(counts) == shared


@pytest.mark.parametrize("seed", range(20))
def test_shares_add_up_and_are_within_one_of_the_exact(seed):
    counts = np.random.default_rng(seed).integers(0, 50, 5)
    shared = share_out(counts)
    assert sum(shared) == 100
    assert np.abs(np.array(shared) - 100 * counts / counts.sum()).max() < 1


def test_each_icon_is_drawn_once_from_the_upper_left():
    ax = new_axes()
    draw_icons(THREE, ax, 5)
    ax.figure.draw_without_rendering()
    layers = dots(ax)
    assert [len(centres) for centres, _, _ in layers] == [4, 2, 2, 6]
    drawn = [tuple(place) for centres, _, _ in (layers[0], layers[1], layers[3])
             for place in centres]  # fmt: skip
    assert drawn == [(n % 5, n // 5) for n in range(12)]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]


def test_shapes_differ_without_their_colours():
    ax = new_axes()
    draw_icons(THREE, ax, 5)
    (_, _, disc), (_, _, outer), (_, inside, inner), (_, _, dot) = dots(ax)
    assert disc == outer
    assert inner < 0.7 * outer
    assert dot < 0.6 * disc
    paper = read_colours()["paper"]
    assert ax.patches[2].get_edgecolor() == pytest.approx(inside)
    assert inside[:3] == tuple(int(paper[at : at + 2], 16) / 255 for at in (1, 3, 5))


@pytest.mark.parametrize("size", [(4.2, 3), (8, 4), (3, 6)])
def test_icons_are_as_wide_as_their_place(size):
    ax = new_axes(*size)
    draw_icons([Icons(100, "all", "same")], ax)
    ax.figure.draw_without_rendering()
    step = np.diff(ax.transData.transform([(0, 0), (1, 0)])[:, 0]).item() * 72 / ax.figure.dpi
    assert ax.patches[0].get_linewidth() == pytest.approx(0.8 * step)


def test_a_pale_icon_has_an_outline_that_is_seen():
    ax = new_axes()
    draw_icons([Icons(3, "rest", "same", PALE)], ax)
    (outer, edge, wide), (inner, fill, narrow) = dots(ax)
    assert outer == inner
    assert wide > narrow
    colours = read_colours()
    assert (to_hex(edge), to_hex(fill)) == (colours["unsure"], colours["same"])


def test_one_is_marked_by_a_ring_of_ink():
    ax = new_axes()
    draw_icons(THREE, ax, 5, marked=6)
    ink, paper = dots(ax)[:2]
    assert ink[0] == paper[0] == [[1, 1]]
    assert ink[2] > paper[2] > 0.8


def test_thousands_are_one_path_each_that_nothing_is_dropped_from(tmp_path):
    ax = new_axes(4.2, 3.4)
    draw_icons([Icons(9, "few", "worse"), Icons(1791, "rest", "unsure")], ax, 60)
    ax.figure.savefig(tmp_path / "many.svg")
    assert (tmp_path / "many.svg").stat().st_size < 120_000
    assert [(one.get_path().codes == Path.MOVETO).sum() for one in ax.patches] == [9, 1791]
    assert (tmp_path / "many.svg").read_text().count("\nL ") >= 1790


def test_the_key_names_kinds_that_are_there_in_their_shape():
    ax = new_axes()
    kinds = [*THREE, Icons(0, "none", "same", DISC)]
    explain_icons(kinds, ax.figure, "the own one")
    [key] = ax.figure.legends
    assert [text.get_text() for text in key.get_texts()] == ["four", "two", "six", "the own one"]
    four, two, six, own = key.legend_handles
    assert four.get_markersize() > six.get_markersize()
    assert two.get_markerfacecolor() == own.get_markerfacecolor() == read_colours()["paper"]
