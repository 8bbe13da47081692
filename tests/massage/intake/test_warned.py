"""Warnings of an import lie beside the records, belong to them alone, and are told in reports."""

from massage.intake.warned import place_warnings, read_warnings, tell_warnings, write_warnings
from massage.provenance import describe_source


def test_warnings_come_back_and_belong_to_these_records(tmp_path):
    records = tmp_path / "sessions.csv"
    records.write_text("client_id,day\nA,0\n")
    write_warnings(records, {"unlisted_words": 1200})
    assert place_warnings(records).stat().st_mode & 0o077 == 0
    assert read_warnings(records) == {"unlisted_words": 1200}
    assert "1,200 appointments had a word" in describe_source(records)
    records.write_text("client_id,day\nB,0\n")
    assert read_warnings(records) == {}
    assert "appointments" not in describe_source(records)


def test_what_is_damaged_or_of_a_later_version_is_passed_over(tmp_path):
    records = tmp_path / "sessions.csv"
    records.write_text("x\n")
    assert read_warnings(records) == {}
    for text in ("[]", "{", '{"sha256": 1}'):
        place_warnings(records).write_text(text)
        assert read_warnings(records) == {}
    assert tell_warnings({"of_a_later_version": 3}) == []
