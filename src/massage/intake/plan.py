"""What an import takes to be enough."""

SPACING_DAYS = 0  # after an evening, within which an export shows what was booked that day
LATE_DAYS = 7  # without an export, after which it is said that moves stay unseen
