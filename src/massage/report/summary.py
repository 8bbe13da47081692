"""Build a page in plain language for clients and clinic boards: one sheet of A4."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.plan import PLAN, Plan
from analysis.practice import Practice
from analysis.records import load_sessions
from analysis.schema import PAIN, SLEEP, Outcome
from massage.aside import work_aside
from massage.provenance import is_synthetic
from massage.report import plain
from massage.report.browser import print_page
from massage.report.files import put_in_place
from massage.report.sheet import pick_findings
from massage.report.slides_html import TEMPLATES
from massage.words.formats import NOT_ADVICE

TITLE = "Do clients who come for massage more often get better by more?"
NEEDED = 10_000_000  # bytes
SYNTHETIC = "These records are made up by a computer. They are about no real client."
OWN = "These are the records of one practice. They stay with the practice."


def build_summary(
    path: Path, out: Path, outcomes: Sequence[Outcome] = (PAIN, SLEEP), plan: Plan = PLAN
) -> list[str]:
    """Write ``out/summary.html`` and ``out/summary.pdf`` from session records.

    Returns sentences that say what was written, and why a PDF wasn't where there is no browser;
    then one of an earlier run is taken away. Both are written aside and put in place at the end.
    Raises RecordsError for records that break the format.
    """
    practice = Practice(load_sessions(path, outcomes), outcomes, plan)
    with work_aside(out, NEEDED) as folder:
        page, pdf = folder / "summary.html", folder / "summary.pdf"
        source = SYNTHETIC if is_synthetic(path) else OWN
        page.write_text(write_summary(practice, source), encoding="utf-8")
        return put_in_place([page, pdf], out, print_page(page, pdf))


def write_summary(practice: Practice, source: str) -> str:
    """Return the page as HTML: what was looked at, found, and can't be known."""
    between, within = practice.question_1, practice.question_2
    asked, keep = plain.tell_asked(practice.sessions, between), plain.tell_keep(within.values())
    findings = [plain.tell_finding(one, within[name]) for name, one in between.items()]
    shown = pick_findings(findings, [asked, *keep, *plain.tell_left_out(findings)])
    usable = any(one.usable for one in within.values())
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("summary.html.j2").render(
        title=TITLE,
        source=source,
        asked=asked,
        more_often=plain.MORE_OFTEN,
        sooner=plain.SOONER,
        findings=shown,
        left_out=plain.tell_left_out(findings[len(shown) :]),
        cant_know=[*plain.CANT_KNOW, *([plain.ONLY_IF] if usable else [])],
        keep=keep,
        not_advice=NOT_ADVICE,
    )
