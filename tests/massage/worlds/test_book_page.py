"""The calibration page's part on the day in the book, from small made-up tables and those saved."""

import pandas as pd
import pytest
from tools.write_calibration import MIDDLE, write_page

from calibration.in_book import (
    BY_BOOK,
    BY_MOVES,
    find_book_failures,
    read_book_rates,
    write_in_book,
)
from massage.worlds.calibrate import Settings, read_calibrations
from massage.worlds.world import BOOKED, BOOKED_TRUE, IDENTIFIABLE_NULLS, NULLS_TRUE
from massage.worlds.world import TRUE as PLANNED_TRUE

PAIN, SLEEP = BY_BOOK
SHARES = ("significant", "in_favour", "claimed", "bias", "coverage", "blocked")
COLUMNS = ["world", "analysis", "clients", "runs", "seed", "plan", "answered", "truth",
           *(name + error for name in SHARES for error in ("", "_error"))]  # fmt: skip
HELD = {"significant": 0.05, "in_favour": 0.02, "claimed": 0.05, "bias": 0.0, "coverage": 0.95,
        "blocked": 0.01, "truth": 0.0}  # fmt: skip


def make_row(world, analysis=PAIN, clients=200, **changed):
    errors = {f"{name}_error": 0.01 for name in SHARES}
    settings = {"runs": 400, "seed": 1, "plan": Settings().plan, "answered": 400, "through": None}
    known = {"world": world, "analysis": analysis, "clients": clients}
    return known | settings | HELD | errors | changed


def make_page(*rows):
    return write_in_book(pd.DataFrame(rows), MIDDLE)


def read_tables(page):
    """Every table under its heading: a list of cells for each row, by the row's first cell."""
    tables = {}
    for part in page.split("\n##")[1:]:
        heading, *lines = part.lstrip("# ").splitlines()
        rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
        tables[heading] = {first: rest for first, *rest in rows}
    return tables


BOOK, ABOVE, BESIDE, TRUE, TRUE_ABOVE, EXPORT, FAILED = (
    "Massage does nothing, and visits come from a book",
    "Massage does nothing: the kinds above, with the day in the book",
    "The rule by bookings and moves, and the rule by the day in the book",
    "Massage takes points off pain, and adds them to sleep, in practices with a book",
    "Massage takes points off pain, and adds them to sleep: the kinds above, with the day in the "
    "book",
    "Through an export (Acuity), 60 clients",
    "Where the rule by the day in the book does not hold",
)


def test_each_number_is_where_it_belongs():
    page = make_page(
        make_row("extra_visits", PAIN, 60, claimed=0.03, blocked=0.04),
        make_row("extra_visits", PAIN, claimed=0.06, blocked=0.02),
        make_row("extra_visits", SLEEP, claimed=0.08, blocked=0.05),
        make_row("couples", PAIN, claimed=0.11, blocked=0.0),
        make_row("taper", SLEEP, 60, claimed=0.07, blocked=0.03),
    )
    tables = read_tables(page)
    assert set(tables[BOOK]) == {"kind of practice", *(w.replace("_", " ") for w in BOOKED),
                                 "*worst*", "*mean*"}  # fmt: skip
    assert tables[BOOK]["extra visits"] == ["3 / 6", "4 / 2", "- / 8", "- / 5"]
    assert tables[BOOK]["packages"] == ["- / -"] * 4
    assert tables[BOOK]["*worst*"] == ["3 / 11", "4 / 2", "- / 8", "- / 5"]
    assert tables[BOOK]["*mean*"] == ["3.0 / 8.5", "4.0 / 1.0", "- / 8.0", "- / 5.0"]
    assert len(tables[ABOVE]) == len(IDENTIFIABLE_NULLS) + 3
    assert tables[ABOVE]["taper"] == ["- / -", "- / -", "7 / -", "3 / -"]
    assert tables[ABOVE]["*worst*"] == tables[ABOVE]["taper"]
    assert "something about pain in - / 11 of 100 practices" in page
    assert "are for practices of 60 / 200 clients" in page


def test_the_two_rules_stand_side_by_side():
    old, new = BY_MOVES[0], PAIN
    page = make_page(
        make_row("skipped_both", old, claimed=0.38, blocked=0.03, bias=0.131),
        make_row("skipped_both", new, claimed=0.06, blocked=0.01, bias=-0.012),
        make_row("skipped_both", BY_MOVES[1], claimed=0.21, blocked=0.02, bias=0.061),
        make_row("couples", new, claimed=0.10, blocked=0.05),
        make_row("couples", new, 60, claimed=0.66),
    )
    table = read_tables(page)[BESIDE]
    assert table["skipped both"] == [
        "38 → 6", "3 → 1", "0.131 → -0.012", "21 → -", "2 → -", "0.061 → -",
    ]  # fmt: skip
    assert table["couples"][:2] == ["- → 10", "- → 5"]
    assert table["*worst*"][:3] == ["38 → 10", "3 → 5", "- → -"]
    assert table["*mean*"][:2] == ["38.0 → 8.0", "3.0 → 3.0"]


def test_where_massage_does_something_the_truth_stands_beside_what_is_found():
    found = {"truth": 0.24, "bias": -0.013, "coverage": 0.96, "claimed": 0.87, "blocked": 0.02}
    page = make_page(
        make_row("true_year_end_rush", PAIN, **found),
        make_row("true_year_end_rush", SLEEP, **found | {"truth": 0.22, "claimed": 0.83}),
        make_row("true_mix", PAIN, **found | {"coverage": 0.94}),
        make_row("true_taper", SLEEP, **found | {"blocked": 0.04}),
    )
    above = read_tables(page)[TRUE_ABOVE]
    assert len(above) == len(PLANNED_TRUE | NULLS_TRUE) + 1
    assert above["true mix"] == ["0.24", "-0.013", "94", "87", "2", *"-----"]
    assert above["true taper"] == [*"-----", "0.24", "-0.013", "96", "87", "4"]
    table = read_tables(page)[TRUE]
    assert len(table) == len(BOOKED_TRUE) + 1
    assert table["true year end rush"] == [
        "0.24", "-0.013", "96", "87", "2", "0.22", "-0.013", "96", "83", "2",
    ]  # fmt: skip


def test_what_went_through_exports_stands_beside_the_same_from_records():
    export = {"clients": 60, "through": "acuity", "runs": 100}
    page = make_page(
        make_row("book_mix", PAIN, 60, claimed=0.04),
        make_row("book_mix", PAIN, claimed=0.99),
        make_row("book_mix", PAIN, **export, claimed=0.09, blocked=0.02, bias=0.015),
        make_row("book_mix", SLEEP, **export, claimed=0.03, blocked=0.05),
    )
    tables = read_tables(page)
    assert tables[EXPORT]["book mix"] == ["0.00", "0.015", "9", "4", "2", "3", "-", "5"]
    assert "`anonymise`, 100 practices of each kind" in page
    assert tables[BOOK]["book mix"] == ["4 / 99", "1 / 1", "- / -", "- / -"]
    assert "A cell is of 400 practices" in page


def test_without_an_export_there_is_no_table_of_exports():
    assert "Through an export" not in make_page(make_row("couples"))


TRULY = {"truth": 0.2}


def list_failed(*rows):
    return [
        (one["what"], one["world"], one["analysis"], [row["clients"] for row in one["rows"]])
        for one in find_book_failures(pd.DataFrame(rows))
    ]


@pytest.mark.parametrize(
    ("what", "world", "fails", "holds"),
    [
        ("claimed", "couples", {"claimed": 0.091}, {"claimed": 0.09}),
        ("coverage", "true_year_end_rush", TRULY | {"coverage": 0.919}, TRULY | {"coverage": 0.92}),
        ("blocked", "couples", {"blocked": 0.0625}, {"blocked": 0.06}),
        ("bias", "couples", {"bias": -0.031}, {"bias": -0.03}),
    ],
)
def test_what_does_not_hold_is_found(what, world, fails, holds):
    assert list_failed(make_row(world, **holds)) == []
    rows = [make_row(world, SLEEP, clients, **fails) for clients in (600, 60)]
    assert list_failed(*rows, make_row("plain")) == [(what, world, SLEEP, [60, 600])]


def test_a_benefit_that_is_found_is_no_failure():
    assert list_failed(make_row("true_year_end_rush", truth=0.2, claimed=0.9, bias=-0.05)) == []


def test_what_does_not_hold_is_listed_and_the_old_rule_is_not_judged():
    page = make_page(
        make_row("couples", PAIN, 60, claimed=0.12),
        make_row("couples", PAIN, claimed=0.13),
        make_row("couples", BY_MOVES[0], claimed=0.50),
        make_row("year_end_rush", SLEEP, bias=-0.04),
        make_row("book_mix", PAIN, through="acuity", blocked=0.30),
    )
    listed = page.split(FAILED)[1].split("\n\n", 2)[2]
    assert listed.splitlines() == [
        "- couples, pain: claims something in 12 of 100 practices of 60 clients"
        " and 13 of 100 practices of 200 clients",
        "- book mix, through an export, pain: refuses to answer in 30 of 100 practices of"
        " 200 clients",
        "- year end rush, sleep: leans by -0.04 points with 200 clients",
    ]
    assert make_page(make_row("couples")).endswith("\n\nNone.\n")


def test_rates_of_an_earlier_plan_say_so():
    assert "earlier plan" not in make_page(make_row("couples"))
    earlier = make_page(make_row("couples", plan="0123456789ab"))
    assert "earlier plans, kinds of practice by size: 0123456789ab (1 with 200 clients)." in earlier


def test_tables_are_read_with_an_export_or_without_and_none_is_none(tmp_path):
    assert write_in_book(read_book_rates(tmp_path / "book"), MIDDLE) == ""
    (tmp_path / "book").mkdir()
    rows = pd.DataFrame([make_row("couples"), make_row("couples", SLEEP)])
    rows.drop(columns="through").to_csv(tmp_path / "book" / "200.csv", index=False)
    assert read_book_rates(tmp_path / "book")["through"].isna().all()
    rows.assign(through="jane").to_csv(tmp_path / "book" / "export.csv", index=False)
    read = read_book_rates(tmp_path / "book")
    assert list(read["through"].dropna()) == ["jane", "jane"]
    assert "export (Jane), 200 clients" in write_in_book(read, MIDDLE)


def test_the_saved_tables_are_whole(root):
    """Of each kind that is there, both outcomes; the columns that ``calibrate`` writes."""
    folder = root / "data" / "calibration" / "book"
    for path in folder.glob("*.csv"):
        rates = pd.read_csv(path)
        exported, by_moves = path.stem == "export", path.stem == "by_moves"
        assert [name for name in rates if name != "through"] == COLUMNS
        assert ("through" in rates) == exported
        middle = exported or by_moves
        assert rates["clients"].eq(200 if middle else int(path.stem)).all()
        assert rates["runs"].eq(100 if middle else 400).all()
        assert by_moves or rates["plan"].eq(Settings().plan).all()
        assert rates["plan"].nunique() == 1
        assert not rates.drop(columns=["bias", "bias_error"]).isna().any(axis=None)
        assert not rates.duplicated(["world", "analysis"]).any()
        tried = IDENTIFIABLE_NULLS | PLANNED_TRUE | NULLS_TRUE | BOOKED | BOOKED_TRUE
        assert set(rates["world"]) == set(tried) or middle
        for pair in (BY_BOOK, BY_MOVES):
            asked = rates[rates["analysis"].isin(pair)]
            assert (asked.groupby("world").size() == 2).all()
        assert set(rates["analysis"]) <= {*BY_BOOK, *BY_MOVES}


def test_the_page_holds_the_saved_tables(root):
    folder = root / "data" / "calibration"
    assert write_in_book(read_book_rates(folder / "book"), MIDDLE) in write_page(folder)


def test_calibrations_come_without_the_book_unless_it_is_named(root):
    assert set(read_calibrations()["analysis"]).isdisjoint(BY_BOOK)
    assert len(read_calibrations()) == len(read_calibrations(root / "data" / "calibration"))
