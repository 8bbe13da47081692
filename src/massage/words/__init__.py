"""Sentences and numbers: how what was found is written."""
