"""The article's claims against the records and against print."""
