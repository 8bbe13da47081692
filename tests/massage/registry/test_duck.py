"""Whole clients come from DuckDB in pieces, and what was written aside is gone afterwards."""

import os
import signal
import subprocess
import sys
import tempfile
import time

import pandas as pd
import pytest

from analysis import PAIN, SLEEP
from massage.registry import cut
from massage.registry.duck import Duck
from massage.registry.place import find_place
from tests.massage.registry.records import make_records

BOTH = (PAIN, SLEEP)
ASKED = ["client_id", "day", "pain_before", "therapist_id"]


def tell(sessions):
    """One row for the piece: its clients, whether it is in order, and its sums."""
    ordered = sessions.sort_values(["client_id", "day"], ignore_index=True)
    pd.testing.assert_frame_equal(sessions, ordered)
    assert list(sessions) == ASKED
    clients = ",".join(sessions["client_id"].unique())
    sums = {"n": len(sessions), "pain": sessions["pain_before"].sum()}
    return pd.DataFrame([{"clients": clients, **sums}])


def fail(sessions):
    raise ArithmeticError(f"{len(sessions)} rows")


@pytest.fixture(scope="module")
def sessions():
    return make_records(n_clients=60)


@pytest.mark.parametrize("n_rows", [10_000_000, 400])
def test_every_client_is_whole_in_one_piece(sessions, n_rows, monkeypatch):
    monkeypatch.setattr(cut, "ROWS_AT_ONCE", n_rows)
    with Duck(sessions, BOTH) as engine:
        found = [pd.concat(engine.map_clients(tell, ASKED)) for _ in range(2)]
    for one in found:
        clients = one["clients"].str.cat(sep=",").split(",")
        assert sorted(clients) == sorted(sessions["client_id"].unique())
        assert one["n"].sum() == len(sessions)
        assert one["pain"].sum() == pytest.approx(sessions["pain_before"].sum(), rel=1e-12)
    assert (len(found[0]) > 1) == (n_rows == 400)


@pytest.mark.parametrize("moved", [0, 1])
def test_rows_that_come_in_another_order_than_the_file_has_are_sorted(
    sessions, moved, tmp_path, monkeypatch
):
    """As behind a hash join in DuckDB 1.5: clients' rows come in several stretches."""
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.setattr(cut, "ROWS_AT_ONCE", 400)
    path = tmp_path / "sessions.parquet"
    sessions.sort_values(["client_id", "day"]).to_parquet(path, index=False)
    with Duck(find_place(str(path)), BOTH) as engine:
        engine.in_order = engine.count_runs() > 0
        engine._connection.execute(
            "CREATE OR REPLACE VIEW records AS SELECT * FROM (SELECT *, row_number() OVER () AS n "
            f"FROM ({engine.layout.select(_select_cells(engine), [])})) "
            f"ORDER BY n // 50 % (1 + {moved}), n"
        )
        found = pd.concat(engine.map_clients(tell, ASKED))
        assert bool(list(engine.folder.glob("apart"))) == bool(moved)
    clients = found["clients"].str.cat(sep=",").split(",")
    assert sorted(clients) == sorted(sessions["client_id"].unique())
    assert found["n"].sum() == len(sessions)


def _select_cells(engine):
    cells = [f"{engine.found[name][1]} AS {safe}" for name, safe in engine.layout.names.items()]
    return f"SELECT {', '.join(cells)} FROM {engine.given}"


def test_nothing_is_left_when_the_work_fails(sessions, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.setattr(cut, "ROWS_AT_ONCE", 400)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    engine = Duck(sessions, BOTH)
    assert engine.folder.parent == tmp_path
    with pytest.raises(ArithmeticError), engine:
        list(engine.map_clients(fail, ASKED))
    assert not list(tmp_path.iterdir())


STOPPED = """
import sys, time
from analysis import PAIN, SLEEP
from massage.registry.place import find_place
from massage.registry.practice import open_large
with open_large(find_place(sys.argv[1]), "duckdb", (PAIN, SLEEP)) as practice:
    list(practice.found.engine.map_clients(lambda some: some[:0], ["client_id", "day"]))
    print("aside", len(list(practice.found.engine.folder.iterdir())), flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_run_that_is_told_to_end_leaves_nothing(sessions, tmp_path):
    path = tmp_path / "sessions.parquet"
    sessions.to_parquet(path, index=False)
    settings = {"PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(tmp_path)}
    run = subprocess.Popen(
        [sys.executable, "-c", STOPPED, str(path)], env=settings, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert run.stdout.readline().startswith("aside 2"), run.stderr.read()
    time.sleep(0.2)
    run.send_signal(signal.SIGTERM)
    run.communicate(timeout=60)
    assert list(tmp_path.iterdir()) == [path]


def test_true_and_false_are_yes_and_no(tmp_path):
    path = tmp_path / "sessions.parquet"
    rows = pd.DataFrame(
        {"client_id": [7, 7, 8], "day": [0, 9, 0], "pain_before": [5, 4, 3],
         "new_client": [True, True, False]}
    )  # fmt: skip
    rows.to_parquet(path, index=False)
    with Duck(find_place(str(path)), BOTH) as engine:
        found = engine.ask("SELECT * FROM records ORDER BY client_id, day")
    assert found["client_id"].tolist() == ["7", "7", "8"]
    assert found["new_client"].tolist() == ["yes", "yes", "no"]
