"""Every claim asked of any records: one frame, verdicts, sentences, nothing raised."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from analysis import Practice, load_sessions
from massage.claims import CLAIMS, answer_claims, examine_claims, read_evidence
from massage.claims import examine as examining
from massage.claims.claim import (
    AS_WRITTEN,
    CHANGE,
    COMPARISON,
    CONFIRMATORY,
    DESCRIPTION,
    KINDS,
    LINK,
    MEASURES,
    PRINT_ONLY,
    WRITTEN,
)
from massage.claims.tell import TOLD_BY_SIZE, lay_beside, tabulate_claims
from massage.worlds import simulate_sessions
from massage.worlds.world import WORLDS, even_out
from tests.book import with_book

IDS = [f"C{number}" for number in range(1, len(CLAIMS) + 1)]
TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
NEEDED = ["client_id", "day", "pain_before"]


@pytest.fixture(scope="module")
def sessions(practice):
    return load_sessions(practice)


@pytest.fixture(scope="module")
def table(clinic):
    return clinic.examined


def text_of(table, claim, part):
    return table.set_index(["id", "part"]).loc[(claim, part), "text"]


def test_claims_in_order_with_parts_and_words(table):
    assert [claim.id for claim in CLAIMS] == IDS
    assert sum(len(claim.parts) for claim in CLAIMS) == len(table)
    assert WRITTEN["how_many"] == TEENS[len(CLAIMS) - 13]
    assert list(table["id"].unique()) == IDS
    assert list(answer_claims(table)) == IDS
    assert not table[["claim", "part", "kind", "verdict", "text"]].eq("").any(axis=None)
    for text in [*table["text"], *answer_claims(table).values()]:
        assert text.endswith(".")


def test_all_that_is_written_of_a_claim_is_read_and_used():
    claims, templates = WRITTEN["claims"], WRITTEN["templates"]
    parts = [part for claim in claims for part in claim["parts"]]
    every = [*parts, *templates.values()]
    read = {*AS_WRITTEN, "kind", "like", "outcomes", "measure", "arguments", "condition"}
    assert set().union(*every) <= read | {"points", "fixed"}
    assert set().union(*claims) == {"id", "words", "parts", "limits"}
    assert {part.kind for claim in CLAIMS for part in claim.parts} == set(KINDS.values())
    for given, used in (
        (MEASURES, [one.get("measure") for one in every]),
        (
            [*WRITTEN["tellings"], *TOLD_BY_SIZE],
            [one["tell"]["how"] for one in every if "tell" in one],
        ),
        (templates, [part.get("like") for part in parts]),
        (WRITTEN["limits"], [limit for claim in claims for limit in claim.get("limits", ())]),
    ):
        assert set(given) == set(used) - {None}


def test_what_would_agree_is_said_before_anyone_looks(table):
    asked = table[table["kind"] != PRINT_ONLY]
    assert (asked["agreement"] != "").all()
    assert (asked["unit"] != "").all()


def test_every_number_has_an_interval_around_it(table):
    known = table.dropna(subset=["estimate"])
    assert (known["low"] <= known["estimate"]).all()
    assert (known["estimate"] <= known["high"]).all()
    assert known["p_value"].isna().eq(known["kind"] == DESCRIPTION).all()


def test_false_discoveries_are_held_within_each_kind(table):
    for kind in (CHANGE, COMPARISON, LINK):
        own = table[(table["kind"] == kind) & table["p_value"].notna()]
        _, expected, _, _ = multipletests(own["p_value"], method="fdr_bh")
        assert list(own["p_adjusted"]) == pytest.approx(list(expected))
    assert (table["kind"] == CONFIRMATORY).sum() == 4


def test_stress_that_goes_with_pain_lets_no_other_comparison_through(sessions, table):
    unlinked = sessions.assign(stress=sessions["stress"].sample(frac=1, random_state=3).to_numpy())
    other = examine_claims(Practice(unlinked))
    assert table.set_index("part").loc["stress with pain", "p_adjusted"] < 1e-6
    assert other.set_index("part").loc["stress with pain", "p_adjusted"] > 0.01
    compared = table["kind"] == COMPARISON
    assert list(other.loc[compared, "p_adjusted"].dropna()) == pytest.approx(
        list(table.loc[compared, "p_adjusted"].dropna())
    )


def test_a_verdict_follows_from_the_adjusted_p_value(table):
    own = table[table["kind"].isin([CHANGE, COMPARISON]) & table["p_value"].notna()]
    told = own["verdict"] != examining.CANT_TELL
    assert list(told) == list(own["p_adjusted"] < 0.05)
    assert told.any()
    assert not told.all()


def test_the_day_in_the_book_answers_as_the_days_that_it_follows_from(sessions, table):
    book = with_book(sessions)
    found, same = examine_claims(Practice(book)), ["id", "part", "kind", "verdict"]
    pd.testing.assert_frame_equal(found[same], table[same])
    close = found["estimate"].sub(table["estimate"]).abs() <= 0.03 * table["estimate"].abs()
    assert (close | found["estimate"].isna()).sum() > len(found) - 4
    unknown = examine_claims(Practice(book.assign(agreed_known="no")))
    said = text_of(unknown, "C3", "time to relief")
    assert "can't be" in said or "too few" in said.lower()
    assert "not recorded" not in said


def test_an_interval_that_chance_among_many_explains_says_so(table):
    row = table[(table["p_value"] < 0.05) & (table["p_adjusted"] >= 0.05)].iloc[0]
    assert row["verdict"] == examining.CANT_TELL
    assert "once several questions are allowed for" in row["text"]


def test_what_is_not_recorded_is_named_and_what_to_add(sessions):
    answers = answer_claims(examine_claims(Practice(sessions[NEEDED])))
    assert answers["C2"] == "This is not recorded: add sleep_quality to your intake form."
    assert answers["C6"] == "This is not recorded: add condition and modality to your intake form."
    assert answers["C11"] == "This is not recorded: add adverse_event to your intake form."
    unbooked = examine_claims(Practice(sessions.drop(columns="booked_day")))
    assert text_of(unbooked, "C3", "time to relief") == (
        "This is not recorded: add agreed_day to your booking records."
    )
    neither = examine_claims(Practice(sessions.drop(columns=["booked_day", "condition"])))
    assert text_of(neither, "C3", "time to relief") == (
        "This is not recorded: add condition to your intake form and agreed_day to your booking "
        "records."
    )


def test_a_column_without_a_value_is_not_recorded(sessions):
    table = examine_claims(Practice(sessions.assign(stress=np.nan)))
    assert text_of(table, "C8", "stress with pain").startswith("This is not recorded: add stress")


def test_too_few_clients_are_counted(sessions):
    few = sessions[sessions["client_id"].isin(sessions["client_id"].unique()[:8])]
    table = examine_claims(Practice(few))
    asked = table[table["kind"].isin([CHANGE, COMPARISON, DESCRIPTION])]
    assert set(asked["verdict"]) <= {examining.TOO_FEW, examining.NO_ANSWER}
    assert text_of(table, "C10", "from arriving to leaving") == (
        "From arriving to leaving: too few to tell (n = 8)."
    )
    fewer = examine_claims(Practice(few[few["client_id"].isin(few["client_id"].unique()[:4])]))
    assert text_of(fewer, "C10", "from arriving to leaving") == (
        "From arriving to leaving: too few to tell (n under 5)."
    )
    asked = sessions.loc[sessions["condition"] == "fibromyalgia", "client_id"].unique()
    some = sessions["modality"].mask(sessions["client_id"].isin(asked[::3]), "lymphatic")
    assert re.search(
        r"too few to tell \(n = 13; clients with lymphatic massage: \d, with other kinds: \d+, ",
        text_of(
            examine_claims(Practice(sessions.assign(modality=some))),
            "C6",
            "lymphatic against other kinds",
        ),
    )


def test_what_rests_on_a_blocked_question_2_says_so(sessions):
    table = examine_claims(Practice(sessions.drop(columns="month")))
    for claim, part in (
        ("C9", "within clients"),
        ("C12", "spread of what a shorter interval goes with"),
    ):
        assert text_of(table, claim, part).endswith(
            "can't be told: question 2 is blocked by no_season."
        )


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.head(1),
        lambda s: s.head(0),
        lambda s: s[["client_id", "day", "mood"]],
        lambda s: s.assign(pain_before=5.0, pain_after=5.0, stress=5.0),
        lambda s: s.assign(condition="strain", modality="lymphatic", other_care="yes"),
        lambda s: s.sample(frac=1, random_state=1),
        lambda s: s.assign(adverse_event="none"),
        lambda s: s.assign(condition=s["condition"].where(s.index % 3 > 0)),
        lambda s: s.assign(adverse_event=s["adverse_event"].where(s["adverse_event"] != "none")),
        lambda s: s.assign(modality="swedish"),
        lambda s: s[s["client_id"].isin(s["client_id"].unique()[:30])],
        lambda s: s.assign(booked_day=s["day"]),
        lambda s: s.assign(pain_before=s["day"].rsub(10).clip(lower=0)),
        lambda s: s.assign(other_care=s["other_care"].where(s.index % 200 == 0, "no")),
    ],
    ids=[
        "one session",
        "none",
        "mood only",
        "constant",
        "all alike",
        "any order",
        "no event",
        "gaps",
        "blanks for nothing",
        "one kind of massage",
        "thirty clients",
        "all booked late",
        "pain is the day",
        "hardly any other care",
    ],
)
def test_any_records_are_answered_in_words(sessions, change):
    table = examine_claims(Practice(change(sessions)))
    assert list(answer_claims(table)) == IDS
    unfit = (
        r"\bnan\b|None|\binf\b|\b\w+_(?:improvement|interval|baseline)\b|\bis constant\b|\b1 \w+s\b"
    )
    said = [*table["text"], *answer_claims(table).values()]
    assert not [text for text in said if re.search(unfit, text)]
    assert not table["verdict"].eq("").any()


def test_the_order_of_rows_does_not_matter(sessions, table):
    shuffled = examine_claims(Practice(sessions.sample(frac=1, random_state=2)))
    numbers = ["estimate", "low", "high", "p_value"]
    pd.testing.assert_frame_equal(shuffled[numbers], table[numbers], rtol=1e-6)


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.astype(object),
        lambda s: s.convert_dtypes(),
        lambda s: s.convert_dtypes(dtype_backend="pyarrow"),
        lambda s: s.astype({"client_id": "category", "condition": "category"}),
        lambda s: s.assign(other_care=s["other_care"] == "yes", active=s["active"] == "yes"),
        lambda s: s.set_index(pd.Index(range(len(s), 0, -1))),
        lambda s: s.assign(condition=s["condition"].where(s["day"] < 100, "other")),
    ],
    ids=["object", "nullable", "arrow", "category", "true or false", "index", "later condition"],
)
def test_types_and_what_comes_later_do_not_matter(sessions, table, change):
    numbers = ["estimate", "low", "high", "p_value"]
    found = examine_claims(Practice(change(sessions)))[numbers].astype(float)
    pd.testing.assert_frame_equal(found, table[numbers], rtol=1e-6)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (
            "client_id",
            None,
            "row 3, client_id: the cell is empty: every session needs a random code",
        ),
        ("day", np.nan, "row 3, day: the cell is empty: every session needs a whole number"),
        ("pain_before", np.inf, "row 3, pain_before: inf is not a number: write a number from 0"),
        ("booked_day", np.inf, "row 3, booked_day: inf is "),
        ("other_care", "perhaps", "row 3, other_care: perhaps is not yes or no in small letters"),
        (
            "adverse_event",
            True,
            "row 3, adverse_event: True is not a known value: write one of none, ",
        ),
        ("condition", "sciatica", "row 3, condition: sciatica is not a known value: write one of "),
    ],
)
def test_what_is_no_session_record_is_refused(sessions, column, value, words):
    wrong = sessions.astype({column: object})
    wrong.loc[3, column] = value
    with pytest.raises(ValueError, match=re.escape(words)):
        examine_claims(Practice(wrong))


def test_records_without_a_code_are_refused(sessions):
    with pytest.raises(ValueError, match="there is no column client_id"):
        examine_claims(Practice(sessions.drop(columns="client_id")))


def test_conditions_that_heal_by_themselves_are_no_agreement():
    heal = even_out(WORLDS["strains_heal"])
    table = examine_claims(Practice(simulate_sessions(heal, n_clients=600, seed=2)))
    spread = table.set_index("part").loc["spread of the change"]
    assert spread["kind"] == CHANGE
    assert spread["verdict"] == "conditions differ, cause not known"
    said = answer_claims(table)["C12"]
    assert "Different conditions ease at different speeds by themselves" in said


def test_both_slopes_and_both_counts_stand_beside_a_difference(sessions):
    said = text_of(examine_claims(Practice(sessions)), "C9", "between clients")
    numbers = (
        r"With other care at half of visits or more it was \S+ points \(n = \d+ clients\), "
        r"with less \S+ points \(n = \d+ clients\)\.$"
    )
    assert re.search(numbers, said)


TIME_ALONE = Path(__file__).parents[2] / "reference" / "claims_time_alone.txt"


def say_time_alone():
    """Every claim in a large practice where massage does nothing, and clients come at a peak."""
    world = even_out(WORLDS["regression_to_mean"])
    answers = answer_claims(
        examine_claims(Practice(simulate_sessions(world, n_clients=2000, seed=4)))
    )
    return "".join(f"{claim}. {text}\n" for claim, text in answers.items())


def test_where_time_alone_changes_pain_the_sentence_names_time():
    said = say_time_alone()
    assert said == TIME_ALONE.read_text(encoding="utf-8")
    for line in said.splitlines():
        if line.startswith(("C4.", "C5.", "C7.", "C8.")):
            assert "much eases with time alone" in line
        if line.startswith("C10."):
            assert "bad hours pass by themselves (regression to the mean)" in line
    assert " works" not in said
    assert "effect" not in said


def test_the_limit_is_left_out_without_a_number(sessions):
    same = answer_claims(
        examine_claims(Practice(sessions.assign(pain_after=sessions["pain_before"])))
    )
    assert same["C10"].endswith("all values are the same.")


def test_a_claim_s_limit_is_said_where_there_is_a_number(sessions):
    answers = answer_claims(examine_claims(Practice(sessions)))
    assert "chosen" not in answers["C6"]
    assert "chosen" in answers["C9"]
    assert "asked back sooner" in answers["C3"]


def test_tables_in_words(table):
    written = tabulate_claims(table)
    assert len(written) == len(table)
    assert not written["estimate"].str.contains("nan").any()
    records = answer_claims(table)
    beside = lay_beside(records, read_evidence())
    assert list(beside) == ["claim", "these records", "published"]
    assert list(beside["these records"]) == list(records.values())


if __name__ == "__main__":
    TIME_ALONE.write_text(say_time_alone(), encoding="utf-8")
