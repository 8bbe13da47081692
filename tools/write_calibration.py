"""Write the calibration's table, from data/calibration/, into CALIBRATION.md."""

from pathlib import Path

from massage.worlds.calibrate import read_calibrations
from massage.worlds.calibration_page import (
    read_error_rates,
    write_calibration,
    write_error_rates,
)
from massage.worlds.world import BEYOND, HIDDEN, IDENTIFIABLE_NULLS, TRUE

GROUPS = {
    "Massage does nothing": tuple(IDENTIFIABLE_NULLS),
    "Massage does nothing, and bookings follow what nobody wrote down": tuple(HIDDEN),
    "Massage takes points off pain, and adds them to sleep": tuple(TRUE),
    "Beyond the planned kinds; massage does nothing but where the name says true": tuple(BEYOND),
}
MIDDLE = 200
ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    page = ROOT / "CALIBRATION.md"
    rates = read_calibrations(ROOT / "data" / "calibration")
    text = write_calibration(rates, GROUPS, MIDDLE)
    text += write_error_rates(read_error_rates(ROOT / "data" / "calibration" / "claims"))
    page.write_text(text, encoding="utf-8", newline="\n")
