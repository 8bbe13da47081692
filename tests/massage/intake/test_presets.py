"""Exports as each software writes them, by hand, and every column of the records they become."""

import io
from datetime import date, datetime

import pandas as pd
import pytest
from openpyxl import Workbook

from massage.intake.anonymise import anonymise, keep
from massage.intake.codes import KeyFileError, find_same, read_key, write_key
from massage.intake.mapping import make_mapping
from massage.intake.tables import ExportError

TODAY = date(2024, 12, 31)

FRESHA = """Appt. ref.,Client,Team member,Status,Created date,Scheduled date,Service,Duration (mins),Pain,After
1,Zoe Ash,Kim,Completed,"01 Jan 2024, 9:00am","05 Jan 2024, 10:00am",Deep tissue,60min,7,5
2,Zoe Ash,Kim,Completed,"05 Jan 2024, 11:00am","19 Jan 2024, 10:00am",Deep tissue,1h 30min,5,4
3,Zoe Ash,Lee,No Show,"19 Jan 2024, 11:00am","02 Feb 2024, 10:00am",Deep tissue,60min,,
4,Ben Oak,Kim,Completed,"02 Feb 2024, 11:00am","15 Apr 2024, 4:00pm",Swedish & deep tissue,45min,3,3
5,Ben Oak,Kim,Completed,"15 Apr 2024, 5:00pm","15 Apr 2024, 6:00pm",Relaxing,30min,2,1
6,Walk-In,Kim,Completed,"15 Apr 2024, 5:00pm","25 Apr 2024, 6:00pm",Relaxing,30min,,
"""  # noqa: E501
FRESHA_MAP = {"preset": "fresha", "scores": {"pain_before": "Pain", "pain_after": "After"}}
FRESHA_RECORDS = """who,day,booked_day,agreed_day,agreed_known,pain_before,pain_after,duration_min,modality,therapist,new_client,active,month
ben,0,-73,,,3,1,45,other,kim,yes,yes,4
zoe,0,-4,,,7,5,60,deep_tissue,kim,no,no,1
zoe,14,0,14,no,5,4,90,deep_tissue,kim,no,no,1
"""  # noqa: E501

JANE = """id,patient_guid,treatment_name,start_at,end_at,state,Pain
1,aB3x,Massage - 60 min,2024-03-30 23:30:00 UTC,2024-03-31 00:30:00 UTC,arrived,6
2,aB3x,Massage - 60 min,2024-04-13 09:00:00 UTC,2024-04-13 10:00:00 UTC,cancelled,
3,Ab3X,Massage 60/90 min,2024-04-01 09:00:00 UTC,,arrived,4
4,Ab3X,Massage - 45 min,2024-07-01 09:00:00 UTC,2024-07-01 09:45:00 UTC,arrived,8
"""
JANE_MAP = {"preset": "jane", "time_zone": "Europe/London", "scores": {"pain_before": "Pain"}}
JANE_RECORDS = """who,day,pain_before,duration_min,modality,new_client,active,month
lower,0,6,60,other,no,no,3
upper,0,4,,other,no,yes,4
upper,91,8,45,other,no,yes,7
"""

CLINIKO = """id,created_at,starts_at,ends_at,cancelled_at,did_not_arrive,patient_name,Pain
1,2024-05-01T08:00:00Z,2024-05-10T08:00:00Z,2024-05-10T09:00:00Z,,false,Ann Elm,9
2,2024-05-10T09:00:00Z,2024-05-24T08:00:00Z,2024-05-24T09:00:00Z,2024-05-20T09:00:00Z,false,Ann Elm,
3,2024-05-10T09:00:00Z,2024-06-07T08:00:00Z,2024-06-07T09:00:00Z,,true,Ann Elm,
4,2024-05-10T09:00:00Z,2024-06-21T08:00:00Z,2024-06-21T09:00:00Z,,false,Ann Elm,4
5,2024-05-10T09:00:00Z,2024-06-22T08:00:00Z,2024-06-22T09:00:00Z,,false,Bob Yew,5
"""
CLINIKO_MAP = {
    "preset": "cliniko",
    "time_zone": "Pacific/Auckland",
    "scores": {"pain_before": "Pain"},
}
CLINIKO_RECORDS = """who,day,booked_day,agreed_day,agreed_known,pain_before,duration_min,new_client,active,month
ann,0,-9,,,9,60,no,yes,5
ann,42,0,14,no,4,60,no,yes,6
bob,0,-43,,,5,60,no,yes,6
"""  # noqa: E501

ACUITY = """Start Time,End Time,First Name,Last Name,Phone,Email,Type,Calendar,Notes,Date Scheduled,Label,Appointment ID,Pain,Care
03/04/2024 10:00 am,03/04/2024 11:00 am,Ann,O’Neil,1,a@x.org,Lymphatic,Kim,,03/01/2024,,11,8/10,yes
03/18/2024 10:00 am,03/18/2024 11:15 am,Ann,O'Neil,1,a@x.org,Lymphatic,Kim,,03/04/2024,Checked in,12,"6,5",no
06/10/2024 10:00 am,06/10/2024 11:00 am,Cy,Fir,2,c@x.org,Sports,Kim,,06/01/2024,,13,2,
"""  # noqa: E501
ACUITY_MAP = {"preset": "acuity", "date_order": "month first",
              "scores": {"pain_before": "Pain", "other_care": "Care"}}  # fmt: skip
ACUITY_RECORDS = """who,day,booked_day,agreed_day,agreed_known,pain_before,duration_min,modality,therapist,other_care,new_client,active,month
ann,0,-3,,,8,60,lymphatic,kim,yes,no,yes,3
ann,14,0,14,no,6.5,75,lymphatic,kim,no,no,yes,3
cy,0,-9,,,2,60,sports,kim,,yes,yes,6
"""  # noqa: E501
NAMES = {
    "fresha": {"zoe ash": "zoe", "ben oak": "ben"}, "jane": {"aB3x": "lower", "Ab3X": "upper"},
    "cliniko": {"ann elm": "ann", "bob yew": "bob"},
    "acuity": {"ann o'neil": "ann", "cy fir": "cy"},
}  # fmt: skip
EXPORTS = {"fresha": (FRESHA, FRESHA_MAP, FRESHA_RECORDS), "jane": (JANE, JANE_MAP, JANE_RECORDS),
           "cliniko": (CLINIKO, CLINIKO_MAP, CLINIKO_RECORDS),
           "acuity": (ACUITY, ACUITY_MAP, ACUITY_RECORDS)}  # fmt: skip


def read(folder, *exports, mapping, key=None):
    """Anonymise texts as files of one run."""
    paths = [folder / f"{place}.csv" for place in range(len(exports))]
    for path, text in zip(paths, exports, strict=True):
        path.write_text(text, encoding="utf-8")
    place = key or folder / "key.json"
    return anonymise(paths, make_mapping(mapping), place, fewest=2, today=TODAY)


def refusal(folder, *exports, mapping):
    with pytest.raises(ExportError) as refused:
        read(folder, *exports, mapping=mapping)
    return str(refused.value)


def by_name(found, preset):
    """Records with names in place of codes, in the expected order."""
    people = {code: NAMES[preset][name] for name, code in found.key["clients"].items()}
    therapists = {code: name for name, code in found.key["therapists"].items()}
    table = found.records.assign(who=found.records["client_id"].map(people))
    if "therapist_id" in table:
        table["therapist"] = table["therapist_id"].map(therapists)
    return table.drop(columns=["client_id", "therapist_id"], errors="ignore").sort_values(
        ["who", "day"], ignore_index=True
    )


@pytest.mark.parametrize("preset", EXPORTS)
def test_every_column_of_the_records_is_as_written_by_hand(preset, tmp_path):
    export, mapping, expected = EXPORTS[preset]
    found = by_name(read(tmp_path, export, mapping=mapping), preset)
    wanted = pd.read_csv(io.StringIO(expected))
    assert set(found) == set(wanted)
    pd.testing.assert_frame_equal(
        found[list(wanted)].astype(object).fillna("").astype(str).replace(r"\.0$", "", regex=True),
        wanted.astype(object).fillna("").astype(str).replace(r"\.0$", "", regex=True),
    )


def test_what_was_counted(tmp_path):
    counts = read(tmp_path, FRESHA, mapping=FRESHA_MAP).counts
    assert counts["attended"] == 4
    assert counts["missed"] == 1
    assert counts["walk-ins and guests, who can't be followed"] == 1
    assert counts["second appointments of a day"] == 1


@pytest.mark.parametrize(
    ("preset", "column", "role"),
    [("fresha", "Status", "status"), ("cliniko", "cancelled_at", "cancelled_at"),
     ("cliniko", "did_not_arrive", "not_arrived")],
)  # fmt: skip
def test_without_its_column_nobody_knows_who_came(preset, column, role, tmp_path):
    export, mapping, _ = EXPORTS[preset]
    changed = export.replace(column, f"{column} of the visit", 1)
    assert f"file 1, {role}: there is no column of that name" in refusal(
        tmp_path, changed, mapping=mapping
    )
    said = mapping | {"appointments": {role: []}}
    assert len(read(tmp_path, changed, mapping=said).records) >= 3


def test_acuity_s_label_may_be_absent_from_all_files_and_not_from_one(tmp_path):
    changed = ACUITY.replace("Label", "Mark")
    counts = read(tmp_path, changed, mapping=ACUITY_MAP).counts
    assert any("no column says who came" in what for what in counts)
    said = refusal(tmp_path, ACUITY, changed, mapping=ACUITY_MAP)
    assert said.startswith("file 2, status: there is no column of that name")


@pytest.mark.parametrize("label", ["Late Cancellation", "noshow", "NS", "Rescheduled", "no-show!"])
def test_a_label_that_looks_as_if_nobody_came_is_no_visit_and_told(label, tmp_path):
    found = read(tmp_path, ACUITY.replace("Checked in", label), mapping=ACUITY_MAP)
    assert len(found.records) == len(read(tmp_path, ACUITY, mapping=ACUITY_MAP).records) - 1
    assert found.warnings["called_off_words"] == 1


def test_rows_come_in_the_order_of_codes_and_not_of_names(tmp_path):
    rows = "".join(f"{n},2024-01-{1 + n % 28:02}\n" for n in range(200))
    found = read(
        tmp_path, f"Client,Date\n{rows}", mapping={"appointments": {"client": "Client",
                                                                    "start": "Date"}},
    )  # fmt: skip
    codes = found.records["client_id"].drop_duplicates().to_list()
    assert codes == sorted(codes)
    name_of = {code: name for name, code in found.key["clients"].items()}
    assert [name_of[code] for code in codes] != sorted(name_of.values())


def workbook(path, *sheets):
    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


HEAD = ["Client", "Date", "Pain"]
PLAIN = {"date_order": "day first", "appointments": {"client": "Client", "start": "Date"},
         "scores": {"pain_before": "Pain"}}  # fmt: skip


def test_excel_s_own_dates_and_numbers_are_read(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        [HEAD, ["Ann", datetime(2024, 3, 4, 10), 5.0], ["Ann", datetime(2024, 4, 3, 10), 4],
         ["Bob", datetime(2024, 4, 3, 10), 7]],
    )  # fmt: skip
    found = anonymise([path], make_mapping(PLAIN), tmp_path / "k", fewest=2, today=TODAY)
    ann = found.records[found.records["client_id"] == found.key["clients"]["ann"]]
    assert ann[["day", "pain_before"]].to_numpy().tolist() == [[0, 5], [30, 4]]


def test_dates_that_excel_may_have_turned_round_are_refused(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", [HEAD, ["Ann", datetime(2024, 5, 2), 5], ["Ann", "13/02/2024", 4]]
    )
    with pytest.raises(ExportError, match="may take the month for the day"):
        anonymise([path], make_mapping(PLAIN), tmp_path / "k", fewest=2, today=TODAY)


def test_a_second_sheet_is_not_left_out_unsaid(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [HEAD, ["Ann", "2024-01-01", 5]], [HEAD, ["Bob", "x", 1]])
    with pytest.raises(ExportError, match="file 1: 2 sheets hold cells"):
        anonymise([path], make_mapping(PLAIN), tmp_path / "k", fewest=2, today=TODAY)


def test_shares_of_one_are_another_scale(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", [HEAD, ["Ann", "2024-01-01", 0.7], ["Bob", "2024-01-02", 0.5]]
    )
    with pytest.raises(ExportError, match="pain_before: no value is over 1: on another scale"):
        anonymise([path], make_mapping(PLAIN), tmp_path / "k", fewest=2, today=TODAY)


def table(*rows):
    return "\n".join(["Client,Date,Pain", *rows]) + "\n"


TWO = ("Ann,2024-01-01,5", "Bob,2024-01-02,4")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["Ann,2024-01-05,4", "Ann,2024-01-05,9"], "no time says which came first"),
        (["Ann,2024-01-05 10:00,4", "Ann,2024-01-05 10:00,9"], "two people of one name"),
        (["#N/A,2024-01-05,4"], "file 1, line 4: there is no client"),
        (
            [f",2024-01-0{day},4" for day in range(1, 7)],
            "file 1, lines 4, 5, 6, 7, 8 and 1 more, client: there is no",
        ),
        ([",,4", "Ann,2024-01-05,4"], "or a line of totals at the foot"),
        (["ann@x.org,2024-01-05,4"], "file 1, line 4: the client is an e-mail address"),
        (["Ann,Mayhem 5 2024,4"], "a month whose name isn't known"),
        (["Ann,5 marraskuu 2024,4"], "a month whose name isn't known"),
        (["Ann,2024-01-05,7-8", "Ann,1.13.2024,3"], "pain_before: not a number"),
        (["Ann,2024-01-05,7-8", "Ann,1.13.2024,3"], "start: no day of any calendar"),
    ],
)
def test_what_is_not_clear_is_refused(rows, words, tmp_path):
    assert words in refusal(tmp_path, table(*TWO, *rows), mapping=PLAIN)


def test_the_same_wrong_at_many_lines_is_said_once(tmp_path):
    rows = [f"Ann,2024-01-{day:02},bad" for day in range(3, 13)]
    said = refusal(tmp_path, table(*TWO, *rows), mapping=PLAIN)
    assert said.startswith("file 1, lines 4, 5, 6, 7, 8 and 5 more, pain_before: not a number")
    assert "\n" not in said


def test_a_line_that_stands_twice_counts_once(tmp_path):
    found = read(tmp_path, table(*TWO, TWO[0]), table(TWO[1]), mapping=PLAIN)
    assert len(found.records) == 2
    assert found.counts["lines that stand twice"] == 2


def test_an_appointment_that_was_moved_between_two_exports_is_not_two_visits(tmp_path):
    first, second = "Client,Date,Pain,No\n", "Ann,{},4,77\nBob,2024-02-01,3,78\n"
    by_id = PLAIN | {"appointments": {**PLAIN["appointments"], "id": "No"}}
    said = refusal(
        tmp_path, first + second.format("2024-02-10"), first + second.format("2024-02-17"),
        mapping=by_id,
    )  # fmt: skip
    assert said.startswith("file 2, line 2, id: an earlier file tells the same appointment")


def test_a_cancelled_appointment_next_year_ends_nobody_s_being_a_client(tmp_path):
    later = (
        FRESHA + '7,Ben Oak,Kim,Cancelled,"01 Dec 2024, 9:00am","05 Jan 2026, 10:00am",x,60min,,\n'
    )
    assert by_name(read(tmp_path, later, mapping=FRESHA_MAP), "fresha").equals(
        by_name(read(tmp_path, FRESHA, mapping=FRESHA_MAP), "fresha")
    )


@pytest.mark.parametrize(("day", "new"), [("2024-03-30", "no"), ("2024-03-31", "no"),
                                          ("2024-04-01", "yes")])  # fmt: skip
def test_who_is_new_was_first_seen_more_than_90_days_after_the_start(day, new, tmp_path):
    found = read(tmp_path, table("Ann,2024-01-01,5", f"Bob,{day},4"), mapping=PLAIN)
    bob = found.records["client_id"] == found.key["clients"]["bob"]
    assert found.records.loc[bob, "new_client"].to_list() == [new]


def test_two_spellings_with_one_code_in_the_key_are_one_client(tmp_path):
    key = tmp_path / "key.json"
    key.write_text('{"clients": {"ann": "C123456", "anne": "C123456"}, "therapists": {}}')
    key.chmod(0o600)
    rows = table("Ann,2024-01-01,5", "Anne,2024-01-15,4", "Bob,2024-01-02,4")
    found = read(tmp_path, rows, mapping=PLAIN, key=key)
    own = found.records[found.records["client_id"] == "C123456"]
    assert own["day"].to_list() == [0, 14]
    assert find_same(read_key(key)) == {"ann": "ann", "anne": "ann"}


def test_names_that_share_a_contact_are_counted(tmp_path):
    twice = ACUITY + "07/10/2024 10:00 am,,Anne,O'Neil,1,,Sports,Kim,,06/01/2024,,14,2,\n"
    counts = read(tmp_path, twice, mapping=ACUITY_MAP).counts
    assert counts["names that share a phone or an e-mail with another name"] == 2


def test_marks_that_nobody_sees_make_no_second_client(tmp_path):
    found = read(tmp_path, table("Ann\u200b,2024-01-01,5", "Ann,2024-01-15,4", *TWO[1:]),
                 mapping=PLAIN)  # fmt: skip
    assert found.records["client_id"].nunique() == 2


def test_another_run_in_between_loses_no_code(tmp_path):
    key = tmp_path / "key.json"
    mine = read(tmp_path, table(*TWO), mapping=PLAIN)
    other = read(tmp_path, table("Cy,2024-01-01,5", "Di,2024-01-02,4"), mapping=PLAIN)
    keep(other, key, tmp_path / "other.csv")
    keep(mine, key, tmp_path / "mine.csv")
    assert set(read_key(key)["clients"]) == {"ann", "bob", "cy", "di"}
    clash = {"clients": {"ann": "C999999"}, "therapists": {}}
    before = key.read_text()
    with pytest.raises(KeyFileError, match="another run has changed the key"):
        write_key(key, clash)
    assert key.read_text() == before


def test_records_and_report_can_be_read_by_their_owner_only(tmp_path):
    found = read(tmp_path, table(*TWO), mapping=PLAIN)
    keep(found, tmp_path / "key.json", tmp_path / "sessions.csv")
    assert (tmp_path / "sessions.csv").stat().st_mode & 0o077 == 0


def test_blocked_times_are_no_clients(tmp_path):
    """Lunch would come every day, and be somebody's most faithful client."""
    blocked = ["Lunch", "BLOCKED", "Day off", "Staff meeting", "Bank holiday"]
    lines = [*TWO, "Billie Holiday,2024-01-03,6", *(f"{one},2024-01-05," for one in blocked)]
    found = read(tmp_path, table(*lines), mapping=PLAIN)
    assert found.records["client_id"].nunique() == 3
    said = "times that were blocked, such as lunch or a holiday in place of a client"
    assert found.counts[said] == len(blocked)
