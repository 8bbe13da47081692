"""The page about error rates, from the tables in data/calibration."""
