"""Sums over settled columns, of all rows and of pieces."""

import numpy as np
import pytest

from analysis import panel as panels
from analysis.moments import Moments, Settled
from analysis.panel import Panel

N, SIZE = 40, 6


@pytest.fixture
def rows():
    """A panel of clients, and columns of very different sizes."""
    rng = np.random.default_rng(5)
    client = np.repeat(np.arange(N), SIZE)
    n = len(client)
    panel = Panel(client, rng.uniform(0.2, 1, n), rng.normal(size=(n, 2)), np.ones(n))
    return panel, list((rng.normal(size=(n, 3)) * [1e-9, 1.0, 1e9]).T)


def add_up(panel, columns):
    settled = Settled.of(panel, columns)
    return Moments.of(settled, [table[:, :2] for table in settled.tables])


def test_the_sums_are_those_of_the_settled_table(rows):
    panel, columns = rows
    found = add_up(panel, columns)
    table = panel.settle(np.column_stack(columns) / found.unit)
    assert found.n_rows == len(table)
    assert found.squares == pytest.approx(np.sum(table**2, axis=0))
    products = (table[:, :2] * panel.weight[:, None]).T @ table
    assert found.products == pytest.approx(products)
    assert found.spread == pytest.approx(table.std(axis=0))


def test_parts_have_the_sums_of_all(rows, monkeypatch):
    """Exactly as many rows, and sums up to the order in which they are added."""
    whole = add_up(*rows)
    monkeypatch.setattr(panels, "ROWS_AT_ONCE", 5 * SIZE)
    panel, columns = rows
    anew = Panel(panel.client, panel.weight, panel.own, panel.chance)
    assert len(Settled.of(anew, columns).tables) > 1
    parted = add_up(anew, columns)
    assert (parted.unit == whole.unit).all()
    assert parted.products == pytest.approx(whole.products, rel=1e-9, abs=1e-12)


def test_pieces_add_up_whatever_their_units(rows):
    """Half of the clients in each; a column that is the same in one of them has no unit there."""
    panel, columns = rows
    first = panel.client < N // 2
    columns[2] = np.where(first, 7.0, columns[2])
    pieces = []
    for here in (first, ~first):
        client = panel.client[here] - panel.client[here][0]
        piece = Panel(client, panel.weight[here], panel.own[here], panel.chance[here])
        pieces.append(add_up(piece, [column[here] for column in columns]))
    assert pieces[0].squares[2] == 0
    both, whole = pieces[0] + pieces[1], add_up(panel, columns)
    alike = both.in_units(whole.unit)
    assert alike.n_rows == whole.n_rows
    assert alike.products == pytest.approx(whole.products, rel=1e-9, abs=1e-9)
    assert alike.squares == pytest.approx(whole.squares, rel=1e-9, abs=1e-9)
    assert alike.sums == pytest.approx(whole.sums, rel=1e-9, abs=1e-9)
    assert pieces[1].sums == pytest.approx(pieces[1].in_units(both.unit).sums)
    assert (both.unit == np.maximum(pieces[0].unit * (pieces[0].squares > 0), pieces[1].unit)).all()
