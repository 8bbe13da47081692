"""Every kind of bad file gets its message; sound but thin files pass with a remark."""

import pytest

from analysis import Outcome, RecordsError, load_sessions
from analysis.records import check_records
from analysis.schema import OUTCOME_COLUMNS
from massage.words.codes import tell_remarks
from tests.analysis.cells.test_cells import BAD_FILES

HEADER = "client_id,day,pain_before"
SOUND = f"{HEADER}\nA,0,5\nA,7,4\n"
RELAXED = Outcome("relaxed", -3, 3, better="higher")


BAD_CELLS = {
    "pain of 11": ("A,0,11", "line 2, pain_before: 11 is too high: write a number from 0 to 10, "
                   "or leave the cell empty"),
    "pain below zero": ("A,0,-1", "line 2, pain_before: -1 is below zero: write a number from 0 "
                        "to 10, or leave the cell empty"),
    "decimal comma": ('A,0,"7,5"', "line 2, pain_before: 7,5 is written with a decimal comma: "
                      "write 7.5"),
    "comma between thousands": ('A,0,5\nA,"1,014",5', "line 3, day: 1,014 is written with a comma "
                                "between thousands: write 1014"),
    "comma in a rating": ('A,0,"1,014"', "line 2, pain_before: 1,014 is written with a decimal "
                          "comma: write 1.014"),
    "too many thousands": ('A,0,5\nA,"40,000",5', "line 3, day: 40,000 is not a number: write a "
                           "whole number from 0 to 36500"),
    "decimal comma in a day": ('A,0,5\nA,"7,5",5', "line 3, day: 7,5 is not a number: write a "
                               "whole number from 0 to 36500"),
    "lines without a visit": ("A,,\nA,0,5\nB,,\nB,0,4", "line 2, day: 2 lines have no day, this "
                              "one first: every session needs a whole number from 0 to 36500. "
                              "Lines without a visit, such as those that REDCap writes for what is "
                              "asked once (age, condition), are no sessions: copy what you need of "
                              "them into the client's other lines, then remove them"),
    "number in words": ("A,0,seven", "line 2, pain_before: seven is not a number: write a number "
                        "from 0 to 10"),
    "number with a unit": ("A,0,7/10", "line 2, pain_before: 7/10 is not a number: write a number "
                           "from 0 to 10"),
    "word for missing": ("A,0,n/a", "line 2, pain_before: n/a is text: leave the cell empty where "
                         "nothing was recorded"),
    "infinity": ("A,0,inf", "line 2, pain_before: inf is not a number: write a number from 0 to "
                 "10"),
    "date for a day": ("A,2024-01-05,5", "line 2, day: 2024-01-05 is a date: write a whole number "
                       "from 0 to 36500"),
    "half a day": ("A,0,5\nA,2.5,5", "line 3, day: 2.5 is not a whole number: write a whole number "
                   "from 0 to 36500"),
    "negative day": ("A,0,5\nA,-7,5", "line 3, day: -7 is below zero: write a whole number from 0 "
                     "to 36500"),
    "day far away": ("A,0,5\nA,40000,5", "line 3, day: 40000 is too high: write a whole number "
                     "from 0 to 36500"),
    "no day": ("A,0,5\nA,,5", "line 3, day: the cell is empty: every session needs a whole number "
               "from 0 to 36500"),
    "no client": ("A,0,5\n,7,5", "line 3, client_id: the cell is empty: every session needs a "
                  "random code"),
    "same day twice": ("A,0,5\nA,7,5\nA,7,4", "line 4, day: 7 is already there for client A (line "
                       "3): keep one row per client and day; if these are two people, such as of "
                       "two sites, give them two codes"),
    "codes given out per site": (
        "\n".join(f"{code},{day},5" for _ in range(2) for code in "AB" for day in (0, 7, 9)),
        "line 8, day: 6 lines have a client and day that an earlier line has, this one first (0, "
        "client A, line 2). Were client codes given out anew at each site, so that one code stands "
        "for several people? Then put the site's code in front of each, such as A-12 and B-12. "
        "Only where it is the same person, keep one row per client and day"),
    "late first day": ("A,3,5\nA,9,5", "line 2, day: 3 is the first day of client A: count days "
                       "from the client's first session, which is day 0"),
    "too few cells": ("A,0,5\nA,7", "line 3: 2 cells where the header has 3: is the file cut "
                      "short, or a separator missing?"),
    "too many cells": ("A,0,7,5", "line 2: 4 cells where the header has 3: a value that contains "
                       "the separator needs quotation marks around it"),
    "row of empty cells": ("A,0,5\n,,\nA,7,5", "line 3: the line is empty: remove it"),
    "empty line": ("A,0,5\n\nA,7,5", "line 3: the line is empty: remove it"),
    "empty lines": ("A,0,5\n\n,,\n\nA,7,5", "line 3: the lines from here to line 5 are empty: "
                    "remove them"),
}  # fmt: skip

BAD_OTHER_COLUMNS = {
    "negative duration": ("duration_min", "-60", "-60 is too low: write a number from 5 to 240, "
                          "in minutes, or leave the cell empty"),
    "endless session": ("duration_min", "600", "600 is too high: write a number from 5 to 240, in "
                        "minutes, or leave the cell empty"),
    "booked after": ("booked_day", "3", "3 is after the session's day, 0: write the day on which "
                     "the appointment was fixed, which can't be later"),
    "unknown condition": ("condition", "back pain", "back pain is not a known value: write one of "
                          "strain, pregnancy, scoliosis, fibromyalgia, chronic_pain, stress, "
                          "other, or leave the cell empty"),
    "unknown pain site": ("pain_site", "toe", "toe is not a known value: write one of low_back, "
                          "upper_back, neck, shoulder, widespread, other, or leave the cell empty"),
    "unknown event": ("adverse_event", "bad", "bad is not a known value: write one of none, mild, "
                      "moderate, serious, or leave the cell empty"),
    "neither yes nor no": ("other_care", "maybe", "maybe is not yes or no in small letters: "
                           "write yes or no, or leave the cell empty"),
    "yes in capitals": ("new_client", "YES", "YES is not yes or no in small letters: write yes "
                        "or no, or leave the cell empty"),
    "month 13": ("month", "13", "13 is too high: write a whole number from 1 to 12, or leave the "
                 "cell empty"),
    "25 hours of sleep": ("sleep_hours", "25", "25 is too high: write a number from 0 to 24, in "
                          "hours, or leave the cell empty"),
    "sleep of 11": ("sleep_quality", "11", "11 is too high: write a number from 0 to 10, or leave "
                    "the cell empty"),
}  # fmt: skip
OTHER_RATINGS = ", ".join(
    name for name in OUTCOME_COLUMNS if name not in ("pain_before", "sleep_quality")
)
BAD_COLUMNS = {
    "no client column": (b"client,day,pain_before\nA,0,5\n", "line 1: there is no column "
                         "client_id; the nearest name is client: rename it client_id"),
    "names in place of codes": (
        b"Client,day,pain_before\nAnn Alder,0,5\n", "line 1: there is no column client_id; Client "
        "seems to hold names, which must not be records: is this an export of practice software? "
        "It becomes session records, with random codes in place of names, by analysis anonymise "
        "(docs/your-own-records.md)"
    ),
    "no day column": (b"client_id,Days,pain_before\nA,0,5\n", "line 1: there is no column day; "
                      "the nearest name is Days: rename it day"),
    "no outcome": (b"client_id,day\nA,0\n", "line 1: there is no outcome; at least one of "
                   f"pain_before, sleep_quality, {OTHER_RATINGS} is needed"),
    "outcome without a value": (b"client_id,day,pain_before\nA,0,\n", "pain_before: no value in "
                                "the whole file, so there is no outcome to study"),
}  # fmt: skip


def lines(path, *outcomes):
    """Every broken rule as its line."""
    return tuple(map(str, check_records(path, *outcomes).broken))


def told(checked):
    return tell_remarks(checked.remarks)


def test_there_are_at_least_sixty_kinds_of_bad_file():
    assert len({*BAD_CELLS, *BAD_OTHER_COLUMNS, *BAD_COLUMNS, *BAD_FILES}) >= 60


@pytest.mark.parametrize(("rows", "message"), BAD_CELLS.values(), ids=BAD_CELLS)
def test_bad_cell(write, rows, message):
    assert lines(write(f"{HEADER}\n{rows}\n")) == (message,)


@pytest.mark.parametrize(
    ("column", "value", "message"), BAD_OTHER_COLUMNS.values(), ids=BAD_OTHER_COLUMNS
)
def test_bad_cell_in_another_column(write, column, value, message):
    path = write(f"{HEADER},{column}\nA,0,5,{value}\n")
    assert lines(path) == (f"line 2, {column}: {message}",)


@pytest.mark.parametrize(("content", "message"), BAD_COLUMNS.values(), ids=BAD_COLUMNS)
def test_bad_columns(write, content, message):
    assert lines(write(content)) == (message,)


def test_every_broken_rule_in_one_pass(write):
    path = write(f"{HEADER},condition\nA,0,11,strain\nA,7,seven,sore\nA,7,5\nB,1,5,strain\n")
    with pytest.raises(RecordsError) as raised:
        load_sessions(path)
    places = [message.split(":")[0] for message in map(str, raised.value.broken)]
    assert places == [
        "line 2, pain_before",
        "line 3, condition",
        "line 3, pain_before",
        "line 4",
        "line 5, day",
    ]
    assert str(raised.value) == "\n".join(map(str, raised.value.broken))


def test_a_wide_table_of_sessions_is_read(write):
    more = [f"q{place}" for place in range(287)]
    text = f"{HEADER},{','.join(more)}\nA,0,5{',1' * 287}\n"
    assert lines(write(text)) == ()


def test_unclear_days_do_not_bring_a_second_message(write):
    found = lines(write(f"{HEADER}\nA,zero,5\nA,7,5\n"))
    assert len(found) == 1


def test_a_named_outcome_has_its_own_range_and_must_be_there(write):
    path = write("client_id,day,relaxed\nA,0,4\n")
    assert lines(path, [RELAXED]) == (
        "line 2, relaxed: 4 is too high: write a number from -3 to 3, or leave the cell empty",
    )
    assert lines(write("client_id,day,Relaxed\nA,0,2\n"), [RELAXED])[0] == (
        "line 1: there is no column relaxed; the nearest name is Relaxed: rename it relaxed"
    )


def test_an_outcome_can_change_the_range_of_a_column(write):
    promis = Outcome("sleep_quality", 8, 40, better="lower", name="sleep")
    path = write("client_id,day,sleep_quality\nA,0,40\n")
    assert lines(path, [promis]) == ()
    assert lines(path)[0].startswith("line 2, sleep_quality: 40 is too high")


def test_extra_columns_are_never_shown(write):
    path = write(f"{HEADER},name,phone\nA,0,5,Anna,555\nA,7,11,Anna,555\n")
    checked = check_records(path)
    shown = " ".join([*map(str, checked.broken), *told(checked)])
    assert "Anna" not in shown
    assert "555" not in shown
    assert list(checked.sessions) == ["client_id", "day", "pain_before"]


def test_control_characters_and_long_cells_are_not_passed_on(write):
    path = write(f"{HEADER}\nA,0,\x1b[31m{'x' * 90}\n")
    message = lines(path)[0]
    assert "\x1b" not in message
    assert len(message) < 140


SOUND_BUT_THIN = {
    "one client": (SOUND, "few clients: 1; no answer is given with fewer than 10"),
    "constant column": (f"{HEADER}\nA,0,5\nB,0,5\n", "pain_before has the same value in every row "
                        "that has one"),
    "extra column": (f"{HEADER},notes\nA,0,5,x\nA,7,4,y\n", "columns that are not part of the "
                     "format were left out: 1"),
    "nearly a column": (f"{HEADER},Sleep_Quality\nA,0,5,3\nA,7,4,2\n", "a column left out is "
                        "called sleep_quality: is it sleep_quality?"),
    "no sleep": (SOUND, "sleep_quality has no values, so nothing can be said about sleep"),
    "spaces": (f"{HEADER}\nA, 0,5\nA,7,4\n", "spaces around some cells were left out"),
    "book not recorded": (f"{HEADER},booked_day\nA,0,5,\nA,7,4,0\n", "which day stood in the book "
                          "for each visit (agreed_day) is not recorded: where a client skipped a "
                          "visit of a series, the next one counts as kept"),
    "moves alone recorded": (f"{HEADER},original_day\nA,0,5,\nA,7,4,\n", "which day stood in the "
                             "book for each visit (agreed_day) is not recorded: where a client "
                             "skipped a visit of a series, the next one counts as kept"),
    "book not known": (f"{HEADER},agreed_day,agreed_known\nA,0,5,,no\nA,7,4,7,yes\nA,9,4,9,no\n",
                       "it is not known on which day 1 of 2 visits stood in the book "
                       "(agreed_known): these are left out where gaps of the same client are "
                       "compared"),
    "known without a day": (f"{HEADER},agreed_known\nA,0,5,\nA,7,4,yes\n", "agreed_known says "
                            "nothing without agreed_day, the day that stood in the book"),
    "codes like names": (f"{HEADER}\nAnna B,0,5\nAnna B,7,4\n", "some client codes look like a "
                         "name, a phone number or an address; use random codes"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "remark"), SOUND_BUT_THIN.values(), ids=SOUND_BUT_THIN)
def test_sound_but_thin(write, content, remark):
    checked = check_records(write(content))
    assert checked.broken == ()
    assert remark in told(checked)


@pytest.mark.parametrize("known", ["yes", ""])
def test_records_whose_book_is_known_need_no_remark_on_it(write, known):
    rows = f"A,0,5,,,\nA,7,4,0,7,{known}\nA,14,4,0,14,{known}\n"
    checked = check_records(write(f"{HEADER},booked_day,agreed_day,agreed_known\n{rows}"))
    assert checked.broken == ()
    assert not [one for one in told(checked) if "agreed" in one]


def test_only_another_outcome_of_the_format_is_enough(write):
    assert lines(write("client_id,day,stress\nA,0,5\n")) == ()


def test_what_is_known_of_closed_days_is_read_and_held_to_its_range(tmp_path):
    path = tmp_path / "records.csv"
    head = "client_id,day,pain_before,shift_after,shift_before,shifted,before_closure,"
    head += "closure_block,period_block\n"
    path.write_text(head + "a,0,5,0.31,-0.07,yes,no,k3,p1\na,9,4,,,,,,\n", encoding="utf-8")
    read = load_sessions(path)
    assert read["shift_after"].tolist()[0] == 0.31
    assert read.iloc[0][["shifted", "closure_block"]].tolist() == ["yes", "k3"]
    path.write_text(head + "a,0,5,-13,0,maybe,no,k3,p1\n", encoding="utf-8")
    with pytest.raises(RecordsError) as told:
        load_sessions(path)
    assert [(one.column, str(one.rule)) for one in told.value.broken] == [
        ("shift_after", "too_low"),
        ("shifted", "not_yes_or_no"),
    ]
