"""From an export to session records: equal to the truth, without names, with the same codes."""

import hashlib
import json
import os
import stat
from datetime import date

import pandas as pd
import pytest

from analysis import load_sessions
from analysis.records import RecordsError
from massage.__main__ import main
from massage.intake.anonymise import anonymise, keep
from massage.intake.codes import KeyFileError, give_codes, read_key
from massage.intake.mapping import MappingError, make_mapping, read_mapping
from tests.massage.intake.practice import ACUITY, PAIN, SLEEP, make_practice


@pytest.fixture(scope="module")
def practice():
    return make_practice()


@pytest.fixture
def folder(tmp_path, practice):
    (tmp_path / "map.toml").write_text(ACUITY, encoding="utf-8")
    practice.export.to_csv(tmp_path / "export.csv", index=False)
    return tmp_path


def run(folder, *more, out="sessions.csv", exports=("export.csv",)):
    return main(
        ["anonymise", *(str(folder / name) for name in exports), "--map",
         str(folder / "map.toml"), "--out", str(folder / out), "--key",
         str(folder / "key.json"), *more]
    )  # fmt: skip


def comparable(sessions):
    """Records without codes: clients in an order that doesn't depend on them."""
    names = ["day", "booked_day", "pain_before", "sleep_quality"]
    ordered = sessions.sort_values(["client_id", "day"])
    per_client = [tuple(map(tuple, own[names].fillna(-99).to_numpy(dtype=float).tolist()))
                  for _, own in ordered.groupby("client_id")]  # fmt: skip
    return sorted(per_client)


def test_an_export_becomes_the_records_that_it_was_made_from(folder, practice):
    assert run(folder) == 0
    sessions = load_sessions(folder / "sessions.csv")
    assert comparable(sessions) == comparable(practice.truth)
    assert set(sessions["duration_min"]) == {60}
    assert set(sessions["modality"]) == {"swedish"}


def test_nothing_of_a_person_is_in_any_output_or_message(folder, practice, capsys):
    assert run(folder) == 0
    said = capsys.readouterr()
    beside = ("sessions.csv", "sessions.import.json", "sessions.privacy.md")
    written = [(folder / name).read_text() for name in beside]
    everything = " ".join([said.out.replace(str(folder), ""), said.err, *written])
    assert sorted(path.name for path in folder.iterdir()) == [
        "export.csv", "key.json", "map.toml", *beside,
    ]  # fmt: skip
    for canary in practice.canaries:
        assert canary not in everything
        for kind in ("md5", "sha1", "sha256"):
            digest = hashlib.new(kind, canary.encode()).hexdigest()
            assert digest[:12] not in everything


def test_codes_stay_the_same_between_runs_and_are_not_computed_from_names(folder, practice):
    assert run(folder) == 0
    first = (folder / "sessions.csv").read_bytes()
    assert run(folder) == 0
    assert (folder / "sessions.csv").read_bytes() == first
    (folder / "key.json").unlink()
    assert run(folder) == 0
    after = set(pd.read_csv(folder / "sessions.csv")["client_id"])
    before = {line.split(b",")[0].decode() for line in first.splitlines()[1:]}
    assert len(before & after) <= 1
    assert len(practice.truth["client_id"].unique()) == len(before)


def test_safe_harbor_leaves_no_date_element(folder):
    assert run(folder, "--policy", "safe_harbor") == 0
    assert "month" not in pd.read_csv(folder / "sessions.csv")
    assert "no month" in (folder / "sessions.privacy.md").read_text()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_key_is_its_owner_s_alone(folder):
    assert run(folder) == 0
    key = folder / "key.json"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.chmod(0o644)
    with pytest.raises(KeyFileError, match="can be read by others"):
        read_key(key)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"clients": {"a": 3}, "therapists": {}}'])
def test_a_damaged_key_is_refused_and_left_alone(folder, content, capsys):
    key = folder / "key.json"
    key.write_text(content)
    key.chmod(0o600)
    assert run(folder) == 1
    assert "the key is damaged" in capsys.readouterr().err
    assert key.read_text() == content
    assert not (folder / "sessions.csv").exists()


def test_a_key_inside_a_repository_is_refused(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "deep").mkdir()
    with pytest.raises(KeyFileError, match="inside a repository"):
        read_key(tmp_path / "deep" / "key.json")


def test_new_people_get_new_codes_and_nobody_loses_theirs():
    key = {"clients": {"ann": "C111111"}, "therapists": {}}
    more = give_codes(key, "clients", [f"person {n}" for n in range(500)] + ["ann"])
    assert more["clients"]["ann"] == "C111111"
    assert len(set(more["clients"].values())) == 501
    assert key["clients"] == {"ann": "C111111"}


def change(folder, edit):
    table = pd.read_csv(folder / "export.csv", dtype=str, keep_default_na=False)
    edit(table)
    table.to_csv(folder / "export.csv", index=False)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("Start Time", "", "file 1, line 5, start: there is no date"),
        ("Start Time", "31/12/2024", "file 1, line 5, start: no day of any calendar"),
        (PAIN, "fairly bad", "file 1, line 5, pain_before: not a number"),
        (PAIN, "3-4", "file 1, line 5, pain_before: not a number"),
        (PAIN, "30/100", "file 1, line 5, pain_before: on another scale"),
        (PAIN, "11", "file 1, line 5, pain_before: outside its range"),
        ("Why do you come?", "sciatica", "file 1, line 5, condition: not a known word"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line_and_not_quoted(
    folder, column, value, words, capsys
):
    (folder / "sessions.csv").write_text("what was there")

    def edit(table):
        table.loc[3, column] = value

    change(folder, edit)
    assert run(folder) == 1
    said = capsys.readouterr().err
    assert words in said
    assert not value or value not in said
    assert (folder / "sessions.csv").read_text() == "what was there"


def test_records_that_would_break_the_format_are_refused(folder, capsys):
    (folder / "sessions.csv").write_text("what was there")

    def edit(table):
        table.loc[3, "Date Scheduled"] = "01/02/1991"
        own = (table["First Name"] == table["First Name"][3]) & (table.index != 3)
        table.loc[own, ["Start Time", "Date Scheduled"]] = "01/02/2099"
        table.loc[own, [PAIN, SLEEP, "Why do you come?"]] = ""
        table.loc[3, ["Start Time", "End Time"]] = "01/03/2099"

    change(folder, edit)
    mapping = read_mapping(folder / "map.toml")
    late = date(2100, 1, 1)
    found = anonymise([folder / "export.csv"], mapping, folder / "key.json", today=late)
    with pytest.raises(RecordsError, match="booked_day"):
        keep(found, folder / "key.json", folder / "sessions.csv")
    assert not (folder / "key.json").exists()
    assert (folder / "sessions.csv").read_text() == "what was there"
    assert capsys.readouterr().out == ""


def test_one_name_with_other_contacts_throughout_may_be_two_people(folder, capsys):
    def edit(table):
        names = table[["First Name", "Last Name"]].agg(" ".join, axis=1)
        most = names.value_counts().index[0]
        own = table.index[names == most]
        table.loc[own[: len(own) // 2], ["Email", "Phone"]] = ["other@canary.example", "1"]

    change(folder, edit)
    assert run(folder) == 1
    said = capsys.readouterr().err
    assert "the client has the same name as in file 1, line" in said
    assert "canary" not in said


def test_a_new_phone_or_a_new_email_is_still_the_same_person(folder, practice):
    def edit(table):
        table.loc[table.index % 2 == 0, "Phone"] = ""
        table.loc[table.index % 3 == 0, "Email"] = table["Email"].str.upper()

    change(folder, edit)
    assert run(folder) == 0
    assert comparable(load_sessions(folder / "sessions.csv")) == comparable(practice.truth)


def test_scores_in_a_file_of_their_own_are_joined_by_client_and_day(folder, practice):
    table = practice.export
    own = table[["First Name", "Last Name", "Start Time", PAIN]].rename(
        columns={"First Name": "Given", "Last Name": "Family", "Start Time": "When"}
    )
    own.to_csv(folder / "scores.csv", index=False)
    (folder / "map.toml").write_text(
        f'preset = "acuity"\ndate_order = "month first"\n[scores]\nclient = ["Given", "Family"]\n'
        f'date = "When"\npain_before = "{PAIN}"\n'
    )
    assert run(folder, exports=("scores.csv", "export.csv")) == 0
    found = load_sessions(folder / "sessions.csv")
    assert comparable(found.assign(sleep_quality=0.0)) == comparable(
        practice.truth.assign(sleep_quality=0.0)
    )


def test_an_excel_export_is_read_as_well(folder, practice):
    practice.export.to_excel(folder / "export.xlsx", index=False)
    assert run(folder, exports=("export.xlsx",)) == 0
    assert comparable(load_sessions(folder / "sessions.csv")) == comparable(practice.truth)


def test_only_attended_appointments_are_sessions(folder, practice):
    def edit(table):
        table["Label"] = [("", "No Show", "Cancelled")[i % 3] for i in range(len(table))]

    change(folder, edit)
    assert run(folder) == 0
    kept = pd.read_csv(folder / "sessions.csv")
    assert len(kept) == (len(practice.export) + 2) // 3
    report = (folder / "sessions.privacy.md").read_text()
    assert f"- missed: {(len(practice.export) + 1) // 3:,}" in report


def test_what_lies_in_the_future_was_not_attended(folder, practice, tmp_path):
    mapping = read_mapping(folder / "map.toml")
    early = practice.today.replace(year=2024, month=6, day=1)
    found = anonymise([folder / "export.csv"], mapping, tmp_path / "k.json", today=early)
    coming = found.counts["still to come, or never marked as attended"]
    assert coming > 0
    assert found.counts["attended"] + coming == len(practice.export)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "needs client"),
        ({"preset": "excel"}, "there is no preset of that name"),
        ({"preset": "acuity", "colour": "red"}, "the mapping has a name that isn't known"),
        ({"preset": "acuity", "status": {"gone": ["x"]}}, "a name that isn't known"),
        ({"preset": "acuity", "scores": {"client": "Name"}}, "needs both client and date"),
        (
            {"preset": "acuity", "scores": {"condition": "Why"}, "conditions": {"x": "sciatica"}},
            "must be one of strain",
        ),
        ({"preset": "acuity", "conditions": {"x": "strain"}}, "no column is named that holds them"),
        ({"preset": "acuity", "start": "When"}, r"start belongs under \[appointments\]"),
        ({"preset": "acuity", "time_zone": 3}, "time_zone must be words"),
        ({"preset": "acuity", "moves_recorded": True}, r"needs \[appointments\] original"),
        ({"preset": "acuity", "date_order": "iso"}, "date_order is 'iso'"),
        ({"preset": "acuity", "appointments": {"start": 3}}, "must name a column"),
        ({"preset": "acuity", "appointments": []}, "must be a table"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(given, words):
    with pytest.raises(MappingError, match=words):
        make_mapping(given)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_mapping_may_come_from_any_terminal(tmp_path, encoding):
    path = tmp_path / "map.toml"
    path.write_bytes(ACUITY.replace("\n", "\r\n").encode(encoding))
    assert read_mapping(path).scores["pain_before"] == (PAIN,)


TWICE = "A heading such as .scores., and a name under it, may stand only"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("preset = “acuity”", "line 1: use straight quotation marks"),
        ("[scores]\n[scores]\n", TWICE),
        ('[a]\nb = [\n"x",\n]\nb = """\ny"""\n[c]\n', f"overwrite.*{TWICE}"),
        ("[a]\nb = [\nb = 1\n", r"line 3, column 1\)$"),
        ("a = 1\na = 2\n" + 2_000 * "x,y\n", r"line 2, column 6\)$"),
    ],
)
def test_common_slips_in_a_mapping_are_explained(tmp_path, text, words):
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MappingError, match=words):
        read_mapping(path)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x80", b"preset = ", b"[[scores]]"])
def test_a_mapping_that_is_no_toml_is_refused(tmp_path, content):
    path = tmp_path / "map.toml"
    path.write_bytes(content)
    with pytest.raises(MappingError):
        read_mapping(path)


def test_records_of_own_clients_are_refused_on_a_hosted_service(folder, monkeypatch, capsys):
    monkeypatch.setenv("BINDER_SERVICE_HOST", "10.0.0.1")
    assert run(folder) == 1
    assert "a computer of others" in capsys.readouterr().err
    assert not (folder / "sessions.csv").exists()


def test_a_practice_with_fewer_clients_than_the_smallest_group_is_refused(folder, capsys):
    assert run(folder, "--min-k", "31") == 1
    assert "there are 30 clients" in capsys.readouterr().err
    assert not (folder / "key.json").exists()


def test_rare_conditions_are_merged_and_named(folder):
    assert run(folder, "--min-k", "4") == 0
    records = pd.read_csv(folder / "sessions.csv")
    assert records.groupby("condition")["client_id"].nunique().min() >= 4
    assert "called `other`" in (folder / "sessions.privacy.md").read_text()


def test_moves_give_the_day_first_agreed_only_where_all_are_recorded(folder):
    def edit(table):
        table["First agreed"] = table["Start Time"]
        table.loc[0, "First agreed"] = "01/01/2025"

    change(folder, edit)
    columns = '[appointments]\noriginal = "First agreed"\n'
    (folder / "map.toml").write_text(ACUITY + columns)
    assert run(folder) == 0
    assert "original_day" not in pd.read_csv(folder / "sessions.csv")
    (folder / "map.toml").write_text("moves_recorded = true\n" + ACUITY + columns)
    assert run(folder) == 0
    moved = pd.read_csv(folder / "sessions.csv")
    assert (moved["original_day"] != moved["day"]).sum() == 1


def test_the_key_holds_who_is_who(folder):
    assert run(folder) == 0
    key = json.loads((folder / "key.json").read_text())
    codes = set(pd.read_csv(folder / "sessions.csv")["client_id"])
    assert set(key["clients"].values()) == codes
