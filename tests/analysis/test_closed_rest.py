"""Where a rating settles by closed days: the sums against plain regressions of all rows."""

import numpy as np
import pytest

from analysis import PAIN, PLAN, load_sessions
from analysis.closed_days import select_rows
from analysis.closed_rest import Deviations, Rest
from analysis.looks import Asked
from analysis.panel import Panel
from analysis.pushes import list_pushed
from analysis.terms import season_terms, time_terms
from tests.analysis.conftest import REFERENCE


@pytest.fixture(scope="module")
def rows():
    sessions = load_sessions(REFERENCE / "practice_closed.csv")
    return select_rows(list_pushed(Asked(sessions, PAIN, PLAN)), PAIN, PLAN)[0]


@pytest.fixture(scope="module")
def panel(rows):
    return Panel.of(rows, PLAN, weighted=False)


def regress(y, columns, client):
    dummies = (client[:, None] == np.unique(client)).astype(float)
    return np.linalg.lstsq(np.column_stack([columns, dummies]), y, rcond=None)[0]


def test_deviations_are_from_each_client_s_own_course(rows, panel):
    """Least squares of the next rating on its day, a level per client, read at the visit before."""
    start, gap = (rows["start"].to_numpy(), (rows["day"] - rows["start"]).to_numpy())

    def course(after):
        waves = season_terms(rows, PLAN.closed_waves, after)
        return np.column_stack([*time_terms(start + after), *waves])

    then = course(gap)
    slopes = regress(rows["y"].to_numpy(), then, panel.client)
    levels = slopes[then.shape[1] :][panel.client]
    expected = rows["before"] - levels - course(0.0) @ slopes[: then.shape[1]]
    assert Deviations.of(rows, panel, PLAN).find() == pytest.approx(expected.to_numpy(), abs=1e-8)


def test_rest_follows_from_what_doubling_leaves(rows, panel):
    off = rows["before"].to_numpy() - panel.means(rows["y"].to_numpy())
    length = np.log2((rows["day"] - rows["start"]).to_numpy())
    far = length - length.mean()
    y = rows["y"].to_numpy()
    found = Rest.of(rows, panel, off, far, [panel.centre(y), panel.centre(length)])
    columns = [rows["before"], rows["after"], far * off, *time_terms(rows["day"].to_numpy())]
    slopes = regress(y - 0.3 * length, np.column_stack(columns), panel.client)
    lasts = slopes[0] + slopes[1]
    lasts += (1 + lasts) / (len(rows) / panel.n_clients - 1)
    assert 0 < lasts < PLAN.most_lasting
    rest = (lasts * off.mean() + slopes[2] * (far * off).mean()) / (1 - lasts)
    assert abs(rest) < 2
    assert found.find(0.3, PAIN, PLAN) == pytest.approx(rest, abs=1e-9)
