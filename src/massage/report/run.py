"""Run notebooks on a file of session records, several at a time, whatever the user's settings."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from tqdm import tqdm

from massage.aside import UnfinishedError, is_full

QUIET_KERNEL = [
    "--log-level=CRITICAL",  # a kernel told to stop logs an error of its own
    "--HistoryManager.enabled=False",
    "--IPKernelApp.exec_lines=import matplotlib; matplotlib.rcdefaults()",
]
PARAMETERS, INJECTED = "parameters", "injected-parameters"
OWN_PYTHON = ("PYTHONOPTIMIZE", "PYTHONWARNINGS", "PYTHONSTARTUP", "PYTHONINSPECT", "JUPYTER_PATH")
INTERRUPTIBLE = 0.5  # seconds: on Windows Ctrl+C is heard only between waits


class NotebookError(UnfinishedError):
    """A notebook stopped; the text says which one, at which cell, and why."""


def run_notebooks(
    notebooks: Sequence[Path], parameters: Mapping[str, str], folder: Path
) -> list[NotebookNode]:
    """Run notebooks of one folder with these parameters; what kernels need goes into ``folder``.

    Returns them in order. At the first one that stops, and at Ctrl+C, the others are ended. Raises
    NotebookError for it, and OSError where the disk of ``folder`` is full.
    """
    loop = asyncio.new_event_loop()
    with closing(loop), ThreadPoolExecutor(1) as beside:
        task = loop.create_task(_run_all(notebooks, parameters, folder.resolve()))
        running = beside.submit(loop.run_until_complete, task)
        try:
            while not running.done():
                wait([running], timeout=INTERRUPTIBLE)
                if is_full(folder):
                    raise OSError(errno.ENOSPC, "the disk is full")
            return running.result()
        except BaseException:
            loop.call_soon_threadsafe(task.cancel)
            raise


async def _run_all(
    notebooks: Sequence[Path], parameters: Mapping[str, str], folder: Path
) -> list[NotebookNode]:
    room = asyncio.Semaphore(os.cpu_count() or 1)
    longest_first = sorted(notebooks, key=lambda path: path.stat().st_size, reverse=True)
    with tqdm(total=len(notebooks), desc="Running notebooks", unit="notebook") as bar:

        async def run(path: Path) -> NotebookNode:
            async with room:
                book = await _run(path, parameters, folder)
            bar.update()
            return book

        try:
            async with asyncio.TaskGroup() as group:
                tasks = {path: group.create_task(run(path)) for path in longest_first}
        except* (NotebookError, OSError) as stopped:
            first = stopped.exceptions[0]
        else:
            return [tasks[path].result() for path in notebooks]
    raise first


async def _run(path: Path, parameters: Mapping[str, str], folder: Path) -> NotebookNode:
    book = inject(nbformat.read(path, as_version=4), parameters)
    manager = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),  # this Python, no other "python3"
        connection_file=str(folder / f"{path.stem}.json"),
    )
    client = NotebookClient(book, km=manager, record_timing=False, extra_arguments=QUIET_KERNEL)
    try:
        return await client.async_execute(cwd=str(path.parent), env=_environment(folder))
    except CellExecutionError as error:
        if error.ename == "OSError" and error.evalue.startswith(f"[Errno {errno.ENOSPC}]"):
            raise OSError(errno.ENOSPC, error.evalue) from None
        stopped = f"stopped at cell {_failed(book)}: {error.ename}: {error.evalue}"
        raise NotebookError(f"The notebook {path.name} {stopped}") from None
    except (RuntimeError, TimeoutError) as error:  # the kernel died, or never started
        if is_full(folder):
            raise OSError(errno.ENOSPC, str(error)) from None
        raise NotebookError(f"The notebook {path.name} could not be run: {error}") from None
    finally:
        ending = asyncio.ensure_future(_end(client, manager))
        try:
            await asyncio.shield(ending)
        finally:
            await ending  # to its end also where another notebook stops the run meanwhile


async def _end(client: NotebookClient, manager: AsyncKernelManager) -> None:
    """Close what a notebook's run has opened, however far it came."""
    try:
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)  # nothing is left to tidy up in it
    finally:
        if client.kc is not None:
            client.kc.stop_channels()
        await manager.cleanup_resources()


def inject(book: NotebookNode, parameters: Mapping[str, str]) -> NotebookNode:
    """Put a cell that sets the parameters, if any, below the one with the tag ``parameters``."""
    lines = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    for place, cell in enumerate(book.cells):
        if parameters and PARAMETERS in cell.metadata.get("tags", []):
            cell = nbformat.v4.new_code_cell(lines, metadata={"tags": [INJECTED]})
            book.cells.insert(place + 1, cell)
            break
    return book


def _failed(book: NotebookNode) -> int:
    """Place, from 1, of the cell with an error, as the reader of the saved notebook counts them."""
    own = [cell for cell in book.cells if INJECTED not in cell.metadata.get("tags", [])]
    for place, cell in enumerate(own, start=1):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return place
    return 0


def _environment(folder: Path) -> dict[str, str]:
    """The environment of a kernel: as that of this process, without the user's own settings.

    Startup files and configurations of IPython, Jupyter and matplotlib, and what was set for
    Python, would change figures and words.
    """
    own = {name: value for name, value in os.environ.items() if name not in OWN_PYTHON}
    [matplotlib] = find_spec("matplotlib").submodule_search_locations
    own |= {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "MATPLOTLIBRC": str(Path(matplotlib) / "mpl-data" / "matplotlibrc"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }
    if not os.access(own.get("MPLCONFIGDIR") or Path.home(), os.W_OK):
        own["MPLCONFIGDIR"] = str(folder / "matplotlib")
    return own
