"""Who is who: one person per client of an export, told apart without guessing."""

from __future__ import annotations

import unicodedata

import pandas as pd

from analysis.intake.tables import ExportError, Exports


def normalise(cells: pd.Series) -> pd.Series:
    """Return names as they are compared: small letters, single spaces, no marks of formatting."""
    plain = {
        cell: " ".join(unicodedata.normalize("NFKC", cell).casefold().split())
        for cell in cells.unique()
    }
    return cells.map(plain)


def name_people(exports: Exports) -> tuple[pd.Series, pd.Series]:
    """Return the person of each appointment and of each score, as a name that is compared.

    Raises ExportError for appointments and scores without a client, for scores whose client has no
    appointment, and for one name with contacts that have nothing in common: that may be two people.
    """
    appointments, scores = exports.appointments, exports.scores
    broken = [*_find_empty(appointments), *_find_empty(scores)]
    person = normalise(appointments["client"])
    if "contact" in appointments:
        broken += _find_two_people(person, appointments)
    if scores.empty:
        if broken:
            raise ExportError(broken)
        return person, pd.Series(dtype=str)
    scored = normalise(scores["client"])
    known = set(person)
    if "name" in exports.clients and not set(scored) <= known:
        names, broken_names = _ids_by_name(exports.clients)
        broken += broken_names
        scored = scored.map(lambda name: name if name in known else names.get(name, name))
    strangers = scores[~scored.isin(known) & scored.ne("")]
    broken += [
        f"file {row.file}, line {row.line}: the client of this score has no appointment"
        for row in strangers.itertuples()
    ]
    if broken:
        raise ExportError(broken)
    return person, scored


def _find_empty(table: pd.DataFrame) -> list[str]:
    if "client" not in table:
        return []
    empty = table[table["client"].str.strip().eq("")]
    return [
        f"file {row.file}, line {row.line}: there is no client; fill it in, or remove the line"
        for row in empty.itertuples()
    ]


def _ids_by_name(clients: pd.DataFrame) -> tuple[dict[str, str], list[str]]:
    table = pd.DataFrame({"id": normalise(clients["client"]), "name": normalise(clients["name"])})
    table = table.assign(file=clients["file"], line=clients["line"]).drop_duplicates(["id", "name"])
    twice = table[table["name"].duplicated()]
    broken = [
        f"file {row.file}, line {row.line}: another client has the same name, and scores are "
        "joined by name: use the software's client id in the scores' file"
        for row in twice.itertuples()
    ]
    return dict(zip(table["name"], table["id"], strict=True)), broken


def _find_two_people(person: pd.Series, appointments: pd.DataFrame) -> list[str]:
    """Lines at which a name appears with contacts that share nothing with those before."""
    contacts = normalise_contacts(appointments["contact"])
    rows = pd.DataFrame({"person": person, "contact": contacts})
    rows = rows.assign(file=appointments["file"], line=appointments["line"])
    distinct = rows.drop_duplicates(["person", "contact"])
    distinct = distinct[distinct["contact"].map(bool)]
    several = distinct[distinct.groupby("person")["contact"].transform("size") > 1]
    broken = []
    for _, own in several.groupby("person", sort=False):
        groups: list[set[str]] = []
        for contact in own["contact"]:
            joined = [group for group in groups if group & contact]
            groups = [group for group in groups if not group & contact]
            groups.append(set(contact).union(*joined))
        if len(groups) > 1:
            first, *others = own.itertuples()
            other = next(row for row in others if not row.contact & first.contact)
            broken.append(
                f"file {other.file}, line {other.line}: the client has the same name as in file "
                f"{first.file}, line {first.line}, and other contacts throughout. If these are two "
                "people, make their names differ in the export; if one, leave out [appointments] "
                "contact (contact = [])"
            )
    return broken


def normalise_contacts(cells: pd.Series) -> pd.Series:
    """Return each cell's contacts as a set: e-mails in small letters, phones as digits."""

    def split(cell: str) -> frozenset[str]:
        parts = (part.strip().casefold() for part in cell.split("\n"))
        read = (part if "@" in part else "".join(filter(str.isdigit, part)) for part in parts)
        return frozenset(part for part in read if part)

    return cells.map({cell: split(cell) for cell in cells.unique()})
