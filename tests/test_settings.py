"""What a user has set up for Python, matplotlib, IPython or Jupyter changes no run."""

import os
import subprocess
import sys

import matplotlib as mpl
import pytest

from analysis import PAIN
from massage.figures import catalogue
from massage.report import pack
from massage.report.run import run_notebooks
from tests.test_stopping import write_books

ODD = "axes.titlesize: 40\nfont.size: 25\nfigure.facecolor: red\nlines.linewidth: 9\nno.such: 1\n"
STARTUP = "import pandas; pandas.options.display.max_rows = 1; print('hello')"
CONFIGURED = "c.InlineBackend.rc = {'font.size': 44}; c.IPKernelApp.exec_lines = ['print(1)']"
DRAW = """
import matplotlib as mpl, matplotlib.pyplot as plt, pandas as pd, sys, warnings
changed = {name for name, value in mpl.rcParamsDefault.items()
           if name != "backend" and mpl.rcParams[name] != value}
assert not changed, changed
assert pd.options.display.max_rows == 60
assert sys.flags.optimize == 0
assert "inline" in mpl.get_backend(), mpl.get_backend()
warnings.warn("for programmers", DeprecationWarning)
"""


@pytest.fixture
def home(tmp_path):
    """A home with settings of its own for all that notebooks are run with."""
    home = tmp_path / "home"
    for place, text in (
        (".config/matplotlib/matplotlibrc", ODD),
        (".ipython/profile_default/startup/00.py", STARTUP),
        (".ipython/profile_default/ipython_config.py", CONFIGURED),
        (".ipython/profile_default/ipython_kernel_config.py", CONFIGURED),
        (".local/share/jupyter/kernels/python3/kernel.json",
         '{"argv": ["false"], "display_name": "mine", "language": "python"}'),
    ):  # fmt: skip
        (home / place).parent.mkdir(parents=True, exist_ok=True)
        (home / place).write_text(text)
    return home


@pytest.mark.parametrize("there", [True, False], ids=["home", "no home"])
def test_notebooks_are_run_as_if_nothing_were_set(there, home, tmp_path, monkeypatch):
    books, folder = tmp_path / "books", tmp_path / "folder"
    books.mkdir()
    folder.mkdir()
    write_books(books, **{"00_draws": DRAW})
    (books / "matplotlibrc").write_text(ODD)
    for name, value in {
        "HOME": str(home if there else tmp_path / "nowhere"),
        "MATPLOTLIBRC": str(home / ".config" / "matplotlib" / "matplotlibrc"),
        "MPLBACKEND": "nonsense", "PYTHONOPTIMIZE": "2", "PYTHONWARNINGS": "error",
        "JUPYTER_PATH": str(home / ".local" / "share" / "jupyter"),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    [book] = run_notebooks([books / "00_draws.ipynb"], {}, folder)
    outputs = book.cells[-1].outputs
    assert all("for programmers" in output.text for output in outputs)
    assert not (tmp_path / "nowhere").exists()


def test_figures_are_drawn_as_if_nothing_were_set(tmp_path, records, monkeypatch):
    monkeypatch.setattr(catalogue, "CATALOGUE", catalogue.CATALOGUE[:3])
    pack.build_pack(records, tmp_path / "plain", [PAIN])
    with mpl.rc_context({"axes.titlesize": 40, "font.size": 25, "figure.facecolor": "red"}):
        pack.build_pack(records, tmp_path / "odd", [PAIN])
        assert mpl.rcParams["font.size"] == 25
    names = {path.name for path in (tmp_path / "plain" / "figures").iterdir()}
    assert len(names) > 5
    for name in names:
        plain, odd = (tmp_path / folder / "figures" / name for folder in ("plain", "odd"))
        assert plain.read_bytes() == odd.read_bytes(), name


@pytest.mark.parametrize(
    ("words", "setting"),
    [
        (["check"], {"PYTHONOPTIMIZE": "2"}),
        (["summary", "--out", "out"], {
            "PYTHONWARNINGS": "error", "PYTHONSAFEPATH": "1", "MPLBACKEND": "nonsense",
            "PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0",
        }),
    ],
    ids=["no docstrings", "the rest"],
)  # fmt: skip
def test_commands_run_whatever_python_was_told(words, setting, tmp_path, records):
    (tmp_path / "Jürgen.csv").write_bytes(records.read_bytes())
    ran = subprocess.run(
        [sys.executable, "-m", "massage", words[0], "Jürgen.csv", *words[1:]],
        cwd=tmp_path,
        env=os.environ | setting,
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_the_double_click_tool_finds_its_neighbour_where_python_is_safe(root):
    code = f"import runpy; runpy.run_path({str(root / 'tools' / 'double_click.py')!r})"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
