"""The published table: its rules, its words, and what may be drawn side by side."""

import numpy as np
import pandas as pd
import pytest

from massage.claims import CLAIMS, read_evidence
from massage.claims.evidence import (
    EVIDENCE,
    NOT_FOUND,
    answer_from_print,
    cite,
    describe_evidence_base,
    find_evidence,
    pick_study,
    tabulate_evidence,
    tell_missing_interval,
    write_figure,
)
from massage.figures import plot_evidence


@pytest.fixture(scope="module")
def evidence():
    return read_evidence()


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("claims", "C14x", "claims"),
        ("headline", "maybe", "headline"),
        ("low", 99.0, "the interval doesn't hold its estimate"),
        ("scale", "yards", "a group needs one scale"),
        ("doi", "http://x", "doi"),
        ("seen", "not seen in print: check before use", "seen"),
        ("finding", "no full stop", "finding"),
        ("p", 1.5, "p: 1.5 can't be"),
        ("population", None, "population"),
        ("n", 0, "n: 0"),
        ("year", 1890, "year"),
    ],
)
def test_a_broken_rule_is_refused(tmp_path, column, value, said):
    table = pd.read_csv(EVIDENCE)
    place = table.index[table["group"].notna() & table["low"].notna()][0]
    table.loc[place, column] = value
    table.to_csv(tmp_path / "evidence.csv", index=False)
    with pytest.raises(ValueError, match=said):
        read_evidence(tmp_path / "evidence.csv")


def test_every_claim_is_looked_up(evidence):
    for claim in CLAIMS:
        assert answer_from_print(evidence, claim.id) != NOT_FOUND
        assert (find_evidence(evidence, claim.id)["headline"] == "yes").any()
    assert answer_from_print(evidence, "C99") == NOT_FOUND
    assert find_evidence(evidence, "C1")["claims"].str.split().map(lambda ids: "C1" in ids).all()


def test_where_the_article_goes_beyond_print(evidence):
    """The figures that the design names: each must be said as it was printed."""
    assert "one woman" in find_evidence(evidence, "C4")["population"].iloc[0]
    assert "shoulder" in find_evidence(evidence, "C4")["population"].iloc[0]
    assert "standardised difference 0.19, 95 % interval −0.38 to 0.75" in answer_from_print(
        evidence, "C5"
    )
    assert "lowered blood flow" in answer_from_print(evidence, "C13")
    assert "$134.5 billion in 2016" in answer_from_print(evidence, "C13")


def test_the_dosing_trials_are_there(evidence):
    for study in ("Sherman 2014", "Cook 2015", "Perlman 2012"):
        assert pick_study(evidence, study).startswith(f"{study} (n = ")


def test_a_figure_in_words(evidence):
    row = next(evidence[evidence["study"] == "Li 2014"].itertuples())
    assert write_figure(row) == (
        "standardised difference 0.62, 95 % interval 0.05 to 1.20, p = .030"
    )
    assert cite(row).startswith("Li 2014 (n = 404): Less pain")
    bare = row._replace(estimate=np.nan, low=np.nan, high=np.nan, p=np.nan, n=np.nan)
    assert write_figure(bare) == ""
    assert cite(bare) == "Li 2014: Less pain with massage of 5 weeks or more."


def test_intervals_and_directions(evidence):
    """Ratios lie above 0; no interval without an estimate; p under .05 only beside the line."""
    ratio = evidence[evidence["scale"] == "relative risk"]
    assert (ratio["estimate"] > 0).all()
    known = evidence.dropna(subset=["low", "high", "p"])
    line = (known["scale"] == "relative risk").astype(float)
    outside = (known["low"] > line) | (known["high"] < line)
    assert list(outside) == list(known["p"] < 0.05)


def test_tables_have_words_in_every_cell(evidence):
    table = tabulate_evidence(evidence)
    assert table.notna().all(axis=None)
    assert not table.map(lambda text: "nan" in text.split()).any(axis=None)
    assert describe_evidence_base(evidence).startswith(f"The table holds {len(evidence)} figures")


def test_an_interval_that_nobody_looked_for_is_not_called_unprinted():
    rows = read_evidence()
    lacking = rows[rows["low"].isna() & rows["estimate"].notna() & rows["group"].notna()]
    text = plot_evidence(lacking).alternative
    assert text.count("no interval in the abstract") == len(lacking) > 3
    assert "in print" not in text
    assert tell_missing_interval(pd.Series(["abstract", "secondary page", "abstract"])) == (
        "no interval in the abstract or on the page read"
    )


def test_a_dose_and_its_finding_do_not_contradict_each_other():
    """More than 60 minutes a week can be tried only where "biweekly" is twice a week."""
    (dose,) = (
        read_evidence().query("study == 'Perlman 2012' and comparator == 'each other'").massage
    )
    assert dose == (
        '30 or 60 minutes, weekly or "biweekly" (so the abstract; by its finding, twice a week)'
    )
