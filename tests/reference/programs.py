"""What question 2 says at the end, by booking program: one practice's book in eleven forms.

    python -m tests.reference.programs

It takes half a minute, and prints the table of docs/mapping.md.

A practice of 200 clients and six therapists, in which massage takes 0.26 points off pain, and whose
therapists have days off, is written down as each program exports it (tests/massage/intake's forms),
read with the mapping that ``--suggest`` gives and nothing else, and once more with what a move does
said: a new line. programs.csv beside this file has a row for each: ``form``, what was ``said``,
``visits``, ``exact`` (whether they are those of the book), of how many of them the day in the book
is ``known``, and for pain what the ``answer`` is ("answered", or the threats that block it), the
``bounds`` at 5 of 100 visits put off, and what ``closed_days`` give.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pandas as pd
from tests.massage.intake import test_programs as programs

from analysis import PAIN, Practice, load_sessions
from massage.__main__ import main
from massage.worlds.calendar import FIRST_DAY
from massage.worlds.lines import ATTENDED, CANCELLED, MISSED, TO_COME
from massage.worlds.simulate import simulate_book
from massage.worlds.world import WORLDS

CLIENTS, SEED, PER_HUNDRED = 200, (1, 20_261_129, 0), 5
WORLD = replace(WORLDS["true_closed"], moves_in="new line", moves_recorded=1.0)
STATES = {ATTENDED: "attended", CANCELLED: "cancelled", MISSED: "missed"}
THERAPIST = ("Calendar", "Team member", "Practitioner", "Team Member", "Staff", "Therapist",
             "Professional", "Clinician")  # fmt: skip
SAID = {"as suggested": {}, "a new line": {"moving": "new line"}}
PROGRAMS = {"cliniko": "Cliniko, as its API names columns", "cliniko_report": "Cliniko, its report",
            "massagebook": "MassageBook", "glossgenius": "GlossGenius",
            "simplepractice": "SimplePractice"}  # fmt: skip
OUT = Path(__file__).with_suffix(".csv")


class Line(programs.Line):
    """A line of the simulated book, in the shape that the forms take."""

    @property
    def first(self) -> str:
        return f"{programs.FIRST[self.client % 45]}{chr(97 + self.client // 45)}"


def list_lines() -> list[tuple[Line, str]]:
    """Each line of the book up to the records' last day, with its therapist."""
    visits, lines = simulate_book(WORLD, CLIENTS, [SEED])
    starts = visits.drop_duplicates("client").set_index("client")["start"]
    rated = visits[["client", "day", "pain_before"]].assign(status=ATTENDED)
    rows = lines[lines["status"] != TO_COME].merge(rated, "left", ["client", "day", "status"])

    def find_moment(client: int, day: float, hour: int) -> datetime | None:
        if pd.isna(day):
            return None
        days = int(starts[client] + day)
        return datetime.combine(FIRST_DAY, datetime.min.time()) + timedelta(days=days, hours=hour)

    return [
        (
            Line(
                row.client, find_moment(row.client, row.day, 10),
                find_moment(row.client, row.made, 9), STATES[row.status],
                find_moment(row.client, row.cancelled, 8),
                None if pd.isna(row.pain_before) else int(row.pain_before),
            ),
            f"Therapist {row.therapist}",
        )
        for row in rows.itertuples()
    ]  # fmt: skip


def read_as(form: str, lines: list[tuple[Line, str]], folder: Path) -> Iterator[dict[str, object]]:
    """What a form's export gives, as its suggested mapping reads it, and with the moves said."""
    therapists = dict(lines)
    columns, rated = programs.FORMS[form]
    named = {name: therapists.get for name in columns if name in THERAPIST}
    with patch.object(programs, "LINES", [*therapists]), \
            patch.dict(programs.FORMS, {form: (columns | named, rated)}):  # fmt: skip
        files = programs.export(folder, form)
    mapping = StringIO()
    with redirect_stdout(mapping):
        assert main(["anonymise", "--suggest", *files]) == 0
    came = sum(line.state == "attended" for line, _ in lines)
    for said, settings in SAID.items():
        place, out = folder / "map.toml", folder / "sessions.csv"
        top = "".join(f'{name} = "{value}"\n' for name, value in settings.items())
        kept = (
            mapping.getvalue().replace('moving = "unknown"', "") if settings else mapping.getvalue()
        )
        place.write_text(top + kept, encoding="utf-8")
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            assert main(["anonymise", *files, "--map", str(place), "--out", str(out),
                         "--key", str(folder / "key.json")]) == 0  # fmt: skip
        records = load_sessions(out)
        yield {"form": form, "said": said, "visits": len(records), "exact": len(records) == came,
               **ask(records)}  # fmt: skip


def ask(records: pd.DataFrame) -> dict[str, object]:
    """The three answers about pain: question 2's, the bounds', and by closed days."""
    practice = Practice(records, outcomes=(PAIN,))
    within, closed = practice.question_2["pain"], practice.closed_days["pain"]
    bound = next(one for one in practice.bounds["pain"]
                 if (one.per_hundred, one.when) == (PER_HUNDRED, "put_off"))  # fmt: skip
    known = records["agreed_known"].eq("yes").sum() if "agreed_known" in records else 0
    return {"known": int(known), "answer": tell(within), "bounds": tell(bound),
            "closed_days": tell(closed)}  # fmt: skip


def write_rows(table: pd.DataFrame) -> list[str]:
    """Rows of the table in docs/mapping.md, from those of programs.csv."""
    rows = []
    for form, own in table.groupby("form", sort=False):
        first, then = own.set_index("said").loc[list(SAID)].to_dict("records")
        name = PROGRAMS.get(form, form.capitalize())
        rows.append(f"| {name} | {_describe(first)} | {_describe(then)} |")
    return rows


def _describe(row: dict[str, str]) -> str:
    parts = {"answer": "{}", "bounds": "bounds {}", "closed_days": "by days off {}"}
    told = [words.format(row[name]) for name, words in parts.items() if " to " in row[name]]
    return "; ".join(told) or "no answer"


def tell(found: object) -> str:
    """An interval in points, what blocks it, or why there is none."""
    blocked = " ".join(getattr(found, "blocked_by", ()))
    if pd.isna(found.low):
        return blocked or str(found.reason)
    return blocked or f"{found.low:.2f} to {found.high:.2f}"


def run() -> pd.DataFrame:
    """One row per form and what was said, as in programs.csv."""
    book, rows = list_lines(), []
    with TemporaryDirectory() as there:
        for form in programs.FORMS:
            folder = Path(there) / form
            folder.mkdir()
            rows += read_as(form, book, folder)
    return pd.DataFrame(rows)


if __name__ == "__main__":
    found = run()
    found.to_csv(OUT, index=False)
    print(*write_rows(found), sep="\n")
