"""Sliders, pictures, reading answers, own records, certificates, and what each unit must have."""

import re
from dataclasses import replace
from itertools import combinations

import pytest
import textstat

from analysis import PLAN
from course.certificate import (
    MOST_HOURS,
    Certificate,
    draw_certificate,
    write_certificate,
)
from course.make import PAGES, read_made, write_pages
from course.source import called, tagged
from course.syllabus import read_aloud
from massage.course import open_records
from massage.course.pictures.unit_2 import begin_high, seen_again
from massage.course.reading import is_blank, read_letter, read_number
from massage.course.slider import slider_around
from massage.course.store import FINAL_TEST
from massage.provenance import SYNTHETIC
from massage.words.formats import later_weeks
from tests.massage.course.books import ROOT, UNITS, read_book

CONTENTS = {each.name: each for each in read_made(ROOT)}
HARDEST = 8.0  # school grade, Flesch and Kincaid
NOT_PROSE = re.compile(r"^ *(#|- |\d\. |Question \d).*$(\n^ +\S.*$)*", re.M)


@pytest.mark.parametrize(
    ("typed", "letter"),
    [("b", "b"), ("B)", "b"), (" (b) ", "b"), ("b because", "b"), ("answer: C", "c"),
     ("Cloud B", "b"), ("bad", None), ("2", None), (2, None), ("", None), ("b2", None),
     ("c and d", None), ("c, d", None), ("c/d", None), ("a b", None), ("b or else c", None)],
)  # fmt: skip
def test_letters(typed, letter):
    assert read_letter(typed) == letter


@pytest.mark.parametrize(
    ("typed", "number"),
    [("0,5", 0.5), ("0.5", 0.5), ("12 %", 12), ("about 1.9 points", 1.9), ("-2", -2),
     ("\u22122", -2), ("minus 2", -2), ("Minus 2 points", -2), ("- 2", -2), ("1 - 2", None),
     ("1,200", 1200), ("1.2.3", None), ("1 or 2", None), ("", None), (3, 3.0), (True, None),
     ((0, 5), 0.5), ((1, 2, 3), None), (".5", 0.5),
     (".08", 0.08), ("-,5", -0.5), ("...5", 5),
     ("9 of 40", 9), ("8 out of 100.", 8), ("half of 40", None), ("2 of 40 or 3", None)],
)  # fmt: skip
def test_numbers(typed, number):
    assert read_number(typed) == number


@pytest.mark.parametrize("blank", ["___", "", "_ ", None])
def test_blanks(blank):
    assert is_blank(blank)
    assert not is_blank("b")


def test_a_slider_moves_its_picture_and_its_words():
    box = slider_around(begin_high, "at least", [5, 7], start=5)
    slider, picture = box.children
    assert "began at 5 points or more" in picture.value
    slider.value = 7
    assert "began at 7 points or more" in picture.value
    assert picture.value.count("35 clients") == 2  # alternative and sentence


def test_the_picture_of_unit_2_shows_those_who_began_high():
    ax, words = begin_high(7)
    assert ax.get_title() == "Began at 7 or more: where were they later? (n = 35)"
    means = ax.lines[35].get_ydata()
    assert means[0] - means[1] == pytest.approx(1.9, abs=0.05)
    assert f"{means[1]:.1f} in {later_weeks(PLAN.windows)}" in words


def test_fewer_than_five_clients_are_not_drawn():
    ax, words = begin_high(9)
    assert not ax.lines
    assert words == "Only 4 clients: too few to show."


def test_seen_again_has_no_gaps(practice):
    from analysis import load_sessions

    found = seen_again(load_sessions(practice))
    change = found["pain_baseline"] - found["pain_follow_up"]
    assert (found["pain_improvement"] == change).all()


def test_own_records_that_cannot_be_read_give_way_to_the_practice(tmp_path, capsys, monkeypatch):
    bad = tmp_path / "mine.csv"
    bad.write_text("client_id,day,pain_before\nC1,0,11\n")
    good = tmp_path / "good.csv"
    good.write_text("client_id,day,pain_before\nC1,0,5\n")
    assert len(open_records("")) == len(open_records(str(bad))) == len(open_records("nowhere.csv"))
    assert len(open_records(str(good))) == len(open_records(f'"{good}"')) == 1
    said = capsys.readouterr().out
    assert SYNTHETIC in said
    assert "There is no file nowhere.csv here." in said
    assert "line 2, pain_before: 11" in said
    assert "- few clients: 1; no answer is given with fewer than 10" in said
    monkeypatch.setenv("BINDER_SERVICE_HOST", "x")
    assert len(open_records(str(good))) > 1


FILLED = Certificate("Zoë Łukasz", "A course", "1 May 2026", "home study", "6.5", "A school",
                     "123", "1 Street, $5 \\a_b")  # fmt: skip


def test_a_certificate_has_every_field_and_says_what_it_is_not(tmp_path):
    texts = [text.get_text() for text in draw_certificate(FILLED).texts]
    assert set(vars(FILLED).values()) <= set(texts)
    assert any("It is not an accreditation" in text for text in texts)
    assert "Signature of the provider or instructor" in texts
    path = write_certificate(FILLED, tmp_path / "new")
    assert path == tmp_path / "new" / "certificate-Zoë-Łukasz.pdf"
    assert path.read_bytes().startswith(b"%PDF")


def test_long_texts_on_a_certificate_stay_on_the_page_and_apart():
    figure = draw_certificate(replace(
        FILLED,
        name="Maria-Magdalena WOLKENSTEIN-RODENEGG von und zu Trostburg de la Fuente",
        provider="The Very Long-Named State Association of Licensed Massage Therapists, Education",
        address="1234 Some Rather Long Boulevard, Suite 5678, Port Saint Lucie, Florida 34983, USA",
    ))  # fmt: skip
    boxes = [text.get_window_extent() for text in figure.texts]
    assert all(box.x0 > 0 and box.x1 < figure.bbox.width and box.y0 > 0 for box in boxes)
    assert not any(one.overlaps(two) for one, two in combinations(boxes, 2))


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [
        ("hours", " ", "It needs hours too."),
        ("hours", "-3", "The hours are a number above 0 and up to 12, not -3."),
        ("hours", "0", "The hours are a number above 0 and up to 12, not 0."),
        ("hours", "900", "The hours are a number above 0 and up to 12, not 900."),
        ("hours", "six", "The hours are a number above 0 and up to 12, not six."),
        (
            "name",
            "山田",
            "The name has letters that can't be printed here (山田): write it in Latin",
        ),
        ("name", "W" * 40, "This is too long for its place: name."),
        ("address", "Long Street " * 60, "This is too long for its place: address."),
    ],
)
def test_a_certificate_that_cannot_be_printed_is_refused_and_the_old_one_stays(
    tmp_path, field, text, fault
):
    (tmp_path / "certificate-Zoë-Łukasz.pdf").write_text("old")
    with pytest.raises(ValueError, match=re.escape(fault)):
        write_certificate(replace(FILLED, **{field: text}), tmp_path)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_no_certificate_gives_more_hours_than_the_course_can_take():
    minutes = sum(each.minutes for each in CONTENTS.values())
    assert minutes / 60 < minutes / 50 <= MOST_HOURS


def test_a_certificate_can_give_the_hours_of_the_six_evenings():
    guide = (ROOT / PAGES / "instructor-guide.md").read_text(encoding="utf-8")
    table = guide.partition("| evening | what | hours |")[2].partition("\n\n")[0]
    hours = [float(most) for most in re.findall(r"([\d.]+) \|$", table, re.M)]
    assert len(hours) == 6
    assert 8 < sum(hours) <= MOST_HOURS


def test_the_pages_are_counted_from_the_notebooks_that_are_there():
    for path, text in write_pages(ROOT, list(CONTENTS.values())).items():
        assert path.read_text(encoding="utf-8") == text, f"run make course: {path.name} is old"


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_has_what_a_unit_needs(unit):
    contents, book = CONTENTS[unit], read_book("release", unit)
    assert contents.title.endswith("?")
    assert len(contents.objectives) >= 3
    practised = {question.objective for question in contents.questions.values()}
    tested = {question.objective for question in CONTENTS[FINAL_TEST].questions.values()}
    for code in contents.objectives:
        assert code in practised, code
        assert code in contents.sources, code
    assert len(tested & set(contents.objectives)) >= 3
    assert practised <= set(contents.objectives)
    assert 6 <= len(contents.questions) - contents.written <= 10
    assert 1 <= contents.written <= 2
    assert contents.exercises >= 2
    assert 1_300 <= contents.words <= 2_700
    assert 45 <= contents.minutes <= 75
    assert any("explore(" in cell.source for cell in tagged(book, "exercise"))


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_asks_something_in_its_first_third(unit):
    cells = read_book("release", unit).cells
    first = next(place for place, cell in enumerate(cells) if called(cell))
    assert first < len(cells) / 3


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_can_be_read_easily(unit):
    grade = textstat.flesch_kincaid_grade(prose(read_book("release", unit)))
    assert grade <= HARDEST, grade


def prose(book):
    """Paragraphs alone: headings, options and sources are short, and would flatter."""
    book = type(book)(book, cells=[c for c in book.cells if c not in tagged(book, "sources")])
    paragraphs = re.split(r"\n\s*\n", NOT_PROSE.sub("", read_aloud(book)))
    return "\n\n".join(p for p in paragraphs if len(p.split()) > 10)


@pytest.mark.parametrize("unit", [*UNITS, FINAL_TEST])
def test_a_source_is_saved_without_outputs(unit):
    for cell in read_book("source", unit).cells:
        assert not cell.get("outputs")


def test_the_final_test_asks_about_every_unit():
    questions = CONTENTS[FINAL_TEST].questions
    for unit in UNITS:
        number = unit.removeprefix("unit_")
        assert sum(name.startswith(f"T{number}.") for name in questions) >= 5, unit
    assert len(UNITS) < 6 or len(questions) >= 30
