"""Who is who: one person per client of an export, told apart without guessing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pandas as pd

from analysis.rules import FEW
from massage.intake.mapping import LEFT_OUT, Mapping
from massage.intake.near_names import find_near_names, turn
from massage.intake.tables import ExportError, Exports, read_each
from massage.intake.wording import VOCABULARY, name_each, name_line, name_lines, say

SAME_MARKS = str.maketrans("\u2018\u2019\u02bc\u0060\u00b4\u2010\u2011\u2012\u2013", "'''''----")
PLACES = ["file", "line"]
MOST_NEAR = 20  # that are told one by one
ADDRESS = re.compile(r"\S+@\S+\.\S+")
EXCEL_ERROR = re.compile(r"#(n/a|ref!|name\?|value!|div/0!|null!|num!)")


def normalise(cells: pd.Series) -> pd.Series:
    """Return names as they are compared: small letters, single spaces, one kind of apostrophe.

    Marks that nobody sees are left out. A software's own code, which has digits and no space, keeps
    its capitals: ``aB3x`` and ``Ab3X`` are two clients.
    """
    return read_each(cells, _normalise)


def _normalise(cell: str) -> str:
    seen = "".join(sign for sign in cell if unicodedata.category(sign) != "Cf")
    plain = " ".join(unicodedata.normalize("NFKC", seen).translate(SAME_MARKS).split())
    is_code = any(map(str.isdigit, plain)) and " " not in plain and "@" not in plain
    return plain if is_code else plain.casefold()


def is_nobody(names: pd.Series) -> pd.Series:
    """Whether a compared name stands for no person who could be followed: walk-in, guest, lunch."""
    return names.map(turn).str.fullmatch(VOCABULARY["nobody"]).astype(bool) | is_blocked(names)


def is_blocked(names: pd.Series) -> pd.Series:
    """Whether what stands in place of a client's name says that the time was blocked."""
    return names.str.fullmatch(VOCABULARY["blocked"]).astype(bool)


def compare_names(cells: pd.Series, mapping: Mapping) -> pd.Series:
    """Return names as they are compared: in the mapping's order, one for each person."""
    names = normalise(cells)
    if mapping.last_name_first:
        names = names.map(turn)
    same = {_normalise(one): _normalise(other) for one, other in mapping.same_person.items()}
    return names.map(lambda name: same.get(name, name))


def name_people(exports: Exports, mapping: Mapping) -> tuple[pd.Series, pd.Series]:
    """Return the person of each appointment and of each score, as a name that is compared.

    Raises ExportError for appointments and scores without a client, for a client that is an e-mail
    address where others have names, for scores whose client has no appointment, unless the mapping
    says that these are left out, and for one name
    with contacts that have nothing in common: that may be two people.
    """
    appointments, scores = exports.appointments, exports.scores
    person = compare_names(appointments["client"], mapping)
    broken = [*_find_no_client(appointments), *_find_no_client(scores)]
    broken += _find_addresses(person, appointments)
    if "contact" in appointments:
        two = dict(_find_two_people(person, appointments))
        many = name_lines(appointments.loc[[*two]], say("many_two_people", sites=say("sites")))
        broken += two.values() if len(two) <= FEW else many
    scored, broken_names = match_scores(exports, person, mapping)
    broken += broken_names
    if mapping.without_appointment != LEFT_OUT:
        broken += _say_strangers(*find_strangers(exports, person, scored, mapping))
    if broken:
        raise ExportError(broken)
    return person, scored


def match_scores(
    exports: Exports, person: pd.Series, mapping: Mapping
) -> tuple[pd.Series, list[str]]:
    """Return the person of each score of a file of its own, and names that two clients share."""
    scored = compare_names(exports.scores.get("client", pd.Series(dtype=str)), mapping)
    known = set(person)
    if "name" not in exports.clients or set(scored) <= known:
        return scored, []
    names, broken = _ids_by_name(exports.clients, set(scored) - known, mapping)
    return scored.map(lambda name: name if name in known else names.get(name, name)), broken


def find_strangers(
    exports: Exports, person: pd.Series, scored: pd.Series, mapping: Mapping
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return scores whose client has no appointment, and those whose name nearly is that of one.

    With the name that was compared; the latter as ``find_near_names`` returns them.
    """
    unknown = ~scored.isin(set(person)) & scored.ne("") & ~is_nobody(scored)
    strangers = exports.scores[unknown].assign(name=scored[unknown])
    known = _list_known(exports, person, mapping) if len(strangers) else strangers
    return strangers, find_near_names(strangers, known)


def _list_known(exports: Exports, person: pd.Series, mapping: Mapping) -> pd.DataFrame:
    """Return where names that have appointments stand: there, or beside the numbers they go by.

    Columns ``file``, ``line`` and ``name``, as compared.
    """
    known = exports.appointments[PLACES].assign(name=person)
    if "name" not in exports.clients:
        return known
    told = exports.clients.assign(name=compare_names(exports.clients["name"], mapping))
    there = normalise(told["client"]).isin({*person})
    return pd.concat([known, told.loc[there, [*PLACES, "name"]]], ignore_index=True)


def count_shared_contacts(person: pd.Series, contacts: pd.Series) -> int:
    """Count people who have an e-mail or a phone that another name has, too.

    A family may share them; one person under two spellings does.
    """
    pairs = pd.DataFrame({"person": person, "contact": normalise_contacts(contacts).map(sorted)})
    pairs = pairs.explode("contact").dropna().drop_duplicates()
    shared = pairs.groupby("contact")["person"].transform("nunique") > 1
    return int(pairs.loc[shared, "person"].nunique())


def _find_no_client(table: pd.DataFrame) -> list[str]:
    if "client" not in table:
        return []
    plain = table["client"].str.strip()
    empty = table[plain.eq("") | plain.str.casefold().str.fullmatch(EXCEL_ERROR)]
    if len(empty) <= FEW:
        return name_each(empty, "no_client")
    return name_lines(empty, f"client: {say('no_client')}")


def _find_addresses(person: pd.Series, appointments: pd.DataFrame) -> list[str]:
    """Lines with an e-mail address for a client, where most have none: somebody twice, perhaps."""
    is_address = person.str.fullmatch(ADDRESS)
    if is_address.mean() > 0.5:
        return []
    return name_each(appointments[is_address], "address")


def _say_strangers(strangers: pd.DataFrame, near: pd.DataFrame) -> list[str]:
    """Scores whose client has no appointment; those with one under nearly the same name apart."""
    if strangers.empty:
        return []
    turned = near[near["turned"]]
    broken = name_lines(turned, say("turned_name"))
    alike = near[~near["turned"]].drop_duplicates("name")
    broken += [
        name_line(row, "near_name", other=row.other_file, at=row.other_line)
        for row in alike.head(MOST_NEAR).itertuples()
    ]
    others = strangers[~strangers["name"].isin(near["name"])]
    if len(others) <= FEW:
        return broken + name_each(others, "stranger")
    return broken + name_lines(others, f"client: {say('stranger')}")


def _ids_by_name(
    clients: pd.DataFrame, wanted: set[str], mapping: Mapping
) -> tuple[dict[str, str], list[str]]:
    name = compare_names(clients["name"], mapping)
    table = pd.DataFrame({"id": normalise(clients["client"]), "name": name})
    table = table.assign(file=clients["file"], line=clients["line"]).drop_duplicates(["id", "name"])
    table = table[table["name"].isin(wanted)]
    broken = name_each(table[table["name"].duplicated()], "same_name")
    return dict(zip(table["name"], table["id"], strict=True)), broken


def _find_two_people(person: pd.Series, appointments: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """Rows at which a name appears with contacts that share nothing with those before."""
    contacts = normalise_contacts(appointments["contact"])
    rows = pd.DataFrame({"person": person, "contact": contacts})
    rows = rows.assign(file=appointments["file"], line=appointments["line"])
    distinct = rows[~is_nobody(person)].drop_duplicates(["person", "contact"])
    distinct = distinct[distinct["contact"].map(bool)]
    several = distinct[distinct.groupby("person")["contact"].transform("size") > 1]
    for _, own in several.groupby("person", sort=False):
        groups: list[set[str]] = []
        for contact in own["contact"]:
            joined = [group for group in groups if group & contact]
            groups = [group for group in groups if not group & contact]
            groups.append(set(contact).union(*joined))
        if len(groups) > 1:
            first, *others = own.itertuples()
            other = next(row for row in others if not row.contact & first.contact)
            yield other.Index, name_line(other, "two_people", file=first.file, line=first.line)


def normalise_contacts(cells: pd.Series) -> pd.Series:
    """Return each cell's contacts as a set: e-mails in small letters, phones as digits."""

    def split(cell: str) -> frozenset[str]:
        parts = (part.strip().casefold() for part in cell.split("\n"))
        read = (part if "@" in part else "".join(filter(str.isdigit, part)) for part in parts)
        return frozenset(part for part in read if part)

    return read_each(cells, split)
