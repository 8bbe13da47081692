"""What an import takes to be enough."""

SPACING_DAYS = 0  # after an evening, within which an export shows what was booked that day
LATE_DAYS = 7  # without an export, after which it is said that moves stay unseen
OFTEN_RATED = 50  # ratings, from which on a highest one of 5 is told: the scale may end there

# closed days
FEWEST_DAYS = 20  # with a visit, from which on a therapist has a working week of her own
SEEN_SHARE = 0.05  # of a weekday's days, with a visit, from which on it is usual
VISITS_SHARE = 0.04  # of her visits, that it must hold for that
SAME_WEEKDAYS = 10  # before, and after, from which the visits of a day are expected
SHORTEST_CLOSURE = 3  # usual working days: with fewer, public holidays would count
EXPECTED_VISITS = 6 - 1e-9
TURN_OF_YEAR = ((12, 20), (1, 6))
SPREADS = (0.15, 0.60)  # of log intervals about a client's rhythm
PLANNED_DAYS = 11
SHORTEST_PLAN = 2  # days
QUARTER, BLOCK = 91, 28  # days: within which closures are moved, that make one block
COUNTERFACTUALS, SHIFTS_SEED = 200, 20_261_129
SHIFTED = 0.05  # log2 units, from which on a next visit is shifted
BEFORE_DAYS = 7  # before a closure of as many days or more
LAST_DAYS = 28  # of the records, at whose visits no shift is told: their client may still come
