"""What a command costs before and beside its work, as whole processes."""

from __future__ import annotations

from benchmarks.ratios import Ratio, compare, run_python, say

ARGPARSE = "import argparse; argparse.ArgumentParser().format_help()"
IMPORTS = "import pandas, scipy.stats"


def measure() -> list[Ratio]:
    """Help, check and results of the shipped practice."""
    practice = "data/sessions.csv"
    return [
        compare("analysis --help", run_python("-m", "massage", "--help"),
                "Python with argparse", run_python("-c", ARGPARSE)),
        compare("analysis check", run_python("-m", "massage", "check", practice),
                "import pandas", run_python("-c", "import pandas"), 1.5),
        compare("analysis results", run_python("-m", "massage", "results", practice),
                IMPORTS, run_python("-c", IMPORTS), 1.6),
    ]  # fmt: skip


if __name__ == "__main__":
    say(measure())
