"""Spark gives what pandas gives, on a cluster of which a worker is stopped in the middle, too.

Not among the tests of ``make test``: ``make test-scale`` runs it.
"""

import json
import os
import subprocess
import sys
import time

import pandas as pd
import pytest

from analysis import PAIN, PLAN, SLEEP, Practice
from analysis.clients import complete, summarise_checked
from analysis.frames import check_sessions
from analysis.records import RecordsError
from analysis.sites import restrict_to_sites
from massage.registry.checks import check
from massage.registry.clients import gather
from massage.registry.duck import Duck
from massage.registry.place import find_place
from massage.registry.practice import keep_sites
from massage.registry.spark import Spark
from massage.worlds import simulate_sessions
from tests.massage.registry.cluster import open_cluster
from tests.massage.registry.records import OUTCOMES, assert_alike, make_records, spoil

BOTH = (PAIN, SLEEP)
TOLERANCE = {"rtol": 0, "atol": 1e-9, "check_dtype": False}


@pytest.fixture(scope="module")
def sessions():
    return make_records()


@pytest.fixture(scope="module")
def session():
    """Spark in this process, kept for all tests that don't need a cluster."""
    with Spark(pd.DataFrame({"client_id": ["A"], "day": [0], "pain_before": [1.0]}), BOTH):
        yield


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("kept_as", ["frame", "csv", "parquet"])
def test_clients_are_those_of_pandas(sessions, tmp_path, kept_as):
    wanted = summarise_checked(check_sessions(sessions, OUTCOMES), OUTCOMES, PLAN.windows)
    given = sessions
    if kept_as != "frame":
        path = tmp_path / f"sessions.{kept_as}"
        write = sessions.to_csv if kept_as == "csv" else sessions.to_parquet
        write(path, index=False)
        given = find_place(str(path))
    with Spark(given, OUTCOMES) as engine:
        found = complete(gather(engine, OUTCOMES, PLAN.windows), OUTCOMES, PLAN.windows)
    pd.testing.assert_frame_equal(found, wanted, **TOLERANCE)


@pytest.mark.usefixtures("session")
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_clients_are_picked_by_their_site(sessions):
    picked = restrict_to_sites(sessions, ["neck"])
    with keep_sites(check(sessions, BOTH, Spark), ["neck"], BOTH).engine as engine:
        n = engine.ask("SELECT count(*) AS n, count(DISTINCT client_id) AS clients FROM records")
        days = sum(engine.map_clients(lambda some: some["day"].sum(), ["client_id", "day"]))
    assert (n["n"][0], n["clients"][0]) == (len(picked), picked["client_id"].nunique())
    assert 0 < n["n"][0] < len(sessions)
    assert days == picked["day"].sum()


def list_lines(given, outcomes, engine):
    with pytest.raises(RecordsError) as caught:
        check(given, outcomes, engine)
    return str(caught.value).splitlines()


PATH = os.pathsep.join(one for one in sys.path if one)  # before Spark adds what it was sent
TORN = "client_id,day,pain_before\nA,0,3\nB,0\nC,0,1,2\nD,0,1\n"


@pytest.mark.usefixtures("session")
def test_broken_rows_are_those_that_duckdb_finds(sessions, tmp_path):
    path = tmp_path / "spoiled.csv"
    spoil(sessions, n=30).to_csv(path, index=False)
    lines = [list_lines(find_place(str(path)), OUTCOMES, one) for one in (Duck, Spark)]
    assert lines[0] == lines[1]
    assert len(lines[0]) > 30
    path.write_text(TORN, encoding="utf-8")
    lines = [list_lines(find_place(str(path)), BOTH, one) for one in (Duck, Spark)]
    assert lines[0] == lines[1]


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_cell_over_several_lines_is_one_cell(sessions, tmp_path, end):
    path = tmp_path / "noted.csv"
    noted = sessions.assign(note="")
    noted.loc[[3, 7], "note"] = f'slept badly{end}"all" night, then rested'
    noted.to_csv(path, index=False, lineterminator=end)
    wanted = summarise_checked(check_sessions(sessions, OUTCOMES), OUTCOMES, PLAN.windows)
    for engine in (Duck, Spark):
        checked = check(find_place(str(path)), OUTCOMES, engine)
        found = complete(checked.gathered, OUTCOMES, PLAN.windows)
        checked.engine.close()
        pd.testing.assert_frame_equal(found, wanted, **TOLERANCE)


def run(cluster, *arguments):
    """A program that is submitted to the cluster, whose lines can be read as they come."""
    settings = {"PYTHONPATH": PATH}
    with (cluster.folder / "driver.log").open("w") as log:
        return subprocess.Popen(
            [sys.executable, *arguments], env=os.environ | settings, text=True,
            stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip


def test_the_numbers_stay_when_a_worker_is_stopped_in_the_middle(tmp_path):
    sessions = simulate_sessions("practice", n_clients=120, seed=5)
    path = tmp_path / "sessions.parquet"
    sessions.to_parquet(path, index=False)
    with open_cluster(tmp_path) as cluster:
        program = "tests.massage.registry.sums_of_clients"
        driver = run(cluster, "-m", program, str(path), cluster.master)
        assert driver.stdout.readline() == "middle\n", (tmp_path / "driver.log").read_text()
        cluster.wait_for_executors()
        time.sleep(2)
        cluster.stop_worker(driver)
        last, _ = driver.communicate(timeout=300)
    found, practice = json.loads(last), Practice(sessions)
    of_clients = sessions.groupby("client_id")["day"]
    assert found["n"] == len(sessions)
    assert found["clients"] == 120
    assert found["last"] == of_clients.max().sum()
    for name, slope in found["slopes"].items():
        assert slope == pytest.approx(practice.question_1[name].slope.estimate, rel=1e-9)


def test_results_are_those_of_pandas_with_a_worker_less(tmp_path):
    from massage.registry.answers import find_results_on as find_results

    path = tmp_path / "sessions.csv"
    simulate_sessions("practice", n_clients=120, seed=5).to_csv(path, index=False)
    wanted = find_results(path)
    with open_cluster(tmp_path) as cluster:
        given = ["results", str(path), "--engine", "spark", "--master", cluster.master]
        driver = run(cluster, "-m", "massage", *given)
        cluster.wait_for_executors()
        time.sleep(2)
        cluster.stop_worker(driver)
        told, _ = driver.communicate(timeout=600)
    found = json.loads(told)
    assert found["source"].pop("engine") == "spark"
    assert wanted["source"].pop("engine") == "pandas"
    assert_alike(found, wanted)
