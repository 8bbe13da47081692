"""The door for frames: what a file would be refused for is refused in the same words."""

import re
import time

import numpy as np
import pandas as pd
import pytest

from analysis import (
    PAIN,
    SLEEP,
    Outcome,
    Practice,
    RecordsError,
    ancova,
    compare_intervals,
    correlate,
    find_threats,
    load_sessions,
    summarise_clients,
)
from analysis.frames import check_sessions, columns_of, is_sound
from analysis.rules import RULES, Rows
from analysis.schema import COLUMNS
from massage.claims.groups import summarise_records
from massage.claims.one_client import follow_longest
from massage.figures.intervals import centre_intervals
from massage.figures.relief_at_once import relief_by_client
from massage.figures.values import mean_course
from massage.robustness.specifications import fit_specifications, list_specifications
from massage.robustness.unrecorded import suppose_put_off
from massage.robustness.usual import summarise_as_today
from massage.words.codes import tell
from massage.worlds import simulate_sessions
from tests.book import with_book

DOORS = (
    check_sessions,
    summarise_clients,
    compare_intervals,
    find_threats,
    Practice,
    summarise_records,
    suppose_put_off,
    summarise_as_today,
    lambda s: fit_specifications(s, PAIN, list_specifications().head(1)),
    lambda s: follow_longest(s, PAIN),
    lambda s: centre_intervals(s, PAIN),
    lambda s: mean_course(s, PAIN),
    lambda s: relief_by_client(s, PAIN),
)


@pytest.fixture(scope="module")
def sessions():
    return simulate_sessions("practice", n_clients=30, seed=11)


def set_cell(frame, row, column, value):
    changed = frame.astype({column: object})
    changed.loc[row, column] = value
    return changed.infer_objects()


def second_visit(frame):
    return int(frame.index[frame["day"] > 0][0])


WRONG = {
    "days as spans": lambda s: s.assign(day=pd.to_timedelta(s["day"], unit="D")),
    "days as dates": lambda s: s.assign(day=pd.Timestamp("2026-01-05") + pd.to_timedelta(s["day"])),
    "half days": lambda s: s.assign(day=s["day"] + 0.5 * (s["day"] > 0)),
    "negative days": lambda s: s.assign(day=-s["day"]),
    "no day": lambda s: set_cell(s, 4, "day", None),
    "twice on a day": lambda s: pd.concat([s, s.tail(1)], ignore_index=True),
    "no first day": lambda s: s[s["day"] > 0],
    "Yes and No": lambda s: s.assign(new_client=s["new_client"].str.title()),
    "one and nought": lambda s: s.assign(new_client=(s["new_client"] == "yes").astype(int)),
    "two answers": lambda s: set_cell(s.assign(active="yes"), second_visit(s), "active", "no"),
    "infinite pain": lambda s: set_cell(s, 4, "pain_before", np.inf),
    "pain of 11": lambda s: set_cell(s, 4, "pain_before", 11),
    "pain in words": lambda s: set_cell(s, 4, "pain_before", "bad"),
    "pain as true": lambda s: s.assign(pain_before=s["pain_before"] > 4),
    "month 13": lambda s: s.assign(month=13),
    "half a month": lambda s: s.assign(month=s["month"] + 0.5),
    "booked after": lambda s: s.assign(booked_day=s["day"] + 1),
    "in the book before": lambda s: with_book(s).assign(
        agreed_day=s["day"].where(s["day"] > 0) - 99
    ),
    "in the book at first": lambda s: with_book(s).assign(agreed_day=7),
    "known perhaps": lambda s: with_book(s).assign(agreed_known="perhaps"),
    "negative length": lambda s: s.assign(duration_min=-5),
    "unknown condition": lambda s: s.assign(condition="sciatica"),
    "no code": lambda s: set_cell(s, 4, "client_id", None),
    "empty code": lambda s: set_cell(s, 4, "client_id", ""),
    "codes of two kinds": lambda s: set_cell(s, 4, "client_id", 7),
    "rounded codes": lambda s: s.assign(
        client_id=s["client_id"].where(s["client_id"] != s["client_id"].iloc[0], "2.98725E+13")
    ),
    "no column": lambda s: s.drop(columns="day"),
    "two columns": lambda s: pd.concat([s, s["pain_before"]], axis=1),
    "names of two levels": lambda s: pd.concat({"a": s}, axis=1),
    "a dictionary": lambda s: s.to_dict("list"),
    "an array": lambda s: s.to_numpy(),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_what_a_file_is_refused_for_is_refused(sessions, change):
    with pytest.raises(RecordsError) as refused:
        compare_intervals(change(sessions))
    assert isinstance(refused.value, ValueError)
    assert all(map(str, refused.value.broken))


@pytest.mark.parametrize("door", DOORS)
def test_every_function_that_takes_sessions_has_the_door(sessions, door):
    for name in ("days as spans", "no column"):
        with pytest.raises(RecordsError):
            door(WRONG[name](sessions))


@pytest.mark.parametrize(
    "name",
    ["half days", "twice on a day", "Yes and No", "pain of 11", "month 13", "booked after",
     "in the book before", "in the book at first", "known perhaps",
     "unknown condition", "two answers", "no first day", "no code", "pain in words"],
)  # fmt: skip
def test_the_words_are_a_file_s_with_the_row_in_place_of_the_line(sessions, tmp_path, name):
    wrong = WRONG[name](sessions).reset_index(drop=True)
    path = tmp_path / "wrong.csv"
    wrong.to_csv(path, index=False)
    with pytest.raises(RecordsError) as of_file:
        load_sessions(path)
    with pytest.raises(RecordsError) as of_frame:
        check_sessions(wrong)
    as_rows = [
        re.sub(r"\bline (\d+)", lambda found: f"row {int(found[1]) - 2}", text)
        for text in map(str, of_file.value.broken)
    ]
    assert sorted(map(str, of_frame.value.broken)) == sorted(as_rows)


def test_rows_are_called_by_their_index(sessions):
    moved = set_cell(sessions.set_axis(sessions.index + 500), 504, "pain_before", 11)
    with pytest.raises(RecordsError, match="row 504, pain_before: 11 is"):
        check_sessions(moved)
    with pytest.raises(RecordsError, match="row 4, pain_before: 11 is"):
        check_sessions(moved.set_axis([f"r{n}" for n in range(len(moved))]))


def test_a_column_of_another_type_is_said_once(sessions):
    with pytest.raises(RecordsError) as refused:
        check_sessions(WRONG["days as spans"](sessions))
    assert tuple(map(str, refused.value.broken)) == (
        "day: no value is a number, the first is 0 days 00:00:00: write a whole number from 0 to "
        "36500",
    )


OTHER = {
    "shuffled index": lambda s: s.set_axis(np.random.default_rng(1).permutation(len(s))),
    "index of codes": lambda s: s.set_index("client_id"),
    "index of codes, kept": lambda s: s.set_index("client_id", drop=False),
    "index of two levels": lambda s: s.set_index(["client_id", "day"]),
    "names that aren't text": lambda s: s.assign(x=1, y=2).rename(columns={"x": 0, "y": ("a", 1)}),
    "category": lambda s: s.astype(dict.fromkeys(("client_id", "condition", "active"), "category")),
    "category of numbers": lambda s: s.astype({"pain_before": "category", "day": "category"}),
    "nullable": lambda s: s.convert_dtypes(),
    "arrow": lambda s: s.convert_dtypes(dtype_backend="pyarrow"),
    "an Arrow table": lambda s: __import__("pyarrow").Table.from_pandas(s, preserve_index=False),
    "object": lambda s: s.astype(object),
    "text": lambda s: s.astype(str).replace("nan", ""),
    "narrow": lambda s: s.astype({"day": "int16", "pain_before": "float32"}),
    "true and false": lambda s: s.assign(
        new_client=s["new_client"] == "yes", active=s["active"] == "yes"
    ),
    "codes that are numbers": lambda s: s.assign(client_id=pd.factorize(s["client_id"])[0]),
}


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_another_kind_of_frame_gives_the_same_numbers(sessions, change):
    other = change(sessions)
    for ask in (
        lambda s: compare_intervals(s).estimate,
        lambda s: compare_intervals(s, SLEEP).p_value,
        lambda s: Practice(s).question_1["pain"].correlation.estimate,
        lambda s: find_threats(s)["value"].to_numpy(),
    ):
        np.testing.assert_allclose(ask(other), ask(sessions), rtol=1e-9)


@pytest.mark.parametrize("narrow", ["float32", "Float32", "float32[pyarrow]", "float16"])
def test_narrow_ratings_are_those_that_were_written(sessions, narrow):
    """6.1 in single precision is 6.0999999 in double: ties between changes would be lost."""
    tenths = sessions.assign(pain_before=(sessions["pain_before"] * 7 / 10).round(1))
    given, wide = (
        Practice(one).question_1["pain"] for one in (tenths.astype({"pain_before": narrow}), tenths)
    )
    assert given.correlation == wide.correlation
    assert compare_intervals(tenths.astype({"pain_before": narrow})) == compare_intervals(tenths)


def test_a_table_that_can_become_a_frame_is_taken(sessions):
    class Other:
        """Like a table of Polars."""

        def to_pandas(self):
            return sessions

    assert compare_intervals(Other()) == compare_intervals(sessions)
    assert tell(correlate(Other(), "pain_before", "stress").reason).startswith(
        "a client has more than"
    )


def test_what_load_sessions_returns_passes_as_it_is(practice):
    loaded = load_sessions(practice)
    assert check_sessions(loaded) is loaded
    own = Outcome("pain_before", 0, 100, "lower")
    wide = loaded.assign(
        pain_before=10 * loaded["pain_before"], pain_after=10 * loaded["pain_after"]
    )
    assert check_sessions(wide, (own, SLEEP)) is wide
    assert len(centre_intervals(wide, SLEEP)) > 100
    with pytest.raises(RecordsError, match="pain_before: 50 is"):
        compare_intervals(wide, SLEEP)


def test_the_quick_look_knows_every_rule_of_every_column(sessions):
    """Whatever a column's rules refuse, the quick look must not let pass."""
    columns = columns_of((PAIN, SLEEP))
    booked = sessions[["booked_day", "original_day"]]
    sessions = with_book(sessions).join(booked)
    sessions["agreed_known"] = sessions["agreed_known"].astype(sessions["active"].dtype)
    of_closed_days = {"shift_after": 0.3, "shift_before": -0.2, "shifted": "yes"}
    of_closed_days |= {"before_closure": "no", "closure_block": "k1", "period_block": "p1"}
    sessions = sessions.assign(**of_closed_days)
    for name in list(of_closed_days)[2:]:
        sessions[name] = sessions[name].astype(sessions["active"].dtype)
    sessions = sessions.reindex(columns=list(COLUMNS))
    assert is_sound(sessions, columns)
    for name, column in COLUMNS.items():
        bad = {"number": [column.low - 1, 1e9, np.inf], "whole": [-1e9, 1e9, 0.5], "code": [""]}
        for value in bad.get(column.kind, ["perhaps", ""]):
            if column.kind == "category" and not column.allowed:
                value = ""
            wrong = sessions.assign(**{name: sessions[name].where(sessions.index != 4, value)})
            assert not is_sound(wrong, columns), (name, value)
    breaking = {
        "rounded": "rounded codes",
        "repeated_day": "twice on a day",
        "late_start": "no first day",
        "booked_after": "booked after",
        "agreed_early": "in the book at first",
        "new_client": "two answers",
        "active": "two answers",
    }
    assert list(breaking) == list(RULES)
    for rule, (_, find) in RULES.items():
        wrong = WRONG[breaking[rule]](sessions)
        wrong = wrong.assign(new_client=wrong["active"]) if rule == "new_client" else wrong
        assert list(find(Rows(wrong, columns, "row"))), rule
        assert not is_sound(wrong, columns), rule


def test_the_door_costs_little_beside_the_answer():
    sessions = simulate_sessions("mix", n_clients=200, seed=1)

    spent = {check_sessions: [], compare_intervals: []}
    for _ in range(15):  # in turn: what else the machine does meets both alike
        for ask, spans in spent.items():
            start = time.process_time()
            ask(sessions)
            spans.append(time.process_time() - start)
    assert min(spent[check_sessions]) < 0.2 * min(spent[compare_intervals])


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.set_axis([0, 1, 2], axis=1),
        lambda t: t.convert_dtypes(dtype_backend="pyarrow").set_axis([0, 1, 2], axis=1),
        lambda t: t.set_axis(pd.MultiIndex.from_tuples([(0, 1), (0, 2), (0, 3)]), axis=1),
    ],
)
def test_tables_of_people_may_have_other_names(change):
    rng = np.random.default_rng(5)
    table = pd.DataFrame(rng.normal(size=(40, 3)), columns=list("xyz"))
    other = change(table)
    x, y, z = other.columns
    assert correlate(other, x, y, adjust_for=[z]).estimate == pytest.approx(
        correlate(table, "x", "y", adjust_for=["z"]).estimate
    )
    assert ancova(other, outcome=y, exposure=x, adjust_for=[z]).estimate == pytest.approx(
        ancova(table, outcome="y", exposure="x", adjust_for=["z"]).estimate
    )


def test_tables_that_cannot_be_used_are_refused_in_words():
    table = pd.DataFrame(np.random.default_rng(5).normal(size=(40, 2)), columns=["x", "y"])
    with pytest.raises(ValueError, match="two columns called x"):
        correlate(pd.concat([table, table["x"]], axis=1), "x", "y")
    with pytest.raises(ValueError, match="this is a dict: give a table"):
        ancova(table.to_dict(), outcome="y", exposure="x")
    with pytest.raises(ValueError, match="must hold numbers"):
        correlate(table.assign(x=table["x"].astype(complex)), "x", "y")
    with pytest.raises(ValueError, match="no column z; there are 0, 1"):
        correlate(table.set_axis([0, 1], axis=1), "z", 1)
    far = table.assign(x=table["x"].where(table.index > 4, np.inf))
    assert correlate(far, "x", "y").n_dropped == 5
    doubled = table.assign(client_id="A").set_index("client_id")
    assert tell(correlate(doubled, "x", "y").reason).startswith("a client has more than one row")
