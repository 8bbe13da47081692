"""What every test may use, and what is left out when real data or a browser isn't here."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import pytest

from massage.external import describe_missing

ROOT = Path(__file__).parent
MISSING = describe_missing()
LONGEST = ("test_leaks", "test_makefile", "test_report", "test_page", "test_stopping",
           "test_ledger", "test_slides", "test_by_sums", "test_notebooks_run", "test_summary",
           "test_programs", "test_grade")  # fmt: skip
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def needs_external_data(path: Path) -> bool:
    """Whether a notebook says that it reads real data."""
    return bool(json.loads(path.read_text(encoding="utf-8"))["metadata"].get("needs_external_data"))


collect_ignore = [str(path) for path in NOTEBOOKS if MISSING and needs_external_data(path)]


def pytest_report_header() -> str:
    """Say at the top of a run what is left out."""
    return f"skipped: real data. {MISSING}" if MISSING else "real data: all there"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, so that no process is left alone with one at the end."""
    place = {name: order for order, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONGEST)))


gc.set_threshold(50_000, 20, 20)  # less often: it took a sixth of the time


def pytest_collection_finish() -> None:
    """Look for garbage in nothing that was loaded."""
    gc.collect()
    gc.freeze()


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
