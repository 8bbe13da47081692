"""Pieces of a frame hold whole clients, each once, in order."""

import pandas as pd
import pytest

from analysis.sources import Frame

VISITS = pd.DataFrame({"client_id": list("CABACB"), "day": [0, 9, 4, 0, 7, 0], "stress": 1.0})


@pytest.mark.parametrize("pieces", [1, 2, 3, 5])
def test_pieces_are_of_whole_clients(pieces):
    seen = []

    def work(piece):
        seen.append(piece)
        return list(piece["client_id"].unique())

    returned = Frame(VISITS, pieces).map_clients(work, ["client_id", "day"])
    assert [code for codes in returned for code in codes] == list("ABC")
    assert len(seen) == min(pieces, 3)
    together = pd.concat(seen)
    assert list(together.columns) == ["client_id", "day"]
    assert together["day"].tolist() == [0, 9, 0, 4, 0, 7]
    assert all(one.index.equals(pd.RangeIndex(len(one))) for one in seen)


def test_columns_are_named():
    assert Frame(VISITS).columns == ("client_id", "day", "stress")
