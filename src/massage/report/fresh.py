"""What a kernel that runs several notebooks puts back between two of them."""

from __future__ import annotations

import gc
import os
import random
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module

import matplotlib as mpl
import numpy as np
import pandas as pd
from IPython.core.interactiveshell import InteractiveShell
from matplotlib import pyplot as plt

OURS = ("analysis", "massage")
WITH_FILTERS = ("scipy.sparse", "scipy.special")
INLINE = "matplotlib_inline.backend_inline"  # shows figures below a cell


def keep_fresh(shell: InteractiveShell) -> None:
    """Give the shell of a new kernel ``begin_afresh``, after which all is as it is now.

    Names are gone; the folder, the environment, the settings of libraries and the state of random
    numbers are as before, and this project's modules are loaded again when they are asked for.
    """
    gc.set_threshold(5_000)  # as in a command
    mpl.rcdefaults()
    for name in WITH_FILTERS:
        import_module(name)  # now, since they set filters of warnings when they are loaded
    kept = ExitStack()
    kept.enter_context(_put_back_at_the_end(shell))

    def begin_afresh() -> None:
        kept.close()
        kept.enter_context(_put_back_at_the_end(shell))

    shell.begin_afresh = begin_afresh


@contextmanager
def _put_back_at_the_end(shell: InteractiveShell) -> Iterator[None]:
    folder, environment, places = os.getcwd(), dict(os.environ), list(sys.path)
    drawn, numbers = random.getstate(), np.random.get_state()  # noqa: NPY002 - put back, not used
    printed, errors = np.get_printoptions(), np.geterr()
    with mpl.rc_context(), warnings.catch_warnings():
        yield
        plt.close("all")
        warnings.simplefilter("ignore")  # of options that pandas is to give up
        pd.reset_option("all")
    mpl.interactive(INLINE in sys.modules)  # which it sets once, as it is loaded
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:] = places
    random.setstate(drawn)
    np.random.set_state(numbers)  # noqa: NPY002
    np.set_printoptions(**printed)
    np.seterr(**errors)
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    shell.reset()
    shell.compile.reset_compiler_flags()
