"""Runs that are stopped, killed, or doubled: in seconds, in one line, and nothing is left.

The runs take stub notebooks, since what is tried is the way a run ends.
"""

import asyncio
import gc
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
import psutil
import pytest
import zmq
from jupyter_client.manager import AsyncKernelManager

from massage.aside import PREFIX, held, work_aside, write_aside
from massage.report.build import build_report
from massage.report.memory import MEMORY
from massage.report.run import NotebookError, run_notebooks
from massage.stopping import NUMBERS, Stopped, stopping, undisturbed
from massage.worlds.workers import deaf

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")

STUB = """
import sys
from pathlib import Path
import massage.report.build as build
from massage.__main__ import main
build.build_report.__defaults__ = (*build.build_report.__defaults__[:-1], Path(sys.argv.pop(1)))
sys.exit(main())
"""
PATIENCE = 60  # seconds, on a busy machine
SOON = 10  # seconds in which a run that was told to stop is over


@pytest.fixture(autouse=True)
def _in_the_foreground():
    """What a shell runs in the background, and what that starts, doesn't hear Ctrl+C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def write_books(folder, **sources):
    for name, source in sources.items():
        book = nbformat.v4.new_notebook()
        book.cells = [
            nbformat.v4.new_markdown_cell(f"# {name}?"),
            nbformat.v4.new_code_cell("SESSIONS = ''", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(source),
        ]
        nbformat.write(book, folder / f"{name}.ipynb")
    return folder


@pytest.fixture
def busy(tmp_path):
    """Two notebooks: one tells its process by a file and stays busy, the other would come next."""
    folder = tmp_path / "books"
    folder.mkdir()
    wait = "import os, time; open({!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    names = {f"0{place}_wait": wait.format(str(tmp_path / f"kernel_{place}")) for place in (0, 1)}
    return write_books(folder, **names)


@contextmanager
def started(*words):
    """A command in a process group of its own, as in a terminal; ended at the end in any case."""
    with subprocess.Popen(
        [sys.executable, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(happened):
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def is_there(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "index.html").write_text("the report before")
    return folder


def untouched(out):
    return [path.name for path in out.iterdir()] == ["index.html"] and (
        (out / "index.html").read_text() == "the report before"
    )


@pytest.mark.parametrize(
    ("number", "times", "code"),
    [(signal.SIGINT, 5, 130), (signal.SIGTERM, 1, 143)],
    ids=["Ctrl+C again and again", "SIGTERM"],
)
def test_a_report_that_is_stopped(number, times, code, busy, out, records, tmp_path):
    with started("-c", STUB, busy, "report", records, "--out", out) as process:
        pid = tmp_path / "kernel_0"
        wait_for(lambda: pid.exists() and pid.read_text())
        since = time.monotonic()
        for _ in range(times):
            os.killpg(process.pid, number)
            time.sleep(0.05)
        said = process.communicate(timeout=PATIENCE)[1]
        assert time.monotonic() - since < SOON
    assert process.returncode == code
    last = said.replace("\r", "\n").strip().splitlines()[-1]
    assert last == "Stopped. What was there before is unchanged."
    assert "Traceback" not in said
    assert untouched(out)
    wait_for(lambda: not is_there(int(pid.read_text())))


def test_a_report_that_is_killed(busy, out, records, tmp_path):
    with started("-c", STUB, busy, "report", records, "--out", out) as process:
        pid = tmp_path / "kernel_0"
        wait_for(lambda: pid.exists() and pid.read_text())
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert (out / "index.html").read_text() == "the report before"
    assert len(list(out.glob(f"{PREFIX}*"))) == 1
    wait_for(lambda: not is_there(int(pid.read_text())))
    with work_aside(out, 1):
        pass
    assert untouched(out)


@pytest.mark.parametrize("after", [0.05, 0.3, 0.6])
def test_stopped_before_it_began(after, records):
    """Importing takes a second or more, and a stop may fall into any of it."""
    code = (
        "import os, signal, sys, threading; from massage.__main__ import main; "
        f"threading.Timer({after}, os.kill, (os.getpid(), signal.SIGINT)).start(); sys.exit(main())"
    )
    with started("-c", code, "results", records) as process:
        said = process.communicate(timeout=PATIENCE)[1]
    assert (process.returncode, said) == (130, "Stopped. What was there before is unchanged.\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_calibration_that_ends_takes_its_workers_along(number, tmp_path):
    words = ("calibrate", "--worlds", "plain", "--clients", 200, "--runs", 1000)
    with started("-m", "massage", *words, "--out", tmp_path / "rates.csv") as process:
        wait_for(lambda: list_workers(process))
        found = list_workers(process)
        os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
        said = process.communicate(timeout=SOON)[1]
    if number != signal.SIGKILL:
        assert process.returncode == 128 + number
        assert "Traceback" not in said
        assert "Stopped." in said
    wait_for(lambda: not any(map(is_there, found)))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_waits_while_processes_are_started(number):
    """Also where another thread takes the signal: what it raises comes in the main one."""
    ready, go, done = threading.Event(), threading.Event(), []

    def take():
        ready.set()
        go.wait(PATIENCE)
        signal.pthread_kill(threading.get_ident(), number)

    other = threading.Thread(target=take)  # as it is started before, it hears every signal
    other.start()
    ready.wait(PATIENCE)

    def start():
        with stopping(), deaf():
            go.set()
            other.join()
            done.append("started")

    before = {one: signal.getsignal(one) for one in NUMBERS}
    try:
        with pytest.raises(Stopped):
            start()
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    assert done == ["started"]


def list_workers(process):
    """Processes that a spawning pool has started, without the one that tracks resources."""
    with suppress(psutil.NoSuchProcess):
        children = psutil.Process(process.pid).children()
        return [one.pid for one in children if "spawn_main" in " ".join(one.cmdline())]
    return []


def test_a_notebook_that_is_ending_when_another_stops_leaves_nothing_open(tmp_path, monkeypatch):
    ending, shut_down = tmp_path / "ending", AsyncKernelManager.shutdown_kernel

    async def shut_down_slowly(manager, now):
        if "slow" in manager.connection_file:
            ending.touch()
            await asyncio.sleep(1)
        await shut_down(manager, now=now)

    monkeypatch.setattr(AsyncKernelManager, "shutdown_kernel", shut_down_slowly)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    folder = tmp_path / "books"
    folder.mkdir()
    wait = f"import os, time\nwhile not os.path.exists({str(ending)!r}): time.sleep(0.02)"
    write_books(folder, **{"00_slow": "1 / 0", "01_waits": f"{wait}\n1 / 0"})
    before = {*open_sockets(), *psutil.Process().children()}
    with pytest.raises(NotebookError, match="01_waits"):
        run_notebooks(sorted(folder.iterdir()), {}, tmp_path)
    assert {*open_sockets(), *psutil.Process().children()} <= before


@pytest.mark.parametrize(("length", "transport"), [(8, "ipc"), (108, "tcp")])
def test_a_kernel_needs_no_port_where_its_channels_can_be_files(
    length, transport, tmp_path, monkeypatch
):
    """Another program may take a port between its choice and the kernel's start."""
    with tempfile.TemporaryDirectory() as root:
        away = Path(root) / ("t" * length)
        away.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(away))
        folder = tmp_path / "books"
        folder.mkdir()
        write_books(folder, **{"00_asks": "print(get_ipython().kernel.parent.transport)"})
        [book] = run_notebooks(sorted(folder.iterdir()), {}, tmp_path)
        assert book.cells[-1].outputs[0].text == f"{transport}\n"
        assert list(away.iterdir()) == []


def open_sockets():
    """Those to kernels; one that nobody holds any longer fails a test by its warning."""
    return [one for one in gc.get_objects() if isinstance(one, zmq.Socket) and not one.closed]


def test_a_move_into_place_is_finished_first():
    done = []

    def move():
        with stopping(), undisturbed():
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("first")
            done.append("second")

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    hangup = signal.getsignal(signal.SIGHUP)
    try:
        with pytest.raises(Stopped) as stopped:
            move()
    finally:
        for number, handler in (before | {signal.SIGHUP: hangup}).items():
            signal.signal(number, handler)
    assert done == ["first", "second"]
    assert stopped.value.code == 143


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_stop_that_falls_where_nothing_can_be_raised_comes_again():
    code = """
import os, signal, sys, time
from massage.__main__ import main
import massage.commands
class Careless:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
def run(_):
    Careless()
    time.sleep(30)
    return 0
massage.commands.run_command = run
sys.exit(main())
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr.count("\n")) == (130, 1), ran.stderr


def test_a_signal_that_was_ignored_stays_so():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopping():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_two_reports_at_once_into_one_folder(tmp_path, records, monkeypatch):
    """The last to finish wins whole, and neither takes away the other's unfinished files."""
    pages = {"index.html": "<html></html>"}
    monkeypatch.setattr("massage.report.page.write_pages", lambda *_: pages)
    folder = tmp_path / "books"
    folder.mkdir()
    write_books(folder, **{"00_short": "import time; time.sleep(1)"})
    with ThreadPoolExecutor(2) as pool:
        done = [
            pool.submit(build_report, records, tmp_path / "report", notebooks=folder) for _ in "ab"
        ]
    assert {one.result() for one in done} == {tmp_path / "report" / "index.html"}
    assert {path.name for path in (tmp_path / "report").iterdir()} == {
        "index.html",
        "pages",
        MEMORY,
    }
    assert (tmp_path / "report" / "index.html").read_text(encoding="utf-8").endswith("</html>")


def test_only_folders_that_nobody_holds_are_taken_away(tmp_path):
    left, own = tmp_path / f"{PREFIX}left", tmp_path / ".unfinished-business"
    left.mkdir()
    own.mkdir()
    with work_aside(tmp_path, 1) as first, work_aside(tmp_path, 1) as second:
        assert first.is_dir()
        assert second.is_dir()
        assert not left.exists()
    assert list(tmp_path.iterdir()) == [own]


def test_who_holds_a_folder_holds_it_alone(tmp_path):
    with held(tmp_path) as alone:
        assert alone
        with held(tmp_path) as too:
            assert not too
    with held(tmp_path) as again:
        assert again


def test_a_file_is_open_to_others_unless_it_is_private(tmp_path):
    write_aside(tmp_path / "open.csv", "a\n")
    write_aside(tmp_path / "own.csv", "a\n", private=True)
    assert (tmp_path / "own.csv").stat().st_mode & 0o077 == 0
    (tmp_path / "as usual").touch()
    usual = (tmp_path / "as usual").stat().st_mode
    assert (tmp_path / "open.csv").stat().st_mode == usual


def test_an_odd_path_is_no_template(tmp_path, records):
    odd = tmp_path / "{x} 100%d #1?" / "ü 'a' \"b\"\n{SESSIONS!r}"
    odd.mkdir(parents=True)
    path = odd / "my {records}.csv"
    path.write_bytes(records.read_bytes())
    folder = odd / "books {0}"
    folder.mkdir()
    write_books(folder, **{"00_reads": "assert open(SESSIONS).read(); assert OUTCOMES"})
    assert build_report(path, odd / "{out}", notebooks=folder).is_file()
