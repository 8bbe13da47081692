"""Nothing of a person, and nothing over the network: every command on a practice full of canaries.

The commands are those that pip installs, away from the checkout, and say what it would. They run
one after the other, as a therapist would, in Pythons that are guarded (tests/guard): sockets to
other machines are blocked and temporary files are kept. Each kind of command has a process of its
own once; refusals share one. Then every file that any of them wrote or
removed, and every word that any of them said, is searched. Sleep isn't recorded, so the report is
also that of thin records.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from itertools import compress, product
from pathlib import Path

import numpy as np
import pytest

from analysis import load_sessions
from massage.report.build import list_chapters
from massage.report.results import find_results
from tests.massage.intake.practice import ACUITY, SLEEP, make_practice
from tests.massage.report.pages import check_report, read

PICTURE = re.compile(rb"[A-Za-z0-9+/\\n=]{2000,}")
FEW = np.uint64(4_000_037)  # remainders of six signs as a number, by a prime
READABLE = re.compile(rb"[\t\n\r -~]{6,}")  # every canary is of such signs
HEX = re.compile(rb"[0-9a-fA-F]{12,}")
DIGEST = re.compile(rb'"[0-9a-f]{16}"')  # of an appointment, in the ledger
SALTS = ("", "salt", "pepper", "massage", "analysis", "123456", "acuity")
ALGORITHMS = ("md5", "sha1", "sha256")
MAPPING = ACUITY.replace(f'sleep_quality = "{SLEEP}"\n', "")
PLACES = "import analysis, massage; print(analysis.__file__, massage.__file__)"
ALL = """
import ast, sys
from massage.__main__ import main
print([main(words) for words in ast.literal_eval(sys.argv[1])], file=open("codes", "w"))
"""  # commands in one process: what it imports is imported once
BLOCKED = "import socket; socket.create_connection(('example.org', 80))"


class Guarded:
    """A folder in which commands run guarded, and where all that they leave is found."""

    def __init__(self, folder, installed=""):
        self.folder = folder
        for name in ("given", "home", "temporary", "attic", "said", "work"):
            (folder / name).mkdir()
        self.log = folder / "network.log"
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "temporary"), "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": f"{folder.parent / 'guard'}{os.pathsep}{installed}",
            "GUARD_LOG": str(self.log), "GUARD_ATTIC": str(folder / "attic"),
        }  # fmt: skip

    def python(self, *arguments):
        ran = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder / "work", env=self.environment, capture_output=True, check=False,
        )  # fmt: skip
        number = len(list((self.folder / "said").iterdir()))
        said = (ran.stdout + ran.stderr).replace(str(self.folder).encode(), b"")
        (self.folder / "said" / f"{number}.txt").write_bytes(said)
        return ran

    def analysis(self, *arguments, code=0):
        ran = self.python("-m", "massage", *map(str, arguments))
        assert ran.returncode == code, ran.stderr.decode()
        return ran.stdout.decode()

    def analysis_in_turn(self, *commands):
        """Run commands in one process, which each of them is to leave as it would leave its own."""
        asked = [list(map(str, words)) for words, _ in commands]
        ran = self.python("-c", ALL, repr(asked))
        codes = (self.folder / "work" / "codes").read_text()
        assert codes.strip() == str([code for _, code in commands]), ran.stderr.decode()

    def left(self):
        """What can be read in every file but those given and the key, archives unpacked."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return {
            path.relative_to(self.folder): b"\n".join(
                READABLE.findall(PICTURE.sub(b"", unpacked(path)))
            )
            for path in files
            if "given" not in path.relative_to(self.folder).parts or path.suffix == ".ledger"
        }


def unpacked(path):
    """Content of a file; of an archive, such as a PowerPoint file, that of all files in it."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return b"\n".join(name.encode() + archive.read(name) for name in archive.namelist())


@pytest.fixture(scope="module")
def canaries():
    return make_practice(300)


@pytest.fixture(scope="module")
def ran(canaries, installed, root, tmp_path_factory):
    """Every command on the practice: from the export of 300 clients to the report."""
    folder = tmp_path_factory.mktemp("guarded")
    (folder.parent / "guard").symlink_to(root / "tests" / "guard")
    guarded = Guarded(folder, installed)
    given = folder / "given"
    export = given / "Wilhelmina0 Quisenberry0 1950-03-01.csv"
    canaries.export.to_csv(export, index=False)
    broken = given / "Bartholomew1 Featherstonehaugh1.xlsx"
    wrong = canaries.export.head(200).copy()
    wrong.iloc[3, wrong.columns.get_loc("Start Time")] = "Ludmilla3 was ill"
    wrong.iloc[7, wrong.columns.get_loc("Why do you come?")] = "Ottokar4's back"
    wrong.to_excel(broken, index=False)
    (given / "map.toml").write_text(MAPPING, encoding="utf-8")
    named = ["--map", given / "map.toml", "--key", given / "key.json", "--out"]
    guarded.places = guarded.python("-c", PLACES).stdout.decode().split()
    taken = ["--taken", f"{export.name}={canaries.today}"]
    guarded.analysis_in_turn(
        (["anonymise", "--suggest", export], 0),
        (["anonymise", broken, *named, "broken.csv"], 1),
        (["remember", broken, *named[:-1]], 1),
    )
    guarded.analysis("remember", export, *named[:-1], *taken)
    guarded.analysis("anonymise", export, *taken, *named, "practice.csv")
    guarded.analysis_in_turn(
        (["anonymise", export, *taken, *named, "shared.csv", "--policy", "safe_harbor"], 0),
        (["check", "practice.csv"], 0),
        (["check", given / "map.toml"], 1),
    )
    guarded.results = json.loads(guarded.analysis("results", "shared.csv"))
    guarded.analysis("share", "practice.csv", "--out", "sums.json")
    guarded.analysis("pool", "sums.json", "--out", "together.json")
    for command in ("report", "slides", "figures", "summary"):
        guarded.analysis(command, "practice.csv", "--out", "reports")
    guarded.analysis("simulate", "plain", "--clients", 20, "--seed", 1, "--out", "plain.csv")
    guarded.analysis("calibrate", "--worlds", "plain", "--clients", 20, "--runs", 1,
                     "--out", "rates.csv")  # fmt: skip
    return guarded


def test_the_commands_did_their_work(ran, canaries):
    work = ran.folder / "work"
    assert len(load_sessions(work / "practice.csv")) == len(canaries.truth)
    made = {path.name for path in (work / "reports").iterdir()}
    assert {"index.html", "slides.html", "slides.pptx", "summary.html", "figures"} <= made
    assert len(list((ran.folder / "attic").iterdir())) > 10
    assert any(place.suffix == ".ledger" and b"told" in text for place, text in ran.left().items())


def test_what_runs_is_what_was_installed(ran, installed):
    assert [str(installed) in place for place in ran.places] == [True, True]


def test_it_holds_what_the_commands_need_and_no_answers_of_the_course(installed):
    shipped = installed / "massage" / "shipped"
    assert len(list((shipped / "notebooks").iterdir())) == 14
    assert (shipped / "data" / "calibration" / "200.csv").is_file()
    assert not (shipped / "data" / "external").exists()


def test_results_are_those_of_the_checkout(ran):
    assert ran.results == json.loads(json.dumps(find_results(ran.folder / "work" / "shared.csv")))


def test_the_report_says_what_is_missing(ran):
    front = check_report(ran.folder / "work" / "reports" / "index.html", len(list_chapters()))
    answer = front.find(id="answer").text
    assert "No answer yet" in answer
    assert "which visits were moved" in answer  # no move is on record
    assert "the records that you named" in front.footer.text


def test_without_real_data_their_notebook_is_left_out_with_a_sentence(ran):
    [page] = (ran.folder / "work" / "reports" / "pages").glob("10_*.html")
    said = read(page).text
    assert "This notebook was not run." in said
    assert "float_rest_sessions.xlsx is not here. Get it from" in said


def test_no_canary_is_left_anywhere(ran, canaries):
    assert find_canaries(canaries.canaries, ran.left()) == set()


def test_no_hash_of_a_canary_is_left_anywhere(ran, canaries):
    digests = {
        hashlib.new(name, text.encode()).hexdigest()[:12]
        for canary, salt, name in product(secrets(canaries), SALTS, ALGORITHMS)
        for text in {salt + canary, canary + salt, salt + canary.lower()}
    }
    runs = (run.decode().lower() for content in ran.left().values() for run in HEX.findall(content))
    seen = {run[start : start + 12] for run in runs for start in range(len(run) - 11)}
    assert seen  # the fingerprint of the records at least
    assert not seen & digests


def find_canaries(canaries, left):
    """Where any of them stands, in a file or in its name."""
    written = {one.encode(): one for one in canaries}
    return {
        (str(place), one)
        for place, content in left.items()
        for text in [content + b"\n" + str(place).encode()]
        for canary, one in pick_likely(written, text).items()
        if stands_in(canary, text)
    }


def pick_likely(written, text):
    """Those whose first six signs stand anywhere in the text, and a few others."""
    signs = np.frombuffer(text, np.uint8).astype(np.uint64)
    seen = np.zeros(FEW, bool)
    seen[join_signs(signs) % FEW] = True
    starts = np.frombuffer(b"".join(one[:6] for one in written), np.uint8).astype(np.uint64)
    likely = seen[join_signs(starts)[::6] % FEW]
    return dict(compress(written.items(), likely))


def join_signs(signs):
    """Each six signs in a row as one number."""
    there = len(signs) - 5
    return sum(signs[k : k + there] << np.uint64(8 * k) for k in range(6))


def stands_in(canary, content):
    """Whether a canary is there; eight digits only as a number of their own, not inside another."""
    if canary not in content or not canary.isdigit():
        return canary in content
    content = DIGEST.sub(b"", content)
    return re.search(rb"(?<![\d.])" + canary + rb"(?!\d)", content) is not None


def secrets(canaries):
    """Canaries, and whole names as somebody who hashes them would write them."""
    names = canaries.export[["First Name", "Last Name"]].drop_duplicates().to_numpy().tolist()
    joined = (mark.join(name) for name in names for mark in (" ", "\n", ",", ""))
    return [*canaries.canaries, *joined]


def test_no_command_reached_for_the_network(ran):
    assert not ran.log.exists()


def test_a_date_is_found_and_digits_of_a_number_are_none():
    for text in (b"20241228", b"on 20241228, at", b"d,20241228,e", b"=20241228\n"):
        assert stands_in(b"20241228", text)
    for text in (b"0.20241228", b"1.5720241228", b"202412281", b"3120241228",
                 b'"ab20241228abcdef"'):  # fmt: skip
        assert not stands_in(b"20241228", text)
    assert stands_in(b"28/12/2024", b"x28/12/2024x")


def test_each_canary_is_found_wherever_it_stands():
    canaries = ["Quisenberry0", "20241228", "Wharf Lane", "28 Dec 2024"]
    for one in canaries:
        for text in (one, f"x,{one},y", f"in a line\nof {one}"):
            assert find_canaries(canaries, {Path("a"): text.encode()}) == {("a", one)}
        assert find_canaries(canaries, {Path(f"of {one}"): b"nothing"}) == {(f"of {one}", one)}
    assert find_canaries(canaries, {Path("a"): b"Quisenberr, 2024-12-28, wharf"}) == set()


def test_the_guard_blocks_and_keeps(root, tmp_path):
    """Without this, the tests above would pass with a guard that isn't there."""
    (tmp_path / "guard").symlink_to(root / "tests" / "guard")
    (tmp_path / "try").mkdir()
    guarded = Guarded(tmp_path / "try")
    assert guarded.python("-c", BLOCKED).returncode == 1
    assert "socket.getaddrinfo example.org" in guarded.log.read_text()
    temporary = "import tempfile; tempfile.NamedTemporaryFile('w').write('Wilhelmina0')"
    assert guarded.python("-c", temporary).returncode == 0
    assert any(b"Wilhelmina0" in content for content in guarded.left().values())
