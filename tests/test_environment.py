"""environment.yml, pyproject.toml, the lock and the set-up script agree."""

import json
import os
import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module", params=["requirements.lock", "requirements-dev.lock"])
def lock(root, request):
    return (root / request.param).read_text()


def pinned(lock):
    found = re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", lock, re.M)
    return {name.lower().replace("_", "-"): version for name, version in found}


def test_conda_gets_the_same_packages(root, project):
    conda = yaml.safe_load((root / "environment.yml").read_text())["dependencies"]
    python, pip, *packages, editable = conda
    assert (python, pip, editable) == ("python=3.11", "pip", {"pip": ["-e .[slides]"]})
    wanted = {str(Requirement(text)) for text in project["dependencies"]}
    assert {str(Requirement(text)) for text in packages} == wanted


@pytest.mark.parametrize(
    ("name", "extras"),
    [
        ("requirements.lock", ["slides", "setup"]),
        ("requirements-dev.lock", ["slides", "setup", "dev", "instructor"]),
    ],
)
def test_the_lock_holds_what_the_project_asks_for(root, project, name, extras):
    versions = pinned((root / name).read_text())
    chosen = [project["optional-dependencies"][extra] for extra in extras]
    for requirement in map(Requirement, sum(chosen, project["dependencies"])):
        name = requirement.name.lower().replace("_", "-")
        assert requirement.specifier.contains(versions[name]), name


def test_learners_get_what_instructors_have_in_the_same_versions_and_no_nbgrader(root):
    learners = pinned((root / "requirements.lock").read_text())
    instructors = pinned((root / "requirements-dev.lock").read_text())
    assert learners.items() < instructors.items()
    assert {"nbgrader", "pytest"} <= instructors.keys() - learners.keys()


def test_the_lock_is_hashed_and_without_addresses(lock):
    _, *blocks = re.split(r"\n(?=[a-z0-9])", lock)
    assert len(blocks) > 100
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"https?://|file:|--index|--find-links", lock)


def test_the_lock_is_for_every_system(lock):
    assert "sys_platform == 'win32'" in lock
    assert "sys_platform == 'darwin'" in lock


def test_python_versions(project):
    assert project["requires-python"] == ">=3.11,<3.14"


def set_up(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "tools"))
    import set_up

    return set_up


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 10, 13), (3, 14, 0)])
def test_a_python_that_does_not_fit_gets_a_sentence(root, monkeypatch, version):
    script = set_up(root, monkeypatch)
    monkeypatch.setattr(script.sys, "version_info", version)
    with pytest.raises(SystemExit, match=r"needs Python 3\.11, 3\.12 or 3\.13; this is Python"):
        script.stop_if_unsuitable()


def test_a_python_without_venv_gets_a_sentence(root, monkeypatch):
    script = set_up(root, monkeypatch)
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match="sudo apt install python3-venv"):
        script.stop_if_unsuitable()


@pytest.mark.parametrize(
    ("there", "asked", "installs"),
    [
        ("LOCK", "LOCK", False),
        ("DEV_LOCK", "DEV_LOCK", False),
        ("DEV_LOCK", "LOCK", False),
        ("LOCK", "DEV_LOCK", True),
    ],
)
def test_only_what_is_missing_is_installed(root, tmp_path, monkeypatch, there, asked, installs):
    script = set_up(root, monkeypatch)
    stamp = tmp_path / "installed"
    stamp.write_text(script.wanted(getattr(script, there)))
    calls = []
    monkeypatch.setattr(script, "STAMP", str(stamp))
    monkeypatch.setattr(script, "PYTHON", sys.executable)
    monkeypatch.setattr(script, "VENV", str(tmp_path / "venv"))
    monkeypatch.setattr(script.subprocess, "call", lambda _: 0)
    monkeypatch.setattr(script, "install", lambda lock: calls.append(lock) or True)
    script.main(getattr(script, asked))
    assert calls == ([getattr(script, asked)] if installs else [])
    assert stamp.read_text() == script.wanted(getattr(script, asked if installs else there))


def test_jupyterlab_asks_for_no_news(root, tmp_path, monkeypatch):
    script = set_up(root, monkeypatch)
    monkeypatch.setattr(script, "VENV", str(tmp_path))
    script.keep_jupyterlab_offline()
    [written] = tmp_path.rglob("page_config.json")
    assert written.parent == tmp_path / "etc" / "jupyter" / "labconfig"
    assert json.loads(written.read_text()) == {
        "disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}
    }


def test_pip_takes_over_where_uv_cannot_be_had(root, monkeypatch, capsys):
    script = set_up(root, monkeypatch)
    calls = []
    monkeypatch.setattr(script, "run", lambda words: calls.append(words) or len(calls) > 1)
    assert script.install(script.LOCK)
    assert "uv can't be had" in capsys.readouterr().out
    assert calls[1][-3:] == ["--require-hashes", "--requirement", script.LOCK]


def test_make_help_lists_the_commands(root):
    text = subprocess.run(
        ["make", "help"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    for command in ("make report", "make test"):
        assert command in text


def test_no_python_at_all_gets_a_sentence(root):
    ran = subprocess.run(
        ["make", "setup", "PYTHON=python9"], cwd=root, capture_output=True, text=True, check=False
    )
    assert ran.returncode != 0
    assert "There is no python9 here. Install Python 3.11" in ran.stdout


@pytest.mark.parametrize(("given", "name"), [([], ""), (["NAME=Ann O'Berg"], "Ann O'Berg")])
def test_a_certificate_is_never_made_out_to_the_computer(root, tmp_path, given, name):
    (tmp_path / "more.mk").write_text('show:\n\t@printf %s "$$NAME"\n')
    shown = subprocess.run(
        ["make", "-s", "-f", "Makefile", "-f", tmp_path / "more.mk", "show", *given],
        cwd=root,
        env=os.environ | {"NAME": "DESKTOP-1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == name
