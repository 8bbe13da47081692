"""Columns of Parquet files: numbers stay numbers."""

import pandas as pd

from analysis import load_sessions
from analysis.cells import read_cells
from analysis.records import check_records


def lines(path):
    """Every broken rule as its line."""
    return tuple(map(str, check_records(path).broken))


def test_parquet_words_in_a_number_column(tmp_path):
    pd.DataFrame({"client_id": ["A"], "day": [0], "pain_before": ["seven"]}).to_parquet(
        tmp_path / "records.parquet"
    )
    assert lines(tmp_path / "records.parquet")[0].startswith("line 2, pain_before")


def test_numbers_stay_numbers_as_they_were_written(tmp_path):
    path = tmp_path / "records"
    table = pd.DataFrame({"a": [1, 2], "b": [6.1, None], "c": [True, None], "d": [None, "x"]})
    table.astype({"b": "float32"}).to_parquet(path)
    frame = read_cells(path).frame
    assert frame.index.to_list() == [2, 3]
    assert frame["a"].to_list() == [1, 2]
    assert frame["b"].iloc[0] == 6.1
    assert frame["c"].to_list() == ["yes", ""]
    assert frame["d"].to_list() == ["", "x"]


def test_numbers_too_large_for_their_type_are_text_that_says_so(tmp_path):
    path = tmp_path / "records"
    pd.DataFrame({"code": [12345678901234567.0, 3.0]}).to_parquet(path)
    assert read_cells(path).frame["code"].iloc[0] == "1.2345678901234568E+16"


def test_true_and_false_are_yes_and_no(tmp_path, mix):
    """As in a frame that is passed: a column of two values with a type of its own says which."""
    path = tmp_path / "records.parquet"
    mix.assign(active=mix["active"].map({"yes": True, "no": False})).to_parquet(path)
    assert load_sessions(path)["active"].tolist() == mix["active"].tolist()
