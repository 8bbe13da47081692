"""Whoever has all that is handed on can work out no group of one to four clients.

Everything is collected as it goes out: the slides' words, tables, notes and alternatives, the page
in plain language, and each figure of the pack with its words, marks and table. Then every count is
looked for as a reader would: as it stands, from a total less its parts, and from an interval.
"""

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from statsmodels.stats.proportion import proportion_confint

from analysis import PAIN
from analysis.clients import summarise_clients
from massage.claims import read_evidence
from massage.figures import catalogue
from massage.figures.catalogue import CATALOGUE, list_figures
from massage.practice import Practice
from massage.report import pack
from massage.report.deck.contents import list_slides
from massage.report.handout import list_rows
from massage.report.summary import write_summary
from massage.worlds import simulate_sessions

AREA = 22  # of a circle, per client
FEW = "fewer than five"
COUNT = r"(?<![\d.,\N{MINUS SIGN}])(\d[\d,]*)(?![\d.,]*\d)"
SLOW = ("other-choices", "put-off", "half-the-interval-by-condition", "print")


def few_left_out():
    sessions = simulate_sessions("practice", n_clients=120, seed=4)
    clients = summarise_clients(sessions, [PAIN])
    counted = clients["pain_improvement"].notna()
    kept = [*clients.loc[counted, "client_id"], *clients.loc[~counted, "client_id"].head(2)]
    return sessions[sessions["client_id"].isin(kept)]


def few_in_groups():
    """Four got worse, two had something unwanted, three came for scoliosis."""
    sessions = simulate_sessions("practice", n_clients=120, seed=4)
    change = summarise_clients(sessions, [PAIN]).set_index("client_id")["pain_improvement"].dropna()
    sessions = sessions[~sessions["client_id"].isin(change[change < 0].index[4:])]
    two, three = (sessions["client_id"].isin(change.index[change > 0][:n]) for n in (2, 3))
    return sessions.assign(
        adverse_event=np.where(two & (sessions["day"] > 0), "mild", "none"),
        condition=np.where(three, "scoliosis", "chronic_pain"),
    )


PRACTICES = [few_in_groups, few_left_out]


@dataclass
class HandedOn:
    """Texts, tables of counts, and drawings."""

    texts: list[str] = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)


def collect(sessions, folder, monkeypatch):
    out = HandedOn()
    monkeypatch.setattr(
        pack, "save_figure", lambda *said: out.figures.update({said[1].name: said[0]})
    )
    quick = [entry for entry in CATALOGUE if entry.name not in SLOW]
    monkeypatch.setattr(catalogue, "CATALOGUE", quick)
    own = Practice(sessions, (PAIN,))
    for place, (entry, about, figure) in enumerate(list_figures(own)):
        made = pack.save(place, entry, about, figure, own.plan, "", folder)
        out.texts += [made.caption, made.alternative, made.left_out]
        file = folder / f"{made.name}.csv"
        if file.exists():
            out.tables[entry.name] = pd.read_csv(file)
    page = write_summary(own)
    out.texts += re.sub(r"<style.*?</style>|<[^>]+>", "\n", page, flags=re.S).split("\n")
    out.texts += tell_slides(own)
    return out


def tell_slides(own):
    """Everything that the slides and the hand-out tell, but for what was printed of others."""
    slides = list_slides(own)
    said = [part for slide in slides for part in (slide.title, *slide.words, *slide.notes)]
    rows = list_rows(own.examined, read_evidence())
    return [*said, *(text for row in rows for text in row.records)]


def numbers(text):
    return [int(one.replace(",", "")) for one in re.findall(COUNT, text)]


def from_words(text):
    """Counts of one to four that stand in a sentence, or are left when its parts are taken off."""
    one = r"(?<![\d.,\N{MINUS SIGN}])[1-4]"
    found = re.findall(r"\bn = [1-4]\b(?![,.]\d)", text)
    found += re.findall(
        rf"{one} (?:clients?\b|of [\d,]+ clients|had improved|had the same|were w)", text
    )
    found += re.findall(r"clients[^.;]*: [1-4], w", text)
    parts = re.search(r"[Oo]f ([\d,]+) clients, (.*?(?:counted|worse|improved|value).*)", text)
    if parts and FEW in parts[2]:
        total = int(parts[1].replace(",", ""))
        left = total - sum(
            numbers(re.sub(r"weeks \d+ to \d+", "", parts[2].partition(". Circ")[0]))
        )
        found += [f"{total} less its parts: {left}"] * (0 < left < 5)
    return found


def from_interval(text):
    """The one count of 1 to 4 whose exact interval is the one told of a hidden count."""
    found = []
    for n, low, high in re.findall(
        rf"{FEW} of ([\d,]+) clients,.*?95 % interval (?:inside )?(.*? %) to (\S+ %)", text
    ):
        fits = [
            k for k in range(1, 5)
            if [_percent(end) for end in proportion_confint(k, int(n), method="beta")]
            == [low, high]
        ]  # fmt: skip
        found += [f"{k} of {n}" for k in fits if len(fits) == 1]
    return found


def _percent(share):
    rounded = f"{share:.0%}".replace("%", " %")
    return "under 1 %" if rounded == "0 %" and share > 0 else rounded


def from_totals(out, sessions):
    """Counts of one to four left when what a table tells is taken off a total that is told."""
    clients = summarise_clients(sessions, [PAIN])
    counted = int(clients["pain_improvement"].notna().sum())
    rated = int(sessions["pain_before"].notna().sum())
    relieved = sessions.dropna(subset=["pain_before", "pain_after"])["client_id"].nunique()
    totals = {
        "frequency": ("clients", len(clients)),
        "change": ("clients", counted),
        "improvement": ("clients", counted),
        "change-by-condition": ("clients", counted),
        "ratings": ("sessions", rated),
        "relief-at-once": ("clients", relieved),
    }
    found = []
    for name, (column, total) in totals.items():
        if name in out.tables:
            left = total - int(out.tables[name][column].sum())
            whole = name != "change-by-condition"  # a condition may have too few for an answer
            found += [f"{name}: {left} of {total} missing"] * (0 < left < (total if whole else 5))
            found += [f"{name}: a row of few"] * bool((out.tables[name]["clients"] < 5).any())
    everyone = rf"(?:sessions of|visits by|Of|All) {len(clients)} clients"
    told = "frequency" in out.tables or re.search(everyone, "\n".join(out.texts))
    left = len(clients) - Practice(sessions, [PAIN]).question_1["pain"].correlation.n_clients
    if 0 < left < 5:
        found += [f"all {len(clients)} are told, {left} left out"] * bool(told)
    return found


def from_drawings(out):
    """Marks of one client, or fewer than five, and bars that show how few they hold."""
    found = []
    for name, figure in out.figures.items():
        for ax in figure.axes:
            for marks in ax.collections:
                if isinstance(marks, LineCollection) and len(marks.get_segments()) > 30:
                    found.append(f"{name}: single courses")
                if isinstance(marks, PathCollection) and re.search("change|improvement", name):
                    sizes = np.asarray(marks.get_sizes()) / AREA
                    found += [f"{name}: circle of {size:.0f}" for size in sizes if size < 5]
            if re.search("frequency|relief", name):
                wide = [
                    bar.get_height() * round(bar.get_width() / narrowest(ax)) for bar in ax.patches
                ]
                found += [f"{name}: bar of {held:.0f}" for held in wide if held < 4.99]
        singles = [line for ax in figure.axes for line in ax.lines if line.get_marker() == "."]
        found += [f"{name}: single dots"] * any(len(line.get_xdata()) > 50 for line in singles)
    return found


def narrowest(ax):
    return min(bar.get_width() for bar in ax.patches)


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda make: make.__name__)
def test_no_small_group_can_be_had_back(practice, tmp_path, monkeypatch):
    sessions = practice()
    out = collect(sessions, tmp_path, monkeypatch)
    assert len(out.texts) > 80
    found = {text: from_words(text) + from_interval(text) for text in out.texts}
    assert {text: one for text, one in found.items() if one} == {}
    assert from_totals(out, sessions) == []
    assert from_drawings(out) == []
