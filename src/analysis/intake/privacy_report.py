"""The privacy report: what left, what stayed, and what could still identify someone."""

from __future__ import annotations

import pandas as pd

from analysis.intake.anonymise import Anonymised
from analysis.intake.privacy import SAFE_HARBOR, Hiding, measure_without
from analysis.words import count, listed, plain

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

HOW_MEASURED = (
    "k-anonymity (doi:10.1142/S0218488502001648): clients are grouped by all recorded traits, each "
    "with its most frequent value, and k is the size of the smallest group. l-diversity "
    "(doi:10.1145/1217299.1217302): the fewest conditions among clients who share the other "
    "traits. Linking attack: twenty clients, or all where there are fewer, are drawn at random and "
    "looked for by what an acquaintance may know. Found means: it fits this client and nobody else "
    "in these records. Someone who knows less, or is wrong about a day, finds fewer; someone who "
    "knows a trait as well finds more."
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
        *_table(hiding.rarest.rename(columns=plain)),
        _say_rarest_condition(records),
        "",
        "## Can someone be found again?",
        "",
        _say_found(found),
        "",
        "Whole days between visits are what the second question needs, and they are what makes a "
        "client recognisable. No policy here takes them away.",
        "",
        "## What to do",
        "",
        WHAT_TO_DO,
        "",
        *_say_what_to_leave_out(found),
        "## How this was measured",
        "",
        HOW_MEASURED,
        "",
        f"Clients found, of {found.attacks['tried'].iloc[0]} looked for, under each policy:",
        "",
        *_table(found.attacks.drop(columns="tried")),
    ]
    return "\n".join(lines) + "\n"


def _say_merged(found: Anonymised) -> str:
    if not found.merged:
        return f"No condition has fewer than {count(found.fewest, 'client')}."
    names = listed([plain(name) for name in found.merged])
    return (
        f"Conditions of fewer than {count(found.fewest, 'client')} are called `other`, with as "
        f"many more as it takes for `other` not to be smaller itself: {names}."
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
    """How many the policy in use leaves to be found, by the best knowledge of those tried."""
    best = found.attacks.loc[found.attacks[found.policy].idxmax()]
    least = found.attacks.loc[found.attacks[found.policy].idxmin()]
    return (
        f"Whoever knows {best['known']} finds {best[found.policy]} of {best['tried']} clients; who "
        f"knows only {least['known']}, {least[found.policy]}. All that was tried stands below."
    )


def _table(table: pd.DataFrame) -> list[str]:
    if table.empty:
        return []
    cells = table.astype(str).to_numpy().tolist()
    rows = [list(table.columns), ["---"] * table.shape[1], *cells]
    return [*(f"| {' | '.join(map(plain, row))} |" for row in rows), ""]
