"""From one practice to many: large records on engines, and sums that practices share."""
