"""What comes along with the code: notebooks, example records, evidence, calibration tables."""

from __future__ import annotations

from pathlib import Path

PACKED = Path(__file__).resolve().parent / "shipped"  # as pip installs it
CHECKOUT = Path(__file__).resolve().parents[2]
SHIPPED = PACKED if PACKED.is_dir() else CHECKOUT
