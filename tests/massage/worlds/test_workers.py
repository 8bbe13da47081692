"""A single piece of work takes no process beside this one, and can be stopped like any other."""

import os

import pytest

from massage.worlds.workers import Here, deaf, open_pool


def test_a_single_piece_is_worked_on_here_when_its_result_is_asked_for():
    asked = []
    with open_pool(1) as pool:
        assert isinstance(pool, Here)
        with deaf():
            later, each = pool.submit(os.getpid), pool.map(asked.append, [1, 2], chunksize=10)
        assert asked == []
        assert later.result() == os.getpid()
        assert list(each) == [None, None]
    assert asked == [1, 2]


def test_what_a_piece_raises_is_raised_where_it_is_asked_for():
    with open_pool(1) as pool:
        later = pool.submit(int, "one")
    with pytest.raises(ValueError, match="invalid literal"):
        later.result()
