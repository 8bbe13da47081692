"""The steps of notebook 12: an export is found, its mapping corrected, and refusals are words."""

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from analysis.records import RecordsError
from massage.hosted import HostedError
from massage.intake import guide
from massage.intake.anonymise import EXAMPLE
from massage.intake.guess import suggest_mapping
from massage.intake.mapping import make_mapping
from massage.intake.mapping_text import read_toml
from massage.intake.tables import ExportError

TABLE = pd.DataFrame(
    {"Client ID": ["a", "b"], "Date": ["2024-02-05", "2024-02-06"], "Pain": ["3", ""],
     "Status": ["Done", "Done"], "Diary": ["slept badly", ""]}
)  # fmt: skip


def test_the_example_is_found_by_the_path_that_jupyterlab_copies():
    assert guide.find_export("docs/example/appointments.csv") == EXAMPLE
    assert guide.find_export(str(EXAMPLE)) == EXAMPLE
    assert guide.describe_export(EXAMPLE).startswith("These records are synthetic")


def test_no_file_of_that_name_says_how_to_copy_it():
    with pytest.raises(guide.UnreadableError, match="choose Copy Path"):
        guide.find_export("docs/example/nothing.csv")


def test_an_export_of_one_s_own_is_found_where_it_is(tmp_path):
    own = tmp_path / "export.csv"
    TABLE.to_csv(own, index=False)
    assert guide.find_export(str(own)) == own.resolve()
    assert guide.describe_export(own).startswith("These are the records that you named")


def test_on_a_hosted_service_only_the_example_is_opened(tmp_path, monkeypatch):
    monkeypatch.setenv("BINDER_SERVICE_HOST", "10.0.0.1")
    TABLE.to_csv(tmp_path / "export.csv", index=False)
    assert guide.find_export(str(EXAMPLE)) == EXAMPLE
    with pytest.raises(HostedError, match="a computer of others"):
        guide.find_export(str(tmp_path / "export.csv"))


def test_each_column_is_told_with_what_it_is_read_as():
    mapping = make_mapping(read_toml(suggest_mapping(TABLE)))
    table = guide.tabulate_mapping(TABLE, mapping)
    assert table["read as"].to_list() == [
        "client", "start", "pain before", "status", "not read: it never reaches the records",
    ]  # fmt: skip
    assert table["filled"].to_list() == ["100 %", "100 %", "50 %", "100 %", "50 %"]


@pytest.mark.parametrize(
    "refusal", [RecordsError(["line 2: 11 is too high"]), ExportError(["line 2: 11 is too high"])]
)
def test_a_notebook_shows_the_words_of_a_refusal_and_no_traceback(refusal, capsys):
    shell = InteractiveShell()
    shell.user_ns["refusal"] = refusal
    shell.run_cell("raise refusal")
    assert capsys.readouterr().out.strip() == "line 2: 11 is too high"
