"""The privacy report: what left, what stayed, and what could still identify someone."""

from __future__ import annotations

import pandas as pd

from massage.intake.anonymise import Anonymised
from massage.intake.attack import days_of_first_visit
from massage.intake.privacy import SAFE_HARBOR, Hiding, measure_without
from massage.words.formats import count, group_size, listed, percent, plain

DAYS_OF_WEEK = 7

DROPPED = (
    "Names, contacts, addresses, birth dates, notes, prices and every other column that is not in "
    "the record format never reach the records. Dates became days since each client's first "
    "session. Codes are drawn at random; the key that links them to people stays with you."
)
NOT_LEGAL = "The policy's name says which fields are left out. It is not a legal opinion."
ROLES = {"therapist_id": "therapist", "modality": "service"}
WHAT_TO_DO = (
    "Share these records with people you would trust with the appointment book, and with nobody "
    "else. Never publish them, and never open them on a hosted notebook service. Someone who knows "
    "when a client came can find her in them, and then read her pain and sleep."
)

SAME_CODES = (
    "Records that were made with the same key have the same codes under both policies: whoever has "
    "both can join them, and has the months again. Give away one of them only, or name another key "
    "with --key."
)
HOW_MEASURED = (
    "k-anonymity (doi:10.1142/S0218488502001648): clients are grouped by condition, pain site, "
    "modality and therapist, as far as they are recorded, each with its most frequent value, and k "
    "is the size of the smallest group. What changes from visit to visit (ratings, other care, "
    "unwanted events) isn't in it, nor how many visits there were. l-diversity "
    "(doi:10.1145/1217299.1217302): the fewest conditions among clients who share the other "
    "traits. Linking attack: every client is looked for by what an acquaintance may know, and for "
    "dates of some visits a hundred clients at most, drawn at random. Found means: it fits this "
    "client and nobody else in these records. Someone who knows less, or is wrong about a day, "
    "finds fewer; someone who knows a trait as well finds more."
)


def write_privacy_report(found: Anonymised) -> str:
    """Write the report as Markdown; it holds numbers and the record's own words only."""
    records, hiding = found.records, found.hiding
    n_clients, n_sessions = records["client_id"].nunique(), len(records)
    kept = "no month" if found.policy == SAFE_HARBOR else "the month of each session is kept"
    lines = [
        "# Privacy report",
        "",
        f"{count(n_sessions, 'session')} of {count(n_clients, 'client')}; policy "
        f"`{found.policy}` ({kept}). {NOT_LEGAL}",
        "",
        "## What was counted",
        "",
        *(f"- {name}: {n:,}" for name, n in found.counts.items()),
        "",
        "## What was left out",
        "",
        DROPPED,
        "",
        _say_merged(found),
        "",
        "## How alike clients are",
        "",
        _say_hiding(hiding, n_clients),
        "",
        *_table(_hide_small(hiding.rarest)),
        _say_rarest_condition(records),
        "",
        "## Can someone be found again?",
        "",
        _say_found(found),
        "",
        "Whole days between visits are what the second question needs, and they are what makes a "
        "client recognisable. No policy here takes them away.",
        "",
        _say_first_visits(records),
        "",
        "## What to do",
        "",
        WHAT_TO_DO,
        "",
        SAME_CODES,
        "",
        *_say_what_to_leave_out(found),
        "## How this was measured",
        "",
        HOW_MEASURED,
        "",
        "Clients found under each policy:",
        "",
        *_table(found.attacks.rename(columns={"tried": "looked for"})),
    ]
    return "\n".join(lines) + "\n"


def _say_merged(found: Anonymised) -> str:
    fewest = count(found.fewest, "client")
    if found.merged.left_empty:
        return (
            f"Conditions are left out altogether: all of them together were named by fewer than "
            f"{fewest}."
        )
    if not found.merged.into_other:
        return f"No condition has fewer than {fewest}."
    names = listed([plain(name) for name in found.merged.into_other])
    return (
        f"Conditions of fewer than {fewest} are called `other`, with as many more as it takes for "
        f"`other` not to be smaller itself: {names}."
    )


def _say_hiding(hiding: Hiding, n_clients: int) -> str:
    if not hiding.traits:
        return "No trait of clients is recorded, so all of them are alike in traits."
    traits = listed([plain(name) for name in hiding.traits])
    said = (
        f"The smallest group that shares {traits} has {count(hiding.k, 'client')} of "
        f"{n_clients:,} (k-anonymity: k = {hiding.k})."
    )
    if pd.notna(hiding.diversity):
        said += (
            f" Among clients who share the other traits there are at least "
            f"{count(int(hiding.diversity), 'condition')} (l-diversity: l = "
            f"{hiding.diversity:.0f}); 1 means that whoever knows the other traits knows the "
            "condition."
        )
    return f"{said} The rarest combinations:"


def _say_rarest_condition(records: pd.DataFrame) -> str:
    """Which condition says most about a client whom somebody knows."""
    if "condition" not in records or records["condition"].isna().all():
        return "Conditions are not recorded."
    sizes = records.groupby("condition")["client_id"].nunique()
    share = f"{sizes.min()} of {records['client_id'].nunique():,} clients"
    return (
        f"The rarest condition is {plain(str(sizes.idxmin()))} ({share}). The smaller the "
        "practice, the easier it is to guess who they are: whoever knows that somebody comes for "
        "it has only these to choose from."
    )


def _say_what_to_leave_out(found: Anonymised) -> list[str]:
    """Which traits to leave out before records leave the practice, where groups are too small."""
    if found.hiding.k >= found.fewest:
        return []
    raised = measure_without(found.records)
    tried = listed([f"{k} without {plain(str(trait))}" for trait, k in raised.items()])
    named = [f"`{role} = []` leaves out {plain(own)}" for own, role in ROLES.items()
             if own in raised]  # fmt: skip
    how = f" In the mapping, under [appointments], {listed(named)}." if named else ""
    return [
        f"Before these records leave your practice, leave out traits that the question doesn't "
        f"need: k is {found.hiding.k} now, and would be {tried}.{how}",
        "",
    ]


def _say_found(found: Anonymised) -> str:
    """What share the policy in use leaves to be found, by the best knowledge of those tried."""
    shares = found.attacks[found.policy] / found.attacks["tried"]
    best, least = found.attacks.loc[shares.idxmax()], found.attacks.loc[shares.idxmin()]
    return (
        f"Whoever knows {best['known']} finds {best[found.policy]} of {best['tried']} clients; who "
        f"knows only {least['known']}, {least[found.policy]} of {least['tried']}. All that was "
        "tried stands below."
    )


def _say_first_visits(records: pd.DataFrame) -> str:
    """How exactly months and days together tell when each client first came."""
    if "month" not in records:
        return "No month is recorded, so the days can't be placed in a year."
    days = days_of_first_visit(records)
    week = percent((days <= DAYS_OF_WEEK).mean())
    return (
        "Months and days together tell when a client first came: for half of the clients to within "
        f"{count(int(days.median()), 'day')} of a year, for {week} to within a week."
    )


def _hide_small(rarest: pd.DataFrame) -> pd.DataFrame:
    """The rarest combinations, without saying how few share those of under five."""
    if rarest.empty:
        return rarest
    shown = rarest["n"].map(lambda n: group_size(n).removeprefix("n").removeprefix(" = ").strip())
    return rarest.assign(n=shown).rename(columns=plain)


def _table(table: pd.DataFrame) -> list[str]:
    if table.empty:
        return []
    cells = table.astype(str).to_numpy().tolist()
    rows = [list(table.columns), ["---"] * table.shape[1], *cells]
    return [*(f"| {' | '.join(map(plain, row))} |" for row in rows), ""]
