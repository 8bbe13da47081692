"""The article's thirteen claims as data: in our own words, what they need, who answers them how."""

from __future__ import annotations

from dataclasses import replace

from analysis.claims import phrases
from analysis.claims.at_once import average_relief
from analysis.claims.changes import average_change, share_reaching
from analysis.claims.claim import (
    CHANGE,
    COMPARISON,
    CONFIRMATORY,
    DESCRIPTION,
    LINK,
    PRINT_ONLY,
    Claim,
    Part,
)
from analysis.claims.conditions import pool_changes, pool_halving
from analysis.claims.groups import pick_condition
from analysis.claims.linked_ratings import correlate_within
from analysis.claims.modalities import compare_modality
from analysis.claims.other_care import differ_between, differ_within
from analysis.claims.phrases import Ways
from analysis.claims.safety import rate_per_hundred, share_with_event
from analysis.claims.time_to_relief import compare_time_to_relief
from analysis.schema import PAIN, SLEEP, Outcome, read_outcome
from analysis.words import plain

FULL_NIGHT = 8
DIFFER = "conditions differ, cause not known"
HOURS, STRESS, MOOD, ACTIVITY = (
    replace(read_outcome(column), name=name)
    for column, name in (
        ("sleep_hours", "length of sleep"),
        ("stress", "stress"),
        ("mood", "mood"),
        ("activity_limit", "ease of daily activities"),
    )
)


OUTCOMES = (PAIN, SLEEP, HOURS, STRESS, MOOD, ACTIVITY)


def _change(outcome: Outcome, condition: str, unit: str = "points") -> Part:
    name, reason = str(outcome.name), plain(condition)
    then = "in weeks 7 to 12 than at the first session"
    return Part(
        name=name,
        kind=CHANGE,
        columns=(outcome.column, "condition"),
        ask=lambda records: average_change(pick_condition(records, condition).clients, outcome),
        unit=f"{unit} better from the first session to days 43 to 84",
        agreement="the whole interval lies on the better side",
        yes=f"In clients who came for {reason}, {name} was better {then}",
        no=f"In clients who came for {reason}, {name} was worse {then}",
        unclear=f"Whether {name} changed in clients who came for {reason} can't be told",
        tell=Ways(unit, "better", "worse").tell,
    )


def _questions(outcome: Outcome) -> tuple[Part, ...]:
    return (
        Part(
            name="clients who come more often",
            kind=CONFIRMATORY,
            columns=(outcome.column,),
            unit="rank correlation of sessions per week with improvement",
            agreement="clients who came more often improved more",
        ),
        Part(
            name="the same client after a shorter interval",
            kind=CONFIRMATORY,
            columns=(outcome.column,),
            unit="points better, one interval cut in half",
            agreement="the same client arrived better after a shorter interval",
        ),
    )


CLAIMS: tuple[Claim, ...] = (
    Claim("C1", "Those who get more massage have less pain.", _questions(PAIN)),
    Claim("C2", "Those who get more massage sleep better.", _questions(SLEEP)),
    Claim(
        "C3",
        "A strained muscle recovers sooner with massage.",
        (
            Part(
                name="time to relief",
                kind=COMPARISON,
                columns=("pain_before", "condition", "booked_day"),
                ask=lambda records: compare_time_to_relief(pick_condition(records, "strain")),
                unit="days sooner for half the first interval, of 168 days watched",
                agreement="relief that lasts came sooner after a shorter first interval",
                yes="With a strain, lasting relief came sooner after a shorter first interval",
                no="With a strain, lasting relief came later after a shorter first interval",
                unclear="Whether lasting relief from a strain comes sooner after a shorter first "
                "interval can't be told",
                tell=Ways("days", "sooner", "later", " for half the interval", 0).tell_watched,
            ),
        ),
        phrases.FIRST_VISIT,
    ),
    Claim(
        "C4",
        "With scoliosis, massage eases pain, improves sleep and makes daily activities easier.",
        tuple(_change(outcome, "scoliosis") for outcome in (PAIN, SLEEP, ACTIVITY)),
        phrases.TIME,
    ),
    Claim(
        "C5",
        "With fibromyalgia, massage means less pain and better sleep.",
        tuple(_change(outcome, "fibromyalgia") for outcome in (PAIN, SLEEP)),
        phrases.TIME,
    ),
    Claim(
        "C6",
        "For fibromyalgia, lymphatic massage is the best kind.",
        (
            Part(
                name="lymphatic against other kinds",
                kind=COMPARISON,
                columns=("pain_before", "condition", "modality"),
                ask=lambda records: compare_modality(
                    pick_condition(records, "fibromyalgia"), "lymphatic"
                ),
                unit="points of pain more improvement than with other kinds",
                agreement="pain improved more with lymphatic massage than with other kinds",
                yes="With fibromyalgia, pain improved more with lymphatic massage",
                no="With fibromyalgia, pain improved less with lymphatic massage",
                unclear="Whether pain improves more with lymphatic massage in fibromyalgia can't "
                "be told",
                tell=Ways("points", "more", "less").tell_groups,
            ),
        ),
        phrases.CHOSEN,
    ),
    Claim(
        "C7",
        "Even long pain eases over months of massage, and people sleep eight hours again.",
        (
            _change(PAIN, "chronic_pain"),
            _change(HOURS, "chronic_pain", "hours"),
            Part(
                name="reached eight hours",
                kind=DESCRIPTION,
                columns=("sleep_hours", "condition"),
                ask=lambda records: share_reaching(
                    pick_condition(records, "chronic_pain").clients, HOURS, FULL_NIGHT
                ),
                unit="share of clients who began under 8 hours",
                agreement="no mark is set: the share is told as it is",
                yes="Clients with chronic pain who slept under 8 hours at first, and 8 or more in "
                "weeks 7 to 12",
                tell=phrases.tell_crossing,
            ),
        ),
        phrases.TIME,
    ),
    Claim(
        "C8",
        "Massage calms the mind and eases worry and low mood, and part of back pain comes from "
        "the mind.",
        (
            _change(STRESS, "stress"),
            _change(MOOD, "stress"),
            Part(
                name="stress with pain",
                kind=LINK,
                columns=("pain_before", "stress"),
                ask=lambda records: correlate_within(records.sessions, "stress", "pain_before"),
                unit="correlation within clients",
                agreement="the same client's pain is higher when her stress is higher",
                yes="On visits when a client's stress was higher, her pain was higher too",
                no="On visits when a client's stress was higher, her pain was lower",
                unclear="Whether a client's pain is higher when her stress is can't be told",
                tell=phrases.tell_correlation,
            ),
        ),
        f"{phrases.TIME} {phrases.WHICH_FIRST}",
    ),
    Claim(
        "C9",
        "Massage does most together with other care.",
        (
            Part(
                name="between clients",
                kind=COMPARISON,
                columns=("pain_before", "other_care"),
                ask=differ_between,
                unit="points of pain per extra weekly session, with other care against without",
                agreement="improvement per extra weekly session was larger with other care",
                yes="Improvement in pain per extra weekly session was larger with other care than "
                "without",
                no="Improvement in pain per extra weekly session was smaller with other care than "
                "without",
                unclear="Whether improvement in pain per extra weekly session differs with other "
                "care can't be told",
                tell=Ways("points", "more", "less").tell_both,
            ),
            Part(
                name="within clients",
                kind=COMPARISON,
                columns=("pain_before", "other_care", "booked_day"),
                ask=differ_within,
                unit="points of pain, one interval cut in half, with other care against without",
                agreement="what half an interval goes with was larger with other care",
                yes="What half an interval went with was larger with other care than without",
                no="What half an interval went with was smaller with other care than without",
                unclear="Whether what half an interval goes with differs with other care can't be "
                "told",
                tell=Ways("points", "more", "less").tell_both,
            ),
        ),
        phrases.CHOSEN,
    ),
    Claim(
        "C10",
        "Massage relieves pain at once.",
        (
            Part(
                name="from arriving to leaving",
                kind=CHANGE,
                columns=("pain_before", "pain_after"),
                ask=lambda records: average_relief(records.sessions),
                unit="points less pain on leaving than on arriving",
                agreement="the whole interval lies on the better side",
                yes="Clients left with less pain than they came with",
                no="Clients left with more pain than they came with",
                unclear="Whether clients leave with less pain than they came with can't be told",
                tell=Ways("points", "less", "more").tell,
            ),
        ),
        phrases.BAD_HOURS,
    ),
    Claim(
        "C11",
        "Massage carries little risk.",
        (
            Part(
                name="clients with an event",
                kind=DESCRIPTION,
                columns=("adverse_event",),
                ask=lambda records: share_with_event(records.sessions),
                unit="share of clients",
                agreement="no mark is set for little: the share is told as it is",
                yes="Clients who ever reported something unwanted",
                tell=phrases.tell_share,
            ),
            Part(
                name="events per 100 sessions",
                kind=DESCRIPTION,
                columns=("adverse_event",),
                ask=lambda records: rate_per_hundred(records.sessions),
                unit="events per 100 sessions",
                agreement="no mark is set for little: the rate is told as it is",
                yes="Unwanted events per 100 sessions",
                tell=phrases.tell_rate,
            ),
        ),
        phrases.WRITTEN_DOWN,
    ),
    Claim(
        "C12",
        "It depends: how far massage helps differs with where the pain comes from.",
        (
            Part(
                name="spread of the change",
                kind=CHANGE,
                columns=("pain_before", "condition"),
                ask=lambda records: pool_changes(records.clients).spread,
                unit="points of pain: standard deviation between conditions",
                agreement="conditions differ in how far pain changed",
                yes="Conditions differed in how far pain changed by weeks 7 to 12",
                unclear="Whether conditions differ in how far pain changes can't be told",
                tell=phrases.tell_spread,
                verdict=DIFFER,
            ),
            Part(
                name="spread of what a shorter interval goes with",
                kind=COMPARISON,
                columns=("pain_before", "condition", "booked_day"),
                ask=lambda records: pool_halving(records).spread,
                unit="points of pain for half an interval: standard deviation between conditions",
                agreement="conditions differ in what a shorter interval goes with",
                yes="Conditions differed in what a shorter interval went with",
                unclear="Whether conditions differ in what a shorter interval goes with can't be "
                "told",
                tell=phrases.tell_spread,
            ),
        ),
        phrases.HEALING,
    ),
    Claim(
        "C13",
        "Four in five Americans have back pain, at $50 billion a year; massage moves the blood, "
        "stops spasms and frees happy hormones.",
        (Part(name="in print only", kind=PRINT_ONLY),),
    ),
)
