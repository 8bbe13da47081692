"""Exports in the form of eleven booking programs, through presets and suggested mappings.

Each has the same 45 clients and their traps: two of one first name, cancelled and missed lines, a
visit that was moved. Columns are those that the presets name; no real file is imitated.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from itertools import cycle
from typing import NamedTuple

import pytest

from analysis import load_sessions
from massage.__main__ import main
from massage.intake.mapping import PRESETS
from massage.intake.warned import place_warnings, read_warnings
from massage.provenance import describe_source

N_CLIENTS = 45
FIRST = [
    "Ann",
    "Ann",
    *(f"{a}{b}" for a in "BCDFGHKLM" for b in ("ea", "ila", "ora", "una", "yda")),
]
FROM = datetime(2023, 1, 2, 10)


class Line(NamedTuple):
    client: int
    start: datetime
    booked: datetime
    state: str  # attended, cancelled, missed, moved
    cancelled: datetime | None
    pain: int | None

    @property
    def first(self):
        return FIRST[self.client]

    @property
    def last(self):
        return f"Elm{chr(97 + self.client // 26)}{chr(97 + self.client % 26)}"

    @property
    def code(self):
        return f"K{self.client + 1:03}"


def make_lines():
    """Six visits of each client: one cancelled, one missed and one moved among them."""
    lines = []
    for client in range(N_CLIENTS):
        booked = FROM + timedelta(days=client)
        for visit in range(6):
            start = booked + timedelta(days=14 + client % 5, hours=client % 3)
            state = {2: "cancelled", 4: "missed"}.get((visit + client) % 7, "attended")
            off = start - timedelta(days=2) if state == "cancelled" else None
            pain = (client + 3 * visit) % 10 if state == "attended" else None
            lines.append(Line(client, start, booked, state, off, pain))
            if visit == 3 and state == "attended":
                moved = start - timedelta(days=3)
                lines[-1] = Line(client, start, booked, "moved", moved, None)
                start += timedelta(days=5)
                lines.append(Line(client, start, moved, "attended", None, pain))
            booked = start + timedelta(hours=1)
    return lines


LINES = make_lines()
US, ISO = "{:%m/%d/%Y}", "{:%Y-%m-%d}"
CLOCK = "{:%I:%M %p}"


def when(moment, form="{:%Y-%m-%d %H:%M:%S}"):
    return form.format(moment) if moment else ""


def plain(moment):
    return f"{moment.month}/{moment.day}/{moment.year}"


def short(moment):
    return f"{moment.month}/{moment.day}/{moment:%y}"


def of_state(attended, cancelled, missed, moved=None):
    words = {"attended": attended, "cancelled": cancelled, "missed": missed,
             "moved": moved or cancelled}  # fmt: skip
    return lambda line: words[line.state]


def always(cell):
    return lambda line: cell  # noqa: ARG005


END = timedelta(hours=1)
RATED = {
    "Client": lambda x: f"{x.first} {x.last}", "Date": lambda x: when(x.start, ISO),
    "Pain right now (0-10)": lambda x: x.pain,
}  # fmt: skip
ASKED = {"Pain right now (0-10)": lambda x: "" if x.pain is None else x.pain}
FORMS = {
    "acuity": ({
        "Start Time": lambda x: when(x.start, "{:%B %d, %Y %I:%M %p}"),
        "End Time": lambda x: when(x.start + END, "{:%B %d, %Y %I:%M %p}"),
        "First Name": lambda x: x.first, "Last Name": lambda x: x.last, "Type": always("Massage"),
        "Calendar": always("Kim"), "Date Scheduled": lambda x: when(x.booked, "{:%B %d, %Y}"),
        "Label": of_state("", "Cancelled", "No Show"), **ASKED,
    }, None),
    "fresha": ({
        "Appt. ref.": lambda x: f"R{LINES.index(x)}", "Client": lambda x: f"{x.first} {x.last}",
        "Team member": always("Kim"), "Status": of_state("Completed", "Cancelled", "No Show"),
        "Created date": lambda x: when(x.booked, "{:%d %b %Y, %I:%M%p}"),
        "Scheduled date": lambda x: when(x.start, "{:%d %b %Y, %I:%M%p}"),
        "Cancelled date": lambda x: when(x.cancelled, "{:%d %b %Y, %I:%M%p}"),
        "Service": always("Massage"), "Duration (mins)": always("60min"), **ASKED,
    }, None),
    "jane": ({
        "id": lambda x: f"R{LINES.index(x)}", "patient_guid": lambda x: x.code,
        "treatment_name": always("Massage"), "start_at": lambda x: when(x.start),
        "end_at": lambda x: when(x.start + END),
        "state": of_state("arrived", "cancelled", "no_show", "rescheduled"),
    }, {"patient_guid": lambda x: x.code, **{k: v for k, v in RATED.items() if k != "Client"}}),
    "cliniko": ({
        "id": lambda x: f"R{LINES.index(x)}", "created_at": lambda x: when(x.booked),
        "starts_at": lambda x: when(x.start), "ends_at": lambda x: when(x.start + END),
        "cancelled_at": lambda x: when(x.cancelled),
        "did_not_arrive": lambda x: str(x.state == "missed").lower(),
        "patient_name": lambda x: f"{x.first} {x.last}",
    }, RATED),
    "cliniko_report": ({
        "Patient": lambda x: f"{x.first} {x.last}", "Date": lambda x: when(x.start, "{:%d %b %Y}"),
        "Time": lambda x: when(x.start, CLOCK), "Appointment type": always("Massage"),
        "Practitioner": always("Kim"), "Booked on": lambda x: when(x.booked, "{:%d %b %Y}"),
        "Cancelled on": lambda x: when(x.cancelled, "{:%d %b %Y}"),
        "Cancellation reason": lambda x: "ill" if x.cancelled else "",
        "Did not arrive": lambda x: "Yes" if x.state == "missed" else "No",
    }, RATED),
    "square": ({
        "Client First Name": lambda x: x.first, "Client Last Name": lambda x: x.last,

        "Date": lambda x: when(x.start, "{:%b %d, %Y}"),
        "Start Time": lambda x: when(x.start, CLOCK),
        "End Time": lambda x: when(x.start + END, CLOCK), "Service": always("Massage"),
        "Team Member": always("Kim"),
        "Status": of_state("Accepted", "Cancelled by customer", "No-show"),
        "Created": lambda x: when(x.booked, "{:%b %d, %Y}"),
    }, RATED),
    "vagaro": ({
        "Customer Name": lambda x: f"{x.last}, {x.first}",
        "Appointment Date": lambda x: plain(x.start), "Start Time": lambda x: when(x.start, CLOCK),
        "End Time": lambda x: when(x.start + END, CLOCK), "Service": always("Massage"),
        "Status": of_state("Show", "Cancelled", "No Show"), "Duration": always("60"),
    }, RATED),
    "mindbody": ({
        "Client ID": lambda x: x.code, "Client": lambda x: f"{x.last}, {x.first}",
        "Date": lambda x: plain(x.start), "Time": lambda x: when(x.start, CLOCK),
        "Service": always("Massage"), "Staff": always("Kim"),
        "Status": of_state("Completed", "Late Cancel", "No Show"),
        "Booked Date": lambda x: plain(x.booked),
    }, {"Client ID": lambda x: x.code, **{k: v for k, v in RATED.items() if k != "Client"}}),
    "massagebook": ({
        "Appointment Date": lambda x: plain(x.start),
        "Appointment Time": lambda x: when(x.start, CLOCK),
        "Client First Name": lambda x: x.first, "Client Last Name": lambda x: x.last,
        "Service": always("Massage"), "Therapist": always("Kim"),
        "Status": of_state("Completed", "Cancelled", "No Show"),
        "Booked On": lambda x: plain(x.booked), **ASKED,
    }, None),
    "noterro": ({
        "Client": lambda x: f"{x.first} {x.last}", "Date": lambda x: when(x.start, "{:%d-%b-%Y}"),
        "Start": lambda x: when(x.start, "{:%H:%M}"),
        "End": lambda x: when(x.start + END, "{:%H:%M}"),
        "Treatment": always("Massage"), "Practitioner": always("Kim"),
        "Status": of_state("Completed", "Cancelled", "No Show"),
        "Created At": lambda x: when(x.booked, "{:%d-%b-%Y}"),
    }, RATED),
    "glossgenius": ({
        "Client Name": lambda x: f"{x.first} {x.last}",
        "Appointment Date": lambda x: short(x.start),
        "Start Time": lambda x: when(x.start, CLOCK), "Service": always("Massage"),
        "Professional": always("Kim"), "Status": of_state("Completed", "Cancelled", "No Show"),
        "Date Booked": lambda x: short(x.booked),
    }, RATED),
    "simplepractice": ({
        "Date of Service": lambda x: when(x.start, US), "Client": lambda x: f"{x.first} {x.last}",
        "Clinician": always("Kim"), "Billing Code": always("97124"),
        "Attendance Status": of_state("Show", "Late Cancelled", "No Show"),
    }, RATED),
}  # fmt: skip
MONTH_FIRST = ("vagaro", "mindbody", "massagebook", "glossgenius", "simplepractice")
TRUTH = sorted(
    (line.client, line.start.date(), line.pain) for line in LINES if line.state == "attended"
)


def write(path, columns, lines):
    text = io.StringIO()
    csv.writer(text).writerows(
        [[*columns], *([cell(line) for cell in columns.values()] for line in lines)]
    )
    path.write_text(text.getvalue(), encoding="utf-8")
    return str(path)


def export(folder, program, changed=lambda columns: columns):
    """Write a program's files; return their places."""
    columns, rated = FORMS[program]
    files = [write(folder / "export.csv", changed(columns), LINES)]
    if rated:
        attended = [line for line in LINES if line.state == "attended"]
        files.append(write(folder / "ratings.csv", rated, attended))
    return files


def preset_map(program):
    """The mapping that somebody writes who knows the program's form."""
    lines = [f'preset = "{program}"']
    if program in MONTH_FIRST:
        lines.append('date_order = "month first"')
    if program == "vagaro":
        lines.append("last_name_first = true")
    lines.append("[scores]")
    rated = FORMS[program][1]
    if rated:
        code = next(iter(rated))
        lines += [f'client = "{code}"', 'date = "Date"']
    lines.append('pain_before = "Pain right now (0-10)"')
    return "\n".join(lines)


def suggested(files, capsys):
    capsys.readouterr()
    assert main(["anonymise", "--suggest", *files]) == 0
    return capsys.readouterr().out


def run(folder, files, mapping, capsys):
    """Anonymise; return the exit code, what was said, and where the records are."""
    (folder / "map.toml").write_text(mapping, encoding="utf-8")
    out = folder / "sessions.csv"
    capsys.readouterr()
    code = main(["anonymise", *files, "--map", str(folder / "map.toml"), "--out", str(out),
                 "--key", str(folder / "key.json"), "--min-k", "2"])  # fmt: skip
    said = capsys.readouterr()
    return code, said.out + said.err, out


def by_person(records):
    """Each client's days and pain; clients are told apart by them alone."""
    return sorted(
        [*zip(own["day"], own["pain_before"], strict=True)]
        for _, own in records.groupby("client_id")
    )


def truth():
    people = {}
    for client, day, pain in TRUTH:
        first = people.setdefault(client, (day, []))[0]
        people[client][1].append(((day - first).days, pain))
    return sorted(own for _, own in people.values())


@pytest.mark.parametrize("program", FORMS)
@pytest.mark.parametrize("how", ["preset", "suggested"])
def test_each_form_becomes_exactly_its_records(program, how, tmp_path, capsys):
    files = export(tmp_path, program)
    mapping = preset_map(program) if how == "preset" else suggested(files, capsys)
    assert f'preset = "{program}"' in mapping
    code, said, out = run(tmp_path, files, mapping, capsys)
    assert code == 0, said
    assert by_person(load_sessions(out)) == truth()
    assert "rated_unknown" in read_warnings(out)


def test_every_program_s_preset_was_tried():
    assert set(FORMS) == set(PRESETS) - {"generic", "calendar"}


WITH_WORDS = [name for name, (columns, _) in FORMS.items() if "cliniko" not in name]
STATUS = ("Status", "Label", "state", "Attendance Status")


def with_word(word):
    """Some of the cancelled lines have a word of the practice's own."""

    def changed(columns):
        name = next(name for name in STATUS if name in columns)
        own = columns[name]
        return columns | {name: lambda x: word if is_changed(x) else own(x)}

    return changed


def is_changed(line):
    return bool(line.cancelled) and line.client % 3 == 0


N_CHANGED = sum(map(is_changed, LINES))


@pytest.mark.parametrize(
    ("program", "word"), [*zip(WITH_WORDS, cycle(["Sick", "Client called to cancel"]))]
)
def test_a_word_that_sounds_as_if_nobody_came_stands_in_the_suggestion(
    program, word, tmp_path, capsys
):
    files = export(tmp_path, program, with_word(word))
    mapping = suggested(files, capsys)
    assert f"#   {word}: {N_CHANGED}" in mapping
    assert f'cancelled = ["{word}"]' in mapping
    code, said, out = run(tmp_path, files, mapping, capsys)
    assert code == 0, said
    assert by_person(load_sessions(out)) == truth()


@pytest.mark.parametrize("program", WITH_WORDS)
def test_an_unknown_word_is_kept_and_told_with_its_count_where_the_records_go(
    program, tmp_path, capsys
):
    files = export(tmp_path, program, with_word("Purple"))
    mapping = suggested(files, capsys)
    assert f"#   Purple: {N_CHANGED}" in mapping
    code, said, out = run(tmp_path, files, mapping, capsys)
    assert code == 0, said
    if program == "fresha":  # its day of cancelling says it
        assert by_person(load_sessions(out)) == truth()
        return
    assert len(load_sessions(out)) == len(TRUTH) + N_CHANGED
    assert read_warnings(out)["unlisted_words"] == N_CHANGED
    assert f"Purple ({N_CHANGED})" in said
    assert f"Purple ({N_CHANGED})" in describe_source(out)
    explained = f'{mapping}\n[status]\ncancelled = ["Purple"]\n'
    code, said, out = run(tmp_path, files, explained, capsys)
    assert code == 0, said
    assert by_person(load_sessions(out)) == truth()
    assert "unlisted_words" not in read_warnings(out)


def test_without_a_suggestion_a_word_that_sounds_as_if_nobody_came_is_no_visit(tmp_path, capsys):
    files = export(tmp_path, "mindbody", with_word("Cancelled by phone"))
    code, said, out = run(tmp_path, files, preset_map("mindbody"), capsys)
    assert code == 0, said
    assert by_person(load_sessions(out)) == truth()
    assert read_warnings(out)["called_off_words"] == N_CHANGED
    assert f"Cancelled by phone ({N_CHANGED})" in said


@pytest.mark.parametrize("word", ["Bea rang", "a" * 41, "called at 10", "rang to say she is ill"])
def test_words_that_may_be_about_somebody_are_counted_only(word, tmp_path, capsys):
    files = export(tmp_path, "mindbody", with_word(word))
    mapping = suggested(files, capsys)
    code, said, out = run(tmp_path, files, mapping, capsys)
    assert code == 0, said
    assert read_warnings(out)["unlisted_words"] == N_CHANGED
    for text in (mapping, said, place_warnings(out).read_text(encoding="utf-8")):
        assert word not in text


def test_rare_words_are_counted_only(tmp_path, capsys):
    rare = iter(["Rang in tears", "Rang in tears", *["Purple"] * 99])
    files = export(
        tmp_path, "mindbody",
        lambda columns: columns | {"Status": lambda x: next(rare) if is_changed(x)
                                   else columns["Status"](x)},
    )  # fmt: skip
    code, said, _ = run(tmp_path, files, suggested(files, capsys), capsys)
    assert code == 0, said
    assert f"Purple ({N_CHANGED - 2}), others that are rare or may name somebody (2)" in said
    assert "tears" not in said


def test_no_word_is_a_visit_and_told(tmp_path, capsys):
    files = export(tmp_path, "mindbody", with_word(""))
    code, said, out = run(tmp_path, files, suggested(files, capsys), capsys)
    assert code == 0, said
    assert len(load_sessions(out)) == len(TRUTH) + N_CHANGED
    assert read_warnings(out)["no_word"] == N_CHANGED


def test_ratings_of_a_day_without_a_visit_are_told(tmp_path, capsys):
    files = export(tmp_path, "noterro")
    rated = [line for line in LINES if line.state == "attended"]
    moved = RATED | {
        "Date": lambda x: when(x.start + timedelta(days=rated.index(x) % 10 == 0), ISO)
    }
    write(tmp_path / "ratings.csv", moved, rated)
    code, said, out = run(tmp_path, files, suggested(files, capsys), capsys)
    assert code == 0, said
    n = len(rated[::10])
    assert read_warnings(out)["no_visit"] == n
    assert f"{n} ratings belong to no visit" in said


def test_ratings_of_appointments_that_nobody_came_to_are_told(tmp_path, capsys):
    files = export(
        tmp_path, "fresha", lambda columns: columns | {next(iter(ASKED)): lambda x: x.client % 10}
    )
    mapping = suggested(files, capsys)
    code, said, out = run(tmp_path, files, mapping, capsys)
    assert code == 0, said
    n = len(LINES) - len(TRUTH)
    assert read_warnings(out)["rated_unattended"] == n
    assert f"{n} cancelled or missed appointments have ratings" in said
    assert run(tmp_path, files, f'rated = "before"\n{mapping}', capsys)[0] == 0
    assert "rated_unattended" not in read_warnings(out)


@pytest.mark.parametrize("name", ["{0.first} {0.last}", "{0.last}, {0.first}"])
def test_ratings_by_name_find_clients_by_number_where_appointments_have_both(
    name, tmp_path, capsys
):
    files = export(tmp_path, "mindbody")
    rated = RATED | {"Client": lambda x: name.format(x)}
    write(tmp_path / "ratings.csv", rated, [line for line in LINES if line.state == "attended"])
    code, said, out = run(tmp_path, files, suggested(files, capsys), capsys)
    assert code == 0, said
    assert by_person(load_sessions(out)) == truth()


def test_a_file_per_status_says_who_came(tmp_path, capsys):
    columns, rated = FORMS["vagaro"]
    own = {name: cell for name, cell in columns.items() if name != "Status"}
    states = {"Show": ("attended",), "Cancelled": ("cancelled", "moved"), "No Show": ("missed",)}
    files = [
        write(tmp_path / f"Report {word}.csv", own, [x for x in LINES if x.state in meant])
        for word, meant in states.items()
    ]
    files.append(write(tmp_path / "r.csv", rated, [x for x in LINES if x.state == "attended"]))
    code, said, out = run(tmp_path, files, suggested(files, capsys), capsys)
    assert code == 0, said
    assert by_person(load_sessions(out)) == truth()
    assert "no_who_came" not in read_warnings(out)
