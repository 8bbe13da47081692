"""A workbook of Excel 97 (``excel_97.xls``, written by xlwt): what it shows, and damage to it."""

from pathlib import Path

import numpy as np
import pytest

from analysis.cells import UnreadableError, read_cells

BOOK = Path(__file__).with_name("excel_97.xls")


def test_cells_are_those_of_the_sheet_that_is_shown():
    found = read_cells(BOOK, as_exported=True)
    assert found.frame.reset_index().to_numpy().tolist() == [
        [2, "Ann Elm", "2024-03-04 10:30:00", "10:30:00", "7", "TRUE", "29872500000000"],
        [3, "Bob Fir", "2024-03-05 00:00:00", "00:00:00", "6.5", "FALSE", "12"],
        [5, "Zoë Ash", "2024-03-07 09:05:30", "09:05:00", "0", "TRUE", "2.98725123456789E+18"],
    ]
    assert [*found.frame] == ["Client", "Start", "Time", "Pain", "Here", "Id"]
    assert found.broken == ()


def test_what_is_hidden_is_counted():
    assert read_cells(BOOK).left_out == {
        "hidden sheets that were left out": 1,
        "hidden or filtered rows that were left out": 1,
        "hidden columns that were left out": 1,
    }


@pytest.mark.parametrize("length", [4, 100, 512, 1500, 3000, 5000])
def test_a_workbook_cut_short_is_refused(length, tmp_path):
    path = tmp_path / "cut.xls"
    path.write_bytes(BOOK.read_bytes()[:length])
    with pytest.raises(UnreadableError, match="that is damaged, or one locked with a password"):
        read_cells(path)


def test_damage_is_refused_or_read_and_never_an_error_of_another_kind(tmp_path):
    rng = np.random.default_rng(1)
    whole = np.frombuffer(BOOK.read_bytes(), dtype=np.uint8)
    n_refused = 0
    for place in range(200):
        damaged = whole.copy()
        at = rng.integers(8, len(damaged), 20)
        damaged[at] = rng.integers(0, 256, 20)
        path = tmp_path / f"{place}.xls"
        path.write_bytes(damaged.tobytes())
        try:
            read_cells(path)
        except UnreadableError:
            n_refused += 1
    assert 0 < n_refused <= 200
