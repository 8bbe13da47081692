"""Figures through their Axes, each with its text alternative."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from massage.figures.between import new_axes
from matplotlib.colors import to_rgb

from analysis import PAIN, PLAN, SLEEP, Practice, Windows, load_sessions, summarise_clients
from massage.figures import alternatives as words
from massage.figures import between as figures
from massage.figures.values import early_values, mean_course, pick_clients
from massage.notebook import say, show_figure, show_table
from massage.words.codes import tell
from massage.worlds import simulate_sessions


@pytest.fixture(scope="module")
def sessions(practice):
    return load_sessions(practice)


@pytest.fixture(scope="module")
def clients(sessions):
    return summarise_clients(sessions)


@pytest.fixture(scope="module")
def associations(sessions):
    return Practice(sessions).question_1


@pytest.fixture(scope="module")
def drawn(sessions, clients, associations):
    """Every figure of the notebooks with its words."""
    pain = associations["pain"]
    return {
        "frequency": (
            figures.plot_frequency(clients, new_axes()),
            words.describe_frequency(clients),
        ),
        "ratings": (
            figures.plot_ratings(sessions, PAIN, new_axes()),
            words.describe_ratings(sessions, PAIN),
        ),
        "courses": (
            figures.plot_courses(sessions, PAIN, new_axes()),
            words.describe_courses(sessions, PAIN),
        ),
        "change": (
            figures.plot_change(clients, PAIN, new_axes()),
            words.describe_change(clients, PAIN),
        ),
        "improvement": (
            figures.plot_improvement(clients, pain, new_axes()),
            words.describe_improvement(pain),
        ),
        "slopes": (
            figures.plot_slopes(associations, new_axes()),
            words.describe_slopes(associations),
        ),
        "pairs": (
            figures.plot_pairs(clients, "pain_improvement", "sleep_improvement", new_axes()),
            words.describe_pairs(clients, "pain_improvement", "sleep_improvement"),
        ),
    }


FIGURES = ("frequency", "ratings", "courses", "change", "improvement", "slopes", "pairs")


@pytest.mark.parametrize("name", FIGURES)
def test_titles_ask_axes_are_named_n_is_shown(drawn, name):
    ax, _ = drawn[name]
    assert ax.get_title()[0].isupper()
    assert "?" in ax.get_title()
    assert ax.get_xlabel()
    ticks = [label.get_text() for label in ax.get_yticklabels()]
    assert "(n = " in ax.get_title() or all("n = " in tick for tick in ticks)
    assert ax.get_ylabel() or name == "slopes"


@pytest.mark.parametrize("name", FIGURES)
def test_words_are_long_enough_and_hold_numbers(drawn, name):
    _, text = drawn[name]
    assert len(text) >= 25
    assert any(letter.isdigit() for letter in text)


def test_bars_count_every_client(drawn, clients):
    ax, text = drawn["frequency"]
    assert sum(bar.get_height() for bar in ax.patches) == len(clients)
    assert f"{len(clients)} clients" in text


def test_bars_count_every_rating(drawn, sessions):
    ax, text = drawn["ratings"]
    assert sum(bar.get_height() for bar in ax.patches) == sessions["pain_before"].notna().sum()
    assert f"{sessions['pain_before'].value_counts().index[0]:g} was written down most" in text


@pytest.mark.parametrize(
    ("name", "column"), [("change", "pain_follow_up"), ("improvement", "pain_improvement")]
)
def test_circles_hold_every_client_once(drawn, clients, name, column):
    ax, _ = drawn[name]
    circles = ax.collections[0]
    shown = clients.dropna(subset=["pain_improvement"])
    assert circles.get_sizes().sum() == 22 * len(shown)
    pairs = shown.groupby(["frequency" if name == "improvement" else "pain_baseline", column])
    assert len(circles.get_offsets()) == pairs.ngroups


def test_the_line_has_the_adjusted_slope(drawn, associations):
    ax, text = drawn["improvement"]
    line = next(one for one in ax.lines if len(one.get_xdata()) == 3)
    x, y = line.get_xdata(), line.get_ydata()
    slope = associations["pain"].slope
    assert (y[-1] - y[0]) / (x[-1] - x[0]) == pytest.approx(slope.estimate)
    assert f"{abs(slope.estimate):.2f} points per extra weekly session" in text


def test_intervals_end_where_the_estimates_do(drawn, associations):
    ax, _ = drawn["slopes"]
    lines = [line.get_xdata() for line in ax.lines if len(line.get_xdata()) == 2]
    for found in associations.values():
        expected = [found.slope.low, found.slope.high]
        assert any(np.allclose(line, expected) for line in lines)


def test_every_client_has_a_thin_line(drawn, sessions):
    ax, _ = drawn["courses"]
    courses = early_values(sessions, PAIN).groupby("client_id")
    drawn_lines = ax.collections[0].get_segments()
    assert len(drawn_lines) == courses.ngroups
    assert sum(map(len, drawn_lines)) == courses.size().sum()


def test_mean_course_counts_each_client_once():
    sessions = pd.DataFrame(
        {
            "client_id": ["A", "A", "A", "B", "B"],
            "day": [0, 3, 14, 0, 10],
            "pain_before": [8.0, 6.0, 4.0, 6.0, 1.0],
        }
    )
    assert mean_course(sessions, PAIN).empty
    three = [sessions.assign(client_id=sessions["client_id"] + copy) for copy in "123"]
    found = mean_course(pd.concat(three), PAIN)
    assert found[["week", "mean", "n"]].to_dict("list") == {
        "week": [0.0, 1.0], "mean": [7.0, 3.0], "n": [6, 6],
    }  # fmt: skip
    assert found[["low", "high"]].to_numpy().tolist() == [[6.0, 8.0], [1.0, 5.0]]


def test_single_courses_run_from_low_to_high(sessions):
    figure = figures.plot_some_courses(sessions, PAIN)
    firsts = [ax.lines[0].get_ydata()[0] for ax in figure.axes]
    assert len(firsts) == len(pick_clients(sessions, PAIN)) == 12
    assert firsts == sorted(firsts)
    assert "12 small line charts" in words.describe_some_courses(sessions, PAIN)


def test_no_client_code_is_written_on_a_figure(sessions, drawn):
    axes = [ax for ax, _ in drawn.values()] + figures.plot_some_courses(sessions, PAIN).axes
    codes = set(sessions["client_id"])
    for ax in axes:
        texts = {text.get_text() for text in ax.findobj(match=lambda one: hasattr(one, "get_text"))}
        assert not codes & texts


def test_without_values_a_figure_says_so(sessions):
    thin = sessions.drop(columns="sleep_quality")
    clients, found = summarise_clients(thin), Practice(thin).question_1["sleep"]
    empty = [
        figures.plot_ratings(thin, SLEEP, new_axes()),
        figures.plot_courses(thin, SLEEP, new_axes()),
        figures.plot_change(clients, SLEEP, new_axes()),
        figures.plot_improvement(clients, found, new_axes()),
        figures.plot_slopes({"sleep": found}, new_axes()),
    ]
    for ax in empty[:-1]:
        assert [text.get_text() for text in ax.texts] == [figures.NO_VALUES]
    (text,) = empty[-1].texts
    assert text.get_text() == "Nothing can be worked out from these records."
    for text in (
        words.describe_ratings(thin, SLEEP),
        words.describe_courses(thin, SLEEP),
        words.describe_some_courses(thin, SLEEP),
        words.describe_change(clients, SLEEP),
        words.describe_improvement(found),
        words.describe_slopes({"sleep": found}),
    ):
        assert len(text) >= 25
    assert tell(found.slope.reason) in words.describe_slopes({"sleep": found})


def test_colours_differ_in_grey():
    """Luminance of ink, accent and soft grey: at least a fifth of the scale apart."""
    grey = [
        float(np.dot(to_rgb(colour), (0.2126, 0.7152, 0.0722)))
        for colour in (figures.INK, figures.ACCENT, figures.SOFT, figures.PALE)
    ]
    assert np.diff(grey).min() > 0.15


def test_a_figure_is_shown_with_its_words(drawn, monkeypatch):
    shown = []
    monkeypatch.setattr(
        "massage.notebook.display", lambda *data, **more: shown.append((data, more))
    )
    ax, text = drawn["slopes"]
    show_figure(ax, text)
    (data,), more = shown[0]
    assert data["text/plain"] == text
    assert data["image/png"].startswith("iVBORw0KGgo")
    assert more["metadata"]["image/png"] == {"alt": text, "width": 672}


def test_words_and_tables_are_shown_without_html_of_their_own(monkeypatch):
    shown = []
    monkeypatch.setattr("massage.notebook.display", lambda data, **_: shown.append(data))
    say("n <b>= 3</b>", "more")
    assert shown[0] == {
        "text/markdown": "n &lt;b&gt;= 3&lt;/b&gt; more",
        "text/plain": "n <b>= 3</b> more",
    }
    show_table(pd.DataFrame({"a": ["<i>"]}), "a <b>caption")
    html = shown[1]["text/html"]
    assert "<caption>a &lt;b&gt;caption</caption>" in html
    assert '<th scope="col">a</th>' in html
    assert "&lt;i&gt;" in html


def test_a_table_leaves_empty_what_is_not_known(monkeypatch):
    shown = []
    monkeypatch.setattr("massage.notebook.display", lambda data, **_: shown.append(data))
    table = pd.DataFrame({"sleep": [8.0, None], "care": [None, "yes"]})
    show_table(table.convert_dtypes(), "caption")
    assert re.findall("<td>(.*)</td>", shown[0]["text/html"]) == ["8", "", "", "yes"]
    assert "<NA>" not in shown[0]["text/plain"]
    assert table.isna().sum().sum() == 2


def test_bars_of_frequency_are_as_wide_as_a_session_in_the_plan_s_own_window(sessions):
    plan = replace(PLAN, windows=Windows((0, 21), (22, 84)))
    clients = summarise_clients(sessions, windows=plan.windows)
    drawn = figures.plot_frequency(clients, new_axes(), plan=plan)
    assert [bar.get_width() for bar in drawn.patches] == pytest.approx(
        [0.8 / 3] * len(drawn.patches)
    )


def test_bars_of_few_clients_do_not_show_how_few():
    clients = pd.DataFrame({"frequency": [0.5] * 7 + [1.0] * 5 + [1.5] * 2 + [2.0]})
    clients = clients.assign(client_id=[f"C{n}" for n in range(len(clients))])
    shown = figures.plot_frequency(clients, new_axes(), fewest=5)
    assert [bar.get_height() for bar in shown.patches] == pytest.approx([7, 8 / 7])
    assert "few clients: mean of several bars" in shown.get_legend_handles_labels()[1]
    exact = figures.plot_frequency(clients, new_axes())
    assert [bar.get_height() for bar in exact.patches] == [7, 5, 2, 1]


def test_the_whole_range_of_the_slope_and_no_improvement_are_in_view():
    few = simulate_sessions("practice", n_clients=60, seed=7)
    clients, found = summarise_clients(few, [PAIN]), Practice(few, [PAIN]).question_1["pain"]
    drawn = figures.plot_improvement(clients, found, new_axes(), fewest=5)
    low, high = drawn.get_ylim()
    band = drawn.collections[1].get_paths()[0].vertices[:, 1]
    assert low < min(0, band.min())
    assert band.max() < high
