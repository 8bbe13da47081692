"""The page's part on closed days: every number is the tables', of those with an answer."""

import re

import pandas as pd
import pytest

from calibration.by_closed_days import BY_CLOSED_DAYS, read_closed_rates, write_closed
from massage.worlds.calibrate import Settings
from massage.worlds.world import CLOSED, CLOSED_LARGE, CLOSED_TRUE

CELLS = {"significant": 0.04, "coverage": 0.95, "blocked": 0.03, "bias": 0.01, "half_width": 0.6}


def make_rates(folder, clients=200, plan=None, worlds=(*CLOSED, *CLOSED_TRUE), **changed):
    rows = [
        {"world": world, "analysis": analysis, "clients": clients, "runs": 500, "seed": 1,
         "plan": plan or Settings().plan, "answered": 400, "truth": 0.0, **CELLS, **changed}
        for world in worlds for analysis in BY_CLOSED_DAYS
    ]  # fmt: skip
    folder.mkdir(exist_ok=True)
    pd.DataFrame(rows).to_csv(folder / f"{clients}.csv", index=False)
    return folder


def find_row(page, world):
    name = world.replace("_", " ")
    return re.search(rf"^\| {name} \|(.+)\|$", page, re.M)[1].replace(" ", "").split("|")


def test_shares_are_of_those_with_an_answer(tmp_path):
    page = write_closed(read_closed_rates(make_rates(tmp_path)))
    for world in (*CLOSED, *CLOSED_TRUE):
        assert find_row(page, world) == 2 * ["5", "95", "20", "3", "+0.01", "0.60"]


def test_what_has_no_answer_is_a_dash_and_sizes_stand_side_by_side(tmp_path):
    make_rates(tmp_path)
    nothing = {"significant": 0.0, "coverage": None, "bias": None, "half_width": None}
    make_rates(tmp_path, 600, answered=0, **nothing)
    page = write_closed(read_closed_rates(tmp_path))
    row = find_row(page, "closed_plain")
    assert row == 2 * ["5/-", "95/-", "20/100", "3/3", "+0.01/-", "0.60/-"]
    assert "practices of 200 / 600 clients" in page


def test_thirty_therapists_have_a_table_of_their_own(tmp_path):
    make_rates(tmp_path)
    assert "thirty" not in write_closed(read_closed_rates(tmp_path)).lower()
    make_rates(tmp_path, 2000, worlds=CLOSED_LARGE, runs=50, answered=40)
    page = write_closed(read_closed_rates(tmp_path))
    assert "2000 clients, 50 practices of each kind." in page
    for world in CLOSED_LARGE:
        assert find_row(page, world) == 2 * ["5", "95", "20", "3", "+0.01", "0.60"]
    assert find_row(page, "closed_plain") == find_row(page, "closed_plain_thirty_therapists")
    assert "A cell is of 500\npractices" in page


def test_an_export_has_a_table_of_its_own(tmp_path):
    make_rates(tmp_path)
    rates = pd.read_csv(tmp_path / "200.csv").query("world == 'closed_mix'")
    told = {"through": "fresha", "runs": 60, "answered": 48, "significant": 0.08}
    rates.assign(**told).to_csv(tmp_path / "export.csv", index=False)
    page = write_closed(read_closed_rates(tmp_path))
    *_, row = re.findall(r"^\| closed mix \|(.+)\|$", page, re.M)
    said = ["10", "95", "20", "+0.01"]
    assert row.replace(" ", "").split("|") == ["Fresha", "60", "200", *said, *said]
    assert find_row(page, "closed_mix") == 2 * ["5", "95", "20", "3", "+0.01", "0.60"]


def test_an_earlier_plan_is_told(tmp_path):
    page = write_closed(read_closed_rates(make_rates(tmp_path, plan="0123456789ab")))
    assert "Measured under an earlier plan (0123456789ab)." in page


def test_nothing_is_written_of_nothing(tmp_path):
    assert write_closed(read_closed_rates(tmp_path / "closed")) == ""


@pytest.mark.parametrize("analysis", BY_CLOSED_DAYS)
def test_the_tables_that_come_along_are_whole_and_of_this_plan(root, analysis):
    rates = read_closed_rates(root / "data" / "calibration" / "closed")
    direct = rates["through"].isna()
    exported = rates[~direct & rates["analysis"].eq(analysis)]
    assert list(exported["world"]) == ["closed_plain", "closed_sore_stay_home", "true_closed"]
    assert exported["runs"].eq(60).all()
    assert exported["clients"].eq(200).all()
    own = rates[direct & rates["analysis"].eq(analysis)].set_index("world")
    assert own["half_width"].notna().eq(own["answered"] > 0).all()
    is_large = own.index.isin(CLOSED_LARGE)
    large, own = own[is_large], own[~is_large]
    assert set(large.index) == set(CLOSED_LARGE)
    assert (large["clients"].eq(2000) & large["runs"].eq(200)).all()
    assert sorted(own.groupby("clients").size()) == 2 * [len(CLOSED | CLOSED_TRUE)]
    assert set(own.index) == set(CLOSED | CLOSED_TRUE)
    assert set(own["clients"]) == {200, 600}
    assert own["runs"].eq(500).all()
    alone = own.index.str.endswith("one_therapist")
    assert own.loc[alone, "refused"].eq(1).all()
    assert not own.loc[~alone, ["found", "coverage", "bias"]].isna().any(axis=None)
