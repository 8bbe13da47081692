"""Where the real data sets come from, where they are looked for, and how they are recognised."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pandas as pd

from massage.provenance import sha256
from massage.shipped import SHIPPED
from massage.words.codes import read_words

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
        raise ValueError(f"{name} is not one of {', '.join(sources)}")
    source = sources[name]
    path = SHIPPED / os.environ.get("EXTERNAL_DATA", "data/external") / name
    how = (
        f"Get it from https://doi.org/{source['data']} ({source['licence']}), name it {name} and "
        "put it into data/external, or name its folder in EXTERNAL_DATA."
    )
    if not path.is_file():
        raise ExternalDataError(f"The real data file {name} is not here. {how}")
    if sha256(path) != source["SHA-256"]:
        raise ExternalDataError(f"{name} is not the published file (its SHA-256 differs). {how}")
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
