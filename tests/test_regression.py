"""ancova against R: HC3, CR2 with Satterthwaite's degrees of freedom, indicators."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import ancova

REFERENCE = Path(__file__).parent / "reference"
FIELDS = ["estimate", "low", "high", "p_value", "standard_error", "df", "n_clients"]
MODEL = {"outcome": "pain_improvement", "exposure": "frequency"}


@pytest.fixture(scope="module")
def clients():
    return pd.read_csv(REFERENCE / "clients.csv")


@pytest.mark.parametrize(
    ("name", "adjust_for", "cluster"),
    [
        ("ancova_hc3", ("pain_baseline", "pain_follow_up_day"), None),
        ("ancova_cr2", ("pain_baseline", "pain_follow_up_day"), "therapist_id"),
        ("ancova_dummies_hc3", ("pain_baseline", "therapist_id"), None),
    ],
)
def test_equals_r(clients, name, adjust_for, cluster):
    printed = pd.read_csv(REFERENCE / "association.csv", index_col="name")
    found = ancova(clients, **MODEL, adjust_for=adjust_for, cluster=cluster)
    expected = printed.loc[name, FIELDS].astype(float)
    assert [getattr(found, field) for field in FIELDS] == pytest.approx(list(expected), abs=1e-8)


def test_a_column_that_adds_nothing_changes_nothing(clients):
    plain = ancova(clients, **MODEL, adjust_for=("pain_baseline",))
    padded = clients.assign(constant=3, double=2 * clients["pain_baseline"])
    found = ancova(padded, **MODEL, adjust_for=("pain_baseline", "constant", "double"))
    assert found.estimate == pytest.approx(plain.estimate, abs=1e-10)
    assert (found.df, found.low) == (plain.df, pytest.approx(plain.low, abs=1e-10))


def test_turning_the_outcome_turns_the_slope(clients):
    there = ancova(clients, **MODEL)
    back = ancova(clients.assign(pain_improvement=-clients["pain_improvement"]), **MODEL)
    assert [back.estimate, back.low, back.high] == pytest.approx(
        [-there.estimate, -there.high, -there.low]
    )


@pytest.mark.parametrize(
    ("change", "call", "reason"),
    [
        ({"frequency": 1.0}, {}, "the same for all, or explained"),
        ({"copy": "frequency"}, {"adjust_for": ("copy",)}, "the same for all, or explained"),
        ({"alone": "alone"}, {"adjust_for": ("alone",)}, "one client alone"),
        ({"therapist_id": "T1"}, {"cluster": "therapist_id"}, "too few groups of clients: 1"),
        ({"client_id": "C1"}, {}, "more than one row"),
    ],
)
def test_says_why_there_is_no_answer(clients, change, call, reason):
    made = {
        "frequency": clients["frequency"],
        "alone": (clients["client_id"] == clients.dropna()["client_id"].iloc[0]).map(
            {True: "a", False: "b"}
        ),
    }
    values = {key: made.get(value, value) for key, value in change.items()}
    found = ancova(clients.assign(**values), **MODEL, **call)
    assert reason in found.reason
    assert np.isnan([found.estimate, found.low, found.high, found.p_value]).all()


@pytest.mark.parametrize("cluster", [None, "therapist_id"])
@pytest.mark.parametrize("made", ["constant", "explained"])
def test_a_fit_without_scatter_is_no_answer(clients, cluster, made):
    values = 2.0 if made == "constant" else 3 * clients["frequency"] + 1
    table = clients.assign(pain_improvement=values)
    found = ancova(table, **MODEL, cluster=cluster)
    assert "the same for all, or explained without any scatter" in found.reason
    assert np.isnan([found.low, found.high, found.p_value]).all()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"exposure": "pain_improvement"}, "must be two columns"),
        ({"adjust_for": ("frequency",)}, "neither adjusted for"),
        ({"level": 0}, "between 0 and 1"),
        ({"exposure": "nothing"}, "no column nothing"),
    ],
)
def test_refuses_what_it_cannot_understand(clients, call, words):
    with pytest.raises(ValueError, match=words):
        ancova(clients, **{**MODEL, **call})


def test_two_groups_are_too_few(clients):
    two = clients.assign(therapist_id=np.arange(len(clients)) % 2)
    assert ancova(two, **MODEL, cluster="therapist_id").reason == "too few groups of clients: 2"


def test_a_large_practice_is_no_burden():
    """20,000 clients of 6 therapists: no array of clients by clients is made."""
    rng = np.random.default_rng(2)
    big = pd.DataFrame({"x": rng.normal(size=20_000), "g": rng.integers(0, 6, 20_000)})
    big["y"] = 0.1 * big["x"] + rng.normal(size=20_000)
    found = ancova(big, outcome="y", exposure="x", cluster="g")
    assert found.low < 0.1 < found.high


def test_nine_clients_are_too_few(clients):
    assert "10 are needed" in ancova(clients.dropna().head(9), **MODEL).reason


def test_therapists_not_recorded(clients):
    found = ancova(clients.assign(therapist_id=None), **MODEL, cluster="therapist_id")
    assert found.reason == "therapist_id is not recorded"


def test_refuses_text_as_an_outcome(clients):
    with pytest.raises(ValueError, match="therapist_id must hold numbers"):
        ancova(clients, outcome="therapist_id", exposure="frequency")


def test_six_therapists_do_not_break_the_error_rate():
    """CR2 keeps 5 % where therapists differ in clients and in results; HC3 does not."""
    rng = np.random.default_rng(11)
    runs, hits = 400, {"therapist": 0, None: 0}
    for _ in range(runs):
        therapist = rng.integers(0, 6, 60)
        table = pd.DataFrame(
            {
                "therapist": therapist.astype(str),
                "x": rng.normal(size=60) + rng.normal(0, 1, 6)[therapist],
                "y": rng.normal(size=60) + rng.normal(0, 1, 6)[therapist],
            }
        )
        for cluster in hits:
            found = ancova(table, outcome="y", exposure="x", cluster=cluster)
            hits[cluster] += found.p_value < 0.05
    monte_carlo = np.sqrt(0.05 * 0.95 / runs)
    assert hits["therapist"] / runs < 0.07 + 2 * monte_carlo
    assert hits[None] / runs > 0.15
