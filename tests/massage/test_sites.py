"""Only those who came for some sites: in words, in a practice, and where there is nobody."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis import PAIN, PLAN, SLEEP, Outcome, load_sessions
from analysis.sites import find_first_sites, restrict_to_sites
from massage import open_practice
from massage.practice import Practice, load_practice
from massage.provenance import SYNTHETIC
from massage.report.deck.notes import tell_source
from massage.sites import (
    BACK,
    NobodyError,
    UnknownSiteError,
    count_clients,
    name_places,
    refuse_sites,
)
from massage.words.codes import read_words

WHO = "clients who came for the low back or upper back (n = 128 of 240)"
SHARED = "Only clients who came for the low back or upper back are looked at."


@pytest.fixture(scope="module")
def everybody(clinic):
    return clinic


@pytest.mark.parametrize(
    ("sites", "words"),
    [
        (["low_back"], "the low back"),
        (["upper_back", "low_back"], "the low back or upper back"),
        (["neck", "low_back", "shoulder"], "the low back, neck or shoulder"),
        (["other", "widespread"], "widespread pain or pain elsewhere"),
    ],
)
def test_places_in_words(sites, words):
    assert name_places(sites) == words


def test_every_site_has_words(everybody):
    words = read_words("sites")
    for site in everybody.sessions["pain_site"].unique():
        assert words["first"][site].endswith(words["after"][site])


@pytest.mark.parametrize(
    ("n", "n_all", "told"),
    [
        (61, 240, "(n = 61 of 240)"),
        (4, 240, "(fewer than five of 240)"),
        (237, 240, "(all but fewer than five of 240)"),
        (2, 6, "(some of 6)"),
        (12, 12, "(n = 12 of 12)"),
    ],
)
def test_how_many_they_are_without_giving_a_few_away(n, n_all, told):
    assert count_clients(["neck"], n, n_all) == f"clients who came for the neck {told}"


def test_an_answer_for_the_back_is_that_of_their_sessions_alone(everybody):
    back = everybody.for_back
    alone = Practice(restrict_to_sites(everybody.sessions, BACK))
    assert back.sites == BACK
    assert (back.outcomes, back.plan) == (everybody.outcomes, everybody.plan)
    for name in ("pain", "sleep"):
        assert back.question_1[name].correlation == alone.question_1[name].correlation
        assert back.question_1[name].p_holm == alone.question_1[name].p_holm
        assert back.question_2[name] == alone.question_2[name]
        assert back.question_2[name] != everybody.question_2[name]
    assert len(back.clients) == everybody.n_for_back == 128
    assert everybody.for_back is back


def test_whose_records_they_are_says_who_is_looked_at(everybody):
    assert everybody.source == SYNTHETIC
    assert everybody.tell_who() == everybody.tell_who(shared=True) == ""
    assert everybody.for_back.source == f"{SYNTHETIC} Only {WHO} are looked at."
    assert everybody.for_back.tell_who(shared=True) == SHARED


def test_outcomes_and_plan_are_kept(practice):
    asked, plan = (Outcome("stress", 0, 10, "lower"), PAIN), replace(PLAN, fewest_clients=500)
    back = load_practice(practice, asked, plan).for_back
    assert (back.outcomes, back.plan) == (asked, plan)
    assert not back.question_1["pain"].correlation.answered


def test_there_is_no_back_where_none_is_recorded_or_nobody_came_for_it(everybody):
    sessions = everybody.sessions
    for other in (
        sessions.drop(columns="pain_site"),
        sessions.assign(pain_site="neck"),
        sessions.assign(pain_site=pd.Series(None, sessions.index, dtype="str")),
    ):
        found = Practice(other)
        assert (found.n_for_back, found.for_back) == (0, None)


def test_those_who_were_picked_are_not_picked_again(everybody):
    assert everybody.for_back.n_for_back == 128
    assert everybody.for_back.for_back is None
    assert everybody.restrict_to(["neck", "low_back"]).for_back is None


def test_pain_is_back_pain_only_where_all_came_for_the_back(everybody):
    assert everybody.name(PAIN) == "pain"
    assert everybody.for_back.name(PAIN) == "back pain"
    assert everybody.for_back.name(SLEEP) == "sleep"
    assert everybody.restrict_to(["upper_back"]).name(PAIN) == "back pain"
    for sites in (["low_back", "neck"], ["neck"], ["widespread"]):
        assert everybody.restrict_to(sites).name(PAIN) == "pain"
    ease = Outcome("pain_before", 0, 10, "lower", "ease_of_pain")
    assert everybody.for_back.name(ease) == "ease of pain"


def test_notebooks_and_slides_open_the_same_clients(practice):
    opened = open_practice(practice, "pain", "low_back upper_back")
    assert opened.sites == BACK
    assert len(opened.sessions) == len(opened.checked.sessions) == 1978
    assert tell_source(opened) == f"{SYNTHETIC} {SHARED}"
    assert tell_source(open_practice(practice, "pain")) == SYNTHETIC


def test_a_site_named_twice_is_one(everybody):
    assert everybody.restrict_to(["neck", "neck"]).sites == ("neck",)


def test_nobody_is_refused_with_what_is_recorded(practice):
    sessions = load_sessions(practice).query("pain_site != 'shoulder'")
    with pytest.raises(NobodyError) as refused:
        Practice(sessions).restrict_to(["shoulder"])
    assert str(refused.value) == (
        "Nobody in these records came for the shoulder. Recorded are, by each client's first site: "
        "low_back (95 clients), neck (53 clients), upper_back (33 clients), widespread (21 "
        "clients), other (6 clients)."
    )
    assert not isinstance(refused.value, UnknownSiteError)
    assert Practice(sessions).restrict_to(["shoulder", "neck"]).n_everybody == 208


def test_a_site_that_is_none_is_told_apart(everybody):
    with pytest.raises(UnknownSiteError, match=r"no pain site called back\. Recorded are, by each"):
        refuse_sites(find_first_sites(everybody.sessions), ["low_back", "back"])


def test_records_without_sites_say_what_to_write_down(everybody):
    with pytest.raises(NobodyError, match=r"^No pain site is recorded .*: low_back, upper_back, "):
        refuse_sites(find_first_sites(everybody.sessions.drop(columns="pain_site")), ["neck"])
