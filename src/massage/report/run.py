"""Run notebooks on a file of session records, a kernel per core, whatever the user's settings."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from tqdm import tqdm

from massage.aside import UnfinishedError, is_full
from massage.words.codes import read_words, say

WORDS = "report"
KERNEL_ARGUMENTS = [
    "--log-level=CRITICAL",  # a kernel told to stop logs an error of its own
    "--HistoryManager.enabled=False",
    "--InteractiveShell.cache_size=0",  # Out stays empty: emptying it looks for garbage everywhere
    "--IPKernelApp.exec_lines=from massage.report.fresh import keep_fresh; "
    "keep_fresh(get_ipython()); del keep_fresh",
]
BEGIN_AFRESH = "from IPython import get_ipython; get_ipython().begin_afresh()"
PARAMETERS, INJECTED = "parameters", "injected-parameters"
OWN_PYTHON = ("PYTHONOPTIMIZE", "PYTHONWARNINGS", "PYTHONSTARTUP", "PYTHONINSPECT", "JUPYTER_PATH")
INTERRUPTIBLE = 0.5  # seconds: on Windows Ctrl+C is heard only between waits


class NotebookError(UnfinishedError):
    """A notebook stopped; the text says which one, at which cell, and why."""


def run_notebooks(
    notebooks: Sequence[Path], parameters: Mapping[str, str], folder: Path
) -> list[NotebookNode]:
    """Run notebooks of one folder with these parameters; what kernels need goes into ``folder``.

    Each core has a kernel that runs one notebook after the other, each as if it were alone. Returns
    them in order, without the cell that sets the parameters. At the first one that stops, and at
    Ctrl+C, the others are ended. Raises NotebookError for it, and OSError where the disk of
    ``folder`` is full.
    """
    loop = asyncio.new_event_loop()
    with closing(loop), ThreadPoolExecutor(1) as beside:
        task = loop.create_task(_run_all(notebooks, parameters, folder.resolve()))
        running = beside.submit(loop.run_until_complete, task)
        try:
            while not running.done():
                wait([running], timeout=INTERRUPTIBLE)
                if is_full(folder):
                    raise OSError(errno.ENOSPC, say(WORDS, "disk_full"))
            return running.result()
        except BaseException:
            loop.call_soon_threadsafe(task.cancel)
            raise


@dataclass
class _Kernel:
    """A kernel and, once its first notebook has started it, the channels to it."""

    manager: AsyncKernelManager
    channels: AsyncKernelClient | None = None


async def _run_all(
    notebooks: Sequence[Path], parameters: Mapping[str, str], folder: Path
) -> list[NotebookNode]:
    longest_first = sorted(notebooks, key=lambda path: path.stat().st_size, reverse=True)
    waiting, done = deque(longest_first), {}
    words = read_words(WORDS)
    with tqdm(total=len(notebooks), desc=words["running"], unit=words["notebook"]) as bar:

        async def run_in_turn(name: str) -> None:
            async with _kernel(folder / f"{name}.json") as kernel:
                while waiting:
                    path = waiting.popleft()
                    done[path] = await _run(path, parameters, folder, kernel)
                    bar.update()

        try:
            async with asyncio.TaskGroup() as group:
                for path in longest_first[: os.cpu_count() or 1]:
                    group.create_task(run_in_turn(path.stem))
        except* (NotebookError, OSError) as stopped:
            first = stopped.exceptions[0]
        else:
            return [done[path] for path in notebooks]
    raise first


@asynccontextmanager
async def _kernel(connection: Path) -> AsyncIterator[_Kernel]:
    """Give a kernel that its first notebook starts; it is ended, however far it came."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as channels:
        kernel = _Kernel(
            AsyncKernelManager(
                kernel_name="python3",
                kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),  # this Python, no other
                connection_file=str(connection),
                **_transport(Path(channels)),
            )
        )
        try:
            yield kernel
        finally:
            ending = asyncio.ensure_future(_end(kernel))
            try:
                await asyncio.shield(ending)
            finally:
                await ending  # to its end also where another notebook stops the run meanwhile


def _transport(folder: Path) -> dict[str, str]:
    """Files for channels where they can be had: any program may take a port before the kernel."""
    path = str(folder / "channel")
    try:
        with socket.socket(socket.AF_UNIX) as tried:
            tried.bind(f"{path}-0")
    except (AttributeError, OSError):  # Windows; a path that is too long
        return {}
    return {"transport": "ipc", "ip": path}


async def _end(kernel: _Kernel) -> None:
    try:
        if kernel.manager.has_kernel:
            await kernel.manager.shutdown_kernel(now=True)  # nothing is left to tidy up in it
    finally:
        if kernel.channels is not None:
            kernel.channels.stop_channels()
        await kernel.manager.cleanup_resources()


async def _run(
    path: Path, parameters: Mapping[str, str], folder: Path, kernel: _Kernel
) -> NotebookNode:
    book = inject(nbformat.read(path, as_version=4), parameters)
    client = NotebookClient(
        book, km=kernel.manager, record_timing=False, extra_arguments=KERNEL_ARGUMENTS
    )
    client.kc = kernel.channels
    try:
        await client.async_execute(cwd=str(path.parent), env=_environment(folder))
        await _begin_afresh(client)
    except CellExecutionError as error:
        if error.ename == "OSError" and error.evalue.startswith(f"[Errno {errno.ENOSPC}]"):
            raise OSError(errno.ENOSPC, error.evalue) from None
        places = {"cell": _failed(book), "error": error.ename, "why": error.evalue}
        raise NotebookError(say(WORDS, "stopped", file=path.name, **places)) from None
    except (RuntimeError, TimeoutError) as error:  # the kernel died, or never started
        if is_full(folder):
            raise OSError(errno.ENOSPC, str(error)) from None
        raise NotebookError(say(WORDS, "not_run", file=path.name, why=error)) from None
    finally:
        kernel.channels = client.kc
    book.cells = list(_own_cells(book))
    return book


async def _begin_afresh(client: NotebookClient) -> None:
    sent = client.kc.execute(BEGIN_AFRESH, silent=True, store_history=False)
    reply = await client.async_wait_for_reply(sent)
    if reply["content"]["status"] != "ok":
        raise RuntimeError(reply["content"].get("evalue"))


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
    for place, cell in enumerate(_own_cells(book), start=1):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return place
    return 0


def _own_cells(book: NotebookNode) -> Iterator[NotebookNode]:
    return (cell for cell in book.cells if INJECTED not in cell.metadata.get("tags", []))


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
