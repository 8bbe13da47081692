"""Regression within clients against refitting and pyfixest."""

from dataclasses import replace

import numpy as np
import pyfixest
import pytest

from analysis import PAIN
from analysis.intervals import are_agreed, complete, list_intervals
from analysis.panel import Panel
from analysis.plan import PLAN
from analysis.within import fit_within, jackknife_error, therapist_terms

EXACT = 1e-8


def test_closed_form_is_refitting(therapists):
    """Each client left out by dropping her rows, the shared centre and scale held."""
    intervals = list_intervals(therapists, PAIN)
    rows = complete(intervals, ["y", "before"], are_agreed(intervals))
    panel = Panel.of(rows, PLAN, weighted=True)
    x = np.column_stack([np.log2(rows["day"] - rows["start"]), rows["before"]])
    z = np.column_stack([np.log2(rows["agreed_day"] - rows["start"]), rows["before"]])
    y = rows["y"].to_numpy()
    fit = fit_within(panel, y, x.T, instruments=z.T)
    for client in range(0, panel.n_clients, 7):
        left = panel.client != client
        kept = Panel.of(rows[left], PLAN, weighted=True)
        again = fit_within(kept, y[left], x[left].T, instruments=z[left].T)
        assert fit.estimates[1 + client] == pytest.approx(again.estimates[0], abs=1e-10)


@pytest.mark.rates
@pytest.mark.filterwarnings("ignore:The inplace keyword")  # pyfixest with pandas 3.1
def test_fixed_effects_agree_with_pyfixest(therapists):
    """Plain fixed effects. Its CRV3 sums squares around the full estimate, without (G-1)/G."""
    intervals = list_intervals(therapists, PAIN)
    rows = complete(intervals, ["y", "before", "after"], are_agreed(intervals))
    panel = Panel.of(rows, PLAN, weighted=False)
    table = rows.assign(
        length=np.log2(rows["agreed_day"] - rows["start"]), client=panel.client
    ).reset_index(drop=True)
    columns = table[["length", "before", "after"]].to_numpy()
    ours = fit_within(panel, table["y"].to_numpy(), columns.T)
    theirs = pyfixest.feols(
        "y ~ length + before + after | client",
        table,
        vcov={"CRV3": "client"},
        ssc=pyfixest.ssc(k_adj=False, G_adj=False),
    )
    assert ours.estimates[0] == pytest.approx(theirs.coef().to_numpy(), abs=EXACT)
    error = jackknife_error(ours.estimates[:, 0])
    factor = np.sqrt((panel.n_clients - 1) / panel.n_clients)
    assert theirs.se()["length"] * factor == pytest.approx(error, abs=EXACT)


def test_a_therapist_counts_where_she_varies_within_ten_clients(therapists):
    rows = list_intervals(therapists, PAIN)
    panel = Panel.of(rows, PLAN, weighted=False)
    terms = therapist_terms(rows, panel, PLAN)
    expected = 0
    for column in ("therapist", "therapist_before"):
        for code in sorted(rows[column].unique())[1:]:
            here = (rows[column] == code).groupby(rows["client"])
            expected += (here.any() & ~here.all()).sum() >= 10
    assert len(terms) == expected > 0
    assert therapist_terms(rows, panel, replace(PLAN, fewest_varying=1000)) == []


@pytest.mark.parametrize("weighted", [True, False])
def test_own_courses_are_generalised_least_squares(book, weighted):
    """The same slope from the whole covariance matrix, a dummy per client beside it."""
    intervals = list_intervals(book, PAIN)
    rows = complete(intervals, ["y", "before"], are_agreed(intervals))
    panel = Panel.of(rows, PLAN, weighted=weighted, own_waves=PLAN.own_waves)
    x = np.column_stack([np.log2(rows["agreed_day"] - rows["start"]), rows["before"]])
    y = rows["y"].to_numpy()
    angle = 2 * np.pi * rows["calendar"].to_numpy() / 365
    waves = [wave(n * angle) for n in (1, 2) for wave in (np.cos, np.sin)]
    own = np.column_stack([rows["start"] / 180, *(PLAN.own_season * wave for wave in waves)])
    same = panel.client[:, None] == panel.client
    covariance = np.diag(1 / panel.weight) + same * (own @ own.T)
    whole = np.column_stack([x, panel.client[:, None] == np.arange(panel.n_clients)])
    inverse = np.linalg.solve(covariance, whole)
    expected = np.linalg.solve(whole.T @ inverse, inverse.T @ y)[:2]
    assert fit_within(panel, y, x.T).estimates[0] == pytest.approx(expected, abs=EXACT)


def test_without_the_book_no_course_is_a_client_s_own(therapists):
    rows = list_intervals(therapists, PAIN)
    panel = Panel.of(rows, PLAN, weighted=True, own_waves=PLAN.own_waves)
    y = rows["start"].to_numpy()
    assert panel.settle(y) == pytest.approx(panel.centre(y), abs=0)


def test_a_trend_of_her_own_is_taken_off_by_and_by(book):
    """Nearly all of it over two years, little of it in a few weeks; a level wholly."""
    rows = list_intervals(book, PAIN)
    panel = Panel.of(rows, PLAN, weighted=False)
    trend = rows["start"].to_numpy() / 180
    left, there = (panel.sums(one**2) for one in (panel.settle(trend), panel.centre(trend)))
    kept = left[there > 0] / there[there > 0]
    assert kept == pytest.approx(1 / (1 + there[there > 0]))
    assert panel.settle(np.full(panel.n_rows, 7.0)) == pytest.approx(0, abs=1e-9)
