"""Practices that R was given, for every test of the core."""

from pathlib import Path

import pandas as pd
import pytest

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture(scope="module")
def mix():
    return pd.read_csv(REFERENCE / "practice_mix.csv")


@pytest.fixture(scope="module")
def therapists():
    return pd.read_csv(REFERENCE / "practice_therapists.csv")
