"""Write practice_book.csv: practice_mix with the day in the book in place of booking and moves.

Run from the repository's root: ``python -m tests.reference.practice_book``. Each ninth visit isn't
known; every seventh kept one is taken to have stood three days later or, where there is room,
earlier. Half of the visits after one that came before its day find that day still in the book.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from tests.book import with_book

FOLDER = Path(__file__).parent
FILE = FOLDER / "practice_book.csv"
DAYS_OFF = 3


def draw() -> pd.DataFrame:
    """Return the practice, ordered by client and day."""
    sessions = with_book(pd.read_csv(FOLDER / "practice_mix.csv"))
    sessions = sessions.sort_values(["client_id", "day"], ignore_index=True)
    place, day, agreed = np.arange(len(sessions)), sessions["day"], sessions["agreed_day"]
    before = day.groupby(sessions["client_id"]).shift()
    off = np.where(place % 2 == 0, DAYS_OFF, -DAYS_OFF)
    shifted = (agreed == day) & (place % 7 == 3) & (day + off > before)
    agreed = agreed.where(~shifted, day + off)
    stood = agreed.groupby(sessions["client_id"]).shift()
    agreed = agreed.mask((stood > before) & (place % 2 == 0), stood)
    known = sessions["agreed_known"].where(agreed.isna(), "yes")
    known = known.where((place % 9 != 4) | agreed.isna(), "no")
    return sessions.assign(agreed_day=agreed, agreed_known=known.where(agreed.notna()))


if __name__ == "__main__":
    draw().to_csv(FILE, index=False, float_format="%g")
