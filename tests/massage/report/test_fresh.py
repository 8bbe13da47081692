"""A kernel runs several notebooks: each as if it were alone, whatever the one before did."""

import os
import re

import psutil
import pytest

from massage.report.run import NotebookError, run_notebooks
from tests.test_stopping import write_books

IMPORTS = """
import os, random, sys, warnings
import matplotlib as mpl, matplotlib.pyplot as plt, numpy as np, pandas as pd
import analysis, massage.words.formats as formats
"""
CHANGES = f"""
from __future__ import annotations
{IMPORTS}
mine = 1
pd.set_option("display.max_rows", 3)
np.set_printoptions(precision=1)
np.seterr(all="ignore")
np.random.seed(1)
random.seed(1)
mpl.rcParams["font.size"] = 40
plt.ioff()
plt.figure(num="left open")
warnings.filterwarnings("error")
formats.NOT_ADVICE = "changed"
analysis.PAIN = "changed"
os.environ["MINE"] = "1"
os.chdir("/")
sys.path.insert(0, "/mine")
"""
LOOKS = f"""
{IMPORTS}
def f(x: 1): pass
print([name for name in globals() if not name.startswith("_")])
print(pd.options.display.max_rows, np.get_printoptions(), np.geterr(), f.__annotations__)
print(mpl.rcParams["font.size"], plt.get_figlabels(), warnings.filters)
print(formats.NOT_ADVICE, analysis.PAIN, "MINE" in os.environ, os.getcwd(), "/mine" in sys.path)
print(np.random.get_state()[1][0] == 1, random.random() == 0.13436424411240122, Out, len(In))
warnings.warn("said once", DeprecationWarning, stacklevel=1)
_ = plt.plot([1, 2])
"""
LAST = "1 + 1"


def as_compared(outputs):
    """Outputs without the cell's file, named by its process; what came in pieces is joined."""
    joined = []
    for output in outputs:
        if "text" in output:
            output.text = re.sub(r"\S*ipykernel_\d+\S+\.py", "cell", output.text)
        if joined and "text" in output and joined[-1].get("name") == output.name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run notebooks of one cell each, in this order, in one kernel; return what each shows."""
    monkeypatch.setattr(os, "cpu_count", lambda: 1)

    def run_in_order(*sources):
        folder = tmp_path / "books"
        folder.mkdir(exist_ok=True)
        longer = {f"0{place}": "#" * 2000 * (9 - place) for place in range(len(sources))}
        books = dict(zip(longer, sources, strict=True))
        write_books(folder, **{name: f"{longer[name]}\n{books[name]}" for name in books})
        paths = sorted(folder.iterdir())
        shown = [book.cells[-1] for book in run_notebooks(paths, {}, tmp_path)]
        for path in paths:
            path.unlink()
        return [(cell.execution_count, as_compared(cell.outputs)) for cell in shown]

    return run_in_order


def test_a_notebook_shows_what_it_shows_alone_after_any_other(run):
    [looks], [last] = run(LOOKS), run(LAST)
    assert looks[1][0]["text"].startswith("['In', 'Out', 'get_ipython', 'exit', 'quit', ")
    assert "DeprecationWarning: said once" in looks[1][1]["text"]
    assert "image/png" in looks[1][2]["data"]
    assert run(CHANGES, LOOKS)[1] == looks
    assert run(LOOKS, LAST, LOOKS) == [looks, last, looks]
    assert run(LAST, LOOKS) == [last, looks]


def test_a_kernel_that_dies_is_said_of_the_notebook_that_ran_in_it(run):
    before = psutil.Process().children()
    with pytest.raises(NotebookError, match=r"The notebook 01\.ipynb could not be run: "):
        run(LAST, "import os; os._exit(1)", LAST)
    assert not set(psutil.Process().children()) - set(before)
