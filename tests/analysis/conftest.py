"""What tests of the core share: a file to read, and practices that R was given."""

from pathlib import Path

import pandas as pd
import pytest

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture
def write(tmp_path):
    def to_file(content, name="records.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return to_file


@pytest.fixture(scope="module")
def mix():
    return pd.read_csv(REFERENCE / "practice_mix.csv")


@pytest.fixture(scope="module")
def therapists():
    return pd.read_csv(REFERENCE / "practice_therapists.csv")


@pytest.fixture(scope="module")
def book():
    return pd.read_csv(REFERENCE / "practice_book.csv")
