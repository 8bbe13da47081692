"""Build a page in plain language for clients and clinic boards: one sheet of A4.

What fits is counted in lines of a wide typeface, so that it does in whatever a computer has.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analysis.plan import PLAN, Plan
from analysis.practice import Practice
from analysis.schema import PAIN, SLEEP, Outcome
from massage.aside import put_in_place, work_aside
from massage.practice import load_practice
from massage.provenance import is_synthetic
from massage.report import plain
from massage.report.browser import fill_template, print_page
from massage.report.lines import list_lines
from massage.report.plain import Finding
from massage.words.codes import join, read_words
from massage.words.formats import NOT_ADVICE

NEEDED = 10_000_000  # bytes
LINES = 41.0  # of 10 points on A4, less titles and what is said of every practice
ACROSS, HALF = 96, 45  # letters on a line of the sheet, and of one of two columns
FRAME = 6.4  # lines that the two questions and the box around them take
COLUMNS = 2


def build_summary(
    path: Path,
    out: Path,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    plan: Plan = PLAN,
    *,
    sites: Sequence[str] = (),
) -> list[str]:
    """Write ``out/summary.html`` and ``out/summary.pdf`` from session records.

    Returns sentences that say what was written, and why a PDF wasn't where there is no browser;
    then one of an earlier run is taken away. Both are written aside and put in place at the end.
    Raises as ``load_practice`` does.
    """
    practice = load_practice(path, outcomes, plan, sites=sites)
    who = practice.tell_who(shared=True)
    with work_aside(out, NEEDED) as folder:
        page, pdf = folder / "summary.html", folder / "summary.pdf"
        source = plain.say("synthetic" if is_synthetic(path) else "own")
        page.write_text(write_summary(practice, source, who), encoding="utf-8")
        missing = print_page(page, pdf)
        return put_in_place([page, pdf], out) + missing


def write_summary(practice: Practice, source: str, who: str = "") -> str:
    """Return the page as HTML: what was looked at, found, and can't be known.

    ``who`` says it where only some clients are looked at.
    """
    between, within = practice.question_1, practice.question_2
    asked = join(plain.tell_asked(practice.sessions, between), who)
    keep = plain.tell_keep(within.values())
    findings = [plain.tell_finding(one, within[name]) for name, one in between.items()]
    shown = pick_findings(findings, [asked, *keep, *plain.tell_left_out(findings)])
    return fill_template(
        "summary.html.j2",
        words=read_words(plain.WORDS),
        source=source,
        asked=asked,
        findings=shown,
        left_out=plain.tell_left_out(findings[len(shown) :]),
        usable=any(one.usable for one in within.values()),
        keep=keep,
        not_advice=NOT_ADVICE,
    )


def pick_findings(findings: Sequence[Finding], others: Sequence[str]) -> list[Finding]:
    """Return the first findings, in rows of two, that fit beside ``others``, the page's own words.

    The first row is always there. One row is printed in 11 points, more are in 10.
    """
    if len(findings) <= COLUMNS:
        return list(findings)
    room = LINES - sum(len(list_lines(one, ACROSS)) for one in others)
    kept: list[Finding] = []
    for at in range(0, len(findings), COLUMNS):
        row = findings[at : at + COLUMNS]
        room -= FRAME + max(map(_height, row))
        if room < 0 and kept:
            break
        kept.extend(row)
    return kept


def _height(finding: Finding) -> int:
    said = (" ".join(finding.more_often), " ".join(finding.sooner), finding.name)
    return sum(len(list_lines(one, HALF)) for one in said) - 1
