"""CSV text in every dialect, its lines counted as an editor counts them."""

import numpy as np
import pytest

from analysis import load_sessions
from analysis.records import check_records

HEADER = "client_id,day,pain_before"
SOUND = f"{HEADER}\nA,0,5\nA,7,4\n"


def lines(path):
    """Every broken rule as its line."""
    return tuple(map(str, check_records(path).broken))


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize(("mark", "other"), [(";", ","), (",", ";")])
def test_line_ends_of_every_age(write, end, mark, other):
    note = f'"a{other} b{other} c{other} d{end}{other}{other}"'
    lines = [HEADER.replace(",", mark) + f'{mark}"the{other}{other}{other}{other} note"',
             *(f"A{mark}{day}{mark}5{mark}{note}" for day in (0, 7, 14))]  # fmt: skip
    assert load_sessions(write(end.join(lines)))["day"].to_list() == [0, 7, 14]


def test_lines_of_old_macs_are_counted(write):
    path = write(f"{SOUND}Ä,0,5\n".replace("\n", "\r").encode("cp1252"))
    assert lines(path)[0].startswith("line 4: a character is not in UTF-8")


def test_lines_are_counted_as_an_editor_does(write):
    path = write(f'{HEADER},notes\nA,0,5,"two\nlines"\nA,7,11,\n')
    assert lines(path)[0].startswith("line 4, pain_before: 11")


@pytest.mark.parametrize(
    "content",
    [
        SOUND,
        "\ufeff" + SOUND,
        SOUND.replace(",", ";"),
        SOUND.replace("\n", "\r\n"),
        SOUND.rstrip("\n"),
        SOUND + "\n\n",
        SOUND.replace("A,7,4", "A,7.0,4.0"),
        SOUND.replace("A,7,4", '"A","7","4"'),
    ],
    ids=["plain", "BOM", "semicolons", "CRLF", "no last line end", "blank end", "7.0", "quoted"],
)
def test_the_same_records_in_every_csv_dialect(write, content):
    sessions = load_sessions(write(content))
    assert sessions.to_dict("list") == {
        "client_id": ["A", "A"],
        "day": [0, 7],
        "pain_before": [5.0, 4.0],
    }
    assert sessions["day"].dtype == np.int64
