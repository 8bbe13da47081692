"""Calibration: settings, going on after a stop, sums by hand, the truth, and what the rates say."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from zlib import crc32

import numpy as np
import pandas as pd
import pytest
from tools.write_calibration import GROUPS, MIDDLE, write_page

from analysis import Practice, compare_intervals
from calibration.page import write_calibration
from massage.__main__ import main
from massage.robustness.false_alarms import (
    answer_false_alarms,
    answer_power,
    answer_smallest_seen,
    tabulate_power,
    tabulate_rates,
)
from massage.worlds import WORLDS
from massage.worlds.analyses import ANALYSES, BOOK, USUAL, open_practices
from massage.worlds.calibrate import OtherSettingsError, Settings, calibrate
from massage.worlds.records import simulate_sessions, write_down
from massage.worlds.simulate import simulate_visits
from massage.worlds.truth import find_truths, randomise
from massage.worlds.world import (
    BOOKED,
    BOOKED_TRUE,
    CLOSED,
    CLOSED_TRUE,
    IDENTIFIABLE_NULLS,
    TRIED,
)
from tests.book import with_book

SMALL = Settings(clients=40, runs=20, seed=3)

CALIBRATED = (
    "c1163807573e"  # the plan of the committed tables; the page says if it is an earlier one
)


@pytest.fixture(scope="module", autouse=True)
def fewer():
    """Truths from 50 practices of 200 clients in place of 200, in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("massage.worlds.truth.RUNS", 50)
        patch.setattr("massage.worlds.calibrate.open_pool", lambda _: ThreadPoolExecutor(1))
        yield


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("calibration") / "rates.csv"
    return path, calibrate(path, ["plain", "true_moderate"], ["today", "question_2"], SMALL)


def test_one_row_per_world_and_analysis(table):
    path, rates = table
    assert list(zip(rates["world"], rates["analysis"], strict=True)) == [
        ("plain", "today"), ("plain", "question_2"),
        ("true_moderate", "today"), ("true_moderate", "question_2"),
    ]  # fmt: skip
    pd.testing.assert_frame_equal(pd.read_csv(path), rates.round(6), check_dtype=False)


def test_shares_are_counted_from_the_runs(table):
    """The same practices, one at a time."""
    _, rates = table
    row = rates.set_index(["world", "analysis"]).loc[("plain", "question_2")]
    found = []
    for run in range(SMALL.runs):
        visits = simulate_visits(WORLDS["plain"], 40, [(3, crc32(b"plain"), run)])
        found.append(compare_intervals(write_down(visits, WORLDS["plain"])))
    p = np.array([one.p_value for one in found])
    assert row["significant"] == np.mean(p < 0.05)
    assert row["blocked"] == np.mean([bool(one.blocked_by) for one in found])
    assert row["bias"] == pytest.approx(np.mean([one.estimate for one in found]))
    share = row["coverage"]
    assert share == np.mean([one.low <= 0 <= one.high for one in found])
    assert row["coverage_error"] == pytest.approx(np.sqrt(share * (1 - share) / 20))


def test_goes_on_where_it_was_stopped(table, tmp_path):
    path = tmp_path / "rates.csv"
    calibrate(path, ["plain"], ["question_2"], SMALL)
    before = path.read_text(encoding="utf-8")
    whole = calibrate(path, ["plain", "mix"], ["question_2"], SMALL)
    assert path.read_text(encoding="utf-8").startswith(before)
    assert list(whole["world"]) == ["plain", "mix"]
    first = table[1].iloc[[1]].reset_index(drop=True)
    pd.testing.assert_frame_equal(whole.iloc[[0]], first, check_exact=False, atol=1e-6)


def test_refuses_a_file_with_other_settings(table):
    path, _ = table
    before = path.read_bytes()
    with pytest.raises(OtherSettingsError, match="another runs: name another file"):
        calibrate(path, ["plain"], ["today"], replace(SMALL, runs=30))
    assert path.read_bytes() == before


def test_the_command_line(table, tmp_path, capsys):
    path, _ = table
    options = ["--clients", "40", "--seed", "3", "--worlds", "plain", "--analyses", "today"]
    assert main(["calibrate", *options, "--runs", "20", "--out", str(path)]) == 0
    assert main(["calibrate", *options, "--runs", "30", "--out", str(path)]) == 1
    assert "holds a calibration with another runs" in capsys.readouterr().err
    assert main(["calibrate", *options, "--out", str(tmp_path / "rates.txt")]) == 2
    for wrong in (["--worlds", "utopia"], ["--runs", "0"], ["--analyses", "guess"]):
        with pytest.raises(SystemExit) as stopped:
            main(["calibrate", *options, *wrong, "--out", str(tmp_path / "new.csv")])
        assert stopped.value.code == 2


def test_the_truth_is_what_relief_does_to_one_interval():
    """Clients who all come every 14 days or so, in pain well inside the scale: arithmetic says it.

    Relief after a visit is R, on arrival R / 2^(days/14); R settles at 1 / (1 - 2^(-days/14)).
    """
    even = replace(WORLDS["true_moderate"], interval_sd_between=0.02, interval_sd_within=0.1,
                   relief_pain=0.3, pain_mean=6.0, tolerance_mean=6.0, recovery_mean=0.0,
                   recovery_sd=0.0, pain_sd_between=0.3)  # fmt: skip
    settled = 1 / (1 - 0.5)
    slope = 0.3 * settled * np.log(2) ** 2 * 0.5
    found = find_truths(even, ["question_2"])["question_2"]
    assert found == pytest.approx(slope, rel=0.05)


@pytest.mark.parametrize("name", ["true_mix", *BOOKED_TRUE, *CLOSED_TRUE])
def test_a_randomised_copy_books_by_chance_alone(name):
    copy = randomise(WORLDS[name])
    control = replace(copy, relief_pain=0.0, relief_sleep=0.0)
    visits = [simulate_visits(one, 60, [1]) for one in (copy, control)]
    shared = ["client", "day", "agreed_day"]
    pd.testing.assert_frame_equal(*(one[shared] for one in visits))
    later = visits[0][visits[0]["day"] > 0]
    assert (later["agreed_day"] == later["day"]).all()


def test_the_truth_of_a_booked_world_is_what_its_halved_intervals_bring():
    """Skipping changes what is seen, not what massage does: the truth is that of the plain book."""
    plain, skipped = WORLDS["true_booked"], WORLDS["true_skipped_when_sore"]
    assert randomise(plain) == randomise(skipped)
    assert find_truths(plain, ["question_2"])["question_2"] == pytest.approx(0.24, abs=0.03)


def test_groups_of_worlds_are_named_on_the_command_line(tmp_path, monkeypatch):
    asked = []

    def note(_path, worlds, *_):
        asked.append(worlds)
        return worlds

    monkeypatch.setattr("massage.worlds.calibrate.calibrate", note)
    options = ["calibrate", "--out", str(tmp_path / "rates.csv"), "--worlds"]
    assert main([*options, "booked", "plain", "skipped_when_sore"]) == 0
    assert main([*options, "booked_true"]) == 0
    assert main([*options, "closed", "closed_true"]) == 0
    assert asked == [[*BOOKED, "plain"], [*BOOKED_TRUE], [*CLOSED, *CLOSED_TRUE]]


@pytest.mark.parametrize("name", ANALYSES)
def test_every_analysis_gives_a_number_or_none(name):
    world, n_clients = ("closed_plain", 220) if "closed_days" in name else ("mix", 60)
    visits = simulate_visits(WORLDS[world], n_clients, [3, 4])
    practices = open_practices(write_down(visits, WORLDS[world]))
    tiny = open_practices(write_down(simulate_visits(WORLDS["mix"], 4, [1]), WORLDS["mix"]))
    for practice in practices:
        found = ANALYSES[name](practice)
        assert found.low < found.estimate < found.high
        assert found.blocked or "without" not in name
    assert np.isnan(ANALYSES[name](tiny[0]).p_value) or name == "today"


def test_without_moves_the_day_in_the_book_goes_too():
    sessions = simulate_sessions("plain", n_clients=40, seed=1)
    practice = Practice(sessions.assign(**with_book(sessions)[BOOK]))
    assert not ANALYSES["question_2"](practice).blocked
    assert not ANALYSES["question_2_in_book"](practice).blocked
    assert ANALYSES["question_2_without_moves"](practice).blocked


@pytest.fixture(scope="module")
def committed(root):
    folder = root / "data" / "calibration"
    return {path.stem: pd.read_csv(path) for path in folder.glob("*.csv")}


def test_the_committed_calibration_is_whole(committed):
    assert set(committed) == {"60", "200", "600"}
    for clients, rates in committed.items():
        assert list(rates["world"].unique()) == list(TRIED)  # as `make calibrate` writes them
        assert (rates.groupby("world").size() == len(USUAL)).all()
        assert set(rates["clients"]) == {int(clients)}
        assert set(rates["plan"]) == {CALIBRATED}
        assert set(rates["runs"]) == {400 if clients == "600" else 1000}


def test_the_page_is_what_the_calibration_says(root, committed):
    written = (root / "CALIBRATION.md").read_text(encoding="utf-8")
    assert written == write_page(root / "data" / "calibration")
    assert written.startswith(write_calibration(pd.concat(committed.values()), GROUPS, MIDDLE))


def test_a_page_of_an_earlier_plan_says_so(committed):
    rates = pd.concat(committed.values())
    now = write_calibration(rates.assign(plan=Settings().plan), GROUPS, MIDDLE)
    before = write_calibration(rates.assign(plan="0123456789ab"), GROUPS, MIDDLE)
    assert "earlier plan" not in now
    assert "measured under an earlier plan (0123456789ab)" in before


def test_the_page_lists_where_question_2_does_not_hold(committed):
    """A world that is made to fail is listed, and one that holds is not."""
    rates = pd.concat(committed.values())
    held = rates[(rates["world"] == "plain") | (rates["world"] == "true_moderate")]
    groups = {"some": ["plain"], "others": ["true_moderate"]}
    fails = "## Where question 2 does not hold"
    before = write_calibration(held, groups, MIDDLE).split(fails)[1].split("##")[0]
    assert "- " not in before
    own = (held["analysis"] == "question_2") & (held["clients"] == 60)
    wrong = held.assign(
        claimed=held["claimed"].mask(own & (held["world"] == "plain"), 0.5),
        coverage=held["coverage"].mask(own & (held["world"] == "true_moderate"), 0.5),
    )
    after = write_calibration(wrong, groups, MIDDLE).split(fails)[1].split("##")[0]
    assert "- plain, pain: claims something in 50 of 100 practices of 60 clients\n" in after
    assert (
        "- true moderate, pain: the interval holds the truth in 50 of 100 practices of 60 clients"
        in after
    )
    assert after.count("- ") == 2


def test_the_readme_names_the_worst_of_the_usual_analysis(root, committed):
    rates = committed["200"]
    nulls = rates[rates["world"].isin(IDENTIFIABLE_NULLS) & (rates["analysis"] == "today")]
    worst = nulls["significant"].max()
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert f"in up to {100 * worst:.0f} of 100 such practices of 200 clients" in readme
    holes = rates[(rates["world"] == "moves_partly_hidden") & (rates["analysis"] == "question_2")]
    claimed = 100 * holes["claimed"].iloc[0]
    assert f"it announces a result in {claimed:.0f} of 100 simulated practices" in readme


def test_words_for_rates(committed):
    rates = committed["200"]
    nulls = rates[rates["world"].isin(IDENTIFIABLE_NULLS)]
    worst = nulls[nulls["analysis"] == "today"]["significant"].max()
    text = answer_false_alarms(nulls, "today", "the usual analysis")
    assert f"announces a result in {100 * worst:.0f} at worst" in text
    table = tabulate_rates(nulls, {"today": "usual", "question_2": "ours"})
    assert list(table) == ["kind of practice", "usual", "ours", "question 2 blocked"]
    assert len(table) == len(IDENTIFIABLE_NULLS)


def test_words_for_power(committed):
    power = tabulate_power(pd.concat(committed.values()), {"true_moderate": "it is there"})
    assert list(power["clients"]) == [60, 200, 600]
    assert answer_power(power).startswith("Where it is there (one halved interval is worth 0.")


def test_the_smallest_benefit_that_would_be_seen():
    examined = compare_intervals(simulate_sessions("plain", n_clients=120, seed=1))
    seen = 2.8 * examined.standard_error
    assert f"a benefit of {seen:.2f} points in pain" in answer_smallest_seen(examined)
    nothing = compare_intervals(simulate_sessions("plain", n_clients=5, seed=1))
    assert answer_smallest_seen(nothing).startswith("What these records could show for pain can't")


def test_without_moves_or_months_every_practice_was_blocked(root):
    table = pd.read_csv(root / "tests" / "reference" / "without_records.csv")
    for missing in ("moves", "month"):
        assert set(TRIED) <= set(table.loc[table["not_recorded"] == missing, "world"])
    assert (table["blocked"] == 1).all()


def test_practices_too_small_for_any_answer_have_no_coverage(tmp_path):
    settings = Settings(clients=12, runs=1, seed=1)
    table = calibrate(tmp_path / "rates.csv", ["plain"], ["question_2"], settings)
    row = table.iloc[0]
    assert row["answered"] == 0
    assert np.isnan([row["coverage"], row["coverage_error"], row["bias"]]).all()
    assert row["significant"] == 0
