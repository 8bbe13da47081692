"""Large records are held to the rules that small ones are, in the same words."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from analysis import PAIN, SLEEP
from analysis.records import RecordsError, check_records
from massage.registry.broken import CountedError
from massage.registry.checks import check
from massage.registry.duck import Duck
from massage.registry.place import find_place
from tests.massage.registry.records import OUTCOMES, make_records, spoil

BOTH = (PAIN, SLEEP)
MANY = {"all_already_there": "already_there", "all_two_answers": "two_answers", "no_days": "empty"}


def check_file(path, outcomes=BOTH):
    checked = check(find_place(str(path)), outcomes, Duck)
    checked.engine.close()
    return checked


def list_broken(path, outcomes=BOTH):
    with pytest.raises(RecordsError) as caught:
        check_file(path, outcomes)
    return [str(one) for one in caught.value.broken]


def write(path, text):
    path.write_bytes(text.encode())
    return path


@pytest.fixture(scope="module")
def sessions():
    return make_records(n_clients=40)


ACROSS = {"already_there", "two_answers", "all_already_there", "all_two_answers"}


def find_in_file(path, outcomes=OUTCOMES):
    with pytest.raises(CountedError) as caught:
        check_file(path, outcomes)
    return caught.value.findings


@pytest.mark.parametrize("seed", range(4))
def test_broken_rows_are_told_and_counted_as_those_of_small_files(sessions, tmp_path, seed):
    path = tmp_path / "sessions.csv"
    spoil(sessions, n=30, seed=seed).to_csv(path, index=False)
    found, wanted = find_in_file(path), check_records(path, OUTCOMES).broken
    counted = Counter()
    for one in wanted:
        n = one.rule.facts["n"] if one.rule in MANY else 1
        if one.rule == "rounded":
            n = found.counts[one.column, "rounded"]
        counted[one.column, MANY.get(one.rule, str(one.rule))] += n
    assert counted == found.counts
    lines = {one.line for one in found.first}
    assert len(lines) == 20
    assert max(lines) < max(one.line for one in wanted)

    def list_alone(told):
        summed = {*ACROSS, *MANY, "rounded"}
        return [
            str(one) for one in told
            if one.line in lines and one.rule not in summed
            and (one.column, one.rule) != ("day", "empty")
        ]  # fmt: skip

    assert list_alone(found.first) == list_alone(wanted)
    assert len(list_alone(found.first)) > 10
    assert list_alone(found.first) == [
        line for line in map(str, wanted) if line in list_alone(found.first)
    ]


def test_a_file_that_is_sound_has_the_remarks_of_small_files(sessions, tmp_path):
    path = tmp_path / "sessions.csv"
    thin = sessions.assign(mood=7.0, stress=np.nan, room="blue", pain_sit="neck")
    thin = thin.drop(columns="pain_site")
    thin.to_csv(path, index=False)
    found, wanted = check_file(path, OUTCOMES), check_records(path, OUTCOMES)
    assert not wanted.broken
    assert [(str(one), one.facts) for one in found.remarks] == [
        (str(one), one.facts) for one in wanted.remarks
    ]
    assert {"one_value", "extra_columns", "near_name", "book_not_known"} <= set(found.remarks)
    assert found.n_sessions == len(wanted.sessions)


HEADER = "client_id,day,pain_before\n"
ROWS = "A,0,5\nA,9,4\nB,0,6\nB,8,2\n"


@pytest.mark.parametrize(
    "text",
    [
        HEADER,
        "",
        "client_id,day,pain_before,day\nA,0,5,0\n",
        "<html><body>no</body></html>",
        "client_id\tday\tpain_before\nA\t0\t5\n",
        "person,day,pain_before\nA,0,5\n",
        "client_id,day\nA,0\n",
        HEADER + "A,0,\nB,0,\n",
        HEADER + ROWS + "B,9,1_0\n",
        HEADER + ROWS + "B,9,nan\n",
        HEADER + ROWS + "B,9,inf\n",
        HEADER + ROWS + "B,9,0x1\n",
        HEADER + ROWS + "\n\nB,9,3\n",
        HEADER + ROWS + "B,9,3,1\nC\nD,0,1\n",
        HEADER + ROWS + "B,9\x00,3\n",
        HEADER + ROWS + 'B,9,"3\nC,0,1\n',
        HEADER + "2.98725E+13,0,5\n2.98725E+13,0,4\nB,0,1\n",
        HEADER + "A,2024-01-01,5\nA,2024-01-09,4\n",
        "name,score\nA,5\n",
    ],
)
def test_what_a_small_file_is_refused_for_a_large_one_is_too(tmp_path, text):
    path = write(tmp_path / "sessions.csv", text)
    wanted = [str(one) for one in check_records(path).broken]
    assert wanted
    found = [line.replace(" (and 1 more like it)", "") for line in list_broken(path)]
    told = [line.replace(" (and 1 more like it)", "") for line in wanted]
    if "from here to line" in wanted[0]:
        told = ["line 6: the line is empty: remove it", "line 7: the line is empty: remove it"]
    assert found[: len(told)] == told


@pytest.mark.parametrize(
    "text",
    [
        HEADER + ROWS,
        HEADER + ROWS.rstrip(),
        HEADER + ROWS + "\n\n",
        "\ufeff" + HEADER + ROWS,
        (HEADER + ROWS).replace("\n", "\r\n"),
        (HEADER + ROWS).replace(",", ";"),
        (HEADER + ROWS).replace(",", ", "),
        HEADER + 'A,0,"5"\n"B\nC",0,1\n',
        HEADER + "A,0,+5\nB,0,5.\nC,0,.5\nD,0,1e0\n",
    ],
)
def test_what_a_small_file_may_hold_a_large_one_may(tmp_path, text):
    path = write(tmp_path / "sessions.csv", text)
    wanted, found = check_records(path), check_file(path)
    assert not wanted.broken
    assert list(found.remarks) == list(wanted.remarks)
    assert sorted(found.gathered.index) == sorted(wanted.sessions["client_id"].unique())
    starts = wanted.sessions[wanted.sessions["day"] == 0].set_index("client_id")["pain_before"]
    assert found.gathered["pain_baseline"].to_dict() == starts.to_dict()


def test_lines_that_end_in_two_ways_are_refused_in_a_sentence(tmp_path):
    path = write(tmp_path / "sessions.csv", (HEADER + ROWS).replace("\n", "\r\n", 2))
    [said] = list_broken(path)
    assert said.startswith("some lines end as on Windows and others don't")


def test_bytes_that_are_not_utf_8_are_named_by_line(tmp_path):
    path = tmp_path / "sessions.csv"
    path.write_bytes((HEADER + ROWS * 1).encode() + b"\xff,0,5\n")
    assert list_broken(path) == [str(one) for one in check_records(path).broken]


def test_rows_of_a_folder_are_named_by_file(sessions, tmp_path):
    (tmp_path / "all").mkdir()
    rows = sessions.sort_values(["client_id", "day"]).reset_index(drop=True)
    rows.loc[500, "pain_before"] = 14
    rows[:400].to_parquet(tmp_path / "all" / "a.parquet")
    rows[400:].to_parquet(tmp_path / "all" / "b.parquet")
    found = list_broken(tmp_path / "all", OUTCOMES)
    assert found[0].startswith("b.parquet, line 102, pain_before: 14 is")
    assert found[-1] == "pain_before, too high: 1"


def test_a_day_that_stands_in_two_files_of_a_folder_is_told_with_both(tmp_path):
    rows = pd.DataFrame({"client_id": ["A", "A"], "day": [0, 9], "pain_before": [5, 4]})
    for name, n in (("a", 1), ("b", 2)):
        rows[-n:].to_parquet(tmp_path / f"{name}.parquet")
    assert list_broken(tmp_path)[0].startswith(
        "b.parquet, line 3, day: 9 is already there for client A (line 2 of a.parquet): "
    )


def test_many_days_that_stand_in_two_files_are_lines(sessions, tmp_path):
    for name in ("a", "b"):
        sessions.to_parquet(tmp_path / f"{name}.parquet")
    assert (
        f": {len(sessions):,} lines have a client and day that an earlier line has"
        in (list_broken(tmp_path, OUTCOMES)[0])
    )


@pytest.mark.parametrize("lacks", ["a", "b"])
def test_a_column_that_only_some_files_of_a_folder_have_is_refused(sessions, tmp_path, lacks):
    has = "b" if lacks == "a" else "a"
    (tmp_path / "in").mkdir()
    sessions[:300].to_parquet(tmp_path / f"{has}.parquet")
    sessions[300:].drop(columns="mood").to_parquet(tmp_path / "in" / f"{lacks}.parquet")
    assert list_broken(tmp_path, OUTCOMES) == [
        f"mood: {lacks}.parquet lacks this column, which other files have: "
        "give all files of the folder the same columns"
    ]


@pytest.mark.parametrize("damage", ["cut", "no footer", "a page"])
def test_damaged_parquet_is_refused_in_a_sentence(sessions, tmp_path, damage):
    path = tmp_path / "sessions.parquet"
    sessions.to_parquet(path)
    whole = path.read_bytes()
    path.write_bytes({
        "cut": whole[:-50],
        "no footer": b"PAR1" + bytes(4) + b"PAR1",
        "a page": whole[:100] + b"\xff" * 3_000 + whole[3_100:],
    }[damage])  # fmt: skip
    wanted = [str(one) for one in check_records(path, OUTCOMES).broken]
    assert list_broken(path, OUTCOMES) == wanted
    path.rename(tmp_path / "b.parquet")
    (tmp_path / "a.parquet").write_bytes(whole)
    assert list_broken(tmp_path, OUTCOMES)[0].endswith(wanted[0])


@pytest.mark.parametrize("cells", [" 5 ", "2024-01-01", "mild"])
def test_text_in_a_number_column_of_parquet_is_told_as_it_stands(sessions, tmp_path, cells):
    path = tmp_path / "sessions.parquet"
    sessions.assign(mood=cells, condition=" strain").head(9).to_parquet(path)
    wanted = [str(one) for one in check_records(path, OUTCOMES).broken]
    assert list_broken(path, OUTCOMES)[: len(wanted)] == wanted


def test_parquet_is_held_to_the_rules(sessions, tmp_path):
    path = tmp_path / "sessions.parquet"
    rows = sessions.astype({"month": float, "mood": float})
    rows.loc[7, "mood"], rows.loc[9, "month"], rows.loc[11, "other_care"] = 11, 2.5, "perhaps"
    rows.loc[13, "client_id"] = np.nan
    rows.to_parquet(path)
    wanted = [str(one) for one in check_records(path, OUTCOMES).broken]
    assert [line for line in list_broken(path, OUTCOMES) if line.startswith("line")] == wanted
