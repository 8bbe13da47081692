"""What pip installs works from any folder, without the checkout around it.

Every other command, the report first, is run in that way by test_leaks.
"""

import json
import os
import subprocess
import sys


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
    assert len(list((shipped / "notebooks").iterdir())) == 14
    assert (shipped / "data" / "calibration" / "200.csv").is_file()
    assert not (shipped / "data" / "external").exists()


def test_results_are_those_of_the_checkout(installed, practice, tmp_path):
    found = json.loads(run(installed, tmp_path, "results", practice).stdout)
    own = subprocess.run(
        [sys.executable, "-m", "massage", "results", practice], check=True, capture_output=True
    )
    assert found == json.loads(own.stdout)
