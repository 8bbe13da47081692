"""An import without its page: what is asked of the hard export, and what follows from answers."""

import re
from contextlib import closing

import pandas as pd
import pytest

from analysis.refusal import Refusal
from massage.__main__ import main
from massage.importing.places import find_where
from massage.importing.session import Session
from massage.intake.warned import read_warnings
from tests.massage.importing import practice

ANSWERS = {
    ("status", practice.UNKNOWN): "cancelled",
    ("status", practice.LATE): "cancelled",
    ("rated",): "on arrival",
    ("moving",): "new line",
    ("last_name_first",): "yes",
}


def asked(session, *key):
    """The question of a key, or of the part of it that is given."""
    return next(one for one in session.model().questions if one.key[: len(key)] == key)


def give(session, answers):
    session.answer({session.ident(key): value for key, value in answers.items()})


def answer_all(session):
    give(session, ANSWERS)
    give(session, {asked(session, "same").key: "one"})


def read(path):
    """Records without their codes, which are random."""
    return pd.read_csv(path).drop(columns=["client_id", "therapist_id"]).sort_values(
        ["day", "month", "pain_before"], ignore_index=True)  # fmt: skip


def test_it_says_what_it_took_each_column_for(session):
    taken = {q.key[1:]: q.value for q in session.model().questions if q.key[0] == "column"}
    assert taken == {
        ("appointments", "First Name"): "client_first",
        ("appointments", "Last Name"): "client_last",
        ("appointments", "Appointment Date"): "start",
        ("appointments", "Appointment Time"): "start_time",
        ("appointments", "Booked On"): "booked",
        ("appointments", "Status"): "status",
        ("appointments", "Service"): "service",
        ("appointments", "Therapist"): "therapist",
        ("scores", "Client"): "client",
        ("scores", "Date"): "date",
        ("scores", "Pain now (0-10)"): "pain_before",
        ("scores", "Sleep (0-10)"): "sleep_quality",
    }


def test_every_word_of_the_status_is_asked_about_with_its_count(session):
    words = {q.key[1]: (q.n, q.value, q.is_open) for q in session.model().questions
             if q.key[0] == "status"}  # fmt: skip
    assert words == {
        "Completed": (practice.count_lines(), "attended", False),
        "Cancelled": (practice.count_lines("Cancelled"), "cancelled", False),
        practice.LATE: (practice.count_lines(practice.LATE), "", True),
        practice.UNKNOWN: (practice.count_lines(practice.UNKNOWN), "", True),
    }
    assert asked(session, "status", practice.LATE).remark == "A guess: please check"
    assert asked(session, "status", "Cancelled").remark == ""
    nothing_said = dict(asked(session, "status", practice.LATE).options)[""]
    assert "cancelled" in nothing_said


def test_a_word_that_nobody_explained_counts_as_on_the_command_line_and_is_told(session):
    give(session, {key: value for key, value in ANSWERS.items() if key[0] != "status"})
    give(session, {asked(session, "same").key: "one"})
    counted = session.model().counted
    assert counted.visits == practice.count_lines() + practice.count_lines(practice.UNKNOWN)
    assert any("nobody explained" in text for text in counted.warnings)


def test_titles_above_the_header_are_told(session):
    notes = [note for step in session.model().steps for note in step.notes]
    assert any("below 2 other lines" in note for note in notes)


def test_what_is_open_is_refused_in_the_words_of_the_command_line(
    session, exports, tmp_path, capsys
):
    (tmp_path / "map.toml").write_text(session.write_mapping(), encoding="utf-8")
    words = ["--map", str(tmp_path / "map.toml"), "--out", str(tmp_path / "sessions.csv")]
    key = ["--key", str(tmp_path / "key.json")]
    assert main(["anonymise", *map(str, exports), *words, *key]) == 1
    _, *said = capsys.readouterr().err.splitlines()
    assert [*session.model().counted.broken] == said
    assert len(said) >= 2


def test_answers_lead_to_every_visit_and_client(session):
    answer_all(session)
    model = session.model()
    assert model.counted.broken == ()
    assert model.counted.visits == practice.count_lines()
    assert model.counted.clients == practice.N_CLIENTS
    assert model.counted.known > 0
    assert model.n_open == 0


def test_two_clients_of_one_first_name_would_become_one_and_it_is_said(session):
    answer_all(session)
    give(session, {("column", "appointments", "Last Name"): "",
                   ("column", "scores", "Client"): ""})  # fmt: skip
    model = session.model()
    assert model.counted.clients != practice.N_CLIENTS
    notes = [note for step in model.steps for note in step.notes]
    assert any("first name alone" in note for note in notes)


def test_each_answer_can_be_put_back(session):
    answer_all(session)
    before = session.model()
    for key, value in [*session.answers.items()]:
        session.answer({"put_back": session.ident(key)})
        assert key not in session.answers
        give(session, {key: value})
    assert session.model() == before
    session.answer({"put_back": session.ident(("status", practice.UNKNOWN))})
    more = practice.count_lines(practice.UNKNOWN)
    assert session.model().counted.visits == practice.count_lines() + more


def test_an_answer_that_isnt_offered_is_left(session):
    give(session, {("rated",): "yesterday", ("status", "Completed"): "eaten"})
    session.answer({"put_back": "nothing", "q0": "x"})
    assert session.answers == {}


def test_names_that_nearly_match_are_asked_one_by_one_and_shown_on_demand(session):
    def list_pairs():
        return [q for q in session.model().questions if q.key[0] == "same"]

    assert [q.of for q in list_pairs()] == ["File 2, line 19, and file 1, line 34"]
    give(session, {("last_name_first",): "no"})  # else that settles the other pair
    pairs = list_pairs()
    assert [q.of for q in pairs] == [
        "File 2, line 12, and file 1, line 22",
        "File 2, line 19, and file 1, line 34",
    ]
    first, last = practice.name(5)
    told = session.tell_names(session.ident(pairs[1].key))
    assert told.endswith(f"{first} {last}".casefold())
    assert session.tell_names("q0") == ""


WITHOUT = ("without_appointment",)


def test_ratings_of_people_without_any_appointment_are_left_out_when_that_is_said(session, exports):
    answer_all(session)
    assert WITHOUT not in [q.key for q in session.model().questions]
    session.make()
    before = read(session.places.records)
    with exports[1].open("a", encoding="utf-8") as ratings:
        ratings.write("Zora Zimt,03/01/2023,4,5\nZora Zimt,03/09/2023,3,6\n")
    model = session.model()
    assert asked(session, *WITHOUT).is_open
    assert model.counted.broken
    give(session, {WITHOUT: "left out"})
    assert session.model().n_open == 0
    session.make()
    pd.testing.assert_frame_equal(read(session.places.records), before)
    assert read_warnings(session.places.records)["strangers"] == 2


def test_of_two_people_of_nearly_one_name_the_ratings_of_one_may_be_left_out(session):
    give(session, ANSWERS)
    pair = asked(session, "same").key
    give(session, {pair: "two"})
    assert session.model().counted.broken
    give(session, {WITHOUT: "left out"})
    session.make()
    warned = read_warnings(session.places.records)
    assert (warned["strangers"] > 1, warned["near_strangers"]) == (True, 1)


def test_the_records_are_those_of_the_command_line(session, exports, tmp_path):
    answer_all(session)
    session.make()
    records = session.places.records
    words = ["--map", str(session.mapping_file), "--out", str(tmp_path / "other.csv")]
    key = ["--key", str(tmp_path / "key.json")]
    assert main(["anonymise", *map(str, exports), *words, *key]) == 0
    assert (tmp_path / "other.csv").read_bytes() == records.read_bytes()
    assert read_warnings(tmp_path / "other.csv") == read_warnings(records)
    assert records.with_suffix(".privacy.md").exists()


def test_the_second_time_nothing_is_left_to_say(session, exports, tmp_path):
    answer_all(session)
    session.make()
    again = Session(exports, tmp_path / "key.json", session.places.records)
    model = again.model()
    assert (model.n_open, model.counted.visits) == (0, practice.count_lines())
    give(again, {("remembered",): "afresh"})
    assert again.model().n_open > 0


def test_records_that_would_tell_nothing_are_refused_before_they_are_written(
    session, exports, tmp_path, capsys
):
    """What was written before stays: records, and the answers that made them."""
    answer_all(session)
    session.make()
    written = {path: path.read_bytes() for path in session.mapping_file.parent.iterdir()}
    days_late = re.sub(r"/(20\d\d),", r"/1999,", exports[1].read_text(encoding="utf-8"))
    exports[1].write_text(days_late, encoding="utf-8")
    again = Session(exports, tmp_path / "key.json", session.places.records)
    assert "no visit has a rating" in again.model().counted.warnings[0]
    give(again, {("column", "scores", "Pain now (0-10)"): ""})
    give(again, {("column", "scores", "Sleep (0-10)"): ""})
    assert "no column is taken for a rating" in again.model().counted.warnings[0]
    with pytest.raises(Refusal, match="no column is taken for a rating"):
        again.make()
    assert written == {path: path.read_bytes() for path in session.mapping_file.parent.iterdir()}
    (tmp_path / "map.toml").write_text(again.write_mapping(), encoding="utf-8")
    words = ["--map", str(tmp_path / "map.toml"), "--out", str(tmp_path / "sessions.csv")]
    key = ["--key", str(tmp_path / "key.json")]
    assert main(["anonymise", *map(str, exports), *words, *key]) == 1
    assert "no column is taken for a rating" in capsys.readouterr().err


def test_answers_for_other_files_are_left(session):
    session.mapping_file.parent.mkdir()
    session.mapping_file.write_text('preset = "acuity"', encoding="utf-8")
    model = session.model()
    assert not [q for q in model.questions if q.key == ("remembered",)]
    assert asked(session, "column", "appointments", "First Name").value == "client_first"


def test_answers_of_last_time_that_cant_be_used_are_told(session):
    session.mapping_file.parent.mkdir()
    session.mapping_file.write_text("[status", encoding="utf-8")
    model = session.model()
    assert "can't be used" in model.notes[0]
    assert model.steps


def test_no_name_is_among_what_is_shown(session):
    model = session.model()
    said = [q.of for q in model.questions if q.key[0] != "column"]
    said += [one for q in model.questions for one in q.examples]
    said += [*model.counted.broken, *model.counted.warnings]
    said += [words for q in model.questions for _, words in q.options]
    for first, last in map(practice.name, range(practice.N_CLIENTS)):
        assert not [one for one in said if re.search(rf"\b({first}|{last})\b", one, re.I)]


def test_a_file_that_is_handed_over_lies_in_a_folder_of_ones_own(exports, tmp_path):
    session = Session([], tmp_path / "key.json", tmp_path / "sessions.csv")
    assert session.model().steps == ()
    with closing(session):
        for path in exports:
            session.add(f"../{path.name}", path.read_bytes())
        folder = session.paths[0].parent
        assert folder.stat().st_mode & 0o077 == 0
        assert len(session.paths) == 2
        assert session.model().n_open > 0
    assert not folder.exists()


def test_a_file_can_be_left_out(session, exports):
    session.answer({"leave_out": "2"})
    assert session.paths == exports[:1]
    assert session.model().counted.clients == practice.N_CLIENTS
    session.answer({"leave_out": "7"})
    session.answer({"leave_out": "one"})
    assert session.paths == exports[:1]
    session.answer({"leave_out": "1"})
    assert session.model().steps == ()


def test_no_export_is_written_over(exports, tmp_path):
    own = exports[0].rename(exports[0].with_name("sessions.csv"))
    assert find_where([own]).records == own.parent / "records" / "sessions.csv"
    session = Session([own, exports[1]], tmp_path / "key.json", own)
    answer_all(session)
    before = own.read_bytes()
    with pytest.raises(Refusal, match="must be different files"):
        session.make()
    assert own.read_bytes() == before


@pytest.mark.parametrize("name", ["", "..", "/"])
def test_a_handed_over_file_without_a_name_gets_one(tmp_path, name):
    session = Session([], tmp_path / "key.json", tmp_path / "sessions.csv")
    with closing(session):
        session.add(name, b"a,b\n1,2\n")
        assert session.paths[0].is_file()


def write(folder, text, name="export.csv"):
    """A file, and a session on it that is small enough for a test."""
    (folder / name).write_text(text, encoding="utf-8")
    return Session([folder / name], folder / "key.json")


def test_visits_side_by_side_are_asked_about_once(tmp_path):
    rows = "".join(f"Client {n}x,{n + 10}/02/2024,{n},{n + 12}/03/2024,{n + 1}\n" for n in range(6))
    session = write(tmp_path, f"Client,Date1,Pain1,Date2,Pain2\n{rows}")
    taken = {q.key[2]: q.value for q in session.model().questions if q.key[0] == "column"}
    assert taken == {"Client": "client", "Date{n}": "start", "Pain{n}": "pain_before"}
    assert (session.model().counted.visits, session.model().counted.clients) == (12, 6)


DATED = "".join(f"Client {n}x,2024-02-{n + 10},{{}},{{}},{{}}\n" for n in range(8))


def make(folder, pains, whys, services):
    header = "Client,Date,Pain,Why do you come?,Service\n"
    cells = [cell for row in zip(pains, whys, services, strict=True) for cell in row]
    return write(folder, header + DATED.format(*cells))


def test_ranges_and_words_among_ratings_are_asked_about(tmp_path):
    pains = ["3", "6-7", "Moderate", "4", "Moderate", "2", "Moderate", "Moderate"]
    session = make(tmp_path, pains, [""] * 8, [""] * 8)
    give(session, {("column", "appointments", "Pain"): "pain_before"})
    word = asked(session, "rating", "moderate")
    assert (word.n, word.value, word.is_open) == (4, "", True)
    assert asked(session, "ranges").is_open
    assert session.model().counted.broken
    give(session, {("ranges",): "upper", ("rating", "moderate"): "5"})
    assert session.model().counted.broken == ()
    mapping = session.read_mapping()
    assert (mapping.ranges, mapping.rating_words) == ("upper", {"moderate": 5.0})


def test_why_clients_come_is_asked_word_by_word_and_rare_words_show_their_form(tmp_path):
    whys = ["A pull"] * 5 + ["stress", "My boss", ""]
    session = make(tmp_path, ["3"] * 8, whys, [""] * 8)
    give(session, {("column", "appointments", "Why do you come?"): "condition"})
    words = {q.key[1]: q.of for q in session.model().questions if q.key[0] == "condition"}
    assert words == {"a pull": "A pull", "my boss": "Aa aaaa (file 1, line 8)"}
    give(session, {("condition", "a pull"): "strain", ("condition", "my boss"): "other"})
    assert session.read_mapping().conditions == {"a pull": "strain", "my boss": "other"}
    assert session.model().counted.broken == ()


def test_a_service_that_is_no_massage_gives_no_visits(tmp_path):
    session = make(tmp_path, ["3"] * 8, [""] * 8, ["Massage"] * 6 + ["Yoga class"] * 2)
    assert session.model().counted.visits == 8
    give(session, {("service", "yoga class"): "no massage"})
    assert session.model().counted.visits == 6
    give(session, {("service", "yoga class"): ""})
    assert session.model().counted.visits == 8


def test_times_in_another_zone_and_dates_of_two_meanings_are_asked_about(tmp_path):
    rows = "".join(f"Client {n}x,2024-02-0{n + 1}T23:30:00Z,3\n" for n in range(6))
    session = write(tmp_path, f"Client,Start,Pain\n{rows}")
    assert asked(session, "time_zone").is_open
    give(session, {("time_zone",): "Europe/Nowhere"})
    assert "isn't known" in session.model().counted.broken[0]
    give(session, {("time_zone",): "Europe/Paris"})
    assert session.model().counted.visits == 6
    rows = "".join(f"Client {n}x,0{n + 1}/02/2024,3\n" for n in range(6))
    session = write(tmp_path, f"Client,Date,Pain\n{rows}", "two.csv")
    assert asked(session, "date_order").is_open
    assert session.model().counted.broken
    give(session, {("date_order",): "day first"})
    assert session.model().counted.visits == 6


def test_files_told_apart_by_their_names_are_asked_about(tmp_path):
    paths = []
    for name in ("visits done", "visits off"):
        rows = "".join(f"Client {n}x,2024-02-{n + 10}\n" for n in range(6))
        paths.append(tmp_path / f"{name}.csv")
        shifted = rows if name == "visits done" else rows.replace("2024-02", "2024-03")
        paths[-1].write_text(f"Client,Date\n{shifted}", encoding="utf-8")
    session = Session(paths, tmp_path / "key.json")
    assert [q.key[1] for q in session.model().questions if q.key[0] == "file"] == [
        "visits done", "visits off",
    ]  # fmt: skip
    give(session, {("file", "visits done"): "attended", ("file", "visits off"): "missed"})
    assert session.model().counted.visits == 6


def test_ratings_given_on_booking_are_no_pain_on_arrival(session):
    give(session, {("rated",): "on booking"})
    assert "say nothing about pain on arrival" in session.model().counted.broken[0]
    give(session, {("column", "scores", "Pain now (0-10)"): ""})
    assert not any("on arrival" in text for text in session.model().counted.broken)


WIDE = "Sunny,Hands,Massage,January,to,December,page,one"


@pytest.fixture
def wide(exports):
    """The same exports below a title that fills as many cells as the table."""
    text = exports[0].read_text(encoding="utf-8").split("\n", 2)[2]
    exports[0].write_text(f"{WIDE}\n{text}", encoding="utf-8")
    return exports


@pytest.mark.usefixtures("wide")
def test_a_line_that_was_not_found_to_name_the_columns_can_be_said(session):
    assert asked(session, "column").key[2] == "Sunny"
    give(session, {asked(session, "header").key: "2"})
    assert asked(session, "column").key[2] == "First Name"
    answer_all(session)
    visits = session.make().records
    assert len(visits) == practice.count_lines()
    assert "[header_lines]\nappointments = 2" in session.mapping_file.read_text(encoding="utf-8")
    again = Session(session.paths, session.places.key, session.places.records)
    assert asked(again, "header").value == "2"
    assert again.model().counted.visits == len(visits)


def test_the_line_of_the_columns_names_is_a_choice_that_can_be_put_back(session):
    question = asked(session, "header")
    assert (question.value, question.is_open) == ("", False)
    taken = asked(session, "column").key[2]
    give(session, {question.key: "4"})
    assert asked(session, "header").is_changed
    assert asked(session, "column").key[2] != taken
    session.answer({"put_back": session.ident(question.key)})
    assert asked(session, "column").key[2] == taken
    assert "header_lines" not in session.write_mapping()


def test_a_file_without_names_of_columns_asks_for_their_line(tmp_path):
    path = tmp_path / "visits.csv"
    path.write_text("2026-03-01,4\n2026-03-08,5\n", encoding="utf-8")
    session = Session([path], tmp_path / "key.json", tmp_path / "sessions.csv")
    question = asked(session, "header")
    assert session.model().counted.broken
    give(session, {question.key: "2"})
    assert asked(session, "header").value == "2"
    path.write_text("7,8\nClient,Date\nAnn,2026-03-08\n", encoding="utf-8")
    assert asked(session, "column").key[2] == "Client"
