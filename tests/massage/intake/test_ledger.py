"""The ledger: the same records as from the exports, nothing of a person in it, and never half."""

import hashlib
import json
import multiprocessing
import os
import random
import stat
from datetime import timedelta

import pytest

from calibration.forms import map_form, write_export
from massage.__main__ import main
from massage.intake.codes import KeyFileError, read_key
from massage.intake.ledger import place_ledger, read_ledger
from massage.intake.mapping import make_mapping
from massage.intake.remember import remember
from massage.intake.snapshots import CAME
from massage.intake.tables import ExportError
from massage.worlds.calendar import FIRST_DAY
from massage.worlds.simulate import simulate_book
from massage.worlds.world import WORLDS
from tests.massage.intake.days import (
    BY_CLIENT,
    CANCELLED,
    DAY_0,
    MAP,
    TODAY,
    Line,
    export,
    known_of,
    run,
)
from tests.massage.intake.practice import ACUITY, make_practice
from tests.massage.intake.test_snapshots import STORIES, draw_line


def keep_all(folder, paths, mapping=MAP, one_by_one=True):
    key = folder / "key"
    for these in [[path] for path in paths] if one_by_one else [paths]:
        found = remember(these, make_mapping(mapping), key, today=TODAY)
    return found


@pytest.mark.parametrize("mapping", [MAP, BY_CLIENT], ids=["by number", "by client"])
@pytest.mark.parametrize("story", STORIES)
def test_exports_in_any_order_tell_every_story_and_the_ledger_the_same(story, mapping, tmp_path):
    """By client: appointments without a number are followed by client, service and booking."""
    lines, days, expected = STORIES[story]
    paths = [export(tmp_path, lines, on) for on in days]
    truth = run(tmp_path, random.Random(3).sample(paths, len(paths)), mapping)[1]
    assert known_of(truth) == expected
    keep_all(tmp_path, paths, mapping)
    assert place_ledger(tmp_path / "key").exists()
    for given in (paths[-1:], paths):
        found, ann = run(tmp_path, given, mapping)
        assert known_of(ann) == known_of(truth)
        assert ann.drop(columns="client_id").equals(truth.drop(columns="client_id"))
        assert found.warnings.get("strange_ledger") is None


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("mapping", [MAP, BY_CLIENT], ids=["by number", "by client"])
def test_the_ledger_gives_the_same_records_in_random_books(seed, mapping, tmp_path):
    rng = random.Random(seed)
    lines = [draw_line(rng, 40) for _ in range(60)]
    for number, line in enumerate(lines):
        line.who = f"person {number % 10}"
        line.shown = True
    days = sorted({*rng.sample(range(50), 6), 90})
    paths = [export(tmp_path, lines, on) for on in days]
    truth = run(tmp_path, paths, mapping)[0]
    keep_all(tmp_path, paths, mapping, one_by_one=seed % 2)
    found = run(tmp_path, paths[-1:], mapping)[0]
    columns = ["day", "agreed_day", "agreed_known"]

    def by_name(run_):
        names = {code: name for name, code in run_.key["clients"].items()}
        records = run_.records.assign(name=run_.records["client_id"].map(names))
        return records.sort_values(["name", "day"])[["name", *columns]].astype(str).values.tolist()

    assert by_name(found) == by_name(truth)
    assert found.records["agreed_known"].eq("yes").sum() > 5


def test_an_export_that_was_not_remembered_is_put_between_those_that_were(tmp_path):
    lines = [Line(0, 14, (5, 21), (12, 28), (16, 35))]
    paths = [export(tmp_path, lines, on) for on in (0, 7, 13, 20, 40)]
    truth = known_of(run(tmp_path, paths)[1])
    keep_all(tmp_path, [paths[0], paths[2], paths[3]])
    assert known_of(run(tmp_path, [paths[1], paths[4]])[1]) == truth


def test_what_was_done_is_said_in_one_sentence(tmp_path, capsys):
    lines = [Line(0, 14, (5, 21))]
    (tmp_path / "map.toml").write_text(as_toml())
    first, second, late = (export(tmp_path, lines, on) for on in (3, 8, 30))

    def say(*paths):
        code = main(["remember", *map(str, paths), "--map", str(tmp_path / "map.toml"),
                     "--key", str(tmp_path / "key")])  # fmt: skip
        said = capsys.readouterr()
        assert code == 0, said.err
        return said.out, said.err

    assert say(first) == (
        "Remembered what stood in the book on 6 March 2025: 5 appointments of 4 clients.\n", "",
    )  # fmt: skip
    assert say(second) == (
        "Remembered what stood in the book on 11 March 2025: 5 appointments of 4 clients; since 6 "
        "March 2025, 1 stand on another day.\n",
        "",
    )
    assert say(second) == ("Nothing new: the export of 11 March 2025 is remembered already.\n", "")
    said, warned = say(late)
    assert "on 2 April 2025" in said
    assert warned.startswith("Between 11 March 2025 and 2 April 2025 lie 22 days: an appointment")


def as_toml():
    tables = [f"{name} = {json.dumps(value)}" for name, value in MAP.items()
              if not isinstance(value, dict)]  # fmt: skip
    for name, table in MAP.items():
        if isinstance(table, dict):
            tables += [f"[{name}]", *(f"{key} = {json.dumps(own)}" for key, own in table.items())]
    return "\n".join(tables)


def test_an_export_of_an_unknown_day_is_refused_where_the_ledger_knows_its_book(tmp_path):
    """It can't be put among those that are remembered, and none of its lines may get lost."""
    bare = {"id": "No", "client": "Client", "start": "Date"}
    mapping = {"appointments": bare, "scores": MAP["scores"], "moving": "in place"}
    first, second = (export(tmp_path, [Line(0, 14)], on) for on in (3, 30))
    keep_all(tmp_path, [first, second], mapping)
    nameless = second.rename(tmp_path / "appointments.csv")
    with pytest.raises(ExportError, match="file 1: the day on which it was exported isn't known"):
        run(tmp_path, [nameless], mapping)
    day = {"taken": {"appointments.csv": "2025-04-02"}}
    assert len(run(tmp_path, [nameless], mapping | day)[1]) == 2


def test_an_export_older_than_the_last_is_not_added_and_that_is_said(tmp_path):
    lines = [Line(0, 14, (5, 21))]
    first, second, third = (export(tmp_path, lines, on) for on in (3, 8, 30))
    keep_all(tmp_path, [first, third])
    size = place_ledger(tmp_path / "key").stat().st_size
    found = keep_all(tmp_path, [second])
    assert (found.days, found.older) == ([], 1)
    assert place_ledger(tmp_path / "key").stat().st_size == size


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_ledger_is_its_owner_s_alone(tmp_path):
    path = export(tmp_path, [Line(0, 14)], 3)
    keep_all(tmp_path, [path])
    ledger = place_ledger(tmp_path / "key")
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600
    ledger.chmod(0o644)
    for use in (lambda: keep_all(tmp_path, [path]), lambda: run(tmp_path, [path])):
        with pytest.raises(KeyFileError, match="the ledger can be read by others"):
            use()


def test_the_ledger_is_refused_where_the_key_is(tmp_path):
    path = export(tmp_path, [Line(0, 14)], 3)
    keep_all(tmp_path, [path])
    ledger = place_ledger(tmp_path / "key")
    elsewhere = ledger.rename(tmp_path / "elsewhere")
    ledger.symlink_to(elsewhere)
    with pytest.raises(KeyFileError, match="the ledger must be a file of its own"):
        keep_all(tmp_path, [path])
    ledger.unlink()
    (tmp_path / ".git").mkdir()
    with pytest.raises(KeyFileError, match="inside a repository"):
        keep_all(tmp_path, [path])
    assert not ledger.exists()


def test_a_ledger_of_another_key_is_refused(tmp_path):
    path = export(tmp_path, [Line(0, 14)], 3)
    keep_all(tmp_path, [path])
    (tmp_path / "key").unlink()
    for use in (lambda: keep_all(tmp_path, [path]), lambda: run(tmp_path, [path])):
        with pytest.raises(KeyFileError, match="made with another key"):
            use()


def test_another_practice_s_export_is_not_added_and_the_ledger_not_used_for_it(tmp_path):
    keep_all(tmp_path, [export(tmp_path, [Line(0, 14)], 3)])
    change = lambda table: table.assign(No="9" + table["No"])  # noqa: E731
    other = export(tmp_path, [Line(0, 14)], 8, change)
    with pytest.raises(ExportError, match="knows none of these appointments"):
        keep_all(tmp_path, [other])
    later = export(tmp_path, [Line(0, 14)], 30, change)
    found, ann = run(tmp_path, [later])
    assert found.warnings["strange_ledger"] == 1
    assert known_of(ann) == {14: (14, "no")}


@pytest.mark.parametrize("cut", [1, 20, 90])
def test_a_last_line_that_was_cut_is_left_out_and_said(cut, tmp_path, capsys):
    lines = [Line(0, 14, (5, 21))]
    paths = [export(tmp_path, lines, on) for on in (0, 3, 8, 30)]
    keep_all(tmp_path, paths[:2])
    keep_all(tmp_path, paths[2:3])
    ledger = place_ledger(tmp_path / "key")
    ledger.write_bytes(ledger.read_bytes()[:-cut])
    key = read_key(tmp_path / "key")
    read = read_ledger(tmp_path / "key", key)
    assert [day - DAY_0.toordinal() for day, _ in read.batches] == [0, 3] + [8] * (cut == 1)
    assert read.torn == ([] if cut == 1 else [3])
    found = keep_all(tmp_path, paths[2:3])
    assert found.torn == read.torn
    again = read_ledger(tmp_path / "key", key)
    assert [day - DAY_0.toordinal() for day, _ in again.batches] == [0, 3, 8]
    assert again.torn == read.torn
    told, ann = run(tmp_path, paths[3:])
    assert told.torn == again.torn
    assert known_of(ann) == {21: (14, "yes")}
    (tmp_path / "map.toml").write_text(as_toml())
    main(["anonymise", str(paths[3]), "--map", str(tmp_path / "map.toml"), "--key",
          str(tmp_path / "key"), "--out", str(tmp_path / "out.csv"), "--min-k", "2"])  # fmt: skip
    said = capsys.readouterr().err
    assert ("Line 3 of the ledger beside the key isn't whole" in said) == (cut > 1)


def keep_one(folder, path):
    remember([path], make_mapping(MAP), folder / "key", today=TODAY)


def test_two_at_once_lose_nothing(tmp_path):
    """Eight processes remember eight exports; those that come too late for theirs say so."""
    lines = [Line(0, 14, (5, 21), (9, 30))]
    paths = [export(tmp_path, lines, on) for on in range(8)]
    keep_all(tmp_path, paths[:1])
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=keep_one, args=(tmp_path, path)) for path in paths[1:]]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {worker.exitcode for worker in workers} == {0}
    read = read_ledger(tmp_path / "key", read_key(tmp_path / "key"))
    days = [day - DAY_0.toordinal() for day, _ in read.batches]
    assert read.torn == []
    assert days == sorted(set(days))
    assert days[-1] == 7


def test_nothing_of_a_person_is_in_the_ledger(tmp_path, capsys):
    """No name, phone, address, date of birth or note, no hash of one, and no score."""
    practice = make_practice()
    last = practice.today - timedelta(days=2)
    path = tmp_path / f"export {last.isoformat()}.csv"
    table = practice.export
    table.to_csv(path, index=False)
    (tmp_path / "map.toml").write_text(ACUITY)
    beside = ["--map", str(tmp_path / "map.toml"), "--key", str(tmp_path / "key.json"),
              "--taken", f"{path.name}={practice.today}"]  # fmt: skip
    assert main(["remember", str(path), *beside]) == 0, capsys.readouterr().err
    said = capsys.readouterr()
    content = place_ledger(tmp_path / "key.json").read_text()
    numbers = [str(number) for number in table["Appointment ID"]]
    taken = f'"taken":"{practice.today}"'
    assert taken in content
    everything = content.replace(taken, "") + said.out + said.err
    for canary in (*practice.canaries, *numbers):
        assert canary not in everything
        for kind in ("md5", "sha1", "sha256"):
            assert hashlib.new(kind, canary.encode()).hexdigest()[:12] not in everything
    other = tmp_path / "others"
    other.mkdir()
    scored = [name for name in table.columns if name.endswith("?")]
    changed = table.assign(**{name: "" if name.startswith("Why") else "7" for name in scored})
    changed.to_csv(other / path.name, index=False)
    size = len(content)
    assert main(["remember", str(other / path.name), *beside]) == 0
    assert len(place_ledger(tmp_path / "key.json").read_text()) == size
    assert "Nothing new" in capsys.readouterr().out


def test_what_a_ledger_tells_who_finds_it(tmp_path):
    """Alone, without the key: dates of some visits of a client find her code, as the docs say."""
    visits, lines = simulate_book(WORLDS["moved_in_place"], 200, [(1, 0)])
    taken = FIRST_DAY + timedelta(days=WORLDS["moved_in_place"].records_days - 1)
    path = tmp_path / f"appointments {taken.isoformat()}.csv"
    write_export(visits, lines, "fresha")["appointments"].to_csv(path, index=False)
    remember([path], make_mapping(map_form("fresha")), tmp_path / "key")
    came = {}
    for line in place_ledger(tmp_path / "key").read_text().splitlines():
        for _, _, client, _, day, _, state in json.loads(line.partition(" ")[2])["told"]:
            if state == CAME:
                came.setdefault(client, set()).add(day)
    rng = random.Random(0)
    alone = {}
    for n_known in (1, 2, 3):
        known = [set(rng.sample(sorted(days), n_known))
                 for days in came.values() if len(days) >= n_known]  # fmt: skip
        fits = [sum(dates <= days for days in came.values()) for dates in known]
        alone[n_known] = 100 * fits.count(1) / len(fits)
    assert alone[1] < 10
    assert 60 < alone[2] < 85
    assert alone[3] > 90


def test_a_cancelled_line_that_left_the_export_is_remembered(tmp_path):
    lines = [Line(0, 14, end=CANCELLED, off=9, shown=False), Line(9, 21)]
    paths = [export(tmp_path, lines, on) for on in (0, 7, 14, 28)]
    keep_all(tmp_path, paths[:3])
    assert known_of(run(tmp_path, paths[3:])[1]) == {21: (14, "yes")}
