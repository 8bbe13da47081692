"""The console script: exit codes, JSON and messages, as a user sees them."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis import PAIN, PLAN, SLEEP, Outcome, Practice, compare_intervals, load_sessions
from analysis.plan import PUBLISHED
from analysis.threats import THREATS
from massage.__main__ import main
from massage.claims import CLAIMS, read_evidence
from massage.claims.evidence import answer_from_print
from massage.provenance import OWN, SYNTHETIC, describe_source
from massage.report.results import find_results
from massage.worlds import simulate_sessions
from tests.book import with_book


@pytest.fixture(scope="module")
def told(practice):
    """The results of the practice as the command prints them, on a console that isn't UTF-8."""
    ran = subprocess.run(
        [sys.executable, "-m", "massage", "results", str(practice)],
        capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )  # fmt: skip
    return json.loads(ran.stdout.decode("utf-8"))


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("client_id,day,pain_before\nA,0,11\nA,7,7\n")
    return path


def test_check_says_that_a_file_is_sound(practice, capsys):
    assert main(["check", str(practice)]) == 0
    assert "is sound" in capsys.readouterr().out


@pytest.mark.parametrize(("asked", "got"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_a_command_has_one_thread_unless_more_are_asked_for(practice, asked, got):
    run = """if True:
        import os, sys
        from massage.__main__ import main
        sys.argv = ["analysis", "check", sys.argv[1]]
        main()
        print(os.environ["OPENBLAS_NUM_THREADS"])"""
    others = {name: value for name, value in os.environ.items() if "_NUM_THREADS" not in name}
    ran = subprocess.run(
        [sys.executable, "-c", run, str(practice)],
        capture_output=True, check=True, env=others | asked, text=True,
    )  # fmt: skip
    assert ran.stdout.splitlines()[-1] == got


def test_check_lists_every_broken_rule(bad, capsys):
    assert main(["check", str(bad)]) == 1
    assert "line 2, pain_before: 11 is" in capsys.readouterr().out


def test_results_of_a_bad_file_are_refused(bad, capsys):
    assert main(["results", str(bad)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "line 2, pain_before: 11 is" in printed.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "nothing.csv"], "there is no file nothing.csv"),
        (["summary", ".", "--out", "x"], "there is no file ."),
        (["shake", "hands"], "invalid choice"),
        (["simulate", "utopia", "--clients", "5", "--seed", "1", "--out", "x"], "invalid choice"),
        (["simulate", "plain", "--clients", "0", "--seed", "1", "--out", "x"], "write 1 or more"),
        (["simulate", "plain", "--clients", "²", "--seed", "1", "--out", "x"], "whole number"),
        (["simulate", "plain", "--clients", "5", "--seed", "-1", "--out", "x"], "whole number"),
    ],
)
def test_a_wrong_command_line_is_exit_code_2(arguments, words, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("relaxed", "write column:low:high:better"),
        ("relaxed:3:-3:higher", "the range 3 to -3 is empty"),
        ("relaxed:-3:3:up", "write lower or higher"),
        ("relaxed:a:3:higher", "write column:low:high:better"),
        ("day:0:9:lower", "day is not an outcome"),
    ],
)
def test_an_outcome_that_cannot_be_is_exit_code_2(practice, outcome, words, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["check", str(practice), "--outcome", outcome])
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err


def test_results_are_json_as_promised(told):
    assert told["schema_version"] == 1
    assert set(told["source"]) == {
        "file", "sha256", "n_sessions", "n_clients", "remarks", "engine",
    }  # fmt: skip
    assert told["source"]["engine"] == "pandas"
    assert told["source"]["n_clients"] == 240
    assert set(told["between_clients"]) == set(told["answers"]) == {"pain", "sleep"}
    for one in told["between_clients"].values():
        assert one["low"] < one["estimate"] < one["high"]
        assert one["p_holm"] >= one["p_value"]
        assert one["n_clients"] + sum(one["left_out"].values()) == 240


def test_results_carry_question_2_and_its_threats(told, practice):
    assert set(told["within_clients"]) == {"pain", "sleep"}
    for name, outcome in (("pain", PAIN), ("sleep", SLEEP)):
        one = told["within_clients"][name]
        direct = compare_intervals(load_sessions(practice), outcome)
        for key in ("estimate", "low", "high", "p_value", "n_clients", "n_intervals", "n_moved"):
            assert one[key] == getattr(direct, key)
        assert one["blocked_by"] == list(direct.blocked_by)
        assert one["p_holm"] >= one["p_value"]
    assert len(told["threats"]) == 2 * (len(THREATS) - 1)  # every move is on record
    for threat in told["threats"]:
        assert {"outcome", "name", "value", "p_value", "fired", "blocks", "meaning"} <= set(threat)
        assert threat["p_value"] is not None or threat["reason"]
    assert told["plan"] == {"fingerprint": PUBLISHED, "published": True}


def test_results_say_why_a_number_that_looks_like_a_result_is_none(practice):
    named, withheld = (
        find_results(practice, [PAIN], plan, claims=False)["verdicts"]["pain"]["within"]
        for plan in (PLAN, replace(PLAN, lean=10.0))
    )
    assert named["direction"] == "better"
    assert "note" not in named
    assert withheld["direction"] == "cant_tell"
    assert withheld["note"].startswith("the line leaves out nought by no more than")
    assert withheld["drawn_low"] == 0 < withheld["drawn_high"]


def test_results_carry_closed_days_where_the_records_do(root, told):
    for one in told["closed_days"].values():
        assert one["estimate"] is None
        assert one["reason"] == "these records don't say how far days off would push visits"
        assert one["blocked_by"] == []
    assert {one["question"] for one in told["threats"]} == {"within"}
    file = root / "tests" / "reference" / "practice_closed.csv"
    found, practice = find_results(file), Practice(load_sessions(file))
    for name, one in found["closed_days"].items():
        direct = practice.closed_days[name]
        for key in ("estimate", "low", "high", "p_value", "first_stage_f", "n_clients",
                    "n_intervals", "n_shifted"):  # fmt: skip
            assert one[key] == getattr(direct, key)
        assert one["blocked_by"] == list(direct.blocked_by)
    assert found["closed_days"]["pain"]["p_holm"] is None, "a blocked one doesn't count"
    verdicts = [one["closed_days"]["direction"] for one in found["verdicts"].values()]
    assert verdicts == ["no_answer", "cant_tell"]
    closed = [one for one in found["threats"] if one["question"] == "closed_days"]
    assert [one["name"] for one in closed if one["fired"]] == ["never_came_back"]
    assert closed[0]["meaning"].startswith("Clients stay away for good more often")


def test_records_with_the_day_in_the_book_are_asked_the_same(root, tmp_path):
    """Between clients nothing changes; within them the same intervals, and more is held equal."""
    file, book = root / "tests" / "reference" / "practice_mix_60.csv", tmp_path / "book.csv"
    with_book(load_sessions(file)).to_csv(book, index=False)
    given, found = find_results(file), find_results(book)
    said = [one["source"].pop("remarks") for one in (given, found)]
    assert [any("agreed_day" in one for one in remarks) for remarks in said] == [True, False]
    assert found["between_clients"] == given["between_clients"]
    for name, one in found["within_clients"].items():
        for same in ("blocked_by", "unit", "method"):
            assert one[same] == given["within_clients"][name][same]
    assert [one["id"] for one in found["claims"]] == [one["id"] for one in given["claims"]]


def test_a_blocked_estimate_stays_and_is_named(practice, tmp_path):
    path = tmp_path / "no_months.csv"
    load_sessions(practice).drop(columns="month").to_csv(path, index=False)
    found = find_results(path)
    pain = found["within_clients"]["pain"]
    assert pain["blocked_by"] == ["no_season"]
    unblocked = compare_intervals(load_sessions(path))
    assert pain["estimate"] == unblocked.estimate
    assert f"{pain['estimate']:.2f}" not in found["answers"]["pain"]
    assert "The month isn't recorded" in found["answers"]["pain"]


def test_what_cannot_be_answered_is_null_with_a_reason(tmp_path):
    path = tmp_path / "thin.csv"
    simulate_sessions("practice", n_clients=30, seed=1).drop(columns="sleep_quality").to_csv(
        path, index=False
    )
    sleep = json.loads(json.dumps(find_results(path), allow_nan=False))["between_clients"]["sleep"]
    assert [sleep[key] for key in ("estimate", "low", "high", "p_value", "p_holm")] == [None] * 5
    assert sleep["reason"] == "clients with all the values: 0, where 10 are needed"


def test_results_carry_every_claim_beside_print(told, clinic):
    found = told["claims"]
    assert [one["id"] for one in found] == [claim.id for claim in CLAIMS]
    table, records = clinic.examined, clinic.claims
    for one in found:
        assert one["records"] == records[one["id"]]
        assert one["evidence"] == answer_from_print(read_evidence(), one["id"])
        assert [part["part"] for part in one["parts"]] == list(
            table.loc[table["id"] == one["id"], "part"]
        )
    for part in (part for one in found for part in one["parts"]):
        for name in ("estimate", "p_value"):
            assert part[name] is not None or part["reason"]


def test_claims_about_pain_stay_when_other_outcomes_are_asked_about(practice):
    ease = Outcome("stress", 0, 10, better="lower", name="calm")
    alone, both = (
        find_results(practice, outcomes)["claims"] for outcomes in ([ease], [PAIN, SLEEP])
    )
    assert [c["records"] for c in alone[:2]] == [
        f"{name} was not asked about, so there is no answer here." for name in ("Pain", "Sleep")
    ]
    ids = [c["id"] for c in both if c["id"] not in ("C1", "C2", "C8")]
    kept = [[c for c in claims if c["id"] in ids] for claims in (alone, both)]
    assert kept[0] == kept[1]
    assert "calm was" in alone[7]["records"]


def test_keys_follow_the_outcomes_names(tmp_path):
    ease = Outcome("stress", 0, 10, better="lower", name="calm")
    simulate_sessions("practice", n_clients=30, seed=1).to_csv(tmp_path / "few.csv", index=False)
    assert list(find_results(tmp_path / "few.csv", [ease, PAIN])["answers"]) == ["calm", "pain"]


SITES = ["--site", "low_back", "upper_back"]


def test_check_says_who_came_for_a_site(practice, capsys):
    assert main(["check", str(practice), *SITES]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "sessions.csv is sound: 3,775 sessions, 240 clients.",
        "Looked at: clients who came for the low back or upper back (n = 128 of 240), with 1,978 "
        "sessions.",
        "Remark: which day stood in the book for each visit (agreed_day) is not recorded: where a "
        "client skipped a visit of a series, the next one counts as kept.",
    ]


def test_results_of_a_site_are_those_of_its_clients_alone(practice, tmp_path, capsys, told):
    sessions = load_sessions(practice)
    theirs = sessions["pain_site"].isin(["low_back", "upper_back"])  # one site per client
    sessions[theirs].to_csv(tmp_path / "back.csv", index=False)
    assert main(["results", str(practice), *SITES]) == 0
    found = json.loads(capsys.readouterr().out)
    source = found.pop("source")
    assert source == told["source"] | {
        "sites": ["low_back", "upper_back"], "n_sessions": 1978, "n_clients": 128,
    }  # fmt: skip
    alone = json.loads(json.dumps(find_results(tmp_path / "back.csv")))
    del alone["source"]
    assert found == alone


@pytest.mark.parametrize("command", ["check", "results", "report", "slides", "figures", "summary"])
def test_a_site_of_nobody_is_refused_with_those_recorded(command, practice, tmp_path, capsys):
    path = tmp_path / "own.csv"
    load_sessions(practice).replace({"pain_site": {"neck": "other"}}).to_csv(path, index=False)
    out = [] if command in ("check", "results") else ["--out", str(tmp_path / "out")]
    assert main([command, str(path), *out, "--site", "neck"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert (
        "came for the neck. Recorded are, by each client's first site: low_back (95 clients), "
        in (printed.err)
    )
    assert [one.name for one in tmp_path.iterdir()] == ["own.csv"]


@pytest.mark.parametrize("command", ["check", "results"])
def test_a_site_that_there_is_not_is_a_wrong_command_line(command, practice, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([command, str(practice), "--site", "low_back", "back"])
    assert stopped.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "There is no pain site called back. Recorded are, by each" in printed.err


def test_simulate_writes_records_and_their_truth(tmp_path, capsys):
    out = tmp_path / "p.csv"
    assert main(["simulate", "practice", "--clients", "20", "--seed", "3", "--out", str(out)]) == 0
    expected = simulate_sessions("practice", n_clients=20, seed=3)
    pd.testing.assert_frame_equal(load_sessions(out), expected, check_dtype=False)
    truth = json.loads((tmp_path / "p.truth.json").read_text())
    assert (truth["world"], truth["seed"]) == ("practice", 3)
    assert truth["sizes"]["relief_pain"] == 0.35
    assert "synthetic" in capsys.readouterr().out


def test_runs_as_a_module(practice):
    command = [sys.executable, "-m", "massage", "check", str(practice)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0
    assert ran.stderr == ""


def test_the_practice_in_the_repository_is_what_its_command_makes(practice, tmp_path):
    out = tmp_path / Path(practice).name
    main(["simulate", "practice", "--clients", "240", "--seed", "2026", "--out", str(out)])
    assert out.read_bytes() == practice.read_bytes()
    truth = practice.with_suffix(".truth.json")
    assert out.with_suffix(".truth.json").read_text() == truth.read_text()


@pytest.mark.parametrize("name", ["x.xlsx", "nowhere/x.csv"])
def test_simulate_writes_only_csv_into_a_folder_that_is_there(tmp_path, name, capsys):
    out = str(tmp_path / name)
    assert main(["simulate", "plain", "--clients", "5", "--seed", "1", "--out", out]) == 2
    assert "name a .csv file in a folder that is there" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_records_are_called_synthetic_only_beside_their_own_truth(practice, tmp_path):
    copy = tmp_path / practice.name
    copy.write_bytes(practice.read_bytes())
    truth = copy.with_suffix(".truth.json")
    assert describe_source(copy) == OWN
    truth.write_text("{}")
    assert describe_source(copy) == OWN
    truth.write_bytes(practice.with_suffix(".truth.json").read_bytes())
    assert describe_source(copy) == SYNTHETIC
    copy.write_bytes(practice.read_bytes() + b"\n")
    assert describe_source(copy) == OWN


def test_git_leaves_the_line_ends_of_the_practice_alone(root):
    assert "*.csv -text" in (root / ".gitattributes").read_text()


@pytest.mark.parametrize("command", [["check"], ["results"], ["report", "--out", "r"]])
def test_own_records_are_refused_on_a_hosted_service(
    command, practice, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("BINDER_SERVICE_HOST", "10.0.0.1")
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "own.csv"
    own.write_bytes(practice.read_bytes())
    name, *more = command
    assert main([name, str(own), *more]) == 1
    assert "a computer of others" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["own.csv"]


def test_the_synthetic_practice_is_read_on_a_hosted_service(practice, monkeypatch):
    monkeypatch.setenv("BINDER_SERVICE_HOST", "10.0.0.1")
    assert main(["check", str(practice)]) == 0
