"""A refusal shows its words alone, without the way through the code."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from analysis import RecordsError
from analysis.cells import UnreadableError
from analysis.refusal import Refusal


@pytest.mark.parametrize(
    ("refusal", "shown"),
    [
        (Refusal("no: write yes"), ["no: write yes"]),
        (RecordsError(["line 2: no", "line 3: no"], ["one sheet"]),
         ["line 2: no", "line 3: no", "Remark: one sheet."]),
        (UnreadableError("no sheet", left_out={"hidden sheets": 1}),
         ["no sheet", "hidden sheets: 1"]),
    ],
)  # fmt: skip
def test_a_notebook_shows_a_refusal_s_words_alone(refusal, shown, capsys):
    shell = InteractiveShell.instance()
    try:
        raise refusal
    except Refusal:
        shell.showtraceback()
    InteractiveShell.clear_instance()
    assert capsys.readouterr().out.splitlines() == shown
