"""One outcome, one meaning: claims are about the outcomes that were asked, as they were asked."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, SLEEP, Outcome, load_sessions
from analysis.schema import record_columns
from massage.claims import answer_claims, examine_claims
from massage.claims.claim import write_claims
from massage.claims.examine import NO_ANSWER, NOT_ASKED
from massage.outcomes import read_outcome, read_outcomes
from massage.practice import Practice
from massage.report.deck.notes import suggest_recording
from massage.report.results import find_results
from massage.words.codes import read_words

NUMBERS = ["estimate", "low", "high", "p_value", "p_adjusted"]
PAINS = ["pain_before", "pain_after"]


@pytest.fixture(scope="module")
def sessions(practice):
    return load_sessions(practice)


@pytest.fixture(scope="module")
def table(clinic):
    return clinic.examined


def reversed_sleep():
    """Eighty clients; those who come more often end with lower values."""
    rng = np.random.default_rng(2)
    rows = []
    for client in range(80):
        often = rng.integers(2, 13)
        days = [0, *sorted(rng.choice(np.arange(1, 43), often - 1, replace=False)), 50]
        values = [6.0] * (len(days) - 1) + [float(np.clip(10 - 0.7 * often, 0, 10).round())]
        rows += [(f"C{client:03}", int(d), v) for d, v in zip(days, values, strict=True)]
    return pd.DataFrame(rows, columns=["client_id", "day", "sleep_quality"])


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("sleep_quality:0:10:lower:sleep", "more"),
        ("sleep_quality:0:10:higher:sleep", "less"),
        ("sleep_quality:0:10:lower", "more"),
        ("sleep_quality:0:10:lower:restless nights", "more"),
        ("sleep_quality:0:20:lower:sleep", "more"),
    ],
)
def test_a_direction_of_one_s_own_is_the_claim_s_too(tmp_path, text, way):
    path = tmp_path / "r.csv"
    reversed_sleep().to_csv(path, index=False)
    outcome = read_outcome(text)
    found = find_results(path, (outcome,))
    claim = found["claims"][1]
    assert claim["id"] == "C2"
    said = f"Clients who came more often improved {way} in {outcome.name}"
    assert found["answers"][outcome.name].startswith(said)
    assert claim["records"] == found["answers"][outcome.name]
    one = found["between_clients"][outcome.name]
    part = claim["parts"][0]
    assert (part["estimate"], part["p_adjusted"]) == (one["estimate"], one["p_holm"])


@pytest.mark.parametrize(
    "outcomes", [(PAIN,), (SLEEP,), (PAIN, SLEEP), (SLEEP, PAIN, read_outcome("stress"))]
)
def test_one_question_has_one_p(sessions, outcomes):
    practice = Practice(sessions, outcomes)
    table = examine_claims(practice).set_index("id")
    between, within = practice.question_1, practice.question_2
    for claim, outcome in (("C1", PAIN), ("C2", SLEEP)):
        rows = table.loc[claim]
        if outcome in outcomes:
            expected = [between[outcome.name].p_holm, within[outcome.name].p_holm]
            assert list(rows["p_adjusted"]) == expected
        else:
            assert set(rows["verdict"]) == {NOT_ASKED}
            assert rows[NUMBERS].isna().all(axis=None)
            name = outcome.name.capitalize()
            assert set(rows["text"]) == {f"{name} was not asked about, so there is no answer here."}


def test_every_output_has_the_p_of_the_family_that_was_asked(sessions, practice):
    results = find_results(practice, (PAIN,))
    p = results["within_clients"]["pain"]["p_holm"]
    assert p == results["within_clients"]["pain"]["p_value"]
    assert results["claims"][0]["parts"][1]["p_adjusted"] == p
    own = Practice(sessions, (PAIN,))
    assert own.question_2["pain"].p_holm == p
    assert "once several questions" not in own.claims["C1"]


def test_a_scale_of_one_s_own_stretches_the_numbers_and_nothing_else(sessions, table):
    wide = sessions.assign(**{name: 10 * sessions[name] for name in PAINS})
    outcomes = read_outcomes("pain_before:0:100:lower sleep")
    found = examine_claims(Practice(wide, outcomes))
    relief = found["id"].eq("C3")
    assert list(found.loc[relief, "verdict"]) == [NO_ANSWER]
    assert (
        found.loc[relief, "text"]
        .iloc[0]
        .startswith(
            "This can't be said for pain as it was asked about (0 to 100, lower is better): relief"
        )
    )
    in_points = found["unit"].str.contains("points") & found["part"].isin(
        ["pain", "the same client after a shorter interval", "between clients", "within clients",
         "from arriving to leaving"]
    ) & found["id"].ne("C2")  # fmt: skip
    factor = np.where(in_points, 10.0, 1.0)
    kept = ~relief & found["id"].ne("C12")
    for name in ("estimate", "low", "high"):
        np.testing.assert_allclose(
            found.loc[kept, name], (table[name] * factor)[kept], rtol=1e-6, atol=1e-12
        )
    others = found["kind"].ne("exploratory comparison") & kept
    np.testing.assert_allclose(
        found.loc[others, "p_adjusted"], table.loc[others, "p_adjusted"], rtol=1e-6
    )


@pytest.mark.parametrize(
    ("column", "text", "parts"),
    [
        ("pain_before", "pain_before:0:10:higher:ease", PAINS),
        ("stress", "stress:0:10:higher:calm", ["stress"]),
        ("mood", "mood:0:10:lower:worry", ["mood"]),
        ("activity_limit", "activity_limit:0:10:higher:what I can do", ["activity_limit"]),
        ("sleep_quality", "sleep_quality:0:10:lower:bad nights", ["sleep_quality"]),
    ],
)
def test_a_rating_turned_round_gives_the_same_answer(sessions, table, column, text, parts):
    turned = sessions.assign(**{name: 10 - sessions[name] for name in parts})
    base = {o.column: o for o in (PAIN, SLEEP)}
    outcomes = tuple((base | {column: read_outcome(text)}).values())
    found = examine_claims(Practice(turned, outcomes))
    kept = ~found["id"].isin(["C3"] if column == "pain_before" else [])
    names = ["estimate", "low", "high", "p_value"]
    np.testing.assert_allclose(
        found.loc[kept, names].astype(float), table.loc[kept, names], rtol=1e-6, atol=1e-9
    )
    assert column != "pain_before" or set(found.loc[~kept, "verdict"]) == {NO_ANSWER}
    link = found.set_index("part").loc["stress with pain", "text"]
    if column in ("pain_before", "stress"):
        assert "was worse, " in link
    else:
        assert "stress was higher, pain was higher too" in link


def test_hours_on_another_scale_have_no_eight_hours(sessions):
    minutes = sessions.assign(sleep_hours=60 * sessions["sleep_hours"])
    asked = (PAIN, SLEEP, Outcome("sleep_hours", 0, 1440, "higher", name="minutes of sleep"))
    own = examine_claims(Practice(minutes, asked)).set_index("part").loc["reached eight hours"]
    assert own["verdict"] == NO_ANSWER
    assert "a night of 8 hours is fixed for 0 to 24, higher is better" in own["text"]


def test_leaving_on_another_scale_than_arriving_has_no_relief(sessions):
    wide = sessions.assign(pain_after=10 * sessions["pain_after"])
    asked = (PAIN, Outcome("pain_after", 0, 100, "lower"))
    own = examine_claims(Practice(wide, asked)).set_index("id").loc["C10"]
    assert own["verdict"] == NO_ANSWER
    assert "(0 to 100, lower is better): the fall from arriving, in pain, is fixed" in own["text"]


def test_a_column_of_one_s_own_stands_for_pain_by_its_name(sessions, table):
    other = sessions.rename(columns={"sleep_quality": "promis"})
    asked = (PAIN, Outcome("promis", 0, 10, "higher", name="sleep"))
    found = examine_claims(Practice(other, asked))
    np.testing.assert_allclose(found[NUMBERS].astype(float), table[NUMBERS], rtol=1e-9)
    assert "sleep quality" not in " ".join(suggest_recording(Practice(other, asked)))
    assert "not recorded" in answer_claims(examine_claims(Practice(other, (PAIN,))))["C2"]


def test_what_is_not_given_is_what_the_format_knows():
    assert read_outcome("pain_before:0:10:lower") == PAIN == read_outcome("pain_before")
    assert read_outcome("sleep_quality:0:10:higher") == SLEEP
    assert Outcome("pain_before", 0, 10, better="lower") == PAIN
    named = read_outcome("pain_before:0:10:lower:soreness")
    assert (named.name, named.smallest) == ("soreness", 2)
    for text in (
        "pain_before:0:100:lower",
        "pain_before:0:10:higher",
        "sleep_quality:0:100:higher",
    ):
        assert read_outcome(text).smallest is None, text
    assert read_outcome("pain_before:0:100:lower:pain:20").smallest == 20
    for one in (
        PAIN,
        SLEEP,
        named,
        read_outcome("relaxed:-3:3:higher::0.5:3"),
        read_outcome("mood"),
    ):
        assert read_outcome(str(one)) == one


def test_days_asked_about_are_a_number_that_words_and_names_leave_alone(monkeypatch):
    days = {
        name: read_outcome(name).recall_days for name in ("sleep_quality", "sleep_hours", "mood")
    }
    assert days == {"sleep_quality": 7, "sleep_hours": 7, "mood": 0}
    monkeypatch.setitem(read_words("columns"), "sleep_quality", "how well I slept lately")
    monkeypatch.setitem(read_words("columns"), "mood", "mood over the past week")
    assert read_outcome("sleep_quality:0:10:higher").recall_days == 7
    assert read_outcome("mood").recall_days == 0
    assert replace(SLEEP, name="nights").recall_days == 7
    assert Outcome("promis", 8, 40, "lower", name="sleep").recall_days == 7
    assert Outcome("vas", 0, 100, "lower", name="pain").recall_days == 0
    assert read_outcome("vas:0:100:lower:pain::14").recall_days == 14


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("pain pain_before:0:10:higher:ease", "a column has one meaning, so name it once"),
        ("relaxed:-3:3:higher relaxed:-3:3:lower:tense", "a column has one meaning"),
        ("pain_before:0:100:lower:a pain_before:0:10:lower:b", "a column has one meaning"),
        ("pain pain_before:0:10:lower", "two outcomes have the same name: pain, pain"),
        ("stress:0:10:lower:pain", "stress can't be called pain: in the record format that is"),
        ("mood:0:10:higher:stress", "mood can't be called stress"),
    ],
)
def test_outcomes_that_contradict_each_other_are_refused(sessions, text, why):
    outcomes = read_outcomes(text)
    for ask in (
        record_columns,
        lambda o: examine_claims(Practice(sessions, o)),
        lambda o: Practice(sessions, o).question_1,
    ):
        with pytest.raises(ValueError, match=why):
            ask(outcomes)


@pytest.mark.parametrize(
    "text", ["a:0:1:lower:b:-1", "a:0:1:lower:b:nan", "a:0:inf:lower", "a:0:1:lower:b:1:-7"]
)
def test_numbers_of_an_outcome_that_cannot_be(text):
    with pytest.raises(ValueError, match=r"^a: "):
        read_outcome(text)


def test_claims_of_the_format_are_written_as_before():
    assert {part.refused for claim in write_claims() for part in claim.parts} == {""}
