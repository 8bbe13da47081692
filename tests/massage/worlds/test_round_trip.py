"""Books that went through an export and ``anonymise`` are the books that were simulated."""

from dataclasses import replace
from zlib import crc32

import pandas as pd
import pytest

from analysis import Practice
from calibration.round_trip import open_exports, read_back
from massage.intake.shifts import SHIFTS
from massage.worlds import WORLDS
from massage.worlds.analyses import ANALYSES
from massage.worlds.calibrate import OtherSettingsError, Settings, calibrate
from massage.worlds.records import write_down
from massage.worlds.simulate import simulate_visits

SEEDS = [(5, 1), (5, 2)]
SHARED = ["day", "agreed_day", "pain_before", "pain_after", "sleep_quality"]


@pytest.mark.parametrize("form", ["fresha", "cliniko"])
def test_records_say_of_the_book_what_was_true(form):
    """Programs that leave the old line behind: known for every visit that had one, and right.

    Cliniko's export holds no line that is still to come on its day.
    """
    world = WORLDS["book_mix"]
    for records, seed in zip(read_back(world, 40, SEEDS, form), SEEDS, strict=True):
        visits = simulate_visits(world, 40, [seed])
        ours, truth = (
            one[SHARED].astype(float).sort_values(SHARED, ignore_index=True)
            for one in (records, visits)
        )
        to_come = ours["agreed_day"].isna() & (truth["agreed_day"] > truth["day"])
        assert to_come.sum() <= (2 if form == "cliniko" else 0)
        truth["agreed_day"] = truth["agreed_day"].mask(to_come)
        pd.testing.assert_frame_equal(ours, truth)
        assert (records["agreed_known"].dropna() == "yes").all()
        assert records["agreed_known"].notna().sum() == records["agreed_day"].notna().sum() > 300


@pytest.mark.parametrize("name", ["closed_mix", "closed_one_therapist"])
def test_what_closed_days_say_is_the_same_through_an_export(name):
    """But for the codes of blocks, of which as many clients share one."""
    world, same = WORLDS[name], [*SHARED[:1], *SHARED[2:], *SHIFTS[:4]]
    for records, seed in zip(read_back(world, 60, SEEDS, "fresha"), SEEDS, strict=True):
        straight = write_down(simulate_visits(world, 60, [seed]), world)
        ours, truth = (
            one[same].replace({"yes": 1, "no": 0}).astype(float)
            .sort_values(same, ignore_index=True)
            for one in (records, straight)
        )  # fmt: skip
        pd.testing.assert_frame_equal(ours, truth)
        assert ours["shift_after"].notna().mean() > 0.8
        for block in ("closure_block", "period_block"):
            sizes = [sorted(one[block].value_counts()) for one in (records, straight)]
            assert sizes[0] == sizes[1]


def test_moves_in_place_are_not_known():
    records = next(iter(read_back(WORLDS["moved_in_place"], 40, SEEDS[:1], "fresha")))
    assert (records["agreed_known"].dropna() == "no").all()


def test_what_is_announced_through_an_export_is_counted_in_each_practice(tmp_path):
    """The shares are those of the same practices, one at a time; and of no other calibration."""
    asked = tmp_path / "rates.csv", ["packages"], ["question_2_in_book"]
    settings = Settings(clients=60, runs=2, seed=3, through="cliniko")
    [row] = calibrate(*asked, settings, open_exports).to_dict("records")
    assert row["through"] == "cliniko"
    with pytest.raises(OtherSettingsError, match="another through"):
        calibrate(*asked, replace(settings, through=None))
    seeds = [(3, crc32(b"packages"), run) for run in range(2)]
    found = [
        ANALYSES["question_2_in_book"](Practice(records))
        for records in read_back(WORLDS["packages"], 60, seeds, "cliniko")
    ]
    assert row["answered"] == 2
    assert row["bias"] == pytest.approx(sum(one.estimate for one in found) / 2)
