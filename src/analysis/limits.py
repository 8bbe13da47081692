"""What a setting can be: a number, a whole one, a part of something, days that rise."""

from __future__ import annotations

from itertools import pairwise
from math import inf

import numpy as np


def is_number(value: object) -> bool:
    """Whether a value is a finite number, of Python or NumPy; yes and no aren't."""
    known = isinstance(value, int | float | np.integer | np.floating)
    return known and not isinstance(value, bool) and -inf < value < inf


def is_whole(value: object, least: int = 0) -> bool:
    """Whether a value is a whole number, ``least`` or more."""
    return is_number(value) and isinstance(value, int | np.integer) and value >= least


def is_part(value: object) -> bool:
    """Whether a value is a number between 0 and 1, neither of them."""
    return is_number(value) and 0 < value < 1


def are_rising_days(value: object) -> bool:
    """Whether a value is a tuple of whole days from 0 on, each later than the one before."""
    return (
        isinstance(value, tuple)
        and all(is_whole(day) for day in value)
        and all(earlier < later for earlier, later in pairwise(value))
    )
