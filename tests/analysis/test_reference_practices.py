"""Question 2 for pain on four simulated practices, against what an independent program printed."""

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis import PAIN, Practice

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "practices_expected.json").read_text(encoding="utf-8"))
THREATS = ("past_pain", "short_gap")


@pytest.mark.parametrize("practice", EXPECTED)
def test_agrees_with_the_independent_program(practice):
    found = Practice(pd.read_csv(REFERENCE / f"{practice}.csv"), (PAIN,))
    compared, threats = found.question_2["pain"], found.threats.set_index("name")
    for field, value in EXPECTED[practice].items():
        if field in THREATS:
            for part in ("value", "p_value"):
                assert threats.loc[field, part] == pytest.approx(value[part], abs=1e-8)
            assert threats.loc[field, "fired"] == value["fired"]
        else:
            assert getattr(compared, field) == pytest.approx(value, abs=1e-8)


def test_there_are_four():
    assert len(EXPECTED) == 4
