"""What an import takes to be enough."""

SPACING_DAYS = 7  # how long after an evening an export may be taken that shows its new appointments
