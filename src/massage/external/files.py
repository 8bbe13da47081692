"""Where the real data sets come from, where they are looked for, and how they are recognised."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from massage.provenance import sha256
from massage.shipped import SHIPPED


@dataclass(frozen=True)
class Source:
    """A published data file: what it is, where to get it, its licence and its fingerprint."""

    file: str
    what: str
    data_doi: str
    paper_doi: str
    licence: str
    sha256: str


SOURCES = (
    Source(
        "float_rest_sessions.xlsx",
        "trial of flotation sessions, 75 people with anxiety or depression",
        "10.5061/dryad.0k6djhb75",
        "10.1371/journal.pone.0286899",
        "CC0",
        "0409c43d4ee5232b4872a345679b7a0ff6773beff86a08766ee79c42b5144b85",
    ),
    Source(
        "back_pain_trial.csv",
        "trial in chronic back pain, 151 people randomised to three groups",
        "10.1001/jamapsychiatry.2021.2669",
        "10.1001/jamapsychiatry.2021.2669",
        "CC0",
        "bb04564e8b63730c78c7ef65f817a96ef34923409d7e5a3108b6af2f54eb996d",
    ),
)


class ExternalDataError(Exception):
    """A real data set isn't there, or isn't the published file; the text says what to do."""


def external_folder() -> Path:
    """Folder named in EXTERNAL_DATA (from the project's top), or data/external."""
    return SHIPPED / os.environ.get("EXTERNAL_DATA", "data/external")


def find_external(name: str) -> Path:
    """Return the path of a published file after comparing its fingerprint.

    Raises ExternalDataError when it is missing or differs, and ValueError for an unknown name.
    """
    source = next((one for one in SOURCES if one.file == name), None)
    if source is None:
        raise ValueError(f"{name} is not one of {', '.join(one.file for one in SOURCES)}")
    path = external_folder() / name
    how = (
        f"Get it from https://doi.org/{source.data_doi} ({source.licence}), name it {name} and put "
        "it into data/external, or name its folder in EXTERNAL_DATA."
    )
    if not path.is_file():
        raise ExternalDataError(f"The real data file {name} is not here. {how}")
    if sha256(path) != source.sha256:
        raise ExternalDataError(f"{name} is not the published file (its SHA-256 differs). {how}")
    return path


def describe_missing() -> str:
    """Say which real data can't be used and where to get it; an empty text when all are there."""
    sentences = []
    for source in SOURCES:
        try:
            find_external(source.file)
        except ExternalDataError as error:
            sentences.append(str(error))
    return " ".join(sentences)
