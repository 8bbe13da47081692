"""The guided import: a page on this computer that asks, counts, and writes mapping and records."""
