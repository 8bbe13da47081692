"""Figures of the claims, each with its words."""

import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis import PAIN
from massage import figures
from massage.claims import read_evidence
from massage.claims.changes import average_relief
from massage.claims.conditions import adjust_changes, pool_halving
from massage.claims.one_client import answer_course, follow_longest
from massage.claims.tell import tell_curves
from massage.figures.figure import withhold
from massage.figures.relief_at_once import relief_by_client
from massage.figures.style import PAPER
from massage.practice import Practice

GROUPS = [group for _, group in read_evidence().dropna(subset=["group"]).groupby("group")]


@pytest.fixture(scope="module")
def own(clinic):
    return clinic


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
    assert f"n = {pooled.mean.n_clients} clients" in " ".join(ax.get_title().split())


def test_no_group_with_few_clients_is_shown(own):
    table = pool_halving(own.records).by_condition
    assert table["n_clients"].min() >= 10


@pytest.mark.parametrize("shared", [False, True])
def test_curves_fall_from_all_and_n_is_shown_with_bands(own, shared):
    curves, _ = own.curves
    found = figures.plot_relief_curves(own, shared=shared)
    ax = found.draw().axes[0]
    for curve, line, band in zip(curves, ax.lines, ax.collections, strict=True):
        assert list(line.get_ydata()) == list(curve.share)
        assert line.get_ydata()[0] == 1
        assert (np.diff(line.get_ydata()) <= 0).all()
        assert f"(n = {curve.n_clients})" in line.get_label()
        ends = band.get_paths()[0].vertices[:, 1]
        assert ends.min() == pytest.approx(np.nanmin(curve.low), abs=0.01 * shared)
        table = found.data[found.data["came"] == curve.group]
        assert (table["low"].to_numpy()[1:] < curve.share[1:]).all()
        assert (table["high"].to_numpy()[1:] > curve.share[1:]).all()
    assert f"Of {curves[0].n_clients} clients" in found.alternative
    assert "95 % interval" in found.alternative
    assert "describe and no more" in found.says


def test_bands_that_are_handed_on_end_at_whole_hundredths_outwards(own):
    exact, shared = (
        figures.plot_relief_curves(own, shared=one).data[["low", "high"]] for one in (False, True)
    )
    assert (100 * shared).to_numpy() == pytest.approx((100 * shared).round().to_numpy())
    assert (shared["low"] <= exact["low"]).all()
    assert (shared["high"] >= exact["high"]).all()
    assert not np.allclose(shared, exact, atol=1e-4)


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
    assert "n = 1" in " ".join(ax.get_title().split())
    assert found.says.endswith("n = 1.")


def test_bars_count_every_client_once(own):
    found = figures.plot_relief(own)
    bars = found.draw().axes[0].patches
    assert sum(bar.get_height() for bar in bars) == len(relief_by_client(own.sessions))
    assert "240 clients" in found.alternative


def test_the_mean_stands_over_the_bars_with_its_interval(own):
    found, mean = figures.plot_relief(own), average_relief(own.records)
    ax = found.draw().axes[0]
    line, dot = ax.lines[-2:]
    assert list(line.get_xdata()) == [mean.low, mean.high]
    assert list(dot.get_xdata()) == [mean.estimate]
    assert line.get_ydata()[0] > max(bar.get_height() for bar in ax.patches)
    said = " ".join(ax.get_title().split())
    assert (
        said
        == f"Clients left with {mean.estimate:.1f} points less pain than they came with (n = 240)"
    )


@pytest.mark.parametrize(
    ("verdict", "title"),
    [
        ("can't tell", "Pain on leaving against arriving: can't tell"),
        ("worse, cause not known", "points more pain than they came with"),
    ],
)
def test_the_title_names_a_direction_only_where_the_claim_has_one(own, verdict, title):
    other = Practice(own.sessions)
    other.__dict__["examined"] = own.examined.assign(verdict=verdict)
    drawn = figures.plot_relief(other).draw().axes[0]
    assert title in " ".join(drawn.get_title().split())


@pytest.mark.parametrize(
    ("p", "change", "halving"),
    [
        (
            0.5,
            "Change in pain: can't tell if conditions differ",
            "Pain after half the gap: can't tell",
        ),
        (0.01, "Pain changed more in some conditions", "Shorter gaps: conditions differ in pain"),
    ],
)
def test_titles_say_whether_conditions_differ(own, p, change, halving):
    other = Practice(own.sessions)
    other.__dict__["examined"] = own.examined.assign(p_adjusted=p)
    for plot, title in ((figures.plot_changes, change), (figures.plot_halvings, halving)):
        drawn = plot(other).draw().axes[0]
        assert " ".join(drawn.get_title().split()).startswith(title)


def check_group(ax, group):
    drawn = [line for line in ax.lines if line.get_marker() == "o"]
    assert sorted(x for line in drawn for x in line.get_xdata()) == sorted(group["estimate"])
    hollow = [line for line in drawn if to_hex(line.get_markerfacecolor()) == PAPER]
    assert sum(len(line.get_xdata()) for line in hollow) == group["low"].isna().sum()
    [scale] = group["scale"].unique()
    assert f"{scale} (right of " in " ".join(ax.get_xlabel().split())
    assert "in favour of massage" in " ".join(ax.get_xlabel().split())
    over = [" ".join(text.get_text().split()) for text in ax.texts]
    assert len(over) == len(group)
    assert all(text.startswith(study) for text, study in zip(over, group["study"], strict=True))
    assert len(set(over)) == len(group)


def count_told(group):
    """Figures of which print tells whether chance alone could make them."""
    return int((group["low"].notna() | group["p"].notna()).sum())


@pytest.mark.parametrize("group", GROUPS, ids=[group["group"].iloc[0] for group in GROUPS])
def test_published_figures_stand_by_themselves(group):
    found = figures.plot_evidence(group)
    [ax] = found.draw().axes
    check_group(ax, group)
    title = " ".join(ax.get_title().split())
    n = count_told(group)
    ending = rf"\d of {n} intervals leave out no difference" if n else "no interval printed"
    assert re.search(f": {ending}$", title)
    assert "none pooled" in found.alternative
    assert all(study in found.alternative for study in group["study"])


def test_all_published_figures_are_in_one_figure_units_apart(own):
    found = figures.plot_print(own)
    drawn = found.draw()
    for ax, (_, group) in zip(drawn.axes, own.evidence.groupby("group", sort=False), strict=True):
        check_group(ax, group)
        n = count_told(group)
        assert ax.get_title().endswith(f" of {n}" if n else "no interval printed")
    clear = sum(int(n) for ax in drawn.axes for n in re.findall(r"(\d+) of", ax.get_title()))
    outside = own.evidence.eval("low > (scale == 'relative risk')")
    small = own.evidence["low"].isna() & (own.evidence["p"] < 0.05)
    assert clear == (outside | small).sum() == 18
    title = " ".join(drawn.texts[0].get_text().split())
    n = count_told(own.evidence)
    assert title == f"18 of {n} printed intervals leave out no difference; none are pooled"


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
    assert figures.plot_changes(thin).withheld == withhold("no_answer").withheld
    assert figures.plot_relief_curves(thin).withheld == tell_curves([], float("nan"))
    assert "no time to relief" in tell_curves([], float("nan"))
    assert figures.plot_relief(thin).withheld == withhold("fewer", 10).withheld
    assert figures.plot_course(thin).withheld == answer_course(None)
    assert "no course is shown" in answer_course(None)


def test_a_course_needs_early_and_later_ratings():
    rows = pd.DataFrame({"client_id": "A", "day": range(0, 40, 5), "pain_before": 5})
    assert follow_longest(rows, PAIN) is None
