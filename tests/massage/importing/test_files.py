"""What each file of an import holds: lists that aren't needed, names beside numbers, near names."""

from datetime import date, timedelta

import pytest

from massage.importing.answers import EXPORTED
from massage.importing.session import Session
from massage.intake.mapping import PRESETS, lay_on_preset
from tests.massage.importing.test_session import asked, give

HEADER = "Client ID,Client,Date,Time,Service,Staff,Status,Booked Date"
PEOPLE = [(f"10{n}", f"{last}, {first}", f"{first} {last}") for n, (first, last) in enumerate(
    [("Megan", "Stewart"), ("Ana", "Quist"), ("Ida", "Brandt"), ("Eva", "Lund"), ("Ulla", "Moe"),
     ("Nora", "Fisk")])]  # fmt: skip
CLIENTS = "Reference ID,First Name,Last Name,Birthdate"
QUESTIONNAIRE = "Name,Date,Pain 0-10 on arrival,Sleep 0-10 (10 is best)"
ANSWERS = {("rated",): "on arrival", ("moving",): "in place", ("last_name_first",): "yes"}


def write(path, lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path):
    """Appointments by number with names beside, ratings by name, and a list of clients."""
    days = [(month, day) for month in range(1, 7) for day in (7, 21)]
    lines = [
        f'{number},"{turned}",{month}/{day}/2025,6:00 PM,Massage 60,Kit,Completed,1/2/2025'
        for month, day in days for number, turned, _ in PEOPLE
    ]  # fmt: skip
    ratings = [
        f"{'Meghan Stuart' if name == 'Megan Stewart' else name},{month}/{day}/2025,{place},6"
        for month, day in days for place, (_, _, name) in enumerate(PEOPLE)
    ]  # fmt: skip
    clients = [
        f"R{number},{name.split()[0]},{name.split()[1]},3/4/1980" for number, _, name in PEOPLE
    ]
    return [
        write(tmp_path / "schedule.csv", [HEADER, *lines]),
        write(tmp_path / "questionnaire.csv", [QUESTIONNAIRE, *ratings]),
        write(
            tmp_path / "customers.csv", ["Reference ID,First Name,Last Name,Birthdate", *clients]
        ),
    ]


@pytest.fixture
def session(files, tmp_path):
    return Session(files, tmp_path / "key.json", tmp_path / "records" / "sessions.csv")


def test_a_list_of_clients_that_isn_t_needed_is_not_read_and_said(session):
    kinds = {one.key[1]: one.value for one in session.model().questions if one.key[0] == "kind"}
    assert kinds == {"schedule": "appointments", "questionnaire": "scores", "customers": "unread"}
    give(session, ANSWERS)
    give(session, {asked(session, "same").key: "one"})
    counted = session.model().counted
    assert (counted.broken, counted.visits, counted.clients) == ((), 72, 6)
    assert counted.counts["files that aren't read, as the mapping says"] == 1
    assert '[files]\ncustomers = "unread"' in session.write_mapping()


def test_ratings_by_name_find_clients_that_go_by_number(session):
    give(session, ANSWERS)
    pair = asked(session, "same")
    assert pair.key[1:] == ("meghan stuart", "megan stewart")
    give(session, {pair.key: "one"})
    records = session.make().records
    assert sorted(records["pain_before"].value_counts()) == [12] * 6
    assert records.groupby("client_id")["pain_before"].nunique().eq(1).all()


def test_what_a_file_holds_is_a_choice_that_can_be_put_back(session):
    question = asked(session, "kind", "questionnaire")
    give(session, {question.key: "unread"})
    changed = asked(session, "kind", "questionnaire")
    assert (changed.value, changed.is_changed) == ("unread", True)
    assert not [one for one in session.model().questions if one.key[:2] == ("column", "scores")]
    assert 'questionnaire = "unread"' in session.write_mapping()
    session.answer({"put_back": session.ident(question.key)})
    assert "questionnaire" not in session.write_mapping()
    give(session, {asked(session, "kind", "customers").key: "clients"})
    assert "unread" not in session.write_mapping()
    assert asked(session, "column", "clients", "Reference ID").value == ""


def test_a_file_with_dates_is_never_left_out_by_itself(files, session):
    write(files[2], ["Paid by,Paid on", "R100,2025-01-07", "R101,2025-02-07"])
    assert asked(session, "kind", "customers").value == "appointments"
    assert any(text.startswith("file 3: ") for text in session.model().counted.broken)


def test_words_in_place_of_yes_or_no_are_asked_about(tmp_path):
    """Where a column says who did not come; yes and no themselves aren't."""
    cells = ["No"] * 20 + ["Yes"] * 4 + ["Late"] * 5 + ["Cancelled at the door"] * 3
    lines = [f"Ann Elm {chr(97 + n % 6)},{n % 12 + 1}/{n % 14 + 14}/2025,{cell}"
             for n, cell in enumerate(cells)]  # fmt: skip
    path = write(tmp_path / "report.csv", ["Client,Date,Did not arrive", *lines])
    session = Session([path], tmp_path / "key.json", tmp_path / "sessions.csv")
    words = {one.key[1]: (one.n, one.is_open) for one in session.model().questions
             if one.key[0] == "status"}  # fmt: skip
    assert words == {"Late": (5, True), "Cancelled at the door": (3, True)}
    before = session.model().counted.visits
    give(session, {("status", "Late"): "missed"})
    assert session.model().counted.visits == before - 5


NO_BOOKING = "Client,Date,Time,Status,Pain on arrival (0-10)"


@pytest.fixture
def unbooked(tmp_path):
    """Appointments without a day of booking, of which a month is still to come: all say Show."""
    today = date.today()
    days = [today + timedelta(days=14 * place) for place in range(-12, 3)]
    lines = [f"{name},{day},10:00,Show,{place}" for place, (_, _, name) in enumerate(PEOPLE)
             for day in days]  # fmt: skip
    taken = today - timedelta(days=20)
    return write(tmp_path / f"appointments {taken}.csv", [NO_BOOKING, *lines]), taken


def open_one(path):
    return Session([path], path.with_name("key.json"), path.with_name("out.csv"))


def test_the_day_of_an_export_is_asked_where_no_column_tells_it(unbooked):
    path, taken = unbooked
    plain = path.rename(path.with_name("appointments.csv"))
    session = open_one(plain)
    key = (EXPORTED, plain.name)
    assert asked(session, *key).is_open
    assert session.model().counted.visits == 13 * len(PEOPLE)
    give(session, {key: str(taken)})
    assert not asked(session, *key).is_open
    assert session.model().counted.visits == 11 * len(PEOPLE)
    assert f'"{plain.name}" = "{taken}"' in session.write_mapping()


def test_the_day_in_the_name_of_an_export_stands_until_it_is_said_otherwise(unbooked):
    path, taken = unbooked
    session = open_one(path)
    key = (EXPORTED, path.name)
    assert (asked(session, *key).value, asked(session, *key).is_open) == (str(taken), False)
    assert session.model().counted.visits == 11 * len(PEOPLE)
    give(session, {key: ""})
    assert session.model().counted.visits == 13 * len(PEOPLE)
    give(session, {key: "2099-01-01"})
    assert "can't have been exported" in session.model().counted.broken[0]


def test_the_day_of_an_export_isnt_taken_for_the_next_one_s(unbooked):
    path, taken = unbooked
    plain = path.rename(path.with_name("appointments.csv"))
    session = open_one(plain)
    give(session, {(EXPORTED, plain.name): str(taken), ("rated",): "on arrival"})
    session.make()
    again = open_one(plain)
    assert again.files().is_remembered
    assert [one.key for one in again.model().questions if one.is_open] == [(EXPORTED, plain.name)]


def test_no_day_is_asked_where_bookings_tell_it(session):
    assert not [one for one in session.model().questions if one.key[0] == EXPORTED]


def test_each_preset_says_what_its_program_is_called():
    assert all(lay_on_preset({"preset": preset})["program"] for preset in PRESETS)


def test_ratings_that_are_not_read_are_told(files, session):
    """Those beside appointments aren't, where a file of its own holds others; nor two of a kind."""

    def notes():
        return [note for step in session.model().steps for note in step.notes if "a rating" in note]

    assert notes() == []
    lines = files[0].read_text(encoding="utf-8").splitlines()
    write(files[0], [f"{lines[0]},Stress (0-10)", *(f"{line},4" for line in lines[1:])])
    assert len(notes()) == 1
    write(files[0], lines)
    lines = files[1].read_text(encoding="utf-8").splitlines()
    write(files[1], [f"{lines[0]},Stress,Stress level", *(f"{line},4,3" for line in lines[1:])])
    assert len(notes()) == 1
    give(session, {("column", "scores", "Stress"): "stress",
                   ("column", "scores", "Stress level"): "mood"})  # fmt: skip
    assert notes() == []
