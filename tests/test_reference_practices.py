"""Question 2 for pain on four practices with expected results, where REFERENCE_PRACTICES is set.

The folder holds practice_*.csv and expected.json, from an independent program.
"""

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from analysis.comparison import examine

FOLDER = Path(os.environ.get("REFERENCE_PRACTICES", "nowhere"))
PRACTICES = ("practice_mix_60", "practice_moved_120", "practice_moderate_150",
             "practice_therapists_150")  # fmt: skip
THREATS = ("past_pain", "short_gap")


@pytest.mark.skipif(not FOLDER.is_dir(), reason="REFERENCE_PRACTICES names no folder")
@pytest.mark.parametrize("practice", PRACTICES)
def test_agrees_with_the_independent_program(practice):
    expected = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))[practice]
    found = examine(pd.read_csv(FOLDER / f"{practice}.csv"))
    for name in THREATS:
        threat, wanted = found.threats.set_index("name").loc[name], expected.pop(name)
        for field in ("value", "p_value"):
            assert threat[field] == pytest.approx(wanted[field], abs=1e-8)
        assert threat["fired"] == wanted["fired"]
    for field, value in expected.items():
        assert getattr(found.comparison, field) == pytest.approx(value, abs=1e-8)
