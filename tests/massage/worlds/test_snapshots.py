"""The simulation of exports of different days sees what ``anonymise`` finds in their files."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd

from calibration.forms import map_form, write_export
from massage.intake.anonymise import anonymise
from massage.intake.mapping import make_mapping
from massage.intake.plan import SPACING_DAYS
from massage.worlds.calendar import FIRST_DAY
from massage.worlds.simulate import simulate_book
from tests.reference import snapshots
from tests.reference.snapshots import IN_PLACE, ask_exports

EVERY, SEED = 20, (20_261_129, 3)


def list_known(records):
    """Days, and what was agreed and whether it is known, for each client in order of these."""
    told = records[["day", "agreed_day", "agreed_known"]].astype(object)
    told = told.where(told.notna(), -1).assign(client=records["client_id"])
    return sorted(tuple(own.drop(columns="client").to_numpy().ravel().tolist())
                  for _, own in told.groupby("client"))  # fmt: skip


def write_exports(visits, lines, days, folder):
    """The appointments of each day, with it in the file's name, and the ratings of the last one."""
    for day in days:
        tables = write_export(visits, lines, "fresha", on=day)
        for name in tables if day == days[-1] else ("appointments",):
            path = folder / f"{name} {FIRST_DAY + timedelta(days=day)}.csv"
            if len(tables[name]):
                tables[name].to_csv(path, index=False)
                yield path


def test_the_simulation_of_exports_sees_what_anonymise_finds_in_their_files(tmp_path):
    world = replace(IN_PLACE["moved_in_place"], records_days=240)
    visits, lines = simulate_book(world, 12, [SEED])
    days = [*range(0, 239, EVERY), 239]
    paths = [*write_exports(visits, lines, days, tmp_path)]
    mapping, today = make_mapping(map_form("fresha", moving="in place")), FIRST_DAY + timedelta(240)
    records = anonymise(paths, mapping, tmp_path / "key.json", today=today).records
    _, told = next(ask_exports(visits, lines, days, [SPACING_DAYS]))
    known = told["agreed_known"].where(told["agreed_day"].notna())
    seen = pd.DataFrame(
        {"client_id": visits["client"], "day": visits["day"], "agreed_day": told["agreed_day"],
         "agreed_known": known}
    )  # fmt: skip
    assert list_known(records) == list_known(seen)
    assert seen["agreed_known"].value_counts().min() > 5


def test_the_docs_say_how_often_is_enough_as_it_was_tried(root):
    page = (root / "docs" / "mapping.md").read_text(encoding="utf-8")
    assert "\n".join(snapshots.write_rows()) in page
    runs = pd.read_csv(snapshots.OUT).query("spacing == 0").groupby(["clients", "every"])["runs"]
    few, usual, large = (runs.min()[cell] for cell in ((200, 1), (200, 7), (600, 7)))
    said = f"{usual} practices a cell of 60 and 200 clients, {large} of 600, {few} with forgotten"
    assert said in " ".join(page.split())


def test_what_exports_show_is_right_and_claims_no_more_than_chance():
    """Goals: 7 of 100 claimed, two Monte Carlo errors allowed; 80 of 100 known if four of five."""
    table = pd.read_csv(snapshots.OUT).query("spacing == 0")
    nothing = table[table["truth"].eq(0)]
    error = (0.07 * 0.93 / nothing["runs"]) ** 0.5
    assert (nothing["claimed"] <= 0.07 + 2 * error).all()
    assert table["right"].dropna().eq(1).all()
    assert (table.query("every == 1")["known"] > 0.795).all()
