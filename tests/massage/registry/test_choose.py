"""What reads the records: as asked, by size; what isn't installed is named in a sentence."""

import json
import re

import pytest

from analysis import load_sessions
from massage.__main__ import main
from massage.registry import choose as choosing
from massage.registry import store
from massage.registry.choose import DUCKDB, PANDAS, SPARK, choose, is_large
from massage.registry.place import Place, PlaceError, find_place
from massage.registry.sizes import LARGE
from massage.worlds import simulate_sessions
from tests.massage.registry.records import assert_alike


@pytest.fixture
def practice(root):
    return root / "data" / "sessions.csv"


@pytest.fixture
def everything_is_large(monkeypatch):
    monkeypatch.setitem(LARGE, "csv", 1)
    monkeypatch.setitem(LARGE, "parquet", 1)


def test_a_practice_is_read_by_pandas(practice):
    assert choose(find_place(str(practice))) == PANDAS


@pytest.mark.usefixtures("everything_is_large")
def test_large_records_are_read_by_duckdb(practice):
    assert choose(find_place(str(practice))) == DUCKDB


def test_a_folder_and_an_address_are_large():
    assert is_large(Place("a", ("a.parquet", "b.parquet"), "parquet"))
    assert is_large(find_place("s3://chain/sessions/"))
    assert find_place("s3://chain/sessions/").paths == ("s3://chain/sessions/**/*.parquet",)


def test_a_master_means_spark(practice, monkeypatch):
    monkeypatch.setattr(choosing, "find_spec", lambda _: True)
    assert choose(find_place(str(practice)), master="spark://127.0.0.1:7077") == SPARK


@pytest.mark.usefixtures("everything_is_large")
def test_without_duckdb_large_records_are_refused_in_a_sentence(practice, monkeypatch, capsys):
    monkeypatch.setattr(choosing, "find_spec", lambda _: None)
    assert main(["results", str(practice)]) == 1
    assert 'pip install ".[registry]"' in capsys.readouterr().err
    assert main(["results", str(practice), "--engine", "spark"]) == 1
    assert 'pip install ".[spark]"' in capsys.readouterr().err


def test_what_pandas_cannot_read_it_is_not_asked_to(tmp_path, capsys):
    for k in range(2):
        simulate_sessions("plain", n_clients=5, seed=1).to_parquet(tmp_path / f"{k}.parquet")
    assert main(["results", str(tmp_path), "--engine", "pandas"]) == 1
    assert "name duckdb or spark" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["s3://chain/sessions.csv", "https://example.org/sessions"])
def test_an_address_is_one_of_parquet(text, capsys):
    assert main(["results", text]) == 1
    assert "only Parquet files can" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    ["s3://chain/sessions/", "https://example.org/sessions.parquet", "gcs://chain/s.parquet"],
)
def test_what_an_address_needs_is_named_and_not_fetched(text, tmp_path, monkeypatch, capsys):
    """Without the extension nothing is asked of the network: what to type is said."""
    monkeypatch.setattr(store, "find_spec", lambda _: None)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert main(["results", text]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{text} can't be read: DuckDB needs its extension httpfs")
    assert 'pip install ".[store]"' in said
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_does_not_answer_is_said_in_one_line(monkeypatch, capsys):
    monkeypatch.setattr(store, "find_spec", lambda _: None)
    monkeypatch.setattr(store, "NEEDED", re.compile("nothing like it"))
    assert main(["check", "s3://chain/sessions.parquet"]) == 1
    [said] = capsys.readouterr().err.splitlines()
    assert said.startswith("s3://chain/sessions.parquet can't be read: ")


def test_a_folder_is_one_set_of_records(practice, tmp_path, capsys):
    sessions = load_sessions(practice)
    codes = sessions["client_id"].unique()
    for k in range(3):
        some = sessions[sessions["client_id"].isin(codes[k::3])]
        some.iloc[::-1].to_parquet(tmp_path / f"part_{k}.parquet", index=False)
    told = []
    for given in (practice, tmp_path):
        assert main(["check", str(given)]) == 0
        said = capsys.readouterr().out.split(": ", 1)[1]
        assert main(["results", str(given), "--claims"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found.pop("source")["n_sessions"] == len(sessions)
        told.append({"said": said, **found})
    assert_alike(told[1], told[0])


def test_a_folder_of_one_file_is_a_folder(practice, tmp_path, capsys):
    load_sessions(practice).to_parquet(tmp_path / "part_0.parquet", index=False)
    assert main(["check", str(tmp_path)]) == 0
    assert f"{tmp_path.name} is sound" in capsys.readouterr().out
    assert main(["check", str(tmp_path), "--engine", "pandas"]) == 1
    assert "name duckdb or spark" in capsys.readouterr().err


def test_an_empty_folder_is_named(tmp_path):
    with pytest.raises(PlaceError, match="holds no Parquet file"):
        find_place(str(tmp_path))


def test_large_records_are_checked_by_an_engine(practice, tmp_path, capsys):
    said = []
    for engine in (PANDAS, DUCKDB):
        assert main(["check", str(practice), "--engine", engine]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    path = tmp_path / "sessions.csv"
    path.write_text("client_id,day,pain_before\nA,0,11\n", encoding="utf-8")
    assert main(["check", str(path), "--engine", "duckdb"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "pain_before, too high: 1"


@pytest.mark.parametrize("sites", ["neck", "low_back upper_back"])
def test_clients_are_picked_by_their_site_on_an_engine_too(practice, tmp_path, capsys, sites):
    """Of rows that are in order and of rows that aren't; check tells as many clients of them."""
    told, said, shuffled = [], [], tmp_path / "sessions.parquet"
    load_sessions(practice).sample(frac=1, random_state=1).to_parquet(shuffled, index=False)
    ordered = tmp_path / "ordered.parquet"
    load_sessions(practice).sort_values(["client_id", "day"]).to_parquet(ordered, index=False)
    asked = ["--site", *sites.split()]
    for engine, path in ((PANDAS, ordered), (DUCKDB, ordered), (DUCKDB, shuffled)):
        assert main(["results", str(path), "--engine", engine, *asked]) == 0
        told.append(json.loads(capsys.readouterr().out))
        assert main(["check", str(path), "--engine", engine, *asked]) == 0
        said.append(capsys.readouterr().out.split("\n", 1)[1])
    for one in told:
        assert one["source"].pop("engine") in (PANDAS, DUCKDB)
        del one["source"]["file"], one["source"]["sha256"]
    assert told[0]["source"]["sites"] == sites.split()
    assert said[0] == said[1] == said[2]
    for one in told[1:]:
        assert_alike(one, told[0])


def test_an_engine_says_where_nobody_came_for_a_site(practice, tmp_path, capsys):
    path = tmp_path / "sessions.csv"
    sessions = load_sessions(practice)
    sessions.assign(pain_site="neck").to_csv(path, index=False)
    said = []
    for engine in (PANDAS, DUCKDB):
        assert main(["results", str(path), "--engine", engine, "--site", "shoulder"]) == 1
        said.append(capsys.readouterr().err)
    assert "Nobody in these records came for the shoulder" in said[0]
    sessions.drop(columns="pain_site").to_csv(path, index=False)
    for engine in (PANDAS, DUCKDB):
        assert main(["check", str(path), "--engine", engine, "--site", "shoulder"]) == 1
        said.append(capsys.readouterr().err)
    assert "No pain site is recorded" in said[2]
    assert said[::2] == said[1::2]


def test_large_records_that_break_a_rule_are_refused_with_counts(tmp_path, capsys):
    path = tmp_path / "sessions.csv"
    path.write_text("client_id,day,pain_before\nA,0,11\n", encoding="utf-8")
    assert main(["results", str(path), "--engine", "duckdb"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "sessions.csv is not sound:"
    assert said[1].startswith("line 2, pain_before: 11 is")
    assert said[-1] == "pain_before, too high: 1"


def test_results_are_the_same_apart_from_the_engines_name(practice, capsys):
    told = []
    for engine in (PANDAS, DUCKDB):
        assert main(["results", str(practice), "--engine", engine]) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert [one["source"].pop("engine") for one in told] == [PANDAS, DUCKDB]
    assert_alike(told[1], told[0])
    assert told[0]["claims"]


@pytest.mark.usefixtures("everything_is_large")
def test_claims_of_large_records_are_left_out_unless_asked_for(practice, capsys):
    assert main(["results", str(practice)]) == 0
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert told["claims"] == []
    assert "--claims" in told["claims_reason"]
    assert told["claims_reason"] in printed.err
    assert main(["results", str(practice), "--claims"]) == 0
    assert json.loads(capsys.readouterr().out)["claims"]
