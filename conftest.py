"""What every test may use, and what is left out when real data or a browser isn't here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from massage.external import describe_missing

ROOT = Path(__file__).parent
MISSING = describe_missing()
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def needs_external_data(path: Path) -> bool:
    """Whether a notebook says that it reads real data."""
    return bool(json.loads(path.read_text(encoding="utf-8"))["metadata"].get("needs_external_data"))


collect_ignore = [str(path) for path in NOTEBOOKS if MISSING and needs_external_data(path)]


def pytest_report_header() -> str:
    """Say at the top of a run what is left out."""
    return f"skipped: real data. {MISSING}" if MISSING else "real data: all there"


@pytest.fixture(scope="session")
def root() -> Path:
    """Top of the project."""
    return ROOT


@pytest.fixture(scope="session")
def practice(root: Path) -> Path:
    """The synthetic practice."""
    return root / "data" / "sessions.csv"


@pytest.fixture(scope="session")
def external() -> None:
    """Skip a test where the real data aren't here."""
    if MISSING:
        pytest.skip(MISSING)
