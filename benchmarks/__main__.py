"""Time everything, or the parts that are named, and write the table into docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import sys
from importlib import import_module

from benchmarks.ratios import ROOT, Ratio, say

PARTS = (
    "start", "correlation", "question_2", "closed_days", "big_files", "registry", "anonymise",
    "report",
)  # fmt: skip
PAGE = """# How fast it is

Each row is a ratio to a named rival, both timed in one run (CPU seconds, the best of several where
a run is short). Written by `make benchmark`, on {cores} cores with Python {python}.

| work | seconds | rival | seconds | ratio | goal |
|---|---|---|---|---|---|
{rows}

The floor of a command is what it imports: `analysis check` can't be faster than `import pandas`,
`analysis results` not than `import pandas, scipy.stats`. The floor of loading is pandas' own reader
of the same file with the same types; what is above it is checking each rule. Claims are asked on
one core, pandas reads a file on two: by the clock its lead is nearly twice as large. Half of their
time is question 2, a seventh leaves each client out of it; what they don't need isn't copied. A
correlation's interval leaves out each person in turn: its floor is the sorting that any rank
correlation needs.
Of large records the floor is DuckDB's reading and grouping; above it are the import of pandas,
every column's types and rules where the rival reads five, and each client's days compared.
Question 2 of large records fits 24 regressions: over 117 values a session, made twice, centred,
added up and left out client by client, where the rival groups ten. The last two rows of these say
what it takes with all records in memory, and what of that is the floor: sums of products, and
equations solved without each client. Beyond memory the records are read again for each round of
sums.
"""


def write_row(one: Ratio) -> str:
    """One row of the table."""
    goal = "" if one.goal is None else f"{one.goal:g}, {one.verdict}"
    cells = (one.work, f"{one.ours:.2f}", one.rival, f"{one.theirs:.2f}", f"{one.ratio:.1f}", goal)
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure every part, or those that are named, say each, write the page."""
    path, parts = ROOT / "docs" / "benchmarks.md", sys.argv[1:] or PARTS
    found: list[Ratio] = []
    for part in parts:
        ratios = import_module(f"benchmarks.{part}").measure()
        say(ratios)
        found += ratios
    rows = "\n".join(map(write_row, found))
    page = PAGE.format(cores=os.cpu_count(), python=platform.python_version(), rows=rows)
    path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
