"""On which day an export was taken, and what exports of different days tell that can't be."""

from datetime import date

import pytest

from massage.intake.dates import date_reader
from massage.intake.tables import ExportError
from massage.intake.taken import find_date
from tests.massage.intake.days import CAME, COMING, MAP, MISSED, Line, export, known_of, run, write

DAY = date(2025, 3, 7)
NAMES = {
    "appointments 2025-03-07": DAY,
    "Appointments_20250307": DAY,
    "export20250307143000": DAY,
    "book 7 March 2025": DAY,
    "book-7th-Mar-2025 (1)": DAY,
    "March 7, 2025": DAY,
    "Termine 7 März 2025": DAY,
    "data set 3 2025": None,
    "25-03-2025 appointments": None,
    "appointments 2025-03-01 to 2025-03-07": None,
    "07-03-2025": None,
    "appointments (3)": None,
    "room 12 2025": None,
}


@pytest.mark.parametrize("name", NAMES)
def test_the_day_in_a_file_s_name_is_found_where_there_is_one_and_no_doubt(name):
    found = find_date(name, date_reader(None))
    assert found == (NAMES[name] and NAMES[name].toordinal())


def test_a_date_that_could_be_two_days_is_read_as_the_mapping_says():
    read = date_reader("day first")
    assert find_date("07-03-2025", read) == DAY.toordinal()
    assert find_date("25-03-2025 appointments", read) == date(2025, 3, 25).toordinal()


LINES = [Line(0, 14, (5, 21)), Line(8, 26)]


def exports_without_days(folder):
    paths = []
    for name, on in (("new.csv", 30), ("old.csv", 3)):
        paths.append(export(folder, LINES[: 1 if on == 3 else 2], on).rename(folder / name))
    return paths


def test_without_a_date_in_the_name_the_latest_that_an_export_tells_counts(tmp_path):
    """The older one tells of visits of days 0 to 2, the newer one of a visit on day 26."""
    paths = exports_without_days(tmp_path)
    assert known_of(run(tmp_path, paths)[1])[21] == (14, "no")  # day 2: after the visit of day 0
    said = {"old.csv": write(0)}
    with pytest.raises(ExportError, match="it can't have been exported on the day"):
        run(tmp_path, paths, MAP | {"taken": said})


def test_what_is_said_goes_before_the_name(tmp_path):
    paths = [export(tmp_path, [Line(0, 14, (5, 21))], on) for on in (3, 30)]
    for day in ("2025-03-99", "2030-01-01"):
        with pytest.raises(ExportError, match="file 1: "):
            run(tmp_path, paths, MAP | {"taken": {paths[0].name: day}})
    named = MAP | {"taken": {paths[0].name: write(2)}}
    assert known_of(run(tmp_path, paths, named)[1]) == known_of(run(tmp_path, paths)[1])


EARLY = MAP | {"status": {**MAP["status"], "attended": [CAME, COMING], "coming": []}}


@pytest.mark.parametrize("mapping", [MAP, EARLY])
def test_what_lies_after_the_day_of_an_export_was_still_to_come(mapping, tmp_path):
    """Whatever word the program has for it, and however late the export is read."""
    lines = [Line(0, 14), Line(14, 28), Line(18, 400)]
    path = export(tmp_path, lines, 20)
    assert [*run(tmp_path, [path], mapping)[1].index] == [0, 14]
    plain = path.rename(tmp_path / "appointments.csv")
    expected = [0, 14] if mapping is MAP else [0, 14, 28]
    assert [*run(tmp_path, [plain], mapping)[1].index] == expected
    said = run(tmp_path, [plain], mapping | {"taken": {plain.name: write(20)}})
    assert [*said[1].index] == [0, 14]


@pytest.mark.parametrize("day", [0, 13, 21])
def test_a_date_in_a_name_that_the_export_belies_says_nothing(day, tmp_path):
    """Visits and bookings after it: it is the first day of a period, say."""
    path = export(tmp_path, [Line(0, 14), Line(14, 28)], 30)
    named = path.rename(tmp_path / f"from {write(day)}.csv")
    assert [*run(tmp_path, [named])[1].index] == [0, 14, 28]


@pytest.mark.parametrize("day", ["2025-03-99", "2030-01-01", "2025-03-05"])
def test_a_day_that_is_said_of_a_single_export_and_can_t_be_is_refused(day, tmp_path):
    """No date, a day to come, and one before its visits."""
    path = export(tmp_path, [Line(0, 14), Line(14, 28)], 30)
    with pytest.raises(ExportError, match="file 1: "):
        run(tmp_path, [path], MAP | {"taken": {path.name: day}})


def test_a_day_that_is_said_counts_where_the_export_tells_nothing_of_it(tmp_path):
    """No day of booking is there, and one word stands for who came and for who is to come."""
    bare = EARLY | {"appointments": {**MAP["appointments"], "booked": [], "cancelled_at": []}}
    lines = [Line(0, 14), Line(14, 28), Line(18, 400)]
    path = export(tmp_path, lines, 20, lambda table: table.drop(columns=["Made", "Cancelled"]))
    plain = path.rename(tmp_path / "appointments.csv")
    assert [*run(tmp_path, [plain], bare)[1].index] == [0, 14, 28]
    said = run(tmp_path, [plain], bare | {"taken": {plain.name: write(20)}})
    assert [*said[1].index] == [0, 14]


CONTRADICTIONS = {
    "gone": (lambda table: table[table["No"].ne("5")], "file 1, line 6", "doesn't have"),
    "other_client": (
        lambda table: table.assign(Client=table["Client"].mask(table["No"].eq("5"), "Bob")),
        "file 2, line 6", "for another client",
    ),
    "other_day": (
        lambda table: table.assign(Date=table["Date"].mask(table["No"].eq("5"), write(16))),
        "file 2, line 6", "on another day",
    ),
    "undone": (
        lambda table: table.assign(Status=table["Status"].mask(table["No"].eq("5"), MISSED)),
        "file 2, line 6", "this one that it wasn't",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CONTRADICTIONS)
def test_what_cannot_change_between_two_exports_is_told_with_its_line(kind, tmp_path):
    change, where, what = CONTRADICTIONS[kind]
    lines = [Line(0, 14), Line(14, 28)]
    first = export(tmp_path, lines, 20)
    found, _ = run(tmp_path, [first, export(tmp_path, lines, 30, change)])
    assert len(found.contradicted) == 1
    assert where in found.contradicted[0]
    assert what in found.contradicted[0]
    assert found.warnings[f"contradicted_{kind}"] == 1
    assert not {"Ann", "Bob", CAME, MISSED} & {*found.contradicted[0].split()}


def test_exports_that_agree_contradict_nothing(tmp_path):
    lines = [Line(0, 14), Line(14, 28)]
    found, _ = run(tmp_path, [export(tmp_path, lines, on) for on in (20, 30)])
    assert found.contradicted == []
    assert not [kind for kind in found.warnings if "contradicted" in kind]
