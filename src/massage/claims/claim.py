"""What a claim is: its words, its parts, and for each what is asked and what would agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analysis.estimate import Estimate
from analysis.schema import Outcome
from massage.claims import phrases
from massage.claims.groups import Records

CONFIRMATORY, PRINT_ONLY = "confirmatory", "print only"
CHANGE, COMPARISON, LINK = "exploratory change", "exploratory comparison", "exploratory link"
DESCRIPTION = "description"


@dataclass(frozen=True)
class Part:
    """One thing that a claim says and that session records can speak to.

    ``columns`` are needed; ``ask`` returns the Estimate, in ``unit``, positive in the claim's
    favour (None for questions 1 and 2, which are asked together, and for print); ``agreement`` is
    what would count as agreement; ``yes``, ``no`` and ``unclear`` begin the sentence for each way
    it can turn out, ``tell`` puts the numbers into words. ``verdict`` names what agrees, where the
    name that goes with its kind doesn't fit. ``question`` 1 or 2 is asked
    about ``outcome``;
    ``refused`` says why a rating that was asked about can't be used here, if it can't.
    """

    name: str
    kind: str
    columns: tuple[str, ...] = ()
    ask: Callable[[Records], Estimate] | None = None
    unit: str = ""
    agreement: str = ""
    yes: str = ""
    no: str = ""
    unclear: str = ""
    tell: Callable[[Estimate], str] = phrases.tell_correlation
    verdict: str = ""
    question: int = 0
    outcome: Outcome | None = None
    refused: str = ""


@dataclass(frozen=True)
class Claim:
    """One claim: its words, its parts, and what no number of theirs can say."""

    id: str
    words: str
    parts: tuple[Part, ...]
    limit: str = ""
