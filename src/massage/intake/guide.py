"""From an export to session records inside a notebook, step by step, each step to be looked at."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.cells import UnreadableError
from massage.hosted import refuse_hosted
from massage.intake.anonymise import Anonymised, is_example
from massage.intake.mapping import Mapping
from massage.intake.opening import read_export
from massage.intake.wording import read_data, say
from massage.provenance import OWN, SYNTHETIC
from massage.shipped import SHIPPED
from massage.words.formats import percent, plain


def find_export(name: str) -> Path:
    """Return the export of that name: a whole path, or one as JupyterLab's *Copy Path* gives it.

    Raises HostedError for an export of one's own on a hosted notebook service, and UnreadableError
    where there is no such file.
    """
    path = next((place for place in (Path(name), SHIPPED / name) if place.is_file()), None)
    if path is None:
        raise UnreadableError(say("no_file"))
    if not is_example(path):
        refuse_hosted()
    return path.resolve()


def open_export(path: Path) -> pd.DataFrame:
    """Return an export's cells as text.

    Raises UnreadableError for what isn't a table with column names.
    """
    return read_export(path).frame


def describe_export(path: Path) -> str:
    """Say whose appointments these are."""
    return SYNTHETIC if is_example(path) else OWN


def tabulate_mapping(frame: pd.DataFrame, mapping: Mapping) -> pd.DataFrame:
    """Return what each column of an export is read as: one row per column, no cell of it.

    Columns: ``column``, ``read as``, ``filled`` (share of lines with something in it).
    """
    roles = {**mapping.appointments, **mapping.scores, **mapping.clients}
    read_as = {name: plain(role) for role, names in roles.items() for name in names}
    filled = frame.apply(lambda cells: cells.str.strip().ne("").mean())
    table = pd.DataFrame(
        {
            "column": list(frame.columns),
            "read_as": [read_as.get(name, say("column_not_read")) for name in frame.columns],
            "filled": [percent(share) for share in filled],
        }
    )
    return table.rename(columns=read_data("messages")["columns"])


def tabulate_counts(found: Anonymised) -> pd.DataFrame:
    """Return what was counted on the way from the export to the records, where there was any."""
    counts = [(what, n) for what, n in found.counts.items() if n]
    table = pd.DataFrame(counts, columns=["what", "n"])
    return table.rename(columns=read_data("messages")["columns"])
