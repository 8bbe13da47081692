"""What pip installs works from any folder, without the checkout around it."""

import json
import os
import subprocess
import sys
from zipfile import ZipFile

import pytest


@pytest.fixture(scope="module")
def installed(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "wheel"]
    built = ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(root)]
    subprocess.run([*pip, *built], check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed, folder, *words):
    """Run a command of the installed package, its kernels included, outside the checkout."""
    return subprocess.run(
        [sys.executable, "-m", "massage", *map(str, words)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )


def test_what_runs_is_what_was_installed(installed):
    code = "import analysis, massage; print(analysis.__file__, massage.__file__)"
    env = {**os.environ, "PYTHONPATH": str(installed)}
    places = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert [str(installed) in place for place in places.stdout.split()] == [True, True]


def test_it_holds_what_the_commands_need_and_no_answers_of_the_course(installed):
    shipped = installed / "massage" / "shipped"
    assert len(list((shipped / "notebooks").iterdir())) == 13
    assert (shipped / "data" / "calibration" / "200.csv").is_file()
    assert not (shipped / "data" / "external").exists()


def test_results_are_those_of_the_checkout(installed, practice, tmp_path):
    found = json.loads(run(installed, tmp_path, "results", practice).stdout)
    own = subprocess.run(
        [sys.executable, "-m", "massage", "results", practice], check=True, capture_output=True
    )
    assert found == json.loads(own.stdout)


def test_a_report_is_built_from_any_folder(installed, practice, tmp_path):
    run(installed, tmp_path, "report", practice, "--out", tmp_path / "reports")
    page = (tmp_path / "reports" / "index.html").read_text(encoding="utf-8")
    assert "Do clients who come more often improve more?" in page
