"""A suggested mapping: it runs as printed where all is clear, and says what isn't."""

import pandas as pd
import pytest

from analysis import load_sessions
from massage.__main__ import main
from massage.intake.guess import suggest_mapping
from massage.intake.mapping import PRESETS, make_mapping, read_mapping, read_toml
from tests.massage.intake.practice import PAIN, SLEEP, make_practice
from tests.massage.intake.test_anonymise import comparable


@pytest.fixture(scope="module")
def practice():
    return make_practice()


def suggest(folder, table, capsys, name="export.csv"):
    table.to_csv(folder / name, index=False)
    capsys.readouterr()
    assert main(["anonymise", "--suggest", str(folder / name)]) == 0
    text = capsys.readouterr().out
    (folder / "map.toml").write_text(text, encoding="utf-8")
    return text


def test_an_acuity_like_file_runs_as_printed(tmp_path, practice, capsys):
    text = suggest(tmp_path, practice.export.drop(columns="Why do you come?"), capsys)
    assert 'preset = "acuity"' in text
    assert 'date_order = "month first"' in text
    options = ["--map", str(tmp_path / "map.toml"), "--key", str(tmp_path / "key.json")]
    out = tmp_path / "sessions.csv"
    assert main(["anonymise", str(tmp_path / "export.csv"), *options, "--out", str(out)]) == 0
    assert comparable(load_sessions(out)) == comparable(practice.truth)


@pytest.mark.parametrize("column", ["Label", "Notes"])
def test_an_acuity_like_file_without_a_column_runs_as_printed_too(
    tmp_path, practice, column, capsys
):
    text = suggest(tmp_path, practice.export.drop(columns=["Why do you come?", column]), capsys)
    assert ("says who came" in text) == (column == "Label")
    options = ["--map", str(tmp_path / "map.toml"), "--key", str(tmp_path / "key.json")]
    out = tmp_path / "sessions.csv"
    assert main(["anonymise", str(tmp_path / "export.csv"), *options, "--out", str(out)]) == 0
    assert ("no column says who came" in capsys.readouterr().out) == (column == "Label")
    assert comparable(load_sessions(out)) == comparable(practice.truth)


def test_it_says_first_which_questions_can_be_answered(tmp_path, practice, capsys):
    text = suggest(tmp_path, practice.export, capsys)
    first = text.splitlines()
    assert first[0] == "# What this export can answer"
    assert "improve more? Yes: pain_before and sleep_quality." in first[1]
    assert "after a shorter interval? That depends on what your" in first[2]
    assert '# moving = "new line"' in text
    assert "moves_recorded" not in text
    undated = suggest(tmp_path, practice.export.drop(columns="Date Scheduled"), capsys)
    assert "after a shorter interval? No: for that it takes the day on" in undated
    assert "# - the day on which each appointment was fixed" in undated
    assert "moving" not in undated
    bare = suggest(tmp_path, practice.export.drop(columns=[PAIN, SLEEP]), capsys)
    assert "No: nothing is rated." in bare
    assert "# - pain_before, from 0 to 10, at every visit" in bare


def test_no_cell_is_printed(tmp_path, practice, capsys):
    text = suggest(tmp_path, practice.export, capsys)
    assert not [canary for canary in practice.canaries if canary in text]


def test_two_questions_about_pain_are_not_chosen_between(tmp_path, practice, capsys):
    twice = practice.export.assign(**{"Pain last week (0-10)": "3"})
    text = suggest(tmp_path, twice, capsys)
    assert "# pain_before: 2 columns of numbers ask about it" in text
    assert "\npain_before =" not in text


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["03/04/2026", "13/04/2026"], 'date_order = "day first"'),
        (["03/04/2026", "04/13/2026"], 'date_order = "month first"'),
        (["03/04/2026", "05/06/2026"], "# Each date could be two days: write date_order"),
        (["13/04/2026", "04/13/2026"], "# Dates are written in two orders"),
        (["2026-04-03T10:00:00Z"] * 2, "# Times are in UTC or another zone: write time_zone"),
        (["13/04/26", "14/04/26"], 'date_order = "day first"'),
        (["04/13/26", "04/14/26"], 'date_order = "month first"'),
        (["26/04/13", "26/04/14"], "# Dates may begin with a year of two digits"),
    ],
)
def test_the_order_of_dates_comes_from_days_beyond_twelve(tmp_path, days, expected, capsys):
    table = pd.DataFrame({"Client ID": ["a", "b"], "Date": days, "Status": ["Completed", "Odd"]})
    text = suggest(tmp_path, table, capsys)
    assert expected in text
    assert "The status column has 1 word more" in text
    mapping = read_mapping(tmp_path / "map.toml")
    assert mapping.appointments["client"] == ("Client ID",)
    assert mapping.status == {"completed": "attended"}


def test_what_nobody_can_guess_is_asked_for(tmp_path, capsys):
    text = suggest(tmp_path, pd.DataFrame({"A": ["x"], "B": ["y"]}), capsys)
    assert '# client = "..."   # Which column says who came?' in text
    assert '# start = "..."   # Which column says when?' in text
    assert "# No column was recognised that says who came" in text
    assert '# Not read: "A", "B".' in text


SCALES = [
    ("How bad is your pain right now (0-10)?", "pain_before"),
    ("Pain level (0 to 10)", "pain_before"),
    ("Pain over the last 7 days", "pain_before"),
    ("Pain after the session", "pain_after"),
    ("How well did you sleep?", "sleep_quality"),
    ("Sleep last night (h)", "sleep_hours"),
    ("How many hours did you sleep?", "sleep_hours"),
    ("Stress", "stress"),
    ("Does pain limit you (0-10)?", "activity_limit"),
    ("How worried are you (0-10)?", None),
    ("Pain relief since last time", None),
    ("Pain-free days this week", None),
    ("How many painkillers did you take?", None),
    ("Sleepiness (0-10)", None),
    ("Activity level (0-10)", None),
    ("Sleep (1-5)", None),
    ("Pain (0-20)", None),
    ("Better pain (0-10)?", None),
    ("Sleep (0-10), past week, higher is better", "sleep_quality"),
    ("Sleep (0-10; 10 = better)", "sleep_quality"),
    ("Sleep (0-10), lower is better", None),
    ("Pain now, 0-10 (lower is better)", "pain_before"),
    ("Pain now, 0-10 (higher is better)", None),
    ("PAIN_NRS", "pain_before"),
    ("PainAfter", "pain_after"),
    ("painscore", "pain_before"),
    ("sleepQuality", "sleep_quality"),
    ("SLEEP_HOURS", "sleep_hours"),
    ("pain_0_100", None),
    ("PainRelief", None),
    ("painkillers", None),
    ("Post-treatment pain (0-10)", "pain_after"),
    ("Pain (post)", "pain_after"),
    ("Sleep disturbance (0-10)", None),
    ("Trouble with sleep 0-10", None),
    ("Sleep problems", None),
    ("How badly did you sleep? (0-10)", None),
    ("Lack of sleep (0-10)", None),
    ("Sleep (0 = very well, 10 = not at all)", None),
    ("Sleep (0=best, 10=worst)", None),
    ("Sleep (0 = very poor, 10 = excellent)", "sleep_quality"),
    ("Sleep, 0 worst - 10 best", "sleep_quality"),
    ("How did you sleep? (0 not at all, 10 as well as can be)", "sleep_quality"),
    ("Pain (10 = no pain)", None),
    ("Pain (0 = worst pain, 10 = none)", None),
    ("Pain 0 = none, 10 = the worst you can think of", "pain_before"),
    ("Pain (0 no pain, 10 extreme pain)", "pain_before"),
    ("Pain interference with sleep (0-10)", None),
    ("Pain medication tablets per day", None),
    ("Pain goal (0-10)", None),
    ("Pain tolerance 0-10", None),
    ("How long have you had this pain (years)", None),
    ("Bad mood (0-10)", None),
    ("Mood (0 = low, 10 = calm)", "mood"),
    ("Pain (0 = very painful, 10 = comfortable)", None),
    ("Pain: worst 0 to best 10", None),
    ("Pain (best = 10)", None),
    ("Pain (none = 0, worst = 10)", "pain_before"),
    ("How bad (0-10) is your pain?", "pain_before"),
    ("Pain (10 \u2192 0)", None),
    ("Pain (reverse scored)", None),
    ("Pain out of 5", None),
    ("Pain, out of 10", "pain_before"),
    ("Pain reduction (0-10)", None),
    ("Satisfaction with pain treatment", None),
    ("Fear of pain", None),
    ("Number of pain areas", None),
    ("Pain the next day (0-10)", None),
    ("Partner's pain", None),
    ("Pain (exit)", "pain_after"),
    ("Pain the day after (0-10)", None),
    ("Post-surgical pain (0-10)", "pain_before"),
    ("Tiredness after sleep (0-10)", None),
    ("Nights slept well", None),
    ("Sleep hygiene", None),
    ("Mood (0 = very happy, 10 = unhappy)", None),
    ("Low mood (0-10)", None),
    ("Stress (0 = very stressed, 10 = relaxed)", None),
    ("Stress (0 = relaxed, 10 = stressed)", "stress"),
    ("Stress resilience", None),
    ("Limits (10 = no limits)", None),
]


@pytest.mark.parametrize(("question", "name"), SCALES)
def test_a_question_is_a_rating_only_where_it_says_so(tmp_path, question, name, capsys):
    table = pd.DataFrame({"Client ID": ["a"], "Date": ["2024-01-02"], question: ["7"]})
    text = suggest(tmp_path, table, capsys)
    scores = read_mapping(tmp_path / "map.toml").scores
    assert scores == ({name: (question,)} if name else {})
    assert bool(name) == ("These hold numbers from 0 to 10" not in text)


@pytest.mark.parametrize(
    ("names", "roles"),
    [
        (["PatientId", "AppointmentDay", "ScheduledDay"], ["client", "start", "booked"]),
        (["client_name", "visit_date", "visit_status"], ["client", "start", "status"]),
        (["patientid", "appointmentdate", "bookingdate"], ["client", "start", "booked"]),
        (["CustomerID", "SessionDate", "date_of_birth"], ["client", "start", None]),
    ],
)
def test_names_that_run_together_are_understood(tmp_path, names, roles, capsys):
    table = pd.DataFrame([["a1", "2024-01-02", "2024-01-01"]] * 2, columns=names)
    suggest(tmp_path, table, capsys)
    expected = {role: (name,) for role, name in zip(roles, names, strict=True) if role}
    assert read_mapping(tmp_path / "map.toml").appointments == expected


def test_a_first_name_alone_is_nobody(tmp_path, capsys):
    table = pd.DataFrame([["Ann", "Elm", "2024-01-02"], ["Ann", "Oak", "2024-01-02"]],
                         columns=["client_first_name", "ClientLastName", "visit_date"])  # fmt: skip
    suggest(tmp_path, table, capsys)
    both = ("client_first_name", "ClientLastName")
    assert read_mapping(tmp_path / "map.toml").appointments["client"] == both
    text = suggest(tmp_path, table.drop(columns="ClientLastName"), capsys)
    assert '# client = "..."' in text


def test_a_column_of_words_is_offered_and_can_be_used_by_taking_marks_away(
    tmp_path, practice, capsys
):
    text = suggest(tmp_path, practice.export, capsys)
    offered = text.replace('# condition = "', 'condition = "').replace("# [cond", "[cond")
    offered = offered.replace('# "A pulled', '"A pulled')
    (tmp_path / "map.toml").write_text(offered, encoding="utf-8")
    options = ["--map", str(tmp_path / "map.toml"), "--key", str(tmp_path / "key.json")]
    out = tmp_path / "sessions.csv"
    assert main(["anonymise", str(tmp_path / "export.csv"), *options, "--out", str(out)]) == 0
    assert {"stress", "chronic_pain"} <= set(load_sessions(out)["condition"])


def test_what_is_offered_about_moves_and_services_can_be_used_by_taking_marks_away(
    tmp_path, capsys
):
    names = ["Client", "Date", "Booked", "Moved from", "Service", "Status"]
    text = suggest(tmp_path, pd.DataFrame([["Ann Elm", *[""] * 5]], columns=names), capsys)
    assert "One column may hold the day first agreed" in text
    for line in ("moving = ", "moves_recorded = ", "[services]", "ignored = "):
        assert f"# {line}" in text
        text = text.replace(f"# {line}", line)
    (tmp_path / "map.toml").write_text(text, encoding="utf-8")
    mapping = read_mapping(tmp_path / "map.toml")
    assert (mapping.moving, mapping.moves_recorded) == ("new line", True)
    assert mapping.ignored_services == ("yoga class",)
    assert mapping.appointments["original"] == ("Moved from",)


@pytest.mark.parametrize(
    ("column", "role"),
    [("cancelled_at", "cancelled_at"), ("Date Canceled", "cancelled_at"),
     ("Cancellation Date", "cancelled_at"), ("did_not_arrive", "not_arrived"),
     ("Cancelled", None), ("Cancellation reason", None)],
)  # fmt: skip
def test_a_day_of_cancelling_says_who_came(tmp_path, column, role, capsys):
    """A column that is filled with no for whoever came would make all lines cancelled ones."""
    table = pd.DataFrame([["Ann Elm", "2024-01-02", ""]], columns=["Client", "Date", column])
    text = suggest(tmp_path, table, capsys)
    assert (f'{role} = "{column}"' in text) == bool(role)
    assert ("No column was recognised that says who came" in text) == (role is None)


@pytest.mark.parametrize(
    ("column", "yes", "no"),
    [
        ("Attended", "Yes", "No"),
        ("Showed up?", "TRUE", "FALSE"),
        ("Came", "1", "0"),
        ("Attended", "Ja", "Nein"),
        ("Came", "\u2713", "\u2717"),
    ],
)
def test_no_to_the_question_who_came_is_no_visit(tmp_path, column, yes, no, capsys):
    table = pd.DataFrame({"Client": ["Ann Elm"] * 3, "Date": ["2024-01-02"] * 3,
                          column: [yes, yes, no]})  # fmt: skip
    suggest(tmp_path, table, capsys)
    mapping = read_mapping(tmp_path / "map.toml")
    assert mapping.appointments["status"] == (column,)
    assert mapping.status == {yes.casefold(): "attended", no.casefold(): "missed"}


def test_yes_and_no_mean_nothing_where_no_one_asks_who_came(tmp_path, capsys):
    table = pd.DataFrame({"Client": ["Ann Elm"] * 9, "Date": ["2024-01-02"] * 9,
                          "Status": ["Yes"] * 5 + ["No"] * 4})  # fmt: skip
    text = suggest(tmp_path, table, capsys)
    assert read_mapping(tmp_path / "map.toml").status == {}
    assert "The status column has 2 words more" in text


@pytest.mark.parametrize("column", ["No-show", "No Show?"])
def test_a_column_that_says_who_did_not_show_is_told_as_such(tmp_path, column, capsys):
    table = pd.DataFrame([["Ann Elm", "2024-01-02", "no"]], columns=["Client", "Date", column])
    assert f'not_arrived = "{column}"' in suggest(tmp_path, table, capsys)
    fees = table.rename(columns={column: "No-show fee"})
    assert "not_arrived" not in suggest(tmp_path, fees, capsys)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_a_mapping(preset):
    assert make_mapping({"preset": preset}).appointments["start"]


def test_an_export_that_cannot_be_read_is_refused(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("")
    assert main(["anonymise", "--suggest", str(tmp_path / "a.csv")]) == 1
    assert "The export can't be read: the file is empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    "row",
    [
        ["Wilhelmina", "05/02/2024 10:00 am", "Completed"],
        ["Wilhelmina", "5 Feb 2024", "Completed"],
        ["Wilhelmina", "2024-02-05T10:00:00Z", "Completed"],
        ["Wilhelmina", "leak@canary.example", "Completed"],
        ["Wilhelmina", "'+44 7700 900000", "Completed"],
        ["Wilhelmina", "£80.00", "Completed"],
        ["Wilhelmina", "05/02/24 10:00 am", "Completed"],
        ["Client list of Wilhelmina", "", ""],
    ],
)
def test_an_export_without_column_names_is_refused_and_not_quoted(tmp_path, row, capsys):
    path = tmp_path / "export.csv"
    pd.DataFrame([row, ["Ottokar", *row[1:]]]).to_csv(path, index=False, header=False)
    assert main(["anonymise", "--suggest", str(path)]) == 1
    (tmp_path / "map.toml").write_text('preset = "generic"\n')
    options = ["--map", str(tmp_path / "map.toml"), "--key", str(tmp_path / "key.json")]
    assert main(["anonymise", str(path), *options, "--out", str(tmp_path / "s.csv")]) == 1
    said = capsys.readouterr()
    assert said.err.count("line 1 doesn't hold the names of the columns") == 2
    for cell in filter(None, row):
        assert cell not in said.out + said.err.replace(str(tmp_path), "")


def test_lines_that_cannot_be_used_are_named_beside_the_mapping(tmp_path, capsys):
    path = tmp_path / "export.csv"
    path.write_text("Client,Date,Status\nWilhelmina,2024-02-05,Completed\nOttokar,2024-02-05\n")
    assert main(["anonymise", "--suggest", str(path)]) == 0
    said = capsys.readouterr()
    assert "line 3: 2 cells where the header has 3" in said.err
    assert "Ottokar" not in said.out + said.err


@pytest.mark.parametrize(
    "other", ["Patient Age", "CustomerSince", "ClientBirthDate", "ClientZipCode", "client_type"]
)
def test_only_a_name_or_a_number_tells_clients_apart(tmp_path, other, capsys):
    """Whoever shares an age would become one person."""
    table = pd.DataFrame({other: ["4", "5"], "Patient Name": ["a b", "c d"], "Date": "2026-01-05"})
    assert 'client = "Patient Name"' in suggest(tmp_path, table, capsys)
    alone = suggest(tmp_path, table.drop(columns="Patient Name"), capsys)
    assert f'client = "{other}"' not in alone


@pytest.mark.parametrize(
    ("others", "date"),
    [
        ({"Timestamp": "2/1/2024 10:12:13", "Date of your visit": "2/1/2024"}, 1),
        ({"When": "before", "Date": "2/1/2024"}, 1),
        ({"Timestamp": "2/1/2024 10:12:13"}, 0),
    ],
)
def test_ratings_of_a_form_are_recognised(others, date):
    """Who filled it in is called "Your name"; the day of the visit goes before that of the form."""
    appointments = pd.DataFrame(
        {"Client": ["Ann Elm", "Bob Fir"], "Date": ["2/1/2024"] * 2, "Status": ["Completed"] * 2}
    )
    form = pd.DataFrame({**others, "Your name": ["Ann Elm", "Bob Fir"], "Pain": ["6", "7"]})
    scores = read_toml(suggest_mapping(appointments, form))["scores"]
    assert scores["client"] == "Your name"
    assert scores["date"] == [*others][date]


def test_ratings_by_name_find_appointments_by_number_through_the_names_beside():
    appointments = pd.DataFrame(
        {"Client ID": ["C1", "C2"], "Client Name": ["Ann Elm", "Bob Fir"],
         "Date": ["2024-02-01"] * 2, "Status": ["Completed"] * 2}
    )  # fmt: skip
    rated = pd.DataFrame({"Client": ["Ann Elm"], "Date": ["2024-02-01"], "Pain": ["6"]})
    told = read_toml(suggest_mapping(appointments, rated))
    assert told["clients"] == {"client": "Client ID", "name": "Client Name"}
    assert told["appointments"]["client"] == "Client ID"
    by_number = suggest_mapping(appointments, rated.assign(Client="C2"))
    assert "clients" not in read_toml(by_number)


@pytest.mark.parametrize(
    ("column", "name", "n"),
    [("Note", "visits 2024-03-05.csv", 2), ("Note", "visits.csv", 3),
     ("Booked on", "visits 2024-03-05.csv", 2)],
)  # fmt: skip
def test_what_lies_after_the_day_in_a_file_s_name_is_no_visit(tmp_path, column, name, n, capsys):
    """As the page of the import writes it; a column of bookings tells by itself."""
    days = ["2024-03-01", "2024-03-02", "2024-03-09"]
    table = pd.DataFrame({"Client": ["Ann Elm", "Bob Fir", "Ann Elm"], "Date": days,
                          "Pain": ["5", "4", ""], column: ["2024-02-01"] * 3})  # fmt: skip
    text = suggest(tmp_path, table, capsys, name)
    assert ("[taken]" in text) == (n == 2 and column == "Note")
    options = ["--map", str(tmp_path / "map.toml"), "--key", str(tmp_path / "key.json")]
    out = ["--out", str(tmp_path / "sessions.csv"), "--min-k", "2"]
    assert main(["anonymise", str(tmp_path / name), *options, *out]) == 0
    assert len(pd.read_csv(tmp_path / "sessions.csv")) == n


VISIT = {"Client": ["Ann Elm"], "Date": ["2026-01-05"], "Status": ["Completed"]}


@pytest.mark.parametrize(
    ("table", "role", "column"),
    [
        (VISIT | {"Payment Status": ["Paid"], "Intake form status": ["Sent"]}, "status", "Status"),
        ({**VISIT, "Status": ["x"], "Attendance": ["Show"]}, "status", None),
        (
            {"Client": ["Ann Elm"], "Date": ["2026-01-05"], "Payment status": ["Paid"]},
            "status",
            None,
        ),
        (VISIT | {"Attendee": ["Bea Elm"]}, "client", "Attendee"),
        (
            VISIT | {"Client ID": ["7"], "Participant name": ["Bea Elm"]},
            "client",
            "Participant name",
        ),
        (VISIT | {"Attendees": ["2"]}, "client", "Client"),
        (VISIT | {"Attendee": [""]}, "client", "Client"),
        ({"Client\nname": ["Ann Elm"], "Visit\ndate": ["2026-01-05"]}, "client", "Client\nname"),
    ],
)
def test_of_columns_with_like_names_the_right_one_is_taken(table, role, column):
    """Who booked may not be who came, and what was paid doesn't say who did."""
    roles = read_toml(suggest_mapping(pd.DataFrame(table)))["appointments"]
    assert roles.get(role) == (column or ([] if role == "status" else None))


CONTACTS = {"Client": ["Ann Elm", "Ann Elm"], "Date": ["2026-01-05", "2026-01-07"],
            "E-mail": ["a@x.org", "elm@y.org"], "Mobile phone": ["+44 20 7946 0958", "(020) 79460"],
            "Email reminder": ["sent", "sent"],
            "Emergency phone": ["02079460", "02079461"]}  # fmt: skip


@pytest.mark.parametrize("more", [{}, {"Start": ["10:00", "11:00"], "Treatment": ["M", "M"]}])
def test_names_are_told_apart_by_e_mail_and_phone(tmp_path, more, capsys):
    """Two people of one name would become one, whose pain is now the one's, now the other's."""
    table = pd.DataFrame(CONTACTS | more)
    text = suggest(tmp_path, table, capsys)
    assert ("preset" in text) == bool(more)
    options = ["--map", str(tmp_path / "map.toml"), "--key", str(tmp_path / "key.json")]
    out = ["--out", str(tmp_path / "sessions.csv")]
    assert main(["anonymise", str(tmp_path / "export.csv"), *options, *out]) == 1
    assert "the same name as in file 1, line 2, and other contacts" in capsys.readouterr().err
    assert read_mapping(tmp_path / "map.toml").appointments["contact"] == ("E-mail", "Mobile phone")


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (CONTACTS | {"Client ID": ["1", "2"]}, None),
        ({"Client": ["Ann Elm"], "Date": ["2026-01-05"], "Email": ["yes"]}, None),
        ({"Client": ["Ann Elm"], "Date": ["2026-01-05"], "Staff e-mail": ["n@x.org"]}, None),
        ({"Client": ["Ann Elm"], "Date": ["2026-01-05"], "Cell": ["555 123 4567"]}, ("Cell",)),
    ],
)
def test_contacts_are_read_only_where_they_are_needed_and_there(tmp_path, table, told, capsys):
    suggest(tmp_path, pd.DataFrame(table), capsys)
    assert read_mapping(tmp_path / "map.toml").appointments.get("contact") == told


def test_columns_that_a_preset_names_otherwise_are_recognised(tmp_path, capsys):
    table = pd.DataFrame({"Client Name": ["Ann Elm"], "Appointment Date": ["6/22/26"],
                          "Start Time": ["10:00"], "Status": ["Completed"],
                          "Booked On": ["6/13/26"], "Practitioner": ["Nora"]})  # fmt: skip
    assert 'preset = "glossgenius"' in suggest(tmp_path, table, capsys)
    roles = read_mapping(tmp_path / "map.toml").appointments
    assert (roles["booked"], roles["therapist"]) == (("Booked On",), ("Practitioner",))


def test_a_column_name_of_two_lines_leaves_the_mapping_readable(tmp_path, capsys):
    table = pd.DataFrame({"Client": ["a"], "Date": "2026-01-05", "Weather\n0-10": "3"})
    suggest(tmp_path, table, capsys)
    read_mapping(tmp_path / "map.toml")


@pytest.mark.parametrize("when", ["Date", "Submitted", "Submission date", "Timestamp"])
def test_ratings_told_as_ranges_and_words_are_asked_about(when):
    appointments = pd.DataFrame(
        {"Client": ["Ann Elm", "Bob Fir"], "Date": ["2024-02-01"] * 2, "Status": ["Completed"] * 2}
    )
    rated = pd.DataFrame(
        {"Client": ["Ann Elm", "Bob Fir"], when: ["2024-02-01"] * 2, "Pain": ["6-7", "Moderate"]}
    )
    text = suggest_mapping(appointments, rated)
    assert '\n# ranges = "middle"\n' in text
    assert '\n# [rating_words]\n# "moderate" = 5\n' in text
    confirmed = text.replace("# ranges", "ranges").replace("# [rating", "[rating")
    mapping = make_mapping(read_toml(confirmed.replace('# "moderate"', '"moderate"')))
    assert mapping.scores["pain_before"] == ("Pain",)
    assert mapping.scores["date"] == (when,)
    assert (mapping.ranges, mapping.rating_words) == ("middle", {"moderate": 5})
