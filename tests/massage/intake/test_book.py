"""The day in the book: every story of it, alone and through an export, and a second reading."""

import random
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from massage.intake.anonymise import anonymise, write_privacy_report
from massage.intake.book import FIRST, NEW_LINE, NOTHING, STOOD, UNDATED, read_book
from massage.intake.mapping import MappingError, make_mapping
from massage.intake.tables import ExportError

CAME, CANCELLED, MISSED, MOVED, COMING = "came", "cancelled", "missed", "moved", "coming"
SISTER = "her sister came"
NAN = np.nan
FIRST_VISIT = (0, -5, CAME)  # day, made, what became of it, day of cancelling or moving away

# what happened: the lines, and by visit the day that stood in the book at the visit before
STORIES = {
    "series booked ahead, one skipped": (
        [(14, 0, CAME), (28, 0, CANCELLED, 27), (42, 0, CAME), (56, 0, CAME)],
        {14: 14, 42: 28, 56: 56},
    ),
    "cancelled between the visits": ([(14, 0, CANCELLED, 9), (21, 9, CAME)], {21: 14}),
    "cancelled, day not recorded": ([(14, 0, CANCELLED), (28, 0, CAME)], {28: 14}),
    "no-show": ([(14, 0, MISSED), (23, 15, CAME)], {23: 14}),
    "booked at the desk": (
        [(14, 0, CAME), (35, 14, CAME), (60, 36, CAME)],
        {14: 14, 35: 35, 60: None},
    ),
    "cancelled and rebooked on one day": (
        [(14, 0, CAME), (28, 0, CANCELLED, 14), (31, 14, CAME), (45, 14, CANCELLED, 40),
         (47, 40, CAME)],
        {14: 14, 31: 31, 47: 45},
    ),
    "extra visit in a flare": (
        [(14, 0, CAME), (21, 19, CAME), (28, 0, CAME)],
        {14: 14, 21: 28, 28: 28},
    ),
    "another therapist": (
        [(14, 0, CAME), (20, 14, CANCELLED, 17), (24, 17, CAME)],
        {14: 14, 24: 20},
    ),
    "cancelled by the practice": (
        [(14, 0, CANCELLED, 12), (19, 12, CAME), (33, 12, CANCELLED, 17), (40, 17, CAME)],
        {19: 14, 40: 40},
    ),
    "given to somebody else": ([(14, 0, SISTER, 11), (28, 0, CAME)], {28: 14}),
    "moved in place, nothing else known": ([(21, 0, CAME)], {21: 21}),
    "nothing in the book": ([(18, 16, CAME), (40, 38, CAME)], {18: None, 40: None}),
    # more of them
    "moved to a new line, day not recorded": ([(14, 0, MOVED), (21, 9, CAME)], {21: 14}),
    "moved to a new line": ([(14, 0, MOVED, 9), (21, 9, CAME), (35, 9, CAME)], {21: 14, 35: 35}),
    "cancelled on its own day": ([(14, 0, CANCELLED, 14), (15, 14, CAME)], {15: 14}),
    "cancelled after its own day": ([(14, 0, CANCELLED, 16), (20, 15, CAME)], {20: 14}),
    "cancelled on the day of the visit before": ([(14, 0, CANCELLED, 0), (28, 0, CAME)], {28: 28}),
    "booked and cancelled between the visits": (
        [(14, 3, CANCELLED, 5), (20, 6, CAME)],
        {20: None},
    ),
    "still to come when the export was taken": ([(14, 0, COMING), (20, 15, CAME)], {20: 14}),
    "two in the book for one day": ([(14, 0, MISSED), (14, 0, CANCELLED, 13), (20, 15, CAME)],
                                    {20: 14}),
    "two appointments of one day": ([(14, 0, CAME), (14, 14, CAME), (28, 14, CAME)],
                                    {14: 14, 28: 28}),
    "booked after it took place": ([(14, 15, CAME), (28, 14, CAME)], {14: None, 28: 28}),
    "a cancelled one booked after its day": ([(14, 15, CANCELLED), (28, 0, CAME)], {28: 28}),
    "its own booking date is missing": ([(14, NAN, CAME)], {14: None}),
    "one without a booking date lies before": (
        [(14, NAN, CANCELLED, 20), (28, 0, CAME)],
        {28: None},
    ),
    "one without a booking date lies behind": (
        [(14, 0, CAME), (28, NAN, CANCELLED)],
        {14: 14},
    ),
    "one without a booking date lies on the same day": (
        [(14, 0, CAME), (14, NAN, CANCELLED)],
        {14: 14},
    ),
    "one without a booking date was gone before": (
        [(14, NAN, CANCELLED, 0), (28, 0, CAME)],
        {28: 28},
    ),
    "a line twice": ([(14, 0, MISSED), (14, 0, MISSED), (20, 15, CAME)], {20: 14}),
}  # fmt: skip


def make_lines(story, person="ann"):
    rows = [(*line, NAN)[:4] for line in (FIRST_VISIT, *story)]
    lines = pd.DataFrame(rows, columns=["day", "booked", "state", "gone"]).astype({"gone": float})
    given = lines["state"].eq(SISTER)
    return lines.assign(
        person=person, cancelled=lines["gone"].mask(given), given_away=lines["gone"].where(given)
    )


def list_visits(lines):
    attended = lines[lines["state"].eq(CAME)]
    return attended.groupby(["person", "day"])[["booked"]].first().reset_index()


def read(lines, moving=NEW_LINE):
    """By visit after the first: the agreed day, and how it was found."""
    visits = list_visits(lines)
    found = visits.join(read_book(visits, lines, moving))
    return found[found["found"].ne(FIRST)].set_index("day")


def as_day(value):
    return None if pd.isna(value) else int(value)


@pytest.mark.parametrize("story", STORIES)
def test_every_story_gives_the_day_that_stood_in_the_book(story):
    lines, expected = STORIES[story]
    found = read(make_lines(lines))
    assert {day: as_day(agreed) for day, agreed in found["agreed"].items()} == expected
    assert found["agreed_known"].dropna().eq("yes").all()
    assert found["agreed_known"].isna().equals(found["agreed"].isna())


@pytest.mark.parametrize("story", STORIES)
def test_nothing_entered_after_the_visit_before_changes_it(story):
    """Whatever became of the lines later: all others read as if they came, or were cancelled."""
    lines, expected = STORIES[story]
    whole = make_lines(lines)
    visits = list_visits(whole)
    before = visits["day"].shift()
    for place, (day, agreed) in enumerate(expected.items(), start=1):
        later = whole["cancelled"] > before[place]
        for changed in (whole["cancelled"].mask(later), whole["cancelled"].mask(later, day + 99)):
            found = read_book(visits, whole.assign(cancelled=changed), NEW_LINE)
            assert as_day(found["agreed"][place]) == agreed


@pytest.mark.parametrize("moving", ["in place", "both", "unknown"])
def test_it_is_not_known_where_a_line_may_have_been_moved_unseen(moving):
    found = read(make_lines(STORIES["moved in place, nothing else known"][0]), moving)
    assert found["agreed"].to_list() == [21]
    assert found["agreed_known"].to_list() == ["no"]


def test_nothing_in_the_book_and_no_booking_date_are_told_apart():
    for story, expected in (
        ("nothing in the book", [NOTHING, NOTHING]),
        ("its own booking date is missing", [UNDATED]),
        ("one without a booking date lies before", [UNDATED]),
        ("booked at the desk", [STOOD, STOOD, NOTHING]),
    ):
        assert read(make_lines(STORIES[story][0]))["found"].to_list() == expected


def test_a_first_visit_has_no_day_in_the_book():
    lines = make_lines([(14, 0, CAME)])
    found = read_book(list_visits(lines), lines)
    assert found.iloc[0].isna().tolist() == [True, True, False]
    assert found["found"][0] == FIRST


# the practice's own column
OWN = {  # booked, original: agreed, known
    "never moved and booked by the visit before": ((0, NAN), (28, "yes")),
    "never moved and booked on its day": ((10, NAN), (28, "yes")),
    "moved": ((0, 21), (21, "yes")),
    "moved, and booked anew": ((20, 25), (25, "yes")),
    "brought forward": ((0, 35), (35, "yes")),
    "day first agreed is its own": ((0, 28), (28, "yes")),
    "booked since the visit before": ((11, NAN), (NAN, None)),
    "day first agreed is its own, and booked since": ((11, 28), (NAN, None)),
    "no booking date": ((NAN, NAN), (NAN, None)),
    "no booking date, but the day first agreed": ((NAN, 21), (21, "yes")),
    "first agreed for a day before the visit before": ((0, 9), (28, "yes")),
}


@pytest.mark.parametrize("case", OWN)
def test_the_practice_s_own_column_goes_before_what_the_lines_say(case):
    (booked, original), (agreed, known) = OWN[case]
    lines = make_lines([(10, 0, CAME), (28, booked, CAME)])
    lines = lines.assign(original=[NAN] * (len(lines) - 1) + [original])
    visits = list_visits(lines).assign(original=[NAN, NAN, original])
    found = read_book(visits, lines)
    assert as_day(found["agreed"][2]) == as_day(agreed)
    assert (found["agreed_known"][2] == known) or (known is None and found["agreed"].isna()[2])


def test_lines_speak_where_the_practice_s_own_column_does_not():
    lines = make_lines(STORIES["extra visit in a flare"][0])
    visits = list_visits(lines).assign(original=NAN)
    found = read_book(visits, lines)
    assert found["agreed"].to_list()[1:] == [14, 28, 28]
    assert found["agreed_known"].to_list()[1:] == ["yes", "yes", "yes"]


MOVED_LINES = {  # booked, day, cancelled, original of each line; visits; agreed by visit
    "a visit of a series was skipped": (
        [(0, 14, NAN, NAN), (0, 28, 27, NAN), (0, 42, NAN, NAN)], [14, 42], [14, 28],
    ),
    "what was skipped had been moved": (
        [(0, 14, NAN, NAN), (0, 35, 34, 28), (0, 42, NAN, NAN)], [14, 42], [14, 28],
    ),
    "moved into the next week, and skipped there": (
        [(0, 14, NAN, NAN), (0, 21, 20, 13), (0, 42, NAN, NAN)], [14, 42], [13, 21],
    ),
    "two of one day, one of them moved": (
        [(0, 14, NAN, NAN), (0, 28, NAN, NAN), (0, 28, NAN, 35)], [14, 28], [14, 28],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MOVED_LINES)
def test_every_line_stood_where_the_own_column_says(case):
    rows, days, agreed = MOVED_LINES[case]
    columns = ["booked", "day", "cancelled", "original"]
    lines = pd.DataFrame([(-3, 0, NAN, NAN), *rows], columns=columns).assign(person="Ann")
    came = lines[lines["day"].isin([0, *days])]
    visits = came.groupby(["person", "day"]).first().reset_index()
    found = read_book(visits, lines)
    assert found["agreed"].to_list()[1:] == agreed
    assert found["agreed_known"].to_list()[1:] == ["yes", "yes"]


# a second reading, by loops
def read_by_loops(lines):
    """By day of each visit of one person's lines: the agreed day, and how it was found."""
    visits = sorted({line["day"] for line in lines if line["state"] == CAME})
    found = dict.fromkeys(visits[:1], (None, FIRST))
    for evening, visit in pairwise(visits):
        stood, perhaps = [], []
        for line in lines:
            gone = line["cancelled"] <= evening or line["given_away"] <= evening
            if line["day"] <= evening or gone:
                continue
            if np.isnan(line["booked"]):
                perhaps.append(line["day"])
            elif line["booked"] <= evening:
                stood.append(line["day"])
        if stood and min(stood) <= min([*perhaps, np.inf]):
            found[visit] = (min(stood), STOOD)
        else:
            found[visit] = (None, UNDATED if perhaps else NOTHING)
    return found


def draw_line(rng, person):
    """A line among few days, so that many lie on the same."""
    day = rng.randint(0, 12)
    state = rng.choice([CAME, CAME, CAME, CANCELLED, MISSED, MOVED, SISTER])
    gone = rng.choice([NAN, rng.randint(day - 6, day + 2)])
    return {
        "person": f"person {person}",
        "day": day,
        "booked": rng.choice([NAN, *range(day - 6, day + 2)]),
        "state": state,
        "cancelled": gone if state in (CANCELLED, MOVED) else NAN,
        "given_away": gone if state == SISTER else NAN,
    }


def test_a_second_reading_by_loops_finds_the_same_in_thousands_of_books():
    rng = random.Random(7)
    books = [[draw_line(rng, n) for _ in range(rng.randint(1, 12))] for n in range(5_000)]
    lines = pd.DataFrame([line for book in books for line in book]).sample(frac=1, random_state=1)
    visits = list_visits(lines).sample(frac=1, random_state=2)
    found = visits.join(read_book(visits, lines, NEW_LINE))
    expected = {(book[0]["person"], day): read for book in books
                for day, read in read_by_loops(book).items()}  # fmt: skip
    assert expected == {
        (row.person, row.day): (as_day(row.agreed), row.found) for row in found.itertuples()
    }
    assert (found["found"].value_counts() > 1_000).to_dict() == dict.fromkeys(
        (FIRST, STOOD, NOTHING, UNDATED), True
    )
    before = found.sort_values("day").groupby("person")["day"].shift().reindex(found.index)
    assert (found["agreed"] > before)[found["agreed"].notna()].all()


@pytest.mark.parametrize("people", [1, 5_000])
def test_many_lines_take_no_longer_than_they_must(people):
    """300,000 lines; were each compared with all others of its person, it would take hours."""
    n, rng = 300_000, np.random.default_rng(1)
    day = rng.integers(0, 1_000_000 // people, n).astype(float)
    lines = pd.DataFrame({"person": rng.integers(0, people, n).astype(str), "day": day})
    lines = lines.assign(booked=day - rng.integers(0, 60, n), cancelled=NAN, state=CAME)
    visits = list_visits(lines)
    found = read_book(visits, lines)
    assert len(found) == len(visits) > n / 2
    assert found["found"].eq(STOOD).sum() > n / 4


# through an export
ONE_EXPORT_TELLS = [name for name in STORIES if name not in ("given to somebody else",
                                                             "a line twice")]  # fmt: skip
DAY_0 = date(2025, 3, 3)
WORDS = {CAME: "Completed", CANCELLED: "Cancelled", MISSED: "No show", MOVED: "Moved",
         COMING: "Confirmed"}  # fmt: skip
MAP = {
    "appointments": {"client": "Client", "start": "Date", "booked": "Made", "status": "Status",
                     "cancelled_at": "Cancelled", "therapist": "With", "service": "Service"},
    "status": {"attended": ["Completed"], "cancelled": ["Cancelled"], "missed": ["No show"],
               "moved": ["Moved"], "coming": ["Confirmed"]},
    "scores": {"pain_before": "Pain"},
    "moving": "new line",
}  # fmt: skip


def write_date(day):
    return "" if np.isnan(day) else (DAY_0 + timedelta(days=int(day))).isoformat()


def write_export(path, story, extra=()):
    """Ann's lines, in no order, each with another therapist, and Bob's one visit."""
    lines = make_lines(story)
    rows = [
        ["Ann", write_date(line.day), write_date(line.booked), WORDS[line.state],
         write_date(line.cancelled), f"Kim {line.Index}", "Massage", "3"]
        for line in lines.sample(frac=1, random_state=3).itertuples()
    ]  # fmt: skip
    rows += [["Bob", write_date(0), write_date(-1), "Completed", "", "Kim 1", "Massage", "4"]]
    header = ["Client", "Date", "Made", "Status", "Cancelled", "With", "Service", "Pain"]
    pd.DataFrame([*rows, *extra], columns=header).to_csv(path, index=False)
    return path


def run(folder, story, extra=(), **mapping):
    path = write_export(folder / "export.csv", story, extra)
    made = make_mapping(MAP | mapping)
    found = anonymise([path], made, folder / "key", fewest=2, today=date(2026, 1, 1))
    ann = found.records[found.records["client_id"].eq(found.key["clients"]["ann"])]
    return found, ann.set_index("day")


@pytest.mark.parametrize("story", ONE_EXPORT_TELLS)
def test_an_export_tells_every_story(story, tmp_path):
    lines, expected = STORIES[story]
    _, ann = run(tmp_path, lines)
    assert {day: as_day(agreed) for day, agreed in ann["agreed_day"].items()} == {
        0: None, **expected,
    }  # fmt: skip
    known = ann.get("agreed_known", pd.Series(index=ann.index, dtype=object))
    assert known.isna().equals(ann["agreed_day"].isna())
    assert known.dropna().eq("yes").all()


def test_an_export_of_a_program_that_moves_in_place_tells_what_it_shows(tmp_path):
    lines, _ = STORIES["moved in place, nothing else known"]
    for said in ({"moving": "in place"}, {"moving": "both"}, {"moving": "unknown"}):
        _, ann = run(tmp_path, lines, **said)
        assert ann.loc[21, ["agreed_day", "agreed_known"]].to_list() == [21, "no"]
    unsaid = {name: part for name, part in MAP.items() if name != "moving"}
    found = anonymise(
        [tmp_path / "export.csv"], make_mapping(unsaid), tmp_path / "key", fewest=2,
        today=date(2026, 1, 1),
    )  # fmt: skip
    assert found.records["agreed_known"].dropna().to_list() == ["no"]


@pytest.mark.parametrize("case", OWN)
def test_an_export_with_the_practice_s_own_column_of_moves_tells_it(case, tmp_path):
    (booked, original), (agreed, known) = OWN[case]
    path = write_export(tmp_path / "export.csv", [(10, 0, CAME), (28, booked, CAME)])
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table["Moved from"] = table["Date"].eq(write_date(28)).map({True: write_date(original)})
    table.to_csv(path, index=False)
    columns = MAP["appointments"] | {"original": "Moved from"}
    mapping = make_mapping(
        MAP | {"moving": "unknown", "moves_recorded": True, "appointments": columns}
    )
    found = anonymise([path], mapping, tmp_path / "key", fewest=2, today=date(2026, 1, 1))
    last = found.records[found.records["day"].eq(28)].iloc[0]
    assert as_day(last["agreed_day"]) == as_day(agreed)
    assert last["agreed_known"] == known if known else pd.isna(last["agreed_known"])
    assert "original_day" in found.records


def service(day, made, status, name):
    return ["Ann", write_date(day), write_date(made), status, "", "Kim", name, ""]


def test_services_that_give_no_session_record_are_no_visits_and_not_in_the_book(tmp_path):
    story, expected = STORIES["no-show"]
    others = [service(5, 0, "Completed", "Balm, to collect"), service(9, 0, "Cancelled", "CLASS ")]
    ignored = {"services": {"ignored": ["balm, to collect", "Class", "Yoga"]}}
    found, ann = run(tmp_path, story, others, **ignored)
    assert {day: as_day(agreed) for day, agreed in ann["agreed_day"].items()} == {
        0: None, **expected,
    }  # fmt: skip
    assert found.counts["for services that give no session record"] == 2
    assert found.counts["services under [services] ignored that no line has (are they written as "
                        "in the export?)"] == 1  # fmt: skip
    _, with_them = run(tmp_path, story, others)
    assert with_them["agreed_day"].dropna().to_list() == [5, 9]


@pytest.mark.parametrize("mark", ["yes", "late", "31/31/2025", "1"])
def test_any_mark_of_cancelling_means_cancelled_and_one_without_a_date_stands(mark, tmp_path):
    """Also for a status that says that she came; a day that isn't clear isn't used."""
    extra = [["Ann", write_date(14), write_date(0), "Completed", mark, "Kim", "Massage", ""]]
    found, ann = run(tmp_path, [(28, 0, CAME)], extra)
    assert ann["agreed_day"].dropna().to_list() == [14]
    assert found.counts["cancelled"] == 1
    undated = [n for what, n in found.counts.items() if what.startswith("cancelled or moved")]
    assert undated == [1]


def test_what_was_found_in_the_book_is_counted(tmp_path):
    story = [(14, 0, CAME), (35, 14, CANCELLED), (40, 15, CAME), (50, NAN, CAME), (60, 55, CAME),
             (70, 99, CANCELLED, 60)]  # fmt: skip
    found, _ = run(tmp_path, story, moving="unknown")
    counts = list(found.counts.items())
    start = next(at for at, (what, _) in enumerate(counts) if what.startswith("visits after a"))
    assert [(what[:34], n) for what, n in counts[start : start + 7]] == [
        ("visits after a client's first", 4),
        ("of these, with an appointment in t", 2),
        ("of these, with nothing in the book", 1),
        ("of these, with an appointment whos", 1),
        ("of the days in the book, those of ", 2),
        ("cancelled or moved appointments wi", 1),
        ("other appointments booked after th", 1),
    ]
    known, _ = run(tmp_path, story)
    assert not [n for what, n in known.counts.items() if what.startswith("of the days")]


def test_an_export_of_attended_appointments_alone_is_told_as_such(tmp_path):
    said = "appointments, none of them cancelled or moved (does the export leave those out?"
    for story, n in (("booked at the desk", 5), ("no-show", 3), ("cancelled, day not recorded", 0)):
        found, _ = run(tmp_path, STORIES[story][0])
        assert [n for what, n in found.counts.items() if what.startswith(said)] == [n] * bool(n)


def test_a_day_of_cancelling_before_that_of_booking_is_no_day(tmp_path):
    found, ann = run(tmp_path, [(7, 0, CAME), (14, 5, CANCELLED, 3), (20, 5, CAME)])
    assert ann["agreed_day"].to_list()[1:] == [7, 14]
    counted = [n for what, n in found.counts.items() if "without the day on which" in what]
    assert counted == [1]


@pytest.mark.parametrize("own", [False, True])
def test_without_any_day_of_booking_there_is_no_day_in_the_book(own, tmp_path):
    """Nor with a column of one's own: those that were moved alone would be told."""
    columns = MAP["appointments"] | {"booked": []} | ({"original": "Made"} if own else {})
    found, ann = run(tmp_path, [(14, 9, CAME)], appointments=columns, moves_recorded=own)
    assert not {"agreed_day", "agreed_known"} & set(ann)
    assert [n for what, n in found.counts.items() if what.startswith("of these, with an")] == [0, 1]


def test_an_empty_column_says_that_nothing_stood_in_the_book(tmp_path):
    _, ann = run(tmp_path, STORIES["nothing in the book"][0])
    assert ann["agreed_day"].isna().all()
    assert "agreed_known" not in ann


def test_the_privacy_report_says_for_how_many_visits_the_day_is_known(tmp_path):
    story = STORIES["booked at the desk"][0]
    known = write_privacy_report(run(tmp_path, story)[0])
    assert (
        "For which day a visit was agreed by the visit before is known for 2 of 3 visits after a "
        "client's first." in known
    )
    assert "The day that stood in the book before a visit adds to that. Whoever knows " in known
    unknown = write_privacy_report(run(tmp_path, story, moving="in place")[0])
    assert "For no visit is it known for which day it was agreed by the visit before." in unknown
    undated = {"appointments": MAP["appointments"] | {"booked": []}}
    assert "stood in the book before a visit adds" not in write_privacy_report(
        run(tmp_path, story, **undated)[0]
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"moving": "sometimes"}, "moving must be one of new line, in place, both, unknown"),
        ({"moving": ["new line"]}, "moving must be one of"),
        ({"without_appointment": "yes"}, "without_appointment must be one of refused, left out"),
        ({"services": {"ignored": "Class"}}, r"\[services\] ignored must be a list of words"),
        ({"services": {"class": []}}, r"\[services\] has a name that isn't known"),
        (
            {"services": {"ignored": ["Class"]}, "appointments": {"client": "C", "start": "D"}},
            r"no column is named that holds them: write service",
        ),
    ],
)
def test_what_the_mapping_says_of_moves_and_services_must_be_usable(given, words):
    with pytest.raises(MappingError, match=words):
        make_mapping(MAP | given)


def test_services_are_not_ignored_where_no_file_names_any(tmp_path):
    mapping = {"preset": "acuity", "services": {"ignored": ["Class"]}}
    path = tmp_path / "export.csv"
    path.write_text("First Name,Last Name,Start Time\nAnn,Elm,2025-01-02\nBob,Oak,2025-01-02\n")
    with pytest.raises(ExportError, match=r"the services under .services. ignored would count"):
        anonymise([path], make_mapping(mapping), tmp_path / "key", fewest=2)


@pytest.mark.parametrize(("other", "agreed"), [("2025-03-20", 30), ("20/03/2025", 17)])
def test_days_of_cancelling_that_excel_may_have_turned_round_are_not_used(other, agreed, tmp_path):
    """Was the one of day 17 cancelled by day 10? It was, if 2025-03-10 is 10 March."""
    story = [(10, 0, CAME), (30, 0, CAME)]
    extra = [
        [name, write_date(17), write_date(0), "Cancelled", cancelled, "Kim", "Massage", ""]
        for name, cancelled in (("Ann", "2025-03-10"), ("Bob", other))
    ]
    _, ann = run(tmp_path, story, extra, date_order="day first")
    assert ann["agreed_day"].dropna().to_list() == [10, agreed]
