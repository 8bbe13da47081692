"""Figures of the claims, each with its words."""

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, load_sessions
from massage import figures
from massage.claims import read_evidence
from massage.claims.conditions import adjust_changes, pool_halving
from massage.claims.one_client import answer_course, follow_longest
from massage.claims.tell import tell_curves
from massage.figures.figure import FEWER, NO_ANSWER
from massage.figures.relief_at_once import relief_by_client
from massage.practice import Practice

GROUPS = [group for _, group in read_evidence().dropna(subset=["group"]).groupby("group")]


@pytest.fixture(scope="module")
def own(practice):
    return Practice(load_sessions(practice))


@pytest.fixture(scope="module")
def sessions(own):
    return own.sessions


def legend(ax):
    return [text.get_text() for text in ax.figure.legends[0].get_texts()]


def test_conditions_show_each_client_each_mean_and_what_pooling_makes_of_it(own):
    pooled, clients = own.changes, adjust_changes(own.records.clients)
    found = figures.plot_changes(own)
    ax = found.draw().axes[0]
    table = pooled.by_condition
    marks, own, drawn = (line for line in ax.lines if line.get_marker() in ("|", "o", "D"))
    assert len(marks.get_xdata()) == clients["condition"].isin(table["condition"]).sum()
    assert list(own.get_xdata()) == list(table["estimate"])
    assert list(drawn.get_xdata()) == list(table["pooled"])
    assert "pregnancy" not in " ".join(label.get_text() for label in ax.get_yticklabels())
    assert legend(ax) == ["average, 95 % interval", "one client", "by itself", "partially pooled"]
    assert "Without a number: pregnancy (clients with a value: " in found.alternative
    assert f"n = {pooled.mean.n_clients} clients" in ax.get_title()


def test_no_group_with_few_clients_is_shown(own):
    table = pool_halving(own.records).by_condition
    assert table["n_clients"].min() >= 10


def test_curves_fall_from_all_and_n_is_shown(own):
    curves, _ = own.curves
    found = figures.plot_relief_curves(own)
    for curve, line in zip(curves, found.draw().axes[0].lines, strict=True):
        assert list(line.get_ydata()) == list(curve.share)
        assert line.get_ydata()[0] == 1
        assert (np.diff(line.get_ydata()) <= 0).all()
        assert f"(n = {curve.n_clients})" in line.get_label()
    assert f"of {curves[0].n_clients} clients" in found.alternative
    assert "describe and no more" in found.says


def test_one_course_shows_weeks_and_neither_code_nor_trait(own):
    course = follow_longest(own.sessions, PAIN)
    found = figures.plot_course(own)
    ax = found.draw().axes[0]
    assert ax.lines[0].get_xydata() == pytest.approx(
        np.column_stack([course.weeks, course.ratings])
    )
    said = " ".join([ax.get_title(), ax.get_xlabel(), ax.get_ylabel(), *legend(ax),
                     found.alternative, found.says])  # fmt: skip
    for column in ("client_id", "condition", "modality", "therapist_id", "pain_site"):
        assert not any(value in said.split() for value in own.sessions[column].unique())
    assert "n = 1" in ax.get_title()
    assert found.says.endswith("n = 1.")


def test_bars_count_every_client_once(own):
    found = figures.plot_relief(own)
    bars = found.draw().axes[0].patches
    assert sum(bar.get_height() for bar in bars) == len(relief_by_client(own.sessions))
    assert "240 clients" in found.alternative


@pytest.mark.parametrize("group", GROUPS, ids=[group["group"].iloc[0] for group in GROUPS])
def test_published_figures_stand_by_themselves(group):
    found = figures.plot_evidence(group)
    ax = found.draw().axes[0]
    drawn = [line for line in ax.lines if line.get_marker() == "o"]
    assert sorted(x for line in drawn for x in line.get_xdata()) == sorted(group["estimate"])
    assert len(ax.get_yticklabels()) == len(group)
    assert ax.get_title().endswith("what was printed?")
    assert "in favour of massage" in ax.get_xlabel()
    assert "none pooled" in found.alternative
    assert all(study in found.alternative for study in group["study"])


@pytest.mark.parametrize("kept", ["nobody", "another rating", "nine clients", "no ratings"])
def test_fewer_than_ten_clients_are_not_drawn(sessions, kept):
    few = sessions["client_id"].isin(sessions["client_id"].unique()[:9])
    rows = {
        "nobody": sessions.head(0),
        "another rating": sessions[["client_id", "day", "mood"]],
        "nine clients": sessions[few].assign(new_client="no"),
        "no ratings": sessions[["client_id", "day"]],
    }[kept]
    thin = Practice(rows)
    assert figures.plot_changes(thin).withheld == NO_ANSWER
    assert figures.plot_relief_curves(thin).withheld == tell_curves([], float("nan"))
    assert "no time to relief" in tell_curves([], float("nan"))
    assert figures.plot_relief(thin).withheld == FEWER.format(10)
    assert figures.plot_course(thin).withheld == answer_course(None)
    assert "no course is shown" in answer_course(None)


def test_a_course_needs_early_and_later_ratings():
    rows = pd.DataFrame({"client_id": "A", "day": range(0, 40, 5), "pain_before": 5})
    assert follow_longest(rows, PAIN) is None
