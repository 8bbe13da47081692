"""Practices of one therapist, with the refusal of one therapist lifted and nothing else."""

from collections.abc import Iterator
from dataclasses import replace

from tests.reference.closed_tries.count import (
    CLIENTS,
    Row,
    answer_by_closed_days,
    find_truth,
    lift,
    note,
    simulate,
    write,
)

from massage.worlds.world import ALONE, CLOSED, CLOSED_TRUE

RUNS = 500
NULLS = (
    "closed_plain", "closed_weather", "closed_flare_moved", "closed_season", "closed_mix",
    "closed_sore_stay_home", "closed_foreseen", "closed_taper", "closed_chosen_by_pain",
)  # fmt: skip
WORLDS = {name: replace(CLOSED[name], **ALONE) for name in NULLS} | {
    "weather twice as strong": replace(CLOSED["closed_weather"], **ALONE, weather_sd=1.0),
    "true_closed": CLOSED_TRUE["true_closed_one_therapist"],
}
ASKED = [(name, CLIENTS) for name in WORLDS] + [("closed_plain", 600), ("closed_weather", 600)]
ONE_IS_ENOUGH = lift(fewest_therapists=1)


def try_it() -> Iterator[Row]:
    """Each world's practices."""
    for name, clients in ASKED:
        world = WORLDS[name]
        truth = find_truth(world)
        for visits in simulate(world, RUNS, clients):
            found = answer_by_closed_days(write(visits, world), ONE_IS_ENOUGH)
            yield {"world": name, "clients": clients} | note("one is enough", found, truth)
