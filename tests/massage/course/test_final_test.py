"""The final test can't be passed without the course, and nobody's copy of it holds the key."""

import json
from collections import Counter
from itertools import pairwise
from random import Random
from statistics import fmean, stdev
from types import SimpleNamespace

import numpy as np
import pytest

from course import CourseError
from course.bank import BANK, read_bank, without_key
from course.key import find_code_faults, lay_out, make_key
from course.make import find_sources
from course.pairs import APART, draw_pairs, draw_records, find_hits
from course.rehearse import (
    WORKED_OUT,
    chance_to_pass,
    chance_within,
    copied,
    know,
    needed,
    sit,
)
from course.rules import CHOICE_RULES, NUMBER_RULES
from course.worked_out import ANSWERS
from massage.course import ask, finish, note
from massage.course.draws import DRAWS, draw
from massage.course.final_test import is_right
from massage.course.forms import FILE, LETTERS, draw_question, read_forms, read_learner
from massage.course.reading import read_only_letter
from massage.course.store import FINAL_TEST, feedback_folder, read_notebook_questions
from massage.words.codes import read_words
from tests.massage.course.books import ROOT, UNITS
from tests.massage.course.small import HEADING, answer_book, choice

(SOURCE,) = find_sources(ROOT, [FINAL_TEST])
ENTRIES = read_bank(SOURCE.parent / BANK)
CHOICES = [each for each in ENTRIES.entries.values() if each.kind == "choice"]
NUMBERS = [each for each in ENTRIES.entries.values() if each.kind == "number"]
RECORDS = read_forms(str(feedback_folder()))["records"]
LEARNERS = 40
WORDS = read_words("course")


@pytest.fixture(scope="module")
def sittings():
    return [[sit(ENTRIES, f"learner {each}", form) for form in (1, 2)] for each in range(LEARNERS)]


def typed(code, form, **answers):
    return {"T0.1": code, "T0.2": str(form)} | answers


def all_right(key):
    return {slot: right.get("letter", right.get("value")) for slot, right in key.items()}


def test_each_place_has_two_questions_or_more_and_each_choice_three():
    for slot, entries in ENTRIES.slots.items():
        assert len(entries) >= (3 if entries[0].kind == "choice" else 2), slot
        assert len({each.stem for each in entries}) == len(entries), slot


def test_each_objective_of_the_course_is_asked_about():
    asked = {each.goal for each in ENTRIES.entries.values()}
    practised = {q.objective for unit in UNITS for q in read_notebook_questions(unit).values()}
    assert asked == practised


def test_the_right_option_is_longest_in_a_quarter_and_two_at_most():
    longest = [len(each.right) == max(map(len, each.options)) for each in CHOICES]
    assert sum(longest) <= len(CHOICES) / 4 + 2


def test_the_right_option_is_longest_in_a_quarter_and_two_at_most_on_every_form():
    """As a learner sees it: taking the longest, by lot where several are, is expected to get it."""
    for pair in read_forms(str(feedback_folder()))["pairs"]:
        for form in pair:
            entries = [ENTRIES.entries[name] for name, _ in form.values()]
            shown = [each for each in entries if each.kind == "choice"]
            got = sum(CHOICE_RULES["longest"](each.stem, each.options)[
                each.options.index(each.right)] for each in shown)  # fmt: skip
            assert got <= len(shown) / 4 + 2


def test_options_are_of_like_length():
    for each in CHOICES:
        lengths = [len(option) for option in each.options]
        assert max(lengths) <= max(1.5 * min(lengths), min(lengths) + 8), each.options


def test_no_simple_rule_finds_more_than_two_in_five_of_the_bank():
    for name, rule in CHOICE_RULES.items():
        got = [rule(each.stem, each.options)[each.options.index(each.right)] for each in CHOICES]
        assert fmean(got) <= 0.4, name


def test_the_letters_are_spread_evenly(sittings):
    for pair in sittings:
        for each in pair:
            letters = Counter(right["letter"] for right in each.key.values() if "letter" in right)
            assert set(letters) == set(LETTERS)
            assert max(letters.values()) - min(letters.values()) <= 1


def test_the_two_forms_ask_other_questions_about_the_same_objectives():
    for pair in read_forms(str(feedback_folder()))["pairs"]:
        first, second = pair
        assert list(first) == list(second) == list(ENTRIES.slots)
        for slot in first:
            one, two = (ENTRIES.entries[form[slot][0]] for form in pair)
            assert one != two
            assert (one.slot, one.goal, one.kind) == (two.slot, two.goal, two.kind)


@pytest.mark.parametrize("letters", CHOICE_RULES)
def test_every_rule_gets_the_same_on_both_forms_of_each_learner_within_a_point(sittings, letters):
    for first, second in sittings:
        apart = sum(first.letters[letters]) - sum(second.letters[letters])
        for numbers in NUMBER_RULES:
            both = apart + first.numbers[numbers] - second.numbers[numbers]
            assert abs(both) <= 1 + 1e-9, numbers


@pytest.mark.parametrize("names", RECORDS)
def test_a_rule_finds_both_numbers_of_a_place_or_none_and_no_rule_finds_many(names):
    one, two = (ENTRIES.entries[name] for name in names.split())
    hits = [(find_hits(one, first), find_hits(two, second)) for first, second in RECORDS[names]]
    assert all(first == second for first, second in hits)
    assert max(map(fmean, zip(*[first for first, _ in hits], strict=True))) <= 0.35


@pytest.mark.parametrize("names", RECORDS)
def test_records_of_a_place_differ_from_learner_to_learner(names):
    for place, name in enumerate(names.split()):
        entry = ENTRIES.entries[name]
        shown = [draw(entry.draw, Random(seeds[place]))["shown"] for seeds in RECORDS[names]]
        assert len(shown) == 200
        assert len(set(shown)) >= 60, name


def test_nobody_who_reads_nothing_passes(sittings):
    points = needed(ENTRIES)
    forms = [form for pair in sittings for form in pair]
    for name in CHOICE_RULES:
        for number in (*NUMBER_RULES, WORKED_OUT):
            passes = [chance_to_pass(f.letters[name], f.numbers[number], points) for f in forms]
            assert fmean(passes) <= 0.01, (name, number)


def test_the_chance_to_pass_is_that_of_plain_lots(sittings):
    form, random = sittings[0][0], np.random.default_rng(5)
    chances = np.array(form.letters["fewest absolute words"])
    points = 8
    tries = (random.random((20_000, len(chances))) < chances).sum(axis=1) + 1 >= points
    assert chance_to_pass(chances, 1, points) == pytest.approx(tries.mean(), abs=4 * 0.0036)


def test_a_neighbours_answers_do_not_help(sittings):
    got = [copied(mine[form], other[form])
           for mine, other in pairwise(sittings) for form in (0, 1)]  # fmt: skip
    assert fmean(got) < len(ENTRIES.questions) / 3
    assert max(got) < needed(ENTRIES)


def test_who_knows_half_of_the_places_is_expected_to_get_the_same_on_both_forms(sittings):
    """Lots alone keep her from the same points: within one in about half of the tries."""
    random, within = Random(8), []
    for pair in sittings:
        known = set(random.sample(list(ENTRIES.questions), len(ENTRIES.questions) // 2))
        first, second = (know(form, known) for form in pair)
        assert sum(first) == pytest.approx(sum(second), abs=1e-9)
        within.append(chance_within(first, second))
    assert 0.4 < fmean(within) < 0.7


def test_who_knows_half_of_the_questions_gets_the_same_on_average_over_learners(sittings):
    """Two forms have no question in common, so one learner may know more of one than of other."""
    random, apart = Random(9), []
    for _ in range(500):
        pair = random.choice(sittings)
        known = set(random.sample(list(ENTRIES.entries), len(ENTRIES.entries) // 2))
        first, second = (sum(know(form, known)) for form in pair)
        apart.append(first - second)
    assert abs(fmean(apart)) < 4 * stdev(apart) / len(apart) ** 0.5
    assert stdev(apart) / len(apart) ** 0.5 < 0.25  # so that a whole point would be seen


def test_the_chance_to_be_within_a_point_is_that_of_plain_lots(sittings):
    lots = np.random.default_rng(6)
    first, second = (np.array(know(form, {"T1.1", "T2.1", "T5.4"})) for form in sittings[0])
    got = [(lots.random((20_000, len(each))) < each).sum(axis=1) for each in (first, second)]
    near = np.abs(got[0] - got[1]) <= 1
    assert chance_within(first, second) == pytest.approx(near.mean(), abs=4 * 0.0036)


def test_who_knows_all_passes(sittings):
    for pair in sittings[:5]:
        for each in pair:
            questions = ENTRIES.questions
            right = all_right(each.key)
            assert all(is_right(questions[slot], right[slot], each.key[slot]) for slot in questions)


def test_learners_get_nothing_that_marks_the_right_option():
    there = read_forms(str(feedback_folder()))
    assert there["questions"] == json.loads(json.dumps(without_key(ENTRIES)))
    for name, found in there["questions"].items():
        assert found.keys() <= {"stem", "options", "draw"}
        assert list(found.get("options", [])) == sorted(found.get("options", [])), name
    release = ROOT / "notebooks" / "course" / "release" / FINAL_TEST / f"{FINAL_TEST}.ipynb"
    text = release.read_text(encoding="utf-8")
    assert not any(each.right in text for each in CHOICES)
    for question in read_notebook_questions(FINAL_TEST).values():
        assert question.options == ()
    assert not list((feedback_folder().parent).rglob("*.toml"))


def test_the_forms_are_those_that_the_bank_makes():
    there = read_forms(str(feedback_folder()))
    made = json.loads(json.dumps(draw_pairs(ENTRIES, 3)))
    assert there["pairs"][:3] == made, f"make course: {FILE}"
    for names, seeds in draw_records(ENTRIES, 3).items():
        assert there["records"][names][:3] == json.loads(json.dumps(seeds)), f"make course: {FILE}"
    assert APART <= 1


def test_a_learner_gets_her_questions_again_and_her_neighbour_gets_others():
    mine = [draw_question("ann@x.org", 1, slot) for slot in ENTRIES.slots]
    assert mine == [draw_question("ann@x.org", 1, slot) for slot in ENTRIES.slots]
    other = [draw_question("bea@x.org", 1, slot) for slot in ENTRIES.slots]
    same = sum(a.stem == b.stem and a.options == b.options
               for a, b in zip(mine, other, strict=True))  # fmt: skip
    assert same <= len(mine) / 4


@pytest.mark.parametrize(
    ("answers", "learner"),
    [(typed(" Ann@X.org ", 1), ("ann@x.org", 1)), (typed("K 47", "2."), ("k47", 2)),
     (typed("ann", 3), None), (typed("___", 1), None), ({}, None), ("ann", None)],
)  # fmt: skip
def test_a_code_is_read(answers, learner):
    assert read_learner(answers) == learner


@pytest.mark.parametrize(
    ("answer", "letter"),
    [("c", "c"), (" C) ", "c"), ("(c)", "c"), ("answer: c", "c"), ("c.", "c"),
     ("c and d", None), ("c, d", None), ("c/d", None), ("cd", None), ("c because", None),
     ("c or maybe d", None), (("c", "d"), None), (["c"], None), ("", None), ("abcd", None)],
)  # fmt: skip
def test_in_the_test_a_letter_stands_alone(answer, letter):
    assert read_only_letter(answer) == letter


def test_two_letters_get_no_point_and_a_kind_sentence(tmp_path):
    slot = next(iter(ENTRIES.slots))
    learner = typed("ann", 1)
    with lay_out(ENTRIES, learner, tmp_path / "key.json"):
        right = make_key(ENTRIES, "ann", 1)[slot]["letter"]
        assert note(slot, learner | {slot: right}).points == 1
        for answer in (f"{right} and {'a' if right != 'a' else 'b'}", "a, b, c, d", ("a", "b")):
            found = note(slot, learner | {slot: answer})
            assert found.points == 0
            assert found.text == f"**Not noted yet.** {WORDS['answers']['one_letter']}"
    assert not (tmp_path / "key.json").exists()


def test_who_typed_no_code_gets_no_point(tmp_path):
    answers = all_right(make_key(ENTRIES, "ann", 1))
    with lay_out(ENTRIES, answers, tmp_path / "key.json"):
        assert {note(slot, answers).points for slot in answers} == {0}


def test_without_the_key_nothing_has_a_point_and_nothing_is_told():
    learner, key = typed("ann", 2), make_key(ENTRIES, "ann", 2)
    answers = learner | all_right(key)
    wrong = learner | {slot: "1" if "value" in key[slot] else "abcd".replace(
        key[slot]["letter"], "")[0] for slot in key}  # fmt: skip
    for slot in key:
        right, missed = note(slot, answers), note(slot, wrong)
        assert (repr(right), right.text) == (repr(missed), missed.text)
        assert repr(right) == "0"
    assert finish(answers).text == finish(wrong).text
    assert "36 questions" in finish(answers).text
    one_less = {slot: answer for slot, answer in answers.items() if slot != "T3.2"}
    assert finish(one_less).text == "Still to be answered: 1 question (T3.2)."
    assert finish({}).text == WORDS[FINAL_TEST]["no_code_yet"]


def test_a_question_comes_once_the_code_stands_there():
    assert ask("T1.1", {}).text.startswith("Your question T1.1 comes here once your code")
    shown = ask("T1.1", typed("ann", 1)).text
    assert shown.startswith("### Question T1.1\n\n")
    assert [line[:7] for line in shown.splitlines()[-4:]] == [f"- **{x}**" for x in LETTERS]
    assert "There is no question T9.9" in ask("T9.9", typed("ann", 1)).text


def plainly(answer, facts):
    """Work an answer out a second time, with plain loops and from what is shown alone."""
    lines = [line.strip("| ").split(" | ") for line in facts["shown"].splitlines()]
    cells = [row[-1] for row in lines[2:]]
    match answer:
        case "mean_of_filled" | "mean_with_zero" | "fall_by_zero":
            total = sum(int(cell) for cell in cells if cell.isdigit())
            return {"mean_of_filled": total / 4, "mean_with_zero": total / 5,
                    "fall_by_zero": total / 20}[answer]  # fmt: skip
        case "second_day_mended" | "last_day_mended":
            days = [int(row[1]) for row in lines[2:]]
            return days[1 if answer.startswith("second") else 2] - days[0]
        case "median":
            return sorted(map(int, cells))[3]
        case "how_many_worse" | "how_many_better":
            moves = [int(row[2]) - int(row[1]) for row in lines[2:]]
            return len([m for m in moves if (m > 0 if answer.endswith("worse") else m < 0)])
        case "improvement_of_sleep":
            return int(cells[2]) - int(cells[0])
        case "improvement_of_pain":
            return int(cells[0]) - int(cells[2])
        case "smallest_adjusted" | "how_many_left":
            left, worst, ordered = 0, 0.0, sorted(map(float, facts["shown"].split(", ")))
            for place, p in enumerate(ordered):
                worst = max(worst, p * (len(ordered) - place))
                left += worst < 0.05
            return left if answer == "how_many_left" else ordered[0] * len(ordered)
        case "alarms_of_100":
            return int(cells[2]) * 100 / int(cells[0])
        case "alarms_beyond_chance":
            return int(cells[2]) * 100 / int(cells[0]) - 5
        case "how_many_people":
            return len({row[0] for row in lines[2:]})
        case "how_many_seen_again":
            codes = [row[0] for row in lines[2:]]
            return len({code for code in codes if codes.count(code) > 1})
        case "days_first_agreed":
            return int(cells[1]) - int(cells[0])
        case "how_many_agreed":
            return sum(lines[i][2] == lines[i - 1][1] for i in range(3, len(lines)))
        case "difference_in_points":
            return float(cells[0]) * float(cells[2])
        case "upper_end_in_points":
            return float(cells[1].split(" to ")[1]) * float(cells[2])


@pytest.mark.parametrize("entry", NUMBERS, ids=lambda each: f"{each.slot}-{each.answer}")
def test_a_number_is_what_plain_loops_make_of_what_is_shown(entry):
    values = set()
    for seed in range(200):
        facts = draw(entry.draw, Random(seed))
        value = ANSWERS[entry.answer](facts)
        assert value == pytest.approx(plainly(entry.answer, facts), abs=1e-9)
        values.add(round(value, 3))
    assert len(values) >= 4, "a number that hardly ever changes can be copied"


def test_every_draw_and_every_answer_is_used():
    assert {each.draw for each in NUMBERS} == set(DRAWS)
    assert {each.answer for each in NUMBERS} == set(ANSWERS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (choice(), r"T9\.1 of the final test needs two questions or more"),
        (choice(last="Three"), r"unit_9\.toml, question 1: a choice has four options"),
        (choice(right=""), r"unit_9\.toml, question 1: kind is 'choice'"),
        (
            '[[question]]\nslot = "T9.1"\ngoal = "9a"\nkind = "number"\nstem = "{shown}"\n'
            'draw = "x"\nanswer = "median"\nwithin = 0.1\n',
            r"unit_9\.toml, question 1: a number names a draw",
        ),
    ],
)
def test_a_bank_that_cannot_be_used_is_refused(tmp_path, text, message):
    (tmp_path / "unit_9.toml").write_text(HEADING + text)
    with pytest.raises(CourseError, match=message):
        read_bank(tmp_path)


def test_faults_of_codes_are_told():
    def book(code, form):
        return answer_book({"T0.1": code, "T0.2": form})

    handed_in = [
        SimpleNamespace(student=student, notebook=FINAL_TEST, book=book(code, form))
        for student, code, form in [("ann", "k1", "1"), ("bea", "K1", "2"), ("cem", "___", "1")]
    ]
    missing, same = find_code_faults(handed_in)
    assert missing.startswith("cem, final_test: no code, or neither 1 nor 2")
    assert (
        same == "ann and bea typed the same code into the final test, and had the same questions."
    )
