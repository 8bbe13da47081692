"""Every command of the Makefile is run once, small, in a copy of the project: here or elsewhere."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from benchmarks.__main__ import PARTS as TIMED

from massage.commands import make_parser

PARTS = ("Makefile", "README.md", "src", "data", "docs", "tools", "benchmarks")
ONE = "notebooks/00_short.ipynb"
COVERAGE = "tests/reference/jackknife_coverage.py"
CERTIFICATE = ["NAME=Ann O'Example", "DATE=2026-01-31", "KIND=live", "HOURS=6",
               "PROVIDER=Example School", "NUMBER=1", "ADDRESS=1 Example Street"]  # fmt: skip
RUN = {  # how each is made small, and a file that it writes
    "report": (["OUT=made", "OUTCOMES=pain"], "made/index.html"),
    "notebooks": ([f"NOTEBOOK={ONE}"], ONE),
    "dictionary": ([], "data/README.md"),
    "practice": ([], "docs/example/appointments.csv"),
    "calibrate": (
        [
            "RATES=made",
            "WORLDS=plain",
            "SIZES=20:1",
            "BOOK_SIZES=",  # its options are those of the next two
            "CLOSED_SIZES=",
            "LARGE_WORLDS=plain",
            "LARGE_BOOK_WORLDS=couples",
            "LARGE_SIZE=20:1",
            "CLOSED_LARGE_WORLDS=closed_plain_thirty_therapists",
            "CLOSED_LARGE_SIZE=30:1",
            "CLOSED_EXPORT_WORLDS=closed_plain",
            "CLOSED_EXPORT_SIZE=20:1",
            "MOVES_WORLDS=couples",
            "MOVES_SIZE=20:1",
            "EXPORT_WORLDS=couples",
            "EXPORT_SIZE=20:2",  # two pieces of work, each in a process
        ],
        "made/book/export.csv",
    ),
    "claims": (
        ["RATES=made", "CLAIMED_WORLDS=plain", "CLAIMED_SIZES=", "NATURAL_SIZE=20:1"],
        "made/claims/natural.csv",
    ),
    "alone": (["RATES=made", "ALONE_SIZE=20:1"], "made/alone/20.csv"),
    "coverage": (["RUNS=5", "BIG=1000"], "tests/reference/jackknife_coverage.csv"),
    "certificate": ([*CERTIFICATE, "OUT=made"], "made/*.pdf"),
    "handouts": (["OUT=made"], "made/course/syllabus.html"),
    "benchmark": (["TIMES=1", "PARTS=start correlation", "PEOPLE=2000"], "docs/benchmarks.md"),
}
WORKFLOW = ".github/workflows/test.yml"
ELSEWHERE = {  # a file that runs it, and the words there that do
    "help": ("tests/test_environment.py", '["make", "help"]'),
    "python": ("tests/test_environment.py", '"PYTHON=python9"'),
    "setup": ("tests/test_environment.py", '["make", "setup"'),
    "setup-dev": ("Makefile", "lint: setup-dev"),
    "check": (WORKFLOW, "make check"),
    "lint": ("Makefile", "check: lint"),
    "test": (WORKFLOW, "make test"),
    "test-scale": (".ci/run", "make test-scale"),
    "slides": ("tests/test_leaks.py", 'for command in ("report", "slides", "figures", "summary")'),
    "figures": ("tests/test_leaks.py", 'for command in ("report", "slides", "figures", "summary")'),
    "summary": ("tests/test_leaks.py", 'for command in ("report", "slides", "figures", "summary")'),
    "hostile": ("tests/massage/intake/test_hostile.py", 'os.environ.get("HOSTILE_CASES"'),
    "course": ("tests/massage/course/test_make.py", "import make_course"),
    "grade": ("tests/massage/course/test_grade.py", "import grade_course"),
}
NEEDS_A_REGISTRY = {"lock"}  # its words are looked at, and it isn't run


@pytest.fixture(scope="module")
def targets(root):
    rules = (root / "Makefile").read_text(encoding="utf-8")
    return re.findall(r"[\w-]+", re.search(r"^\.PHONY: ((?:.*\\\n)*.*)", rules, re.M)[1])


@pytest.fixture(scope="module")
def copy(root, tmp_path_factory):
    """A copy with one short notebook, in which commands write what they will."""
    there = tmp_path_factory.mktemp("copy")
    for part in PARTS:
        place = root / part
        if place.is_dir():
            skip = shutil.ignore_patterns(*["external"] * (part == "data"))
            shutil.copytree(place, there / part, ignore=skip)
        else:
            shutil.copy(place, there / part)
    (there / COVERAGE).parent.mkdir(parents=True)
    shutil.copy(root / COVERAGE, there / COVERAGE)
    (there / ONE).parent.mkdir()
    cells = [nbformat.v4.new_markdown_cell("# Short?"), nbformat.v4.new_code_cell("1 + 1")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), there / ONE)
    return there


def make(folder, *words):
    """Run make in a folder with this Python and the package there, nothing set up.

    As by hand, also where these tests are themselves run by make.
    """
    by_hand = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", "-o", "setup", "-o", "setup-dev", f"BIN={Path(sys.executable).parent}", *words],
        cwd=folder,
        env=by_hand | {"PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_command_is_run_somewhere(targets):
    assert len(targets) > 20
    assert sorted(targets) == sorted([*RUN, *ELSEWHERE, *NEEDS_A_REGISTRY])


@pytest.mark.parametrize("target", ELSEWHERE)
def test_what_is_run_elsewhere_is(target, root):
    file, words = ELSEWHERE[target]
    assert words in (root / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("target", RUN)
def test_it_does_its_work_in_a_small_form(target, copy):
    small, written = RUN[target]
    before = {path: path.stat().st_mtime_ns for path in copy.glob(written)} if written else {}
    ran = make(copy, target, *small)
    judged = "worst coverage" in ran.stdout  # of so few runs, low as it may be
    assert ran.returncode == 0 or judged, ran.stderr
    assert "Traceback" not in ran.stderr
    if written:
        made = {path: path.stat().st_mtime_ns for path in copy.glob(written)}
        assert made
        assert made != before


def test_each_benchmark_is_run(root):
    names = {path.stem for path in (root / "benchmarks").glob("*.py")}
    assert names - {"__init__", "__main__", "ratios"} == set(TIMED)


def test_no_script_hides_a_module_of_python(root):
    scripts = [*(root / "benchmarks").glob("*.py"), *(root / "tools").glob("*.py")]
    assert not {path.stem for path in scripts} & sys.stdlib_module_names


@pytest.mark.parametrize("target", ["report", "slides", "figures", "summary"])
def test_its_words_are_those_that_the_command_takes(target, copy):
    given = ["SESSIONS=data/sessions.csv", "OUTCOMES=stress:0:10:lower pain_before:0:10:lower",
             "SITE=low_back upper_back"]  # fmt: skip
    words = shlex.split(make(copy, "-n", target, *given).stdout)
    options = make_parser().parse_args(words[1:])
    assert (str(options.file), str(options.out)) == ("data/sessions.csv", "reports")
    assert [outcome.column for outcome in options.outcome] == ["stress", "pain_before"]
    assert options.site == ["low_back", "upper_back"]


@pytest.mark.parametrize("target", ["report", "slides", "figures", "summary"])
def test_nobody_is_picked_unless_a_site_is_named(target, copy):
    words = shlex.split(make(copy, "-n", target).stdout)
    assert not {"--site", "--outcome"} & set(words)


def test_all_that_a_long_command_does_is_as_before_when_nothing_is_named(copy):
    calibrate = make(copy, "-n", "calibrate").stdout
    for words in re.findall(r"analysis (calibrate [^&\n]*)", calibrate.replace("\\\n", " ")):
        make_parser().parse_args(shlex.split(words))
    tries = re.findall(r"--clients (\d+) --runs (\d+)", calibrate)
    in_book = [("60", "400"), ("200", "400"), ("600", "400")]
    by_moves, exported = ("200", "400"), ("200", "100")
    usual, closed = (
        [("60", "1000"), ("200", "1000"), ("600", "400")],
        [("200", "500"), ("600", "500"), ("2000", "200")],
    )
    large, through = ("6000", "40"), ("200", "60")
    assert tries == [*usual, *in_book, by_moves, exported, large, large, *closed, through]
    assert calibrate.count("--analyses closed_days closed_days_sleep") == 4
    assert calibrate.count("--analyses question_2_in_book question_2_in_book_sleep") == 5
    assert calibrate.count("--analyses question_2 question_2_sleep") == 2
    assert calibrate.count("--through fresha") == 2
    claims = make(copy, "-n", "claims").stdout
    tries = re.findall(r"--clients (\d+) --runs (\d+)", claims)
    assert tries == [("60", "400"), ("200", "400"), ("600", "100"), ("200", "200")]
    assert claims.count("--claims") == 4
    assert claims.count("--natural") == 1


def test_what_needs_a_registry_names_each_lock(copy):
    [reports, tests, spark, store] = make(copy, "-n", "lock").stdout.splitlines()
    assert reports.endswith("--extra slides --extra setup --output-file requirements.lock")
    assert "--constraint requirements.lock" in tests
    assert tests.endswith("--output-file requirements-dev.lock")
    assert spark.endswith("--output-file requirements-spark.lock")
    assert store.endswith("--output-file requirements-store.lock")
