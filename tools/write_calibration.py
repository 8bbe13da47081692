"""Write the calibration's table, from data/calibration/, into CALIBRATION.md."""

from pathlib import Path

from calibration.by_closed_days import read_closed_rates, write_closed
from calibration.in_book import read_book_rates, write_in_book
from calibration.page import (
    read_error_rates,
    write_calibration,
    write_error_rates,
)
from massage.worlds.calibrate import read_calibrations
from massage.worlds.world import BEYOND, HIDDEN, IDENTIFIABLE_NULLS, TRUE

GROUPS = {
    "Massage does nothing": tuple(IDENTIFIABLE_NULLS),
    "Massage does nothing, and bookings follow what nobody wrote down": tuple(HIDDEN),
    "Massage takes points off pain, and adds them to sleep": tuple(TRUE),
    "Beyond the planned kinds; massage does nothing but where the name says true": tuple(BEYOND),
}
MIDDLE = 200
ROOT = Path(__file__).resolve().parents[1]


def write_page(folder: Path) -> str:
    """Return the page from the tables in a folder."""
    text = write_calibration(read_calibrations(folder), GROUPS, MIDDLE)
    text += write_in_book(read_book_rates(folder / "book"), MIDDLE)
    text += write_closed(read_closed_rates(folder / "closed"))
    return text + write_error_rates(read_error_rates(folder / "claims"))


if __name__ == "__main__":
    text = write_page(ROOT / "data" / "calibration")
    (ROOT / "CALIBRATION.md").write_text(text, encoding="utf-8", newline="\n")
