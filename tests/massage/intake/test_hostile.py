"""Exports as they may come, whole and damaged: records equal to the truth, or a refusal in words.

200 cases run with the other tests; ``make hostile`` runs 2,000 and prints how each ended.
"""

import csv
import io
import os
import re
import tempfile
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from analysis import load_sessions
from massage.__main__ import main
from massage.intake.mapping import MappingError, make_mapping
from massage.intake.warned import read_warnings

CASES = int(os.environ.get("HOSTILE_CASES", "200")) // 2
CONFIG = settings(max_examples=CASES, deadline=None, derandomize=True, database=None)
ENDS: Counter[str] = Counter()

DATES = {
    "month first": ("%m/%d/%Y %I:%M %p", "%m-%d-%Y", "%m.%d.%Y %H:%M"),
    "day first": ("%d/%m/%Y %H:%M", "%d.%m.%Y", "%d-%m-%Y %I:%M%p"),
    None: ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d %b %Y, %I:%M%p", "%B %d, %Y %I:%M %p"),
}
ALSO_READ = {
    "month first": ("%m/%d/%Y %H:%M",)
}  # of the wrong cells, right where the order is known
ANYWHERE = "%Y-%m-%d"  # of the wrong cells, right in any order
SCORE_FORMS = ("{}", "{}/10", "{} out of 10", " {} ")
HOSTILE = (
    "=HYPERLINK(\"http://x\")", "+1+1", "-2+3", "@SUM(A1)", "\tTab", "Zoë «Ø» 名前", "O'Neil, Ann",
    'He said "no"', "two\nlines", "NULL", "nan", "0", "<b>", "%s{}", "leak@canary.example",
)  # fmt: skip
WRONG_CELLS = (
    "3", "10", "0", "11", "-1", "3-4", "7,5", "seven", "9/10", "70/100", "", "31/02/2024",
    "2024-03-05", "05/06/2024 10:00", "Completed", "cancelled", "=1+1", "Wilhelmina ",
    "nobody@canary.example",
)  # fmt: skip
NAMES = ("Wilhelmina", "Zoë", "=cmd", "O'Neil", "名前", "von der Tann, A.", "-Dash", "@home", "nan")
STATES = {"Completed": True, "Cancelled": False, "No Show": False, "Rescheduled": False}
COMPARED = ["day", "booked_day", "agreed_day", "pain_before", "sleep_quality"]
KNOWN = {word.casefold(): came for word, came in STATES.items()}
SOUNDS_OFF = re.compile(r"cancel|no.?show|^ns$|resched|missed|moved|did not|didn.t|absent")
TOLD = ("unlisted_words", "called_off_words", "no_word")
OUR_WORDS = {"Completed", "cancelled"}  # of the mapping, and of the messages
WRITTEN = re.compile(r"C\d{6}|-?\d+(\.\d+)?|yes|no|")
EARLY, LATE = date(2019, 1, 1), date(2024, 12, 31)


@st.composite
def exports(draw):
    """Rows of an export, how its dates are written, and the records it should become."""
    order = draw(st.sampled_from(list(DATES)))
    form = draw(st.sampled_from(DATES[order]))
    names = draw(st.lists(st.sampled_from(NAMES), min_size=5, max_size=7, unique=True))
    score = st.none() | st.integers(0, 10)
    rows, truth = [], []
    for name in names:
        days = sorted(draw(st.sets(st.integers(0, 400), min_size=1, max_size=4)))
        start = draw(st.dates(EARLY, LATE - timedelta(days=400)))
        came, book = [], []
        for day in days:
            state = draw(st.sampled_from(["Completed", "Completed", *STATES]))
            ahead = draw(st.integers(0, 30))
            when = start + timedelta(days=day)
            pain, sleep = draw(score), draw(score)
            shown = [
                "" if value is None else draw(st.sampled_from(SCORE_FORMS)).format(value)
                for value in (pain, sleep)
            ]
            moment = datetime(when.year, when.month, when.day, draw(st.integers(0, 23)), 30)
            rows.append([name, moment.strftime(form),
                         f"{when - timedelta(days=ahead):%Y-%m-%d}", state, *shown,
                         draw(st.sampled_from(HOSTILE))])  # fmt: skip
            book.append((day, day - ahead))
            if STATES[state]:
                came.append((day, day - ahead, pain, sleep))
        if came:
            first = came[0][0]
            agreed = [None, *(find_agreed(book, visit[0], first) for visit in came[:-1])]
            truth.append(
                [
                    (day - first, booked - first, stood, *more)
                    for (day, booked, *more), stood in zip(came, agreed, strict=True)
                ]
            )
    return draw(st.permutations(rows)), order, truth


def find_agreed(book, evening, first):
    """For how many days after the first visit a client was booked at the end of a day; or None."""
    stood = [day for day, made in book if made is not None and made <= evening < day]
    perhaps = [day for day, made in book if made is None and evening < day]
    unclear = not stood or (perhaps and min(perhaps) < min(stood))
    return None if unclear else min(stood) - first


HEADER = ["Client", "Date", "Booked", "Status", "Pain", "Sleep", "Notes"]


def map_of(order):
    said = f'date_order = "{order}"\n' if order else ""
    return (
        f"{said}[appointments]\nclient = 'Client'\nstart = 'Date'\nbooked = 'Booked'\n"
        "status = 'Status'\n[status]\nattended = ['Completed']\nmissed = ['No Show']\n"
        "cancelled = ['Cancelled']\nmoved = ['Rescheduled']\n"
        "[scores]\npain_before = 'Pain'\nsleep_quality = 'Sleep'\n"
    )


def as_csv(rows, separator=",", mark=""):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerows([HEADER, *rows])
    return (mark + text.getvalue()).encode()


def as_workbook(rows):
    """A workbook whose cells are text, also those that begin like a formula."""
    book = Workbook()
    for place, row in enumerate([HEADER, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = book.active.cell(place, column, value)
            cell.data_type = "s"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def run(content, order, name="export.csv"):
    """Anonymise in a folder of its own.

    Return the exit code, what was said, the records and their text, and what was warned of.
    """
    with tempfile.TemporaryDirectory() as there:
        folder = Path(there)
        (folder / name).write_bytes(content)
        (folder / "map.toml").write_text(map_of(order), encoding="utf-8")
        out = folder / "sessions.csv"
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            code = main(["anonymise", str(folder / name), "--map", str(folder / "map.toml"),
                         "--out", str(out), "--key", str(folder / "key"),
                         "--min-k", "2"])  # fmt: skip
        records = load_sessions(out) if code == 0 else None
        text = out.read_text(encoding="utf-8") if code == 0 else ""
        left = {path.name for path in folder.iterdir()} - {name, "map.toml", "key"}
        made = {"sessions.csv", "sessions.import.json", "sessions.privacy.md"}
        assert left == (made if code == 0 else set())
        return code, said.getvalue().replace(there, ""), records, text, read_warnings(out)


def comparable(sessions):
    """Each client's visits, in an order that doesn't depend on codes; -99 where missing."""
    table = sessions.reindex(columns=["client_id", *COMPARED]).sort_values(["client_id", "day"])
    return sorted(
        [tuple(row) for row in own[COMPARED].fillna(-99).to_numpy(float).tolist()]
        for _, own in table.groupby("client_id")
    )


def expected(truth):
    return sorted([tuple(-99.0 if v is None else float(v) for v in row) for row in own]
                  for own in truth)  # fmt: skip


def check_refusal(said):
    """A refusal says why, where there is a line names it, and quotes no cell."""
    assert len(said.strip()) > 20
    assert "Traceback" not in said
    for cell in {*NAMES, *HOSTILE, *WRONG_CELLS} - OUR_WORDS:
        assert len(cell.strip()) < 5 or cell.strip() not in said


def check_words(text):
    """Records hold codes, numbers, yes and no: no formula, and nothing else that was in a cell."""
    _, *rows = csv.reader(io.StringIO(text))
    assert all(WRITTEN.fullmatch(cell) for row in rows for cell in row)


@CONFIG
@given(exports(), st.sampled_from([",", ";"]), st.sampled_from(["", "\ufeff"]), st.booleans())
def test_an_export_in_any_form_becomes_the_truth_or_is_refused(case, separator, mark, as_xlsx):
    rows, order, truth = case
    content = as_csv(rows, separator, mark)
    if as_xlsx:
        content = as_workbook(rows)
    code, said, records, text, warned = run(content, order)
    scored = any(value is not None for own in truth for row in own for value in row[3:])
    if len(truth) < 2 or not scored:
        assert code == 1
        check_refusal(said)
        ENDS["whole: refused (nobody came, too few, or no score)"] += 1
        return
    assert code == 0, said
    assert comparable(records) == expected(truth)
    assert not set(TOLD) & set(warned)
    check_words(text)
    ENDS["whole: equal to the truth"] += 1


def read_independently(content, order):
    """Read a damaged export with the standard library alone; None where any cell isn't clear.

    Returns each client's visits, and how many lines have a status that nobody explained.
    """
    forms = (*DATES[order], *ALSO_READ.get(order, ()), ANYWHERE)
    try:
        table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
        while table[0] == []:  # empty lines above the columns' names
            table.pop(0)
        names = [name.strip() for name in table[0]]
        if names[:-1] != HEADER[:-1] or len(names) != len(HEADER):  # notes may be called anything
            return None
        people, books, unknown = {}, {}, set()
        for row in table[1:]:
            name, start, booked, state, pain, sleep, _ = (cell.strip() for cell in row)
            when = next(moment for form in forms if (moment := _moment(start, form)))
            fixed = datetime.strptime(booked, "%Y-%m-%d").date() if booked else None
            came = KNOWN.get(state.casefold())
            if came is None:  # kept, and told
                came = not SOUNDS_OFF.search(state.casefold())
                unknown.add(tuple(map(str.strip, row[:-1])))
            scores = [re.split(r"/| out", cell)[0] for cell in (pain, sleep)]
            values = [float(cell.replace(",", ".")) if cell else None for cell in scores]
            person = " ".join(name.casefold().split())
            books.setdefault(person, []).append((when.toordinal(), fixed and fixed.toordinal()))
            if came:
                own = people.setdefault(person, {})
                own.setdefault(when.date(), []).append((when, fixed, *values))
    except (UnicodeDecodeError, csv.Error, ValueError, KeyError, IndexError, StopIteration):
        return None
    found = []
    for person, own in people.items():
        first = before = min(own)
        visits = []
        for day, told in sorted(own.items()):
            evening, before = before.toordinal(), day
            agreed = find_agreed(books[person], evening, first.toordinal()) if visits else None
            in_order = sorted(told, key=lambda each: each[0])
            fixed, pain, sleep = (_first(each[place] for each in in_order) for place in (1, 2, 3))
            booked = (fixed - first).days if fixed and fixed <= day else None
            visits.append(((day - first).days, booked, agreed, pain, sleep))
        found.append(visits)
    return found, len(unknown)


def _first(values):
    """The first that was written down."""
    return next((value for value in values if value is not None), None)


def _moment(cell, form):
    try:
        return datetime.strptime(cell, form)
    except ValueError:
        return None


DAMAGES = st.lists(st.tuples(
    st.sampled_from(["flip", "insert", "delete", "cut", "double"]),
    st.floats(0, 1), st.integers(1, 40),
    st.sampled_from([*(bytes([b]) for b in b'",;\n\r\x00=+-@/19 aZ\xff\t'),
                     "ÿ".encode(), b"\xc3", b"=1+1", b"2024-02-30", b"\r\n\r\n"]),
), max_size=4)  # fmt: skip


def damage(content, steps):
    """The bytes, damaged at each of some places: how, where, how many bytes, and by which."""
    for kind, share, size, inserted in steps:
        at = int(share * len(content))
        before, after = content[:at], content[at:]
        content = {
            "flip": before + inserted[:1] + after[1:],
            "insert": before + inserted + after,
            "delete": before + after[size:],
            "cut": before,
            "double": before + after[:size] + after,
        }[kind]
    return content


@CONFIG
@given(
    exports(),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6), st.sampled_from(WRONG_CELLS)),
             min_size=1, max_size=3),
    DAMAGES,
    st.sampled_from([False, False, False, True]),
)  # fmt: skip
def test_a_damaged_export_is_read_as_it_stands_or_refused(case, wrong, damages, as_xlsx):
    rows, order, _ = case
    rows = [list(row) for row in rows]
    for line, column, cell in wrong:
        rows[line % len(rows)][column] = cell
    content = as_csv(rows)
    if as_xlsx:
        content = as_workbook(rows)
    damaged = damage(content, damages)
    code, said, records, text, warned = run(damaged, order)
    if code:
        assert code == 1
        check_refusal(said)
        ENDS["damaged: refused"] += 1
        return
    check_words(text)
    # a workbook that is read has its cells whole: each part of it has a checksum
    truth = read_independently(as_csv(rows) if as_xlsx else damaged, order)
    assert truth is not None, "read, in a form that the second reader doesn't know"
    visits, n_unknown = truth
    assert comparable(records) == expected(visits)
    assert sum(warned.get(what, 0) for what in TOLD) == n_unknown
    told = ", and an unknown status told" if n_unknown else ""
    ENDS[f"damaged: equal to a second reader's{told}"] += 1


def test_an_empty_line_above_the_columns_names_is_no_line_of_names():
    rows = [["Ann", "2024-01-08 10:00:00", "2024-01-01", "Completed", "5", "4", ""],
            ["Bo", "2024-01-09 10:00:00", "2024-01-02", "Completed", "6", "", ""]]  # fmt: skip
    damaged = damage(as_csv(rows), [("insert", 0.0, 1, b"\n")])
    code, _, records, *_ = run(damaged, None)
    assert code == 0
    visits, _ = read_independently(damaged, None)
    assert expected(visits) == [[(0, -7, -99, 5, 4)], [(0, -7, -99, 6, -99)]]
    assert comparable(records) == expected(visits)


def test_a_score_that_no_file_has_is_missed():
    """It stands beside the appointments, and without it half of the ratings would be lost."""
    rows = [["Ann", "03-27-2022", "", "Completed", "3", "5", ""]]
    content = as_csv([*rows, ["Zoë", *rows[0][1:]]])
    assert run(content, "month first")[0] == 0
    code, said, *_ = run(content.replace(b"Sleep", b"Sleap"), "month first")
    assert code == 1
    assert "[scores] sleep_quality: no file has a column of that name" in said


def test_how_the_cases_ended():
    """Printed with ``make hostile``; most whole exports and some damaged ones must be read."""
    for end, n in sorted(ENDS.items()):
        print(f"{n:5} {end}")
    assert sum(ENDS.values()) >= 2 * CASES
    assert ENDS["whole: equal to the truth"] >= CASES / 2
    assert ENDS["damaged: refused"] >= CASES / 10
    assert ENDS["damaged: equal to a second reader's"] >= CASES / 10


@pytest.mark.parametrize("word", ["=1+1", "@home", "-x", "+x", "Swedish for Ann", "", 3])
def test_a_word_of_one_s_own_is_no_formula_and_no_name(word):
    with pytest.raises(MappingError, match="small letters"):
        make_mapping({"appointments": {"client": "a", "start": "b"}, "modalities": {"x": word}})
