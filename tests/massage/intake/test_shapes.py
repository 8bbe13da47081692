"""Exports of another shape than a row per appointment, and ratings and names by a rule."""

import pandas as pd
import pytest

from analysis.cells import UnreadableError
from massage.__main__ import main
from massage.intake.anonymise import anonymise
from massage.intake.mapping import MappingError, make_mapping
from massage.intake.mapping_text import read_toml
from massage.intake.opening import read_export
from massage.intake.shapes import stack_visits
from massage.intake.tables import ExportError
from tests.massage.intake.test_presets import PLAIN, TODAY, read, refusal, table


def visits(found):
    """Days and pain by client's name."""
    names = {code: name for name, code in found.key["clients"].items()}
    records = found.records.assign(name=found.records["client_id"].map(names))
    return {
        name: [*zip(own["day"], own.get("pain_before", own["day"]), strict=True)]
        for name, own in records.groupby("name")
    }


EXPECTED = {"ann elm": [(0, 5), (14, 4)], "bob fir": [(0, 7)]}


def test_a_date_and_its_time_may_stand_apart(tmp_path):
    text = """Client,Day,Hour,Pain
Ann Elm,1 Feb 2024,9:30 am,5
Ann Elm,15 Feb 2024,4:00 pm,4
Bob Fir,1 Feb 2024,9:30 am,7
"""
    roles = {"client": "Client", "start": ["Day", "Hour"]}
    found = read(tmp_path, text, mapping={"appointments": roles, "scores": {"pain_before": "Pain"}})
    assert visits(found) == EXPECTED


def test_blocks_side_by_side_are_visits(tmp_path):
    text = """Client,Date1,Pain1,Date2,Pain2,Date10,Pain10
Ann Elm,2024-02-01,5,,,2024-02-15,4
Bob Fir,2024-02-01,7,,,,
"""
    mapping = {"appointments": {"client": "Client", "start": "Date{n}"},
               "scores": {"pain_before": "Pain{n}"}}  # fmt: skip
    assert visits(read(tmp_path, text, mapping=mapping)) == EXPECTED


def test_blocks_side_by_side_are_suggested_as_visits(tmp_path, capsys):
    text = """Client,Phone 1,Phone 2,Date1,Pain1,Date2,Pain2,Date10,Pain10
Ann Elm,1,2,13/02/2024,5,,,27/02/2024,4
Bob Fir,3,,13/02/2024,7,,,,
"""
    (tmp_path / "export.csv").write_text(text, encoding="utf-8")
    assert main(["anonymise", "--suggest", str(tmp_path / "export.csv")]) == 0
    mapping = read_toml(capsys.readouterr().out)
    assert mapping["appointments"]["start"] == "Date{n}"
    assert mapping["scores"]["pain_before"] == "Pain{n}"
    assert visits(read(tmp_path, text, mapping=mapping)) == EXPECTED


def test_columns_with_numbers_and_no_dates_are_no_visits():
    frame = pd.DataFrame(
        {"Date": ["2024-01-02"], "Phone 1": ["12"], "Phone 2": [""], "Pain 1": ["3"]}
    )
    assert stack_visits(frame) is frame


def test_what_redcap_asks_once_stands_with_each_visit(tmp_path):
    text = """record_id,redcap_event_name,visit_date,pain,why
Ann Elm,start_arm_1,,,stress
Ann Elm,visit_1_arm_1,2024-02-01,5,
Ann Elm,visit_2_arm_1,2024-02-15,4,
Bob Fir,start_arm_1,,,strain
Bob Fir,visit_1_arm_1,2024-02-01,7,
"""
    mapping = {"appointments": {"client": "record_id", "start": "visit_date"},
               "scores": {"pain_before": "pain", "condition": "why"}}  # fmt: skip
    found = read(tmp_path, text, mapping=mapping)
    assert visits(found) == EXPECTED
    assert found.counts["lines of REDCap without a visit, whose answers stand with the client's "
                        "visits"] == 2  # fmt: skip


def test_columns_of_one_name_are_numbered(tmp_path):
    text = "Client,Date,Paid,Paid\nAnn Elm,2024-02-01,5,0\nBob Fir,2024-02-01,7,0\n"
    mapping = {"appointments": {"client": "Client", "start": "Date"},
               "scores": {"pain_before": "Paid (1)"}}  # fmt: skip
    assert visits(read(tmp_path, text, mapping=mapping)) == {
        "ann elm": [(0, 5)], "bob fir": [(0, 7)],
    }  # fmt: skip


VAGARO = "Customer Name,Appointment Date,Start Time,Service\n"


def write_by_status(folder, *names):
    paths = [folder / f"{name}.csv" for name in names]
    for place, path in enumerate(paths, start=1):
        rows = [f'"{name}",2/{place}/2024,9:00 AM,Massage' for name in ("Elm, Ann", "Fir, Bob")]
        path.write_text(VAGARO + "\n".join(rows) + "\n")
    return paths


BY_STATUS = {"preset": "vagaro", "date_order": "month first"}


def test_the_name_of_a_file_may_say_what_became_of_its_lines(tmp_path):
    paths = write_by_status(tmp_path, "Service Completed", "No-Show", "cancelled_2024")
    found = anonymise(paths, make_mapping(BY_STATUS), tmp_path / "k", fewest=2, today=TODAY)
    assert len(found.records) == 2
    assert (found.counts["missed"], found.counts["cancelled"]) == (2, 2)


def test_a_file_of_no_status_is_refused(tmp_path):
    paths = write_by_status(tmp_path, "Service Completed", "export")
    with pytest.raises(ExportError, match="file 2: no column says who came, and no word of"):
        anonymise(paths, make_mapping(BY_STATUS), tmp_path / "k", fewest=2, today=TODAY)


EVENT = """BEGIN:VEVENT
UID:{uid}
SUMMARY:{name}
DTSTART:{start}
CREATED:20240101T120000Z
STATUS:{status}
END:VEVENT
"""


def calendar(*events):
    body = "".join(EVENT.format(uid=uid, name=name, start=start, status=status)
                   for uid, (name, start, status) in enumerate(events))  # fmt: skip
    return f"BEGIN:VCALENDAR\n{body}END:VCALENDAR\n"


EVENTS = [
    ("Ann Elm", "20240201T093000", "CONFIRMED"), ("Ann Elm", "20240208T093000", "CANCELLED"),
    ("Ann Elm", "20240215T093000", "CONFIRMED"), ("Bob Fir", "20240201", "CONFIRMED"),
]  # fmt: skip


def test_a_calendar_s_events_are_appointments(tmp_path):
    path = tmp_path / "book.ics"
    path.write_text(calendar(*EVENTS))
    mapping = make_mapping({"preset": "calendar", "time_zone": "Europe/London"})
    found = anonymise([path], mapping, tmp_path / "k", fewest=2, today=TODAY)
    assert {name: [day for day, _ in own] for name, own in visits(found).items()} == {
        "ann elm": [0, 14], "bob fir": [0],
    }  # fmt: skip
    assert "preset_calendar" in found.warnings


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (calendar(), "holds no event"),
        (calendar(*EVENTS).replace("STATUS:", "RRULE:FREQ=WEEKLY\nSTATUS:"), "line 2 repeats"),
    ],
)
def test_a_calendar_that_doesn_t_tell_is_refused(content, words, tmp_path):
    path = tmp_path / "book.ics"
    path.write_text(content)
    with pytest.raises(UnreadableError, match=words):
        read_export(path)


RANGES = ("Ann Elm,2024-02-01,6-7", "Ann Elm,2024-02-15,Moderate", "Bob Fir,2024-02-01,6/10")


@pytest.mark.parametrize(("rule", "pain"), [("lower", 6), ("middle", 6.5), ("upper", 7)])
def test_ranges_and_words_are_ratings_by_the_rule_of_the_mapping(rule, pain, tmp_path):
    said = PLAIN | {"ranges": rule, "rating_words": {"Moderate": 5}}
    found = read(tmp_path, table(*RANGES), mapping=said)
    assert visits(found) == {"ann elm": [(0, pain), (14, 5)], "bob fir": [(0, 6)]}


def test_without_a_rule_ranges_and_words_are_refused(tmp_path):
    said = refusal(tmp_path, table(*RANGES), mapping=PLAIN)
    assert 'line 2, pain_before: not a number but a range; say ranges = "lower"' in said
    assert "line 3, pain_before: not a number but a word; say which number" in said


BOOK = "Client,Start,Status\nAnn Elm,2024-02-01,x\nAnn Elm,2024-02-15,x\nBob Fir,2024-02-01,x\n"
APART = {
    "appointments": {"client": "Client", "start": "Start", "status": "Status"},
    "status": {"attended": ["x"]},
    "scores": {"client": "Who", "date": "Date", "pain_before": "Pain"},
}


def rated(*names):
    days = ("2024-02-01,5", "2024-02-15,4", "2024-02-01,7")
    return "Who,Date,Pain\n" + "".join(f"{n},{d}\n" for n, d in zip(names, days, strict=True))


def test_names_in_another_order_are_asked_about_and_then_taken(tmp_path):
    scores = rated('"Elm, Ann"', '"Elm, Ann"', '"Fir, Bob"')
    said = refusal(tmp_path, BOOK, scores, mapping=APART)
    assert said.count("last_name_first = true") == 1
    assert "lines 2, 3 and 4" in said
    found = read(tmp_path, BOOK, scores, mapping=APART | {"last_name_first": True})
    assert visits(found) == EXPECTED


def test_a_name_that_nearly_matches_is_told_with_the_other_s_place(tmp_path):
    scores = rated("Anne Elm", "Ann Elm", "Bob Fir")
    said = refusal(tmp_path, BOOK, scores, mapping=APART)
    assert "file 2, line 2" in said
    assert "nearly the same name stands in file 1, line 2" in said
    assert "Elm" not in said
    same = APART | {"same_person": {"Anne Elm": "Ann Elm"}}
    assert visits(read(tmp_path, BOOK, scores, mapping=same)) == EXPECTED


def test_ratings_of_booking_are_no_pain_on_arrival():
    with pytest.raises(MappingError, match="say nothing about pain on arrival"):
        make_mapping(PLAIN | {"rated": "on booking"})


@pytest.mark.parametrize(
    ("rated", "kept"),
    [
        ("unknown", ["rated_unknown"]),
        ("after", ["rated_after"]),
        ("on arrival", []),
        ("before", []),
    ],
)
def test_when_ratings_were_given_stays_with_the_records(rated, kept, tmp_path):
    rows = ("Ann Elm,2024-02-01,5", "Bob Fir,2024-02-01,7")
    found = read(tmp_path, table(*rows), mapping=PLAIN | {"rated": rated})
    assert [what for what in found.warnings if what.startswith("rated")] == kept


def test_a_column_of_cancelling_that_nobody_named_is_warned_of(tmp_path):
    text = """Client,Date,Pain,Cancelled on,Did not arrive
Ann Elm,2024-02-01,5,,No
Ann Elm,2024-02-15,4,2024-02-14,No
Bob Fir,2024-02-01,7,,Yes
"""
    assert read(tmp_path, text, mapping=PLAIN).warnings["unread_marks"] == 2
    roles = PLAIN["appointments"] | {"cancelled_at": "Cancelled on"}
    found = read(tmp_path, text, mapping=PLAIN | {"appointments": roles})
    assert len(found.records) == 2
    assert found.warnings["unread_marks"] == 1
