"""Random effects over practices: R's metafor, statsmodels, a closed form, and edges."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import stdtrit
from statsmodels.stats.meta_analysis import combine_effects

from massage.registry.random_effects import find_variance, put_together, weigh

MONTE_CARLO = 0.01  # of an interval's width, with what working it out in steps takes
EXACT = 1e-8


@pytest.fixture(scope="module")
def answers(root):
    table = pd.read_csv(root / "tests/reference/pooled_answers.csv")
    return dict(iter(table.groupby("set")))


@pytest.fixture(scope="module")
def expected(root):
    return pd.read_csv(root / "tests/reference/pooled_expected.csv").set_index("set")


def arrays(table):
    return (table[name].to_numpy() for name in ("estimate", "error", "df"))


@pytest.mark.parametrize("name", range(12))
def test_agrees_with_metafor(name, answers, expected):
    found, right = put_together(*arrays(answers[name])), expected.loc[name]
    assert found.mean.estimate == pytest.approx(right["mean"], abs=EXACT)
    assert found.spread.estimate**2 == pytest.approx(right["variance"], abs=EXACT)
    assert found.share == pytest.approx(right["share"], abs=EXACT)
    for end in ("low", "high", "p_value"):
        assert getattr(found.mean, end) == pytest.approx(right[end], abs=EXACT)


@pytest.mark.parametrize("name", range(12))
def test_the_next_practice_agrees_with_what_r_draws(name, answers, expected):
    found, right = put_together(*arrays(answers[name])).next_one, expected.loc[name]
    near = MONTE_CARLO * (right["next_high"] - right["next_low"])
    assert found.low == pytest.approx(right["next_low"], abs=near)
    assert found.high == pytest.approx(right["next_high"], abs=near)


@pytest.mark.parametrize("name", range(12))
def test_statsmodels_gives_the_same_mean_and_error_at_the_same_spread(name, answers):
    """It has no restricted likelihood: its own spread is taken for both."""
    estimates, errors, _ = arrays(answers[name])
    theirs = combine_effects(estimates, errors**2, method_re="iterated", atol=1e-14)
    centre, excess = weigh(estimates, errors**2, theirs.tau2)
    assert centre == pytest.approx(theirs.mean_effect_re, abs=EXACT)
    total = np.sum(1 / (errors**2 + theirs.tau2))
    error = np.sqrt(excess / (len(estimates) - 1) / total)
    assert error == pytest.approx(theirs.sd_eff_w_re_hksj, abs=EXACT)


@pytest.mark.parametrize("apart", [0.0, 0.3, 3.0])
def test_with_equal_errors_there_is_a_closed_form(apart):
    rng = np.random.default_rng(1)
    estimates, errors = rng.standard_normal(8) * (0.5 + apart), np.full(8, 0.7)
    found = put_together(estimates, errors, np.full(8, 50.0))
    between = max(0.0, estimates.var(ddof=1) - 0.49)
    assert found.spread.estimate**2 == pytest.approx(between, abs=EXACT)
    assert found.mean.estimate == pytest.approx(estimates.mean(), abs=EXACT)
    error = np.sqrt(estimates.var(ddof=1) / 8)
    normal = 1.959963984540054 * np.sqrt((0.49 + between) / 8)
    half = max(stdtrit(7, 0.975) * error, normal)
    assert found.mean.high - found.mean.estimate == pytest.approx(half, abs=EXACT)


def test_the_greatest_likelihood_is_found_on_a_fine_grid():
    rng = np.random.default_rng(2)
    for _ in range(20):
        errors = rng.uniform(0.1, 2, 5)
        estimates = rng.standard_normal(5) * rng.uniform(0, 3)

        def likelihood(between, estimates=estimates, errors=errors):
            total = errors**2 + between
            excess = weigh(estimates, errors**2, between)[1]
            return -(np.log(total).sum() + np.log((1 / total).sum()) + excess) / 2

        found = likelihood(find_variance(estimates, errors**2))
        assert found >= max(map(likelihood, np.linspace(0, 30, 3001))) - 1e-12


@pytest.mark.parametrize("n", [0, 1, 2])
def test_two_practices_have_no_common_answer(n):
    found = put_together(np.ones(n), np.ones(n), np.full(n, 9.0))
    for part in (found.mean, found.spread, found.next_one):
        assert part.reason == "few_practices"
        assert part.reason.facts == {"n": n, "needed": 3}
        assert np.isnan(part.estimate)


def test_answers_that_are_one_and_the_same_keep_their_own_errors():
    found = put_together(np.full(5, 0.1), np.full(5, 0.2), np.full(5, 50.0))
    assert found.spread.estimate == 0
    assert found.mean.high - 0.1 == pytest.approx(1.96 * 0.2 / np.sqrt(5), abs=1e-4)
    assert found.next_one.low <= found.mean.low
    assert found.next_one.high >= found.mean.high


def test_a_unit_changes_nothing_but_the_unit():
    rng = np.random.default_rng(3)
    estimates, errors, df = rng.standard_normal(6), rng.uniform(0.5, 1, 6), np.full(6, 30.0)
    one, large = (put_together(unit * estimates, unit * errors, df) for unit in (1, 1e6))
    for part in ("mean", "next_one", "spread"):
        for end in ("estimate", "low", "high"):
            small = getattr(getattr(one, part), end)
            assert getattr(getattr(large, part), end) == pytest.approx(1e6 * small, rel=1e-6)
    assert large.mean.p_value == pytest.approx(one.mean.p_value, rel=1e-9)


def test_the_committed_table_keeps_what_it_promises(root):
    """Error rates within three Monte Carlo errors of 5 %, and the next one is held as promised."""
    table = pd.read_csv(root / "tests/reference/pooled.csv")
    used = table[table["practices"] > 2]
    assert (used["wrong"] <= 0.05 + 3 * used["error"]).all()
    held = used["next"].dropna()
    assert (held + 3 * used.loc[held.index, "error"] >= 0.93).all()


NAMES = {
    ("drawn", "any"): "drawn numbers",
    ("plain", "correlation"): "question 1, by ranks",
    ("plain", "slope"): "question 1, in points",
    ("nulls", "within"): "question 2, 13 kinds of practice",
    ("closed", "closed_days"): "question 2 by days off",
}


def write_rates(table):
    """The rows of the page's table: where from, practices, wrong without and with spread, next."""
    lines = []
    for (kind, question), name in NAMES.items():
        own = table[(table["from"] == kind) & (table["question"] == question)]
        own = own[(own["digits"] == "shared") | (kind == "drawn")].set_index(["practices", "apart"])
        for k in (3, 5, 10, 30) if kind == "drawn" else (5, 10, 30):
            alike, apart = own.loc[(k, 0.0)], own.loc[(k, 1.0)]
            each = [100 * one for one in (alike["wrong"], apart["wrong"], apart["next"])]
            shares = " | ".join(f"{one:.0f}" for one in each)
            lines.append(f"| {name} | {k} | {shares} | {100 * alike['error']:.0f} |")
    return lines


def test_the_page_has_the_rates_of_the_table(root):
    page = (root / "docs/registry.md").read_text(encoding="utf-8")
    for line in write_rates(pd.read_csv(root / "tests/reference/pooled.csv")):
        assert f"{line}\n" in page
