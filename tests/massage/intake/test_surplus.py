"""What of a file is no line of it, or isn't in UTF-8: left out or read where that is certain."""

import pytest

from massage.intake.anonymise import anonymise
from massage.intake.mapping import make_mapping
from massage.intake.tables import ExportError
from tests.massage.intake.test_misreadings import (
    CLIENTS,
    MAPPING,
    TODAY,
    VISITS,
    as_text,
    lines,
    read,
    refusal,
)


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_text_that_isn_t_utf_8_is_read_and_told_where_letters_alone_may_be_others(
    tmp_path, encoding
):
    """Excel saves CSV so in Europe: what can be another letter stands in words alone."""
    table = lines("{:%d.%m.%Y}".format).replace("Ann Elm", "Renée Müller")
    utf_8 = read(tmp_path, as_text(table), mapping=MAPPING, date_order="day first")
    found = read(
        tmp_path, as_text(table), mapping=MAPPING, date_order="day first", encoding=encoding
    )
    same = ["day", "pain_before"]
    assert found.records[same].value_counts().equals(utf_8.records[same].value_counts())
    assert found.records["client_id"].nunique() == len(CLIENTS)
    assert found.warnings["windows"] == 1
    assert "windows" not in utf_8.warnings


@pytest.mark.parametrize(
    "content",
    ["Müller".encode("cp850"), "1½".encode("cp1252"), "é".encode() + b"\xe9", b"\xd1\x81\x8d"],
)
def test_other_bytes_that_aren_t_utf_8_are_refused(tmp_path, content):
    """An undefined one, half a number, and a file that is in UTF-8 but for one place."""
    path = tmp_path / "export.csv"
    path.write_bytes(b"Client,Date,Status,Service,Pain\n" + content + b",2025-01-06,came,,4\n")
    with pytest.raises(ExportError, match="is not in UTF-8"):
        anonymise([path], make_mapping(MAPPING), tmp_path / "key.json", fewest=2, today=TODAY)


@pytest.mark.parametrize("foot", [",,,,4.2", "Total,,24 visits,,", "AVERAGE:,,,,4.2"])
def test_totals_at_the_foot_are_left_out_and_counted(tmp_path, foot):
    text = as_text(lines("{:%Y-%m-%d}".format))
    found = read(tmp_path, f"{text}{foot}\n", mapping=MAPPING)
    assert len(found.records) == len(VISITS)
    assert found.warnings["left_out"] == 1
    above = refusal(tmp_path, text.replace("\n", f"\n{foot}\n", 1), mapping=MAPPING)
    assert "line 2, start: there is no date" in above


@pytest.mark.parametrize("foot", ["Ann Elm,,came,,4", ",2025-06-01,came,,4", "Total,soon,,,4"])
def test_a_last_line_that_may_be_a_visit_is_not_left_out(tmp_path, foot):
    assert "line 26" in refusal(
        tmp_path, f"{as_text(lines('{:%Y-%m-%d}'.format))}{foot}\n", mapping=MAPPING
    )


def test_the_names_of_the_columns_may_stand_again_between_lines(tmp_path):
    """Where exports of several months were put into one file."""
    first, *others = as_text(lines("{:%Y-%m-%d}".format)).splitlines()
    text = "\n".join([first, *others[:9], first, *others[9:]])
    found = read(tmp_path, text, mapping=MAPPING)
    assert len(found.records) == len(VISITS)
    assert found.warnings["left_out"] == 1


def test_a_file_of_which_no_line_has_as_many_cells_as_names_is_refused(tmp_path):
    said = refusal(tmp_path, "Client,Date,Status,\nAnn,2025-01-06,came,4,5\n", mapping=MAPPING)
    assert said.startswith("file 1, line 2")
