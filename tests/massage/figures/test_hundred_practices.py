"""What 100 made-up practices would each say."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from scipy.stats import spearmanr

from analysis import PAIN
from massage import figures
from massage.figures.figure import withhold
from massage.figures.hundred_practices import (
    SEED,
    SIZES,
    TRUTH,
    ask_practices,
    count_announced,
    draw_pairs,
    holds,
    tabulate_practices,
)
from massage.figures.style import INK, UNSURE
from massage.practice import Practice


@pytest.fixture(scope="module")
def own(clinic):
    return clinic


@pytest.fixture(scope="module")
def found(own):
    return figures.plot_hundred_practices(own)


@pytest.mark.parametrize("strength", [0.0, 0.3, -0.6])
def test_a_crowd_has_the_rank_correlation_it_is_made_with(strength):
    crowd = draw_pairs(strength, 200_000, np.random.default_rng(1))
    assert spearmanr(crowd["x"], crowd["y"]).statistic == pytest.approx(strength, abs=0.008)


def test_the_first_clients_of_a_practice_are_the_same_in_every_size():
    rng = np.random.default_rng(SEED)
    first = draw_pairs(TRUTH, 320, rng)
    for size in (20, 60):
        few = first.head(size)
        assert ask_practices(size)[0].estimate == pytest.approx(
            spearmanr(few["x"], few["y"]).statistic
        )


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    for truth in (0.0, TRUTH):
        for size in SIZES:
            kept = sum(holds(one, truth) for one in ask_practices(size, truth))
            assert 88 <= kept <= 100, (truth, size)


def test_each_practice_is_drawn_once_in_order_dark_where_it_announces(found):
    axes = found.draw().axes
    table = tabulate_practices().set_index(["truth", "clients"])
    panels = [(truth, size) for truth in (0.0, TRUTH) for size in SIZES]
    for ax, (truth, size) in zip(axes, panels, strict=True):
        lines = [one for one in ax.lines if len(one.get_xdata()) == 2 and one.get_linewidth() == 1]
        in_order = sorted(ask_practices(size, truth), key=lambda one: one.estimate)
        assert [list(one.get_xdata()) for one in lines] == [[one.low, one.high] for one in in_order]
        dark = [to_hex(one.get_color()) == INK for one in lines]
        assert dark == [one.low > 0 or one.high < 0 for one in in_order]
        assert {to_hex(one.get_color()) for one in lines} <= {INK, UNSURE}
        announced = int(table.loc[(truth, size), "announced"])
        assert sum(dark) == announced == count_announced(in_order)
        assert ax.get_title().endswith(f"{announced} of 100")


def test_more_clients_see_more_and_the_title_says_it(found):
    table = tabulate_practices()
    seen = table.loc[table["truth"] == TRUTH, "announced"].tolist()
    assert seen == sorted(seen)
    assert table.loc[table["truth"] == 0, "announced"].max() <= 10
    title = " ".join(found.draw().texts[0].get_text().split())
    assert title == (
        f"Of 100 practices with 20 clients, {seen[0]} see what is there; with 200, {seen[-1]}"
    )
    for size, n in zip(SIZES, seen, strict=True):
        said = f"With {size} clients {n} of 100 announce a link where there is one"
        assert said in found.says
        assert said in found.alternative


def test_the_records_own_n_is_said(own, found):
    n = own.question_1["pain"].correlation.n_clients
    assert f"These records count {n} clients for pain" in found.says


def test_of_few_clients_it_is_not_told_how_few(own):
    few = own.sessions[own.sessions["client_id"].isin(own.sessions["client_id"].unique()[:3])]
    practice = Practice(few, [PAIN])
    assert (
        figures.plot_hundred_practices(practice, shared=True).withheld == withhold("fewer").withheld
    )
    assert "fewer than five clients for pain" in figures.plot_hundred_practices(practice).says
