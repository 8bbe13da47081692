"""What question 2 says at the end, by booking program: the saved table, and the docs' one."""

import pandas as pd
import pytest

from tests.massage.intake.test_programs import FORMS
from tests.reference import programs

TABLE = pd.read_csv(programs.OUT)


def test_the_docs_hold_the_table(root):
    page = (root / "docs" / "mapping.md").read_text(encoding="utf-8")
    assert "\n".join(programs.write_rows(TABLE)) in page


def test_eight_programs_or_more_end_with_an_answer_or_a_bound():
    """Cliniko is there twice: as its report and as its API name the columns."""
    assert set(TABLE["form"]) == set(FORMS)
    assert TABLE["exact"].all()
    ends = TABLE[["answer", "bounds", "closed_days"]].map(lambda cell: " to " in cell)
    program = TABLE["form"].str.removesuffix("_report")
    assert ends[TABLE["said"] == "as suggested"].any(axis=1).groupby(program).any().sum() >= 8
    said = TABLE["said"] == "a new line"
    assert ends.loc[said, "answer"].groupby(program).any().sum() >= 8


@pytest.mark.parametrize("form", ["fresha", "simplepractice"])
def test_the_table_is_that_of_its_command(form, tmp_path):
    again = pd.DataFrame(programs.read_as(form, programs.list_lines(), tmp_path))
    saved = TABLE[TABLE["form"] == form].reset_index(drop=True)
    pd.testing.assert_frame_equal(again, saved)
