"""Only clients who came for some sites: who they are in words, and when there is nobody."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.refusal import Refusal
from analysis.schema import PAIN_SITES
from massage.small_groups import how_to_tell
from massage.words.codes import fill, join, read_words
from massage.words.formats import either

BACK = ("low_back", "upper_back")
WORDS = "sites"


class NobodyError(Refusal):
    """Nobody came for the sites that were asked about; the text says what is recorded."""


class UnknownSiteError(NobodyError, ValueError):
    """A site was asked about that the record format doesn't have."""


def refuse_sites(first: pd.Series, sites: Sequence[str]) -> None:
    """Raise NobodyError where no client came for any of the sites.

    ``first`` has clients' first recorded sites, as ``find_first_sites`` returns them.
    UnknownSiteError where one of them isn't a site of the record format.
    """
    words = read_words(WORDS)["refused"]
    counts = first.value_counts()
    each = [fill(words["each"], {"site": site, "n": n}) for site, n in counts.items()]
    key = "recorded" if each else "not_recorded"
    told = fill(words[key], {"recorded": ", ".join(each), "sites": ", ".join(PAIN_SITES)})
    unknown = [site for site in sites if site not in PAIN_SITES]
    if unknown:
        raise UnknownSiteError(join(fill(words["unknown"], {"site": unknown[0]}), told))
    if not counts.index.isin(sites).any():
        nobody = fill(words["nobody"], {"places": name_places(sites)}) if each else ""
        raise NobodyError(join(nobody, told))


def name_places(sites: Sequence[str]) -> str:
    """Name sites in words: ``the low back or upper back``."""
    words, (first, *others) = read_words(WORDS), [one for one in PAIN_SITES if one in sites]
    return either([words["first"][first], *(words["after"][one] for one in others)])


def name_clients(sites: Sequence[str]) -> str:
    """Name those who came for sites: ``clients who came for the low back or upper back``."""
    return say("clients", places=name_places(sites))


def count_clients(sites: Sequence[str], n: int, n_all: int) -> str:
    """Name them with how many of all ``n_all`` clients they are: ``(n = 61 of 240)``.

    Where they or the others are fewer than five, only that is told.
    """
    return join(name_clients(sites), say(how_to_tell(n, n_all).name.lower(), n=n, n_all=n_all))


def say(key: str, **places: object) -> str:
    """Return one of the sentences on who is looked at, with its places filled."""
    return fill(read_words(WORDS)["says"][key], places)
