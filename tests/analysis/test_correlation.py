"""correlate against R, brute force and closed forms."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import correlate
from massage.words.codes import tell
from tests.reference.few_differ import list_cells
from tests.reference.jackknife_coverage import draw

REFERENCE = Path(__file__).parents[1] / "reference"
ADJUSTED = ("pain_baseline", "pain_follow_up_day")
FIELDS = ["estimate", "low", "high", "p_value", "standard_error", "df", "n_clients"]


@pytest.fixture(scope="module")
def clients():
    return pd.read_csv(REFERENCE / "clients.csv")


@pytest.fixture(scope="module")
def printed():
    return pd.read_csv(REFERENCE / "association.csv", index_col="name")


@pytest.fixture
def ratings():
    """Tied 0-10 ratings of 40 people, the second falling with the first."""
    rng = np.random.default_rng(3)
    x = rng.integers(0, 11, 40)
    y = np.clip(np.round(8 - 0.5 * x + rng.normal(0, 2, 40)), 0, 10)
    z = np.clip(x + rng.integers(-3, 4, 40), 0, 10)
    return pd.DataFrame({"x": x, "y": y, "z": z})


@pytest.mark.parametrize("interval", ["fisher", "jackknife"])
@pytest.mark.parametrize(
    ("name", "method", "adjust_for"),
    [
        ("spearman", "spearman", ()),
        ("partial_spearman", "spearman", ADJUSTED),
        ("pearson", "pearson", ()),
        ("partial_pearson", "pearson", ADJUSTED),
    ],
)
def test_equals_r(clients, printed, name, method, adjust_for, interval):
    found = correlate(
        clients,
        "frequency",
        "pain_improvement",
        adjust_for=adjust_for,
        method=method,
        interval=interval,
    )
    expected = printed.loc[f"{name}_{interval}", FIELDS].astype(float)
    assert [getattr(found, field) for field in FIELDS] == pytest.approx(list(expected), abs=1e-8)


@pytest.fixture(scope="module")
def few_differ(clients):
    """As in association.R: six of those with every value came at another pace than the rest."""
    away = (np.arange(len(clients)) + 1) % 19 == 0
    return clients.assign(frequency=np.where(away, clients["frequency"] + 0.5, 1.0))


def test_equals_r_where_few_clients_differ(few_differ, printed):
    found = correlate(few_differ, "frequency", "pain_improvement", adjust_for=ADJUSTED)
    expected = printed.loc["few_differ_jackknife", FIELDS].astype(float)
    assert [getattr(found, field) for field in FIELDS] == pytest.approx(list(expected), abs=1e-8)
    assert found.df < 7


def test_fisher_interval_equals_rs_own_pearson_test(clients, printed):
    found = correlate(clients, "frequency", "pain_improvement", method="pearson", interval="fisher")
    expected = printed.loc["pearson_r_own"]
    assert [found.estimate, found.low, found.high] == pytest.approx(
        list(expected[["estimate", "low", "high"]].astype(float)), abs=1e-8
    )


def brute_force_r(table, method, adjusted):
    """Rank or not, regress out, correlate: nothing shared with the package."""
    return np.corrcoef(*brute_force_leftovers(table, method, adjusted))[0, 1]


def brute_force_leftovers(table, method, adjusted):
    columns = table.rank() if method == "spearman" else table
    rest = np.column_stack([np.ones(len(table)), *[columns[name] for name in adjusted]])
    return [
        columns[name] - rest @ np.linalg.lstsq(rest, columns[name], rcond=None)[0]
        for name in ("x", "y")
    ]


@pytest.mark.parametrize("method", ["spearman", "pearson"])
@pytest.mark.parametrize("adjusted", [(), ("z",)])
def test_jackknife_equals_leaving_out_one_by_one(ratings, method, adjusted):
    found = correlate(ratings, "x", "y", adjust_for=adjusted, method=method)
    z = np.array(
        [np.arctanh(brute_force_r(ratings.drop(row), method, adjusted)) for row in ratings.index]
    )
    n = len(z)
    error = np.sqrt((n - 1) / n * np.sum((z - z.mean()) ** 2))
    error = max(error, 1 / np.sqrt(n - 3 - len(adjusted)))
    a, e = brute_force_leftovers(ratings, method, adjusted)
    deciding = np.sum(a**2) ** 2 / np.sum(a**4)
    df = min(n - 1, 2 * deciding / (stats.kurtosis(e, fisher=False) - 1))
    middle = np.arctanh(brute_force_r(ratings, method, adjusted))
    ends = np.tanh(middle + np.array([-1, 1]) * stats.t.ppf(0.975, df) * error)
    assert found.standard_error == pytest.approx(error, abs=1e-12)
    assert [found.low, found.high] == pytest.approx(list(ends), abs=1e-12)


@pytest.mark.parametrize("interval", ["jackknife", "fisher"])
def test_p_value_belongs_to_the_interval(ratings, interval):
    p = correlate(ratings, "x", "z", interval=interval, level=0.9).p_value
    edge = correlate(ratings, "x", "z", interval=interval, level=1 - p)
    assert min(abs(edge.low), abs(edge.high)) < 1e-6


def test_minus_itself_is_minus_one(ratings):
    table = ratings.assign(minus_x=-ratings["x"])
    found = correlate(table, "x", "minus_x", adjust_for=("z",))
    assert found.estimate == -1
    assert "one line" in tell(found.reason)
    assert np.isnan([found.low, found.high, found.p_value]).all()


def test_turning_a_column_turns_the_sign_and_nothing_else(ratings):
    there = correlate(ratings, "x", "y", adjust_for=("z",))
    back = correlate(ratings.assign(y=10 - ratings["y"]), "x", "y", adjust_for=("z",))
    assert [back.estimate, back.low, back.high] == pytest.approx(
        [-there.estimate, -there.high, -there.low], abs=1e-12
    )
    assert back.p_value == pytest.approx(there.p_value, abs=1e-12)


def test_rows_with_gaps_are_left_out_and_counted(ratings):
    gaps = pd.concat([ratings, pd.DataFrame({"x": [1, np.nan, np.inf], "y": [np.nan, 2, 3]})])
    found = correlate(gaps, "x", "y")
    assert (found.n_clients, found.n_rows, found.n_dropped) == (40, 40, 3)
    assert found.estimate == correlate(ratings, "x", "y").estimate


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"x": 5}, "x is the same for every client"),
        ({"y": 5}, "y is the same for every client"),
        ({"client_id": "C1"}, "more than one row"),
    ],
)
def test_says_why_there_is_no_answer(ratings, change, reason):
    found = correlate(ratings.assign(**change), "x", "y", adjust_for=("z",))
    assert reason in tell(found.reason)
    assert np.isnan([found.estimate, found.low, found.high, found.p_value]).all()


def test_adjusting_for_the_exposure_itself_leaves_nothing(ratings):
    found = correlate(ratings.assign(same=2 * ratings["x"]), "x", "y", adjust_for=("same",))
    assert "leaves no differences" in tell(found.reason)


def test_one_client_who_decides_everything():
    table = pd.DataFrame({"x": [0] * 11 + [1], "y": np.arange(12) % 7})
    assert "one decides everything" in tell(correlate(table, "x", "y").reason)


def test_nine_clients_are_too_few(ratings):
    found = correlate(ratings.head(9), "x", "y")
    assert tell(found.reason) == "clients with all the values: 9, where 10 are needed"
    assert found.n_clients == 9


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"x": "nothing"}, "no column nothing"),
        ({"method": "kendall"}, "spearman, pearson"),
        ({"interval": "wald"}, "jackknife, fisher"),
        ({"y": "text"}, "text must hold numbers"),
        ({"y": "x"}, "must be two columns"),
        ({"adjust_for": ("x",)}, "neither of them adjusted for"),
        ({"level": 95}, "between 0 and 1"),
        ({"level": "0.95"}, "level is '0.95'; it must be a number between 0 and 1"),
    ],
)
def test_refuses_what_it_cannot_understand(ratings, call, words):
    table = ratings.assign(text="a")
    with pytest.raises(ValueError, match=words):
        correlate(table, **{"x": "x", "y": "y", **call})


def test_the_interval_covers_the_truth_as_often_as_it_says(root):
    """The committed output of `make coverage`, and what the plan's page says of it."""
    table = pd.read_csv(root / "tests" / "reference" / "jackknife_coverage.csv")
    assert set(table["n"]) >= {20, 60, 200}
    assert (table["runs"] == 2_000).all()
    assert (table["answered"] >= 1_995).all()
    assert table["coverage"].min() >= 0.94
    low, high = 100 * table["coverage"].min(), 100 * table["coverage"].max()
    page = " ".join((root / "docs" / "analysis-plan.md").read_text(encoding="utf-8").split())
    assert f"covered the truth in {low:.1f} to {high:.1f} % of 2,000 runs" in page


def correlate_exactly(x, y):
    n = len(x)
    mean_x, mean_y = sum(x) / n, sum(y) / n
    across = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    spread = sum((a - mean_x) ** 2 for a in x) * sum((b - mean_y) ** 2 for b in y)
    return float(np.sign(float(across))) * float(across**2 / spread) ** 0.5


@pytest.mark.parametrize("far", [1e3, 1e9, 1e12, 1e15])
def test_one_far_value_costs_the_others_no_digits(ratings, far):
    """Each person left out, in fractions."""
    table = ratings.astype(float)
    table.loc[3, ["x", "y"]] = far, 4.0 - table.loc[3, "z"] / 1000
    x, y = ([Fraction(value) for value in table[name]] for name in ("x", "y"))
    places = range(len(x))
    z = np.arctanh([correlate_exactly(x[:i] + x[i + 1 :], y[:i] + y[i + 1 :]) for i in places])
    error = np.sqrt((len(x) - 1) * z.var())
    found = correlate(table, "x", "y", method="pearson")
    assert error > 1 / np.sqrt(len(x) - 3)
    assert found.standard_error == pytest.approx(error, rel=1e-12)


@pytest.mark.parametrize("shift", [0, 1e6, 1e8, 1e10, 1e12])
def test_what_rounding_leaves_is_nothing(ratings, shift):
    """A column made of another, far from 0: its rounded digits look like differences."""
    table = ratings.assign(z=ratings["z"] + 0.1, w=3 * (ratings["z"] + 0.1) + shift)
    made = correlate(table, "w", "y", adjust_for=["z"], method="pearson")
    assert tell(made.reason) == "adjusting leaves no differences in w or y"
    twice, once = (
        correlate(table, "x", "y", adjust_for=others, method="pearson")
        for others in (["z", "w"], ["z"])
    )
    assert twice.standard_error == pytest.approx(once.standard_error, rel=1e-4)
    assert twice.estimate == pytest.approx(once.estimate, abs=1e-4)


def test_few_who_differ_are_counted_as_few(root):
    """The committed output of `make coverage ALL=1`: every cell of the grid."""
    table = pd.read_csv(root / "tests" / "reference" / "few_differ.csv")
    asked = table[["n", "away", "values", "shape", "slope"]].itertuples(index=False, name=None)
    assert sorted(asked) == sorted([*list_cells(), *list_cells()])
    assert table.loc[table["slope"] == 0, "significant"].max() <= 0.07
    covered = table.dropna(subset=["coverage"])
    assert (covered["coverage"] + 2 * 0.0069 >= 0.94).all()  # 1,000 runs: Monte Carlo error 0.0069


@pytest.mark.rates
@pytest.mark.parametrize(("slope", "least", "most"), [(0.0, 0.94, 0.985), (1.0, 0.94, 0.985)])
def test_coverage_on_tied_ratings(slope, least, most):
    """A short run of one cell, so that a change of the interval shows at once."""
    rng = np.random.default_rng(12)
    truth = correlate(draw(200_000, slope, True, rng), "x", "y", interval="fisher").estimate
    found = [correlate(draw(40, slope, True, rng), "x", "y") for _ in range(600)]
    coverage = np.mean([one.low <= truth <= one.high for one in found])
    monte_carlo = np.sqrt(0.95 * 0.05 / 600)
    assert least - 2 * monte_carlo < coverage < most


@pytest.mark.parametrize("method", ["spearman", "pearson"])
@pytest.mark.parametrize("value", [5, 0.1, 0.1 + 0.2])
def test_a_constant_column_is_seen_whatever_its_value(ratings, method, value):
    found = correlate(ratings.assign(x=value), "x", "y", method=method)
    assert tell(found.reason) == "x is the same for every client"


@pytest.mark.parametrize("method", ["spearman", "pearson"])
def test_what_differs_by_rounding_alone_is_the_same_for_every_client(ratings, method):
    near = ratings.assign(near=np.where(ratings.index % 2, 0.3, 0.1 + 0.2))
    for names in (("near", "y"), ("x", "near")):
        found = correlate(near, *names, method=method)
        assert tell(found.reason) == "near is the same for every client"
        assert np.isnan([found.estimate, found.low, found.high, found.p_value]).all()
    held = correlate(near, "x", "y", adjust_for=("z", "near"), method=method)
    without = correlate(near, "x", "y", adjust_for=("z",), method=method)
    assert [held.estimate, held.low] == pytest.approx([without.estimate, without.low], rel=1e-12)


@pytest.mark.parametrize("method", ["spearman", "pearson"])
def test_an_empty_table_has_no_answer_however_few_are_enough(ratings, method):
    found = correlate(ratings.head(0), "x", "y", method=method, fewest=0)
    assert tell(found.reason) == "clients with all the values: 0, where 1 are needed"


@pytest.mark.parametrize("interval", ["fisher", "jackknife"])
def test_adjusting_twice_or_for_a_constant_changes_nothing(ratings, interval):
    table = ratings.assign(constant=1.0, double=2 * ratings["z"])
    once = correlate(table, "x", "y", adjust_for=("z",), interval=interval)
    for names in (("z", "z"), ("z", "constant"), ("z", "double")):
        more = correlate(table, "x", "y", adjust_for=names, interval=interval)
        assert [more.estimate, more.low, more.high] == pytest.approx(
            [once.estimate, once.low, once.high], abs=1e-9
        )


@pytest.mark.parametrize("method", ["spearman", "pearson"])
@pytest.mark.parametrize("unit", [1e-300, 1e-200, 1e200, 1e300])
def test_units_do_not_matter(ratings, method, unit):
    plain = correlate(ratings, "x", "y", adjust_for=("z",), method=method)
    found = correlate(ratings * unit, "x", "y", adjust_for=("z",), method=method)
    for field in FIELDS:
        assert getattr(found, field) == pytest.approx(getattr(plain, field), rel=1e-12)


def test_a_large_mean_takes_no_digits(ratings):
    plain = correlate(ratings, "x", "y", adjust_for=("z",), method="pearson")
    dates = correlate(ratings * 1e6 + 2.0**50, "x", "y", adjust_for=("z",), method="pearson")
    assert [dates.estimate, dates.low] == pytest.approx([plain.estimate, plain.low], rel=1e-12)


def test_two_values_that_everybody_shares_have_all_degrees_of_freedom():
    """Half and half, evenly spread: a kurtosis of 1, where Satterthwaite's fraction is infinite."""
    table = pd.DataFrame({"x": [0, 0, 1, 1] * 10, "y": [0, 1] * 20})
    table.loc[0, "y"] = 1
    assert correlate(table, "x", "y").df == 39


def test_too_many_columns_for_so_few_clients():
    rng = np.random.default_rng(1)
    table = pd.DataFrame(rng.normal(size=(12, 12))).add_prefix("c")
    names = [f"c{i}" for i in range(2, 11)]
    found = correlate(table, "c0", "c1", adjust_for=names, interval="fisher")
    assert tell(found.reason) == "there are too few clients for so many columns"
    assert np.isnan([found.low, found.high, found.p_value]).all()


def test_a_covariate_that_is_nearly_a_sum_of_others_counts_wherever_it_stands():
    """As least squares says, too, but of what is within rounding of being such a sum (1e-5)."""
    rng = np.random.default_rng(0)
    parts = rng.normal(size=(40, 3))
    x, y = (parts @ slopes + rng.normal(size=40) for slopes in ([1, 0.5, -0.3], [0.4, 1, 0.7]))
    for noise in (1e-3, 1e-4, 1e-5):
        nearly = parts.sum(axis=1) + noise * rng.normal(size=40)
        columns = {f"part_{k}": parts[:, k] for k in range(3)} | {"nearly": nearly}
        table = pd.DataFrame({"x": x, "y": y, **columns})
        names, found = list(columns), []
        for order in (names, names[::-1], [*names[2:], *names[:2]]):
            one = correlate(table, "x", "y", adjust_for=order, method="pearson")
            found.append((one.estimate, one.low, one.high))
        assert found == [pytest.approx(found[0], abs=1e-6)] * 3
        design = np.column_stack([np.ones(40), *columns.values()])
        left = [one - design @ np.linalg.lstsq(design, one)[0] for one in (x, y)]
        assert noise < 1e-4 or found[0][0] == pytest.approx(np.corrcoef(left)[0, 1], abs=1e-6)
