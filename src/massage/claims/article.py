"""The article's thirteen claims as data: in our own words, what they need, who answers them how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.estimate import Estimate
from analysis.plan import PLAN, Plan
from analysis.schema import PAIN, SLEEP, Outcome, read_outcome
from massage.claims import phrases
from massage.claims.at_once import average_relief
from massage.claims.changes import average_change, share_reaching
from massage.claims.claim import (
    CHANGE,
    COMPARISON,
    CONFIRMATORY,
    DESCRIPTION,
    LINK,
    PRINT_ONLY,
    Claim,
    Part,
)
from massage.claims.conditions import pool_changes, pool_halving
from massage.claims.groups import Records, as_asked, pick_condition
from massage.claims.linked_ratings import correlate_within
from massage.claims.modalities import compare_modality
from massage.claims.other_care import differ_between, differ_within
from massage.claims.phrases import Ways
from massage.claims.safety import rate_per_hundred, share_with_event
from massage.claims.time_to_relief import compare_time_to_relief
from massage.words.formats import later_weeks, plain

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


def list_outcomes(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Return what the claims are about, in the order of ``OUTCOMES``: as asked about, if it was."""
    return tuple(as_asked(own, outcomes) for own in OUTCOMES)


def _other_scale(asked: Outcome, needed: Outcome, what: str) -> str:
    """Say why a fixed mark can't be used on another scale; empty where the scale is that one."""
    if asked.has_scale_of(needed):
        return ""
    return (
        f"This can't be said for {plain(asked.name)} as it was asked about ({_scale(asked)}): "
        f"{what} is fixed for {_scale(needed)}."
    )


def _scale(outcome: Outcome) -> str:
    return f"{outcome.low:g} to {outcome.high:g}, {outcome.better} is better"


def _change(outcome: Outcome, condition: str, plan: Plan, unit: str = "points") -> Part:
    name, reason = plain(outcome.name), plain(condition)
    then = f"in {later_weeks(plan.windows)} than at the first session"
    days = "days {} to {}".format(*plan.windows.follow_up)
    return Part(
        name=name,
        kind=CHANGE,
        columns=(outcome.column, "condition"),
        ask=lambda records: average_change(
            pick_condition(records, condition).clients, outcome, plan
        ),
        unit=f"{unit} better from the first session to {days}",
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
            question=1,
            outcome=outcome,
        ),
        Part(
            name="the same client after a shorter interval",
            kind=CONFIRMATORY,
            columns=(outcome.column,),
            unit="points better, one interval cut in half",
            agreement="the same client arrived better after a shorter interval",
            question=2,
            outcome=outcome,
        ),
    )


def write_claims(
    outcomes: Sequence[Outcome] = (PAIN, SLEEP), plan: Plan = PLAN
) -> tuple[Claim, ...]:
    """Write the claims about the outcomes that were asked about, by this plan.

    Where an outcome stands for one of the format's, each claim uses its column, range and
    direction; a part with marks that are fixed for another scale says why it can't.
    """
    pain, sleep, hours, stress, mood, activity = list_outcomes(outcomes)
    weeks = later_weeks(plan.windows)
    marks = _other_scale(pain, PAIN, "relief, a fall of 2 from 4 or more,")
    full_night = _other_scale(hours, HOURS, f"a night of {FULL_NIGHT} hours")
    in_hours = "points" if full_night else "hours"
    leaving = next((one for one in outcomes if one.column == pain.on_leaving), pain)
    relief = _other_scale(leaving, pain, f"the fall from arriving, in {plain(pain.name)},")
    higher = [("worse", "worse", "better"), ("higher", "higher", "lower")]
    usual = pain.better == PAIN.better and stress.better == STRESS.better
    stressed, sorer, less_sore = higher[usual]
    stress_name, pain_name = plain(stress.name), plain(pain.name)
    less, more = ("less", "more") if pain.better == PAIN.better else ("better", "worse")
    return (
        Claim("C1", "Those who get more massage have less pain.", _questions(pain)),
        Claim("C2", "Those who get more massage sleep better.", _questions(sleep)),
        Claim(
            "C3",
            "A strained muscle recovers sooner with massage.",
            (
                Part(
                    name="time to relief",
                    kind=COMPARISON,
                    columns=(pain.column, "condition", "booked_day"),
                    ask=lambda records: compare_time_to_relief(pick_condition(records, "strain")),
                    unit="days sooner for half the first interval, of 168 days watched",
                    agreement="relief that lasts came sooner after a shorter first interval",
                    yes="With a strain, lasting relief came sooner after a shorter first interval",
                    no="With a strain, lasting relief came later after a shorter first interval",
                    unclear="Whether lasting relief from a strain comes sooner after a shorter "
                    "first "
                    "interval can't be told",
                    tell=Ways("days", "sooner", "later", " for half the interval", 0).tell_watched,
                    refused=marks,
                ),
            ),
            phrases.FIRST_VISIT,
        ),
        Claim(
            "C4",
            "With scoliosis, massage eases pain, improves sleep and makes daily activities easier.",
            tuple(_change(outcome, "scoliosis", plan) for outcome in (pain, sleep, activity)),
            phrases.TIME,
        ),
        Claim(
            "C5",
            "With fibromyalgia, massage means less pain and better sleep.",
            tuple(_change(outcome, "fibromyalgia", plan) for outcome in (pain, sleep)),
            phrases.TIME,
        ),
        Claim(
            "C6",
            "For fibromyalgia, lymphatic massage is the best kind.",
            (
                Part(
                    name="lymphatic against other kinds",
                    kind=COMPARISON,
                    columns=(pain.column, "condition", "modality"),
                    ask=lambda records: compare_modality(
                        pick_condition(records, "fibromyalgia"), "lymphatic"
                    ),
                    unit="points of pain more improvement than with other kinds",
                    agreement="pain improved more with lymphatic massage than with other kinds",
                    yes="With fibromyalgia, pain improved more with lymphatic massage",
                    no="With fibromyalgia, pain improved less with lymphatic massage",
                    unclear="Whether pain improves more with lymphatic massage in fibromyalgia "
                    "can't "
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
                _change(pain, "chronic_pain", plan),
                _change(hours, "chronic_pain", plan, in_hours),
                Part(
                    name="reached eight hours",
                    kind=DESCRIPTION,
                    columns=(hours.column, "condition"),
                    ask=lambda records: share_reaching(
                        pick_condition(records, "chronic_pain").clients, hours, FULL_NIGHT, plan
                    ),
                    unit="share of clients who began under 8 hours",
                    agreement="no mark is set: the share is told as it is",
                    yes="Clients with chronic pain who slept under 8 hours at first, and 8 or "
                    "more in "
                    f"{weeks}",
                    tell=phrases.tell_crossing,
                    refused=full_night,
                ),
            ),
            phrases.TIME,
        ),
        Claim(
            "C8",
            "Massage calms the mind and eases worry and low mood, and part of back pain comes from "
            "the mind.",
            (
                _change(stress, "stress", plan),
                _change(mood, "stress", plan),
                Part(
                    name="stress with pain",
                    kind=LINK,
                    columns=(pain.column, stress.column),
                    ask=lambda records: _link(records, stress, pain),
                    unit="correlation within clients",
                    agreement=f"the same client's {pain_name} is {sorer} when her "
                    f"{stress_name} is {stressed}",
                    yes=f"On visits when a client's {stress_name} was {stressed}, her "
                    f"{pain_name} was {sorer} too",
                    no=f"On visits when a client's {stress_name} was {stressed}, her "
                    f"{pain_name} was {less_sore}",
                    unclear=f"Whether a client's {pain_name} is {sorer} when her {stress_name} "
                    "is can't be told",
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
                    columns=(pain.column, "other_care"),
                    ask=differ_between,
                    unit="points of pain per extra weekly session, with other care against without",
                    agreement="improvement per extra weekly session was larger with other care",
                    yes="Improvement in pain per extra weekly session was larger with other "
                    "care than "
                    "without",
                    no="Improvement in pain per extra weekly session was smaller with other "
                    "care than "
                    "without",
                    unclear="Whether improvement in pain per extra weekly session differs with "
                    "other "
                    "care can't be told",
                    tell=Ways("points", "more", "less").tell_both,
                ),
                Part(
                    name="within clients",
                    kind=COMPARISON,
                    columns=(pain.column, "other_care", "booked_day"),
                    ask=differ_within,
                    unit="points of pain, one interval cut in half, with other care against "
                    "without",
                    agreement="what half an interval goes with was larger with other care",
                    yes="What half an interval went with was larger with other care than without",
                    no="What half an interval went with was smaller with other care than without",
                    unclear="Whether what half an interval goes with differs with other care "
                    "can't be "
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
                    columns=(pain.column, pain.on_leaving or PAIN.on_leaving),
                    ask=lambda records: average_relief(records.sessions, pain, plan),
                    unit="points less pain on leaving than on arriving",
                    agreement="the whole interval lies on the better side",
                    yes="Clients left with less pain than they came with",
                    no="Clients left with more pain than they came with",
                    unclear="Whether clients leave with less pain than they came with can't be "
                    "told",
                    tell=Ways("points", less, more).tell,
                    refused=relief,
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
                    ask=lambda records: share_with_event(records.sessions, plan),
                    unit="share of clients",
                    agreement="no mark is set for little: the share is told as it is",
                    yes="Clients who ever reported something unwanted",
                    tell=phrases.tell_share,
                ),
                Part(
                    name="events per 100 sessions",
                    kind=DESCRIPTION,
                    columns=("adverse_event",),
                    ask=lambda records: rate_per_hundred(records.sessions, plan=plan),
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
                    columns=(pain.column, "condition"),
                    ask=lambda records: pool_changes(records.clients, pain, plan).spread,
                    unit="points of pain: standard deviation between conditions",
                    agreement="conditions differ in how far pain changed",
                    yes=f"Conditions differed in how far pain changed by {weeks}",
                    unclear="Whether conditions differ in how far pain changes can't be told",
                    tell=phrases.tell_spread,
                    verdict=DIFFER,
                ),
                Part(
                    name="spread of what a shorter interval goes with",
                    kind=COMPARISON,
                    columns=(pain.column, "condition", "booked_day"),
                    ask=lambda records: pool_halving(records).spread,
                    unit="points of pain for half an interval: standard deviation between "
                    "conditions",
                    agreement="conditions differ in what a shorter interval goes with",
                    yes="Conditions differed in what a shorter interval went with",
                    unclear="Whether conditions differ in what a shorter interval goes with "
                    "can't be "
                    "told",
                    tell=phrases.tell_spread,
                ),
            ),
            phrases.HEALING,
        ),
        Claim(
            "C13",
            "Four in five Americans have back pain, at $50 billion a year; massage moves the "
            "blood, "
            "stops spasms and frees happy hormones.",
            (Part(name="in print only", kind=PRINT_ONLY),),
        ),
    )


def _link(records: Records, stress: Outcome, pain: Outcome) -> Estimate:
    """Correlation of worse stress with worse pain within clients."""
    found = correlate_within(records.sessions, stress.column, pain.column, plan=records.plan)
    if stress.better == pain.better:
        return found
    return replace(found, estimate=-found.estimate, low=-found.high, high=-found.low)


CLAIMS = write_claims()
