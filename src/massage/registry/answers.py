"""Answers and reports, on the engine that is asked for or that the records' size calls for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analysis.plan import PLAN, Plan
from analysis.schema import PAIN, SLEEP, Outcome
from massage.provenance import OWN, describe_source, is_synthetic
from massage.registry.sizes import may_be_large
from massage.report.results import Json, answer, describe, find_results, list_claims
from massage.words.codes import join


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

    place, chosen = find(path, engine, master)
    claims = claims or not is_large(place)
    if chosen == PANDAS:
        return find_results(path, outcomes, plan, sites=sites, claims=claims)

    with open_large(place, chosen, outcomes, plan, master=master, sites=sites) as practice:
        source = describe(place.name, practice, chosen) | {"sha256": practice.found.sha256}
        return answer(practice, source, list_claims(practice.in_memory()) if claims else None)


def build_report_on(
    path: str | Path,
    out: Path,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    engine: str = "",
    master: str = "",
    *,
    sites: Sequence[str] = (),
) -> Path:
    """Build a report as ``build_report`` does; its front alone where an engine reads the records.

    ``engine`` and ``master`` as for ``choose``. Returns the front's path. Raises PlaceError, too.
    """
    from massage.report.build import build_front, build_report

    if not (engine or master or may_be_large(path)):
        return build_report(Path(path), out, outcomes, sites=sites)
    from massage.registry.choose import PANDAS, find
    from massage.registry.practice import open_large

    place, chosen = find(path, engine, master)
    if chosen == PANDAS:
        return build_report(Path(path), out, outcomes, sites=sites)
    is_file = place.is_local and Path(path).is_file()
    with open_large(place, chosen, outcomes, master=master, sites=sites) as practice:
        source = describe_source(path) if is_file else OWN
        practice.source = join(source, practice.tell_who())
        practice.made_up = is_file and is_synthetic(path)
        return build_front(practice, out)
