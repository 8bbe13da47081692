"""Records in memory as a source: pieces of whole clients, each once, in order."""

import pandas as pd
import pytest

from analysis.sources import CLIENT_AND_DAY

VISITS = pd.DataFrame({"client_id": list("CABACB"), "day": [0, 9, 4, 0, 7, 0], "stress": 1.0})


class Pieces:
    """Records in memory, in so many pieces of whole clients."""

    def __init__(self, sessions, n):
        self.sessions, self.n, self.columns = sessions, n, tuple(sessions.columns)

    def map_clients(self, work, columns):
        ordered = self.sessions[list(columns)].sort_values(CLIENT_AND_DAY, kind="stable")
        client, codes = pd.factorize(ordered["client_id"])
        pieces = [own for _, own in ordered.groupby(client * self.n // max(len(codes), 1))]
        return (work(one.reset_index(drop=True)) for one in pieces or [ordered])


@pytest.mark.parametrize("pieces", [1, 2, 3, 5])
def test_pieces_are_of_whole_clients(pieces):
    seen = []

    def work(piece):
        seen.append(piece)
        return list(piece["client_id"].unique())

    returned = Pieces(VISITS, pieces).map_clients(work, ["client_id", "day"])
    assert [code for codes in returned for code in codes] == list("ABC")
    assert len(seen) == min(pieces, 3)
    together = pd.concat(seen)
    assert list(together.columns) == ["client_id", "day"]
    assert together["day"].tolist() == [0, 9, 0, 4, 0, 7]
    assert all(one.index.equals(pd.RangeIndex(len(one))) for one in seen)
