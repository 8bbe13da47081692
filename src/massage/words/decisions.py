"""What is said for each thing that questions 1 and 2 can show: a table, fixed beforehand."""

from __future__ import annotations

from dataclasses import dataclass

MORE, LESS, UNCLEAR, NONE = "more", "less", "unclear", "none"
BETTER, WORSE, BLOCKED = "better", "worse", "blocked"

BETWEEN = {
    MORE: "Clients who came more often improved more in {name} ({between})",
    LESS: "Clients who came more often improved less in {name} ({between})",
    UNCLEAR: "Whether clients who come more often improve more in {name} can't be told ({between})",
    NONE: "Whether clients who come more often improve more in {name} can't be worked out "
    "({between})",
}
WITHIN = {
    BETTER: "the same client arrived better after a shorter interval ({within})",
    WORSE: "the same client arrived worse after a shorter interval ({within})",
    UNCLEAR: "whether the same client arrives better after a shorter interval can't be told "
    "({within})",
    NONE: "whether the same client arrives better after a shorter interval can't be worked out "
    "({within})",
    BLOCKED: "the same client's intervals can't be used for an answer ({within})",
}
CHOICE = "clients chose how often to come, so this says nothing about what massage does"
ONE_INTERVAL = (
    "this is about one interval, holds only if every moved visit is on record, may have other "
    "reasons than massage, and says nothing about coming twice as often"
)


@dataclass(frozen=True)
class Decision:
    """One cell: what question 1 shows, what question 2 shows, how they are joined and read."""

    between: str
    within: str
    joined: str
    reading: str

    @property
    def template(self) -> str:
        """The cell's sentence, with places for the outcome's name and the numbers."""
        clauses = f"{BETWEEN[self.between]}, {self.joined} {WITHIN[self.within]}"
        return f"{clauses}: {self.reading}."


DECISIONS = (
    Decision(MORE, BETTER, "and", f"both point the same way; {ONE_INTERVAL}"),
    Decision(MORE, WORSE, "but", "the two point opposite ways, and the second, in which each "
             f"client is compared with herself, weighs more; {ONE_INTERVAL}"),
    Decision(MORE, UNCLEAR, "but", CHOICE),
    Decision(MORE, NONE, "and", CHOICE),
    Decision(LESS, BETTER, "but", "the two point opposite ways, and the second, in which each "
             f"client is compared with herself, weighs more; {ONE_INTERVAL}"),
    Decision(LESS, WORSE, "and", f"both point the same way, against coming sooner; {ONE_INTERVAL}"),
    Decision(LESS, UNCLEAR, "but", CHOICE),
    Decision(LESS, NONE, "and", CHOICE),
    Decision(UNCLEAR, BETTER, "but", ONE_INTERVAL),
    Decision(UNCLEAR, WORSE, "but", ONE_INTERVAL),
    Decision(UNCLEAR, UNCLEAR, "and", "these records leave both open"),
    Decision(UNCLEAR, NONE, "and", "these records don't answer the question"),
    Decision(NONE, BETTER, "but", ONE_INTERVAL),
    Decision(NONE, WORSE, "but", ONE_INTERVAL),
    Decision(NONE, UNCLEAR, "and", "these records don't answer the question"),
    Decision(NONE, NONE, "and", "these records don't answer the question"),
    Decision(MORE, BLOCKED, "but", f"{{remedy}}; {CHOICE}"),
    Decision(LESS, BLOCKED, "but", f"{{remedy}}; {CHOICE}"),
    Decision(UNCLEAR, BLOCKED, "and", "{remedy}"),
    Decision(NONE, BLOCKED, "and", "{remedy}"),
)  # fmt: skip


def decide(between: str, within: str) -> Decision:
    """Return the cell for what the two questions show. Raises KeyError where there is none."""
    return {(cell.between, cell.within): cell for cell in DECISIONS}[between, within]
