"""Where the real data sets come from, where they are looked for, and how they are recognised."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pandas as pd

from massage.provenance import sha256
from massage.shipped import SHIPPED
from massage.words.codes import read_words, say

read_table = partial(read_words, package="massage.external")


class ExternalDataError(Exception):
    """A real data set isn't there, or isn't the published file; the text says what to do."""


def find_external(name: str) -> Path:
    """Return the path of a published file after comparing its fingerprint.

    It is looked for in the folder named in EXTERNAL_DATA (from the project's top), or in
    data/external. Raises ExternalDataError when it is missing or differs, and ValueError for an
    unknown name.
    """
    sources = read_table("sources")
    if name not in sources:
        raise ValueError(say("files", "not_a_source", file=name, known=", ".join(sources)))
    source = sources[name]
    path = SHIPPED / os.environ.get("EXTERNAL_DATA", "data/external") / name
    wrong = "absent" if not path.is_file() else "other_file"
    if wrong == "absent" or sha256(path) != source["SHA-256"]:
        raise ExternalDataError(say("files", wrong, "where_from", file=name, source=source))
    return path


def describe_missing() -> str:
    """Say which real data can't be used and where to get it; an empty text when all are there."""
    sentences = []
    for name in read_table("sources"):
        try:
            find_external(name)
        except ExternalDataError as error:
            sentences.append(str(error))
    return " ".join(sentences)


def tabulate_sources() -> pd.DataFrame:
    """Return what the real data sets are, where they are published, licence and fingerprint."""
    return pd.DataFrame({"file": name} | source for name, source in read_table("sources").items())
