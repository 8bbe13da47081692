"""Run notebooks on a file of session records, several at a time."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import chdir
from pathlib import Path

import papermill
from jupyter_core.utils import ensure_event_loop
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from tqdm import tqdm

QUIET_KERNEL = ["--log-level=CRITICAL"]  # a kernel told to stop logs an error of its own


class NotebookError(Exception):
    """A notebook stopped; the text says which one, at which cell, and why."""


def run_notebooks(
    notebooks: Sequence[Path], parameters: Mapping[str, str], folder: Path
) -> list[NotebookNode]:
    """Run notebooks of one folder with these parameters, saving copies in ``folder``.

    Returns them in order. While they run, the current folder is theirs. Raises NotebookError at the
    first one that stops.
    """
    workers = min(len(notebooks), os.cpu_count() or 1)
    folder = folder.resolve()
    done: dict[Path, NotebookNode] = {}
    with (
        tqdm(total=len(notebooks), desc="Running notebooks", unit="notebook") as bar,
        chdir(notebooks[0].parent),
        ThreadPoolExecutor(workers) as pool,
    ):
        longest_first = sorted(notebooks, key=lambda path: path.stat().st_size, reverse=True)
        waiting = {pool.submit(_run, path, parameters, folder): path for path in longest_first}
        try:
            for finished in as_completed(waiting):
                done[waiting[finished]] = finished.result()
                bar.update()
        except NotebookError:
            pool.shutdown(cancel_futures=True)
            raise
    return [done[path] for path in notebooks]


def _run(path: Path, parameters: Mapping[str, str], folder: Path) -> NotebookNode:
    takes_records = '"parameters"' in path.read_text(encoding="utf-8")
    try:
        return papermill.execute_notebook(
            path,
            folder / path.name,
            parameters=dict(parameters) if takes_records else None,
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            extra_arguments=QUIET_KERNEL,
            shutdown_kernel="immediate",  # nothing is left to tidy up in it
        )
    except PapermillExecutionError as error:
        place = f"stopped at cell {error.cell_index + 1}: {error.ename}: {error.evalue}"
        raise NotebookError(f"The notebook {path.name} {place}") from None
    except (RuntimeError, TimeoutError) as error:  # the kernel died, or never started
        raise NotebookError(f"The notebook {path.name} could not be run: {error}") from None
    finally:
        ensure_event_loop().close()  # nbclient made one for this thread and leaves it open
