"""Ten million sessions on DuckDB, checked and answered, against DuckDB's own grouping of the file.

``REGISTRY_SESSIONS`` is a number of sessions: a simulated practice again and again, each time with
other codes. Memory is the most that a process of its own ever held. ``python -m benchmarks.registry
FILE`` writes them as CSV or Parquet, also for what takes too long to be timed here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pyarrow
import pyarrow.compute
import pyarrow.dataset
from pyarrow import csv, parquet

from benchmarks.ratios import ONE_THREAD, ROOT, Ratio, compare, run_python, say, seconds
from massage.worlds import simulate_sessions

SESSIONS = int(os.environ.get("REGISTRY_SESSIONS", "10_000_000"))
CLIENTS = 6_000
OURS = """
import json, sys
from analysis.clients import complete
from analysis.plan import PLAN
from analysis.schema import PAIN, SLEEP
from benchmarks.ratios import most_held
from massage.registry.checks import check
from massage.registry.duck import Duck
from massage.registry.place import find_place
both = (PAIN, SLEEP)
checked = check(find_place(sys.argv[1]), both, Duck)
clients = complete(checked.gathered, both, PLAN.windows)
checked.engine.close()
print(json.dumps([checked.n_sessions, most_held()]))
"""
IN_MEMORY = """
import json, sys
from time import process_time
from analysis import Practice, load_sessions, within
spent = dict.fromkeys(["everything", "floor"], 0.0)
def timed(work, name):
    def run(*given):
        begun = process_time()
        try:
            return work(*given)
        finally:
            spent[name] += process_time() - begun
    return run
within.Moments.of = timed(within.Moments.of, "floor")
within.leave_each_out = timed(within.leave_each_out, "floor")
practice = Practice(load_sessions(sys.argv[1]))
timed(lambda: (practice.threats, practice.closed_days, practice.bounds), "everything")()
print(json.dumps([spent["everything"], spent["floor"]]))
"""  # question 2, then of that only sums of products, and equations solved without each client
RIVAL = """
import sys
import duckdb
read = f"from '{sys.argv[1]}'"
duckdb.sql("set enable_progress_bar = false")
duckdb.sql("select client_id, count(*), min(day), max(day), sum(duration_min), "
    "arg_min(pain_before, day), arg_max(pain_before, day), arg_min(sleep_quality, day), "
    "count_if(day <= 42), arg_min(pain_before, day) filter (day between 43 and 84) "
    f"{read} group by client_id").to_arrow_table()
duckdb.sql(f"select count(*) from (select client_id, day {read} group by all "
    "having count(*) > 1)").fetchall()
"""


def make_sessions() -> Iterator[pyarrow.Table]:
    """The same sessions again and again, each time of other clients."""
    sessions = simulate_sessions("practice", n_clients=CLIENTS, seed=7)
    whole = {
        name: "Int64"
        for name, values in sessions.select_dtypes("float").items()
        if (values.dropna() % 1 == 0).all()
    }
    rows = pyarrow.Table.from_pandas(sessions.astype(whole), preserve_index=False)
    for k in range(max(1, -(-SESSIONS // len(sessions)))):
        codes = pyarrow.array([f"{one}-{k}" for one in sessions["client_id"]])
        yield rows.set_column(0, "client_id", codes.cast(rows.schema[0].type))


def write_parquet(path: Path) -> None:
    """Write them as one Parquet file."""
    tables = make_sessions()
    first = next(tables)
    with parquet.ParquetWriter(path, first.schema) as writer:
        for rows in chain([first], tables):
            writer.write_table(rows)


def write_csv(path: Path) -> None:
    """Write them as CSV."""
    unquoted = csv.WriteOptions(quoting_style="none", include_header=False)
    with path.open("wb") as file:
        for k, rows in enumerate(make_sessions()):
            if not k:
                file.write((",".join(rows.column_names) + "\n").encode())
            csv.write_csv(rows, file, unquoted)


def measure() -> list[Ratio]:
    """To the table of clients, checked, from both kinds of file; both questions from Parquet."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, "sessions.csv"), Path(folder, "sessions.parquet")]
        for path in paths:
            run_python("-m", "benchmarks.registry", str(path))()
        return [*map(_measure, paths), *_measure_answers(paths[1])]


def _measure_answers(path: Path) -> list[Ratio]:
    """Both questions and threats, once: against the rival, and against a hundredth of them.

    Then what a tenth of them takes that is all in memory, and what of that is the floor.
    """
    n, few = pyarrow.dataset.dataset(path).count_rows(), path.with_name("few.parquet")
    _write_first(path, n // 100, few)
    work = f"both questions and threats of {n:,} sessions"
    ours = run_python("-m", "massage", "results", str(path), "--engine", "duckdb")
    theirs = run_python("-c", RIVAL, str(path))
    found = compare(work, ours, "DuckDB groups them, twice", theirs, 4, times=1)
    smaller = seconds(run_python("-m", "massage", "results", str(few), "--engine", "duckdb"))
    hundred = Ratio(work, "of a hundredth, 100 times", found.ours, 100 * smaller, 100**0.1)
    _write_first(path, n // 10, few)
    everything, floor = (10 * spent for spent in _run(IN_MEMORY, few))
    tenth = "question 2 of a tenth in memory, 10 times"
    in_memory = Ratio(tenth, found.rival, everything, found.theirs)
    least = Ratio("of that, products and leaving out each client", found.rival, floor, found.theirs)
    return [found, hundred, in_memory, least]


def _write_first(path: Path, n: int, out: Path) -> None:
    """Write all sessions of the clients of the first ``n``."""
    sessions = pyarrow.dataset.dataset(path)
    codes = pyarrow.compute.unique(sessions.head(n)["client_id"])
    some = pyarrow.compute.field("client_id").isin(codes)
    parquet.write_table(sessions.to_table(filter=some), out)


def _run(program: str, path: Path) -> list[float]:
    """Return what a program prints of a file, in a process of its own with one thread."""
    ran = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        cwd=ROOT, env=os.environ | ONE_THREAD, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(ran.stdout)


def _measure(path: Path) -> Ratio:
    n, most = _run(OURS, path)
    kind = path.suffix.removeprefix(".")
    work = f"{n:,} sessions, {kind}, to checked clients ({most / 1e6:.1f} GB at most)"
    ours, theirs = (run_python("-c", program, str(path)) for program in (OURS, RIVAL))
    return compare(work, ours, "DuckDB groups them, twice", theirs, 1.5)


if __name__ == "__main__":
    if sys.argv[1:]:
        path = Path(sys.argv[1])
        (write_csv if path.suffix == ".csv" else write_parquet)(path)
    else:
        say(measure())
