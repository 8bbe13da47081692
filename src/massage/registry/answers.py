"""Everything that records answer, on the engine that is asked for or that their size calls for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analysis.plan import PLAN, Plan
from analysis.schema import PAIN, SLEEP, Outcome
from massage.registry.sizes import may_be_large
from massage.report.results import Json, answer, describe, find_results, list_claims


def find_results_on(
    path: str | Path,
    engine: str = "",
    master: str = "",
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    plan: Plan = PLAN,
    *,
    sites: Sequence[str] = (),
    claims: bool = False,
) -> Json:
    """Answer as ``find_results`` does, from a file, a folder of Parquet files, or an address.

    ``engine`` and ``master`` as for ``choose``. Beyond the size of a practice claims are left out,
    unless ``claims`` asks for them. Raises PlaceError, too.
    """
    if not (engine or master or may_be_large(path)):
        return find_results(path, outcomes, plan, sites=sites)
    from massage.registry.choose import PANDAS, find, is_large
    from massage.registry.practice import open_large

    place, chosen = find(path, engine, master, sites)
    claims = claims or not is_large(place)
    if chosen == PANDAS:
        return find_results(path, outcomes, plan, sites=sites, claims=claims)

    with open_large(place, chosen, outcomes, plan, master=master) as practice:
        source = describe(place.name, practice, chosen) | {"sha256": practice.found.sha256}
        return answer(practice, source, list_claims(practice.in_memory()) if claims else None)
