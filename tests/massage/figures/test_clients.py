"""Figures of clients and their courses, each with its words."""

import re
from dataclasses import replace
from html import escape

import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex

from analysis import PAIN, PLAN, SLEEP, Windows
from massage import figures
from massage.figures.figure import Figure, withhold
from massage.figures.style import INK, UNSURE
from massage.figures.values import early_values, mean_course, pick_clients
from massage.notebook import say, show, show_table
from massage.practice import Practice
from massage.worlds import simulate_sessions


@pytest.fixture(scope="module")
def own(clinic):
    return clinic


@pytest.fixture(scope="module")
def sessions(own):
    return own.sessions


@pytest.fixture(scope="module")
def clients(own):
    return own.clients


@pytest.fixture(scope="module")
def associations(own):
    return own.question_1


@pytest.fixture(scope="module")
def plotted(own):
    """Every figure of clients in the notebooks."""
    return {
        "frequency": figures.plot_frequency(own),
        "ratings": figures.plot_ratings(own, PAIN),
        "courses": figures.plot_courses(own, PAIN),
        "improvement": figures.plot_improvement(own, PAIN),
        "board": figures.plot_board(own),
        "pairs": figures.plot_pairs(own.clients, "pain_improvement", "sleep_improvement"),
    }


@pytest.fixture(scope="module")
def drawn(plotted):
    """The Axes of each with its text alternative."""
    return {name: (one.draw().axes[0], one.alternative) for name, one in plotted.items()}


FIGURES = ("frequency", "ratings", "courses", "improvement", "pairs")


@pytest.mark.parametrize("name", FIGURES)
def test_titles_state_or_ask_axes_are_named_n_is_shown(drawn, name):
    ax, _ = drawn[name]
    title = " ".join(ax.get_title().split())
    assert title[0].isupper()
    said = r"\d|can't tell|went together|larger|smaller"
    assert re.search(said, title.partition("(n")[0]) or "?" in title
    assert ax.get_xlabel()
    ticks = [label.get_text() for label in ax.get_yticklabels()]
    assert "(n = " in title or all("n = " in tick for tick in ticks)
    assert ax.get_ylabel()


@pytest.mark.parametrize("name", FIGURES)
def test_words_are_long_enough_and_hold_numbers(plotted, name):
    one = plotted[name]
    for text in (one.alternative, one.says):
        assert len(text) >= 25
        assert any(letter.isdigit() for letter in text)
        assert text.endswith(".")


def test_bars_count_every_client(drawn, clients):
    ax, text = drawn["frequency"]
    assert sum(bar.get_height() for bar in ax.patches) == len(clients)
    assert f"{len(clients)} clients" in text


def test_bars_count_every_rating(drawn, sessions):
    ax, text = drawn["ratings"]
    assert sum(bar.get_height() for bar in ax.patches) == sessions["pain_before"].notna().sum()
    assert f"{sessions['pain_before'].value_counts().index[0]:g} was written down most" in text


def test_circles_hold_every_client_once(drawn, clients):
    ax, _ = drawn["improvement"]
    circles = ax.collections[0]
    shown = clients.dropna(subset=["pain_improvement"])
    assert circles.get_sizes().sum() == 22 * len(shown)
    pairs = shown.groupby(["frequency", "pain_improvement"])
    assert len(circles.get_offsets()) == pairs.ngroups


def test_the_line_has_the_adjusted_slope(drawn, associations):
    ax, text = drawn["improvement"]
    line = next(one for one in ax.lines if len(one.get_xdata()) == 3)
    x, y = line.get_xdata(), line.get_ydata()
    slope = associations["pain"].slope
    assert (y[-1] - y[0]) / (x[-1] - x[0]) == pytest.approx(slope.estimate)
    assert f"{abs(slope.estimate):.2f} points per extra weekly session" in text


def with_p(associations, p):
    return {name: replace(one, p_holm=p) for name, one in associations.items()}


@pytest.mark.parametrize(
    ("p", "colour", "line", "title", "alternative"),
    [
        (0.5, UNSURE, "--", "Pain: can't tell if visits and improvement go together", "can't tell"),
        (0.01, INK, "-", "Pain: more visits and more improvement went together", "line rises"),
    ],
)
def test_a_line_that_can_t_tell_is_grey_and_dashed(
    sessions, associations, p, colour, line, title, alternative
):
    other = Practice(sessions)
    other.__dict__["question_1"] = with_p(associations, p)
    found = figures.plot_improvement(other, PAIN)
    ax = found.draw().axes[0]
    drawn = next(one for one in ax.lines if len(one.get_xdata()) == 3)
    assert (to_hex(drawn.get_color()), drawn.get_linestyle()) == (colour, line)
    assert " ".join(ax.get_title().split()).startswith(f"{title} (n")
    assert alternative in found.alternative
    assert ("can't tell" in found.alternative) == (p > 0.05)


def test_courses_show_the_middle_half_the_mean_and_how_many_came(drawn, sessions):
    ax, _ = drawn["courses"]
    means = mean_course(sessions, PAIN)
    line = ax.lines[0]
    assert line.get_xydata() == pytest.approx(means[["week", "mean"]].to_numpy())
    band = ax.collections[0].get_paths()[0].vertices
    assert {round(y, 6) for y in band[:, 1]} == {
        round(y, 6) for y in [*means["low"], *means["high"]]
    }
    below = [label.get_text().split()[-1] for label in ax.get_xticklabels()]
    assert below == [str(n) for n in means["n"]]
    assert not [one for one in ax.collections if isinstance(one, LineCollection)]


def test_the_last_mean_is_said_to_be_of_those_who_stayed(plotted, drawn, sessions):
    ax, alternative = drawn["courses"]
    early = early_values(sessions, PAIN)
    last = early.loc[early["week"].between(10.01, 12), "client_id"].unique()
    first = early[early["week"] == 0].set_index("client_id")["value"]
    began = first[first.index.isin(last)]
    mark = ax.lines[1]
    assert list(mark.get_ydata()) == [pytest.approx(began.mean())]
    said = f"those who stayed: they had begun at {began.mean():.1f} (n = {len(began)})."
    assert said in alternative
    assert said in plotted["courses"].says
    title = " ".join(ax.get_title().split())
    assert f"{mean_course(sessions, PAIN)['mean'].iloc[-1]:.1f} of those who stayed" in title


@pytest.mark.parametrize(("left", "marks"), [(0, 1), (3, 1), (5, 2)])
def test_where_few_left_it_is_not_told_where_the_others_began(left, marks):
    codes = [f"C{n}" for n in range(12)]
    first = pd.DataFrame({"client_id": codes, "day": 0, "pain_before": 6.0})
    later = first[left:].assign(day=80, pain_before=4.0)
    found = figures.plot_courses(Practice(pd.concat([first, later]), [PAIN]), PAIN, shared=True)
    assert len(found.draw().axes[0].lines) == marks
    assert ("had begun" in found.says) == (marks == 2)


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


def test_single_courses_run_from_low_to_high_and_say_how_they_ended(own, sessions):
    found = figures.plot_single_courses(own, PAIN)
    panels = found.draw().axes
    courses = [ax.lines[0].get_ydata() for ax in panels]
    firsts = [one[0] for one in courses]
    assert len(firsts) == len(pick_clients(sessions, PAIN)) == 12
    assert firsts == sorted(firsts)
    by = [first - last for first, *_, last in courses]
    titles = [
        f"{abs(one):g} {'better' if one > 0 else 'worse'}" if one else "the same" for one in by
    ]
    assert [ax.get_title() for ax in panels] == titles
    better, worse, same = (sum(test(one) for one in by) for test in (
        lambda one: one > 0, lambda one: one < 0, lambda one: one == 0,
    ))  # fmt: skip
    assert found.says.startswith(
        f"Of these 12 clients {better} ended better than they began, {worse} worse and {same} the"
    )
    assert "12 small line charts" in found.alternative


def test_few_single_courses_have_as_many_charts(sessions):
    few = sessions[sessions["client_id"].isin(pick_clients(sessions, PAIN)[:4])]
    shown = figures.plot_single_courses(Practice(few), PAIN).draw().axes
    assert sum(ax.axison for ax in shown) == 4


def test_no_client_code_is_written_on_a_figure(own, sessions, drawn):
    axes = [ax for ax, _ in drawn.values()] + figures.plot_single_courses(own, PAIN).draw().axes
    codes = set(sessions["client_id"])
    for ax in axes:
        texts = {text.get_text() for text in ax.findobj(match=lambda one: hasattr(one, "get_text"))}
        assert not codes & texts


def test_without_values_a_figure_says_so(sessions):
    thin = Practice(sessions.drop(columns="sleep_quality"))
    for plot in (
        figures.plot_ratings,
        figures.plot_courses,
        figures.plot_single_courses,
        figures.plot_change,
        figures.plot_improvement,
    ):
        found = plot(thin, SLEEP)
        assert found.withheld == withhold("no_values").withheld
        assert not found.says
        assert found.data.empty


def test_a_figure_is_shown_with_its_words(plotted, monkeypatch):
    shown = []
    monkeypatch.setattr(
        "massage.notebook.display", lambda *data, **more: shown.append((data, more))
    )
    show(plotted["board"])
    (data,), _ = shown[0]
    text = plotted["board"].alternative
    assert data["text/plain"] == text
    assert f'role="img" aria-label="{escape(text)}"' in data["image/svg+xml"]
    assert shown[1][0][0]["text/plain"] == plotted["board"].says


def test_of_a_figure_that_is_withheld_the_reason_is_shown(monkeypatch):
    shown = []
    monkeypatch.setattr("massage.notebook.display", lambda data, **_: shown.append(data))
    show(Figure(withheld="There are none."))
    assert [data["text/plain"] for data in shown] == ["No figure. There are none."]


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
    bars = figures.plot_frequency(Practice(sessions, plan=plan)).draw().axes[0].patches
    assert [bar.get_width() for bar in bars] == pytest.approx([0.8 / 3] * len(bars))


def test_bars_of_few_clients_do_not_show_how_few(sessions):
    frequency = [0.5] * 7 + [1.0] * 5 + [1.5] * 2 + [2.0]
    codes = [f"C{n}" for n in range(len(frequency))]
    few = Practice(sessions, plan=replace(PLAN, windows=Windows((0, 42), (43, 84))))
    few.__dict__["clients"] = pd.DataFrame({"frequency": frequency, "client_id": codes})
    few.__dict__["question_1"] = {}
    shown = figures.plot_frequency(few, shared=True).draw().axes[0]
    assert [bar.get_height() for bar in shown.patches] == pytest.approx([7, 8 / 7])
    assert "few clients: mean of several bars" in shown.get_legend_handles_labels()[1]
    exact = figures.plot_frequency(few).draw().axes[0]
    assert [bar.get_height() for bar in exact.patches] == [7, 5, 2, 1]


def test_the_whole_range_of_the_slope_and_no_improvement_are_in_view():
    few = Practice(simulate_sessions("practice", n_clients=60, seed=7), [PAIN])
    shown = figures.plot_improvement(few, PAIN, shared=True).draw().axes[0]
    low, high = shown.get_ylim()
    band = shown.collections[1].get_paths()[0].vertices[:, 1]
    assert low < min(0, band.min())
    assert band.max() < high
