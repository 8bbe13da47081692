"""Figures of the claims through their Axes, each with its words."""

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, load_sessions
from massage.claims import read_evidence
from massage.claims.alternatives import (
    EMPTY,
    describe_conditions,
    describe_course,
    describe_evidence,
    describe_relief,
    describe_relief_curves,
)
from massage.claims.conditions import adjust_changes, pool_changes, pool_halving
from massage.claims.figures import (
    plot_conditions,
    plot_course,
    plot_evidence,
    plot_relief,
    plot_relief_curves,
    relief_by_client,
)
from massage.claims.groups import summarise_records
from massage.claims.one_client import answer_course, follow_longest
from massage.claims.tell import tell_curves
from massage.claims.time_to_relief import curves_by_frequency
from massage.figures.between import new_axes

UNIT = "points better"
GROUPS = [group for _, group in read_evidence().dropna(subset=["group"]).groupby("group")]


@pytest.fixture(scope="module")
def records(practice):
    return summarise_records(load_sessions(practice))


@pytest.fixture(scope="module")
def nobody(records):
    return summarise_records(records.sessions.head(0))


def legend(ax):
    return [text.get_text() for text in ax.figure.legends[0].get_texts()]


def test_conditions_show_each_client_each_mean_and_what_pooling_makes_of_it(records):
    pooled, clients = pool_changes(records.clients), adjust_changes(records.clients)
    ax = plot_conditions(pooled, "How?", UNIT, new_axes(), clients)
    table = pooled.by_condition
    marks, own, drawn = (line for line in ax.lines if line.get_marker() in ("|", "o", "D"))
    assert len(marks.get_xdata()) == clients["condition"].isin(table["condition"]).sum()
    assert list(own.get_xdata()) == list(table["estimate"])
    assert list(drawn.get_xdata()) == list(table["pooled"])
    assert "pregnancy" not in " ".join(label.get_text() for label in ax.get_yticklabels())
    assert legend(ax) == ["average, 95 % interval", "one client", "by itself", "partially pooled"]
    text = describe_conditions(pooled, UNIT)
    assert "Without a number: pregnancy (clients with a value: " in text
    assert f"n = {pooled.mean.n_clients} clients" in ax.get_title()


def test_no_group_with_few_clients_is_shown(records):
    table = pool_halving(records).by_condition
    assert table["n_clients"].min() >= 10


def test_curves_fall_from_all_and_n_is_shown(records):
    curves, p = curves_by_frequency(records)
    ax = plot_relief_curves(curves, new_axes())
    for curve, line in zip(curves, ax.lines, strict=True):
        assert list(line.get_ydata()) == list(curve.share)
        assert line.get_ydata()[0] == 1
        assert (np.diff(line.get_ydata()) <= 0).all()
        assert f"(n = {curve.n_clients})" in line.get_label()
    assert f"of {curves[0].n_clients} clients" in describe_relief_curves(curves)
    assert "describe and no more" in tell_curves(curves, p)


def test_one_course_shows_weeks_and_neither_code_nor_trait(records):
    course = follow_longest(records.sessions, PAIN)
    ax = plot_course(course, new_axes())
    assert ax.lines[0].get_xydata() == pytest.approx(
        np.column_stack([course.weeks, course.ratings])
    )
    said = " ".join([ax.get_title(), ax.get_xlabel(), ax.get_ylabel(), *legend(ax),
                     describe_course(course), answer_course(course)])  # fmt: skip
    for column in ("client_id", "condition", "modality", "therapist_id", "pain_site"):
        assert not any(value in said.split() for value in records.sessions[column].unique())
    assert "n = 1" in ax.get_title()
    assert answer_course(course).endswith("n = 1.")


def test_bars_count_every_client_once(records):
    ax = plot_relief(records.sessions, new_axes())
    assert sum(bar.get_height() for bar in ax.patches) == len(relief_by_client(records.sessions))
    assert "240 clients" in describe_relief(records.sessions)


@pytest.mark.parametrize("group", GROUPS, ids=[group["group"].iloc[0] for group in GROUPS])
def test_published_figures_stand_by_themselves(group):
    ax = plot_evidence(group, new_axes())
    drawn = [line for line in ax.lines if line.get_marker() == "o"]
    assert sorted(x for line in drawn for x in line.get_xdata()) == sorted(group["estimate"])
    assert len(ax.get_yticklabels()) == len(group)
    assert ax.get_title().endswith("what was printed?")
    assert "in favour of massage" in ax.get_xlabel()
    text = describe_evidence(group)
    assert "none pooled" in text
    assert all(study in text for study in group["study"])


@pytest.mark.parametrize("kept", ["nobody", "another rating", "nine clients"])
def test_fewer_than_ten_clients_are_not_drawn(records, nobody, kept):
    if kept == "another rating":
        nobody = summarise_records(records.sessions[["client_id", "day", "mood"]])
    if kept == "nine clients":
        few = records.clients["client_id"].head(9)
        rows = records.sessions[records.sessions["client_id"].isin(few)]
        nobody = summarise_records(rows.assign(new_client="no"))
    sessions = nobody.sessions
    drawn = [
        (plot_conditions(pool_changes(nobody.clients), "How?", UNIT, new_axes()),
         describe_conditions(pool_changes(nobody.clients), UNIT)),
        (plot_relief_curves(curves_by_frequency(nobody)[0], new_axes()),
         describe_relief_curves(curves_by_frequency(nobody)[0])),
        (plot_course(follow_longest(sessions, PAIN), new_axes()),
         describe_course(follow_longest(sessions, PAIN))),
        (plot_relief(sessions, new_axes()), describe_relief(sessions)),
        (plot_relief(sessions[["client_id", "day"]], new_axes()),
         describe_relief(sessions[["client_id", "day"]])),
    ]  # fmt: skip
    for ax, text in drawn:
        assert len(ax.texts) == 1
        assert text == EMPTY.format(10) or text.startswith(
            "An empty figure. No new client has 3 ratings"
        )
    assert "no course is shown" in answer_course(None)
    assert "no time to relief" in tell_curves([], float("nan"))


def test_a_course_needs_early_and_later_ratings():
    rows = pd.DataFrame({"client_id": "A", "day": range(0, 40, 5), "pain_before": 5})
    assert follow_longest(rows, PAIN) is None
