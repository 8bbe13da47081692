"""Draw the catalogue's figures and write them with captions, alternatives and data."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure as Drawing
from tqdm import tqdm

from analysis.plan import PLAN, Plan
from analysis.schema import PAIN, SLEEP, Outcome
from massage.aside import held, work_aside
from massage.figures.catalogue import CATALOGUE, MADE_UP, PRINT, Entry, list_figures
from massage.figures.figure import Figure
from massage.practice import load_practice
from massage.provenance import describe_source
from massage.stopping import undisturbed
from massage.words.codes import join, read_words, say
from massage.words.formats import NOT_ADVICE, SMALLEST_GROUP, count
from massage.words.who_counts import name_plainly

FOLDER, CAPTIONS, LIST = "figures", "captions.md", "catalogue.csv"
KINDS = ("svg", "pdf", "png")
NEEDED = 40_000_000  # bytes
DOTS_PER_INCH = 300
LONGEST = 60  # letters of an outcome in a file name
WORDS = "report"


@dataclass(frozen=True)
class Drawn:
    """One figure of the pack: its file name without an ending, its words, or why it isn't there."""

    entry: Entry
    question: str
    name: str
    about: str
    caption: str = ""
    alternative: str = ""
    left_out: str = ""

    @property
    def title(self) -> str:
        """The question, with the outcome that it is about."""
        return f"{self.question.removesuffix('?')}{f' ({self.about})' if self.about else ''}?"


def build_pack(
    path: Path,
    out: Path,
    outcomes: Sequence[Outcome] = (PAIN, SLEEP),
    plan: Plan = PLAN,
    *,
    sites: Sequence[str] = (),
) -> list[str]:
    """Write ``out/figures``: each figure as SVG, PDF and PNG, its data as CSV, and its words.

    ``captions.md`` holds captions, text alternatives and what was left out and why;
    ``catalogue.csv`` has one row per figure. Returns sentences that say what was written. All is
    written aside and put in place at the end; files of an earlier pack that aren't in this one are
    taken away. Raises as ``load_practice`` does.
    """
    practice = load_practice(path, name_plainly(outcomes), plan, sites=sites)
    source = join(describe_source(path), practice.tell_who(shared=True))
    with work_aside(out, NEEDED) as folder, mpl.rc_context():
        mpl.rcdefaults()  # whatever the user's own settings are
        words = read_words(WORDS)
        n = sum(len(entry.list_subjects(practice)) for entry in CATALOGUE)
        with tqdm(list_figures(practice), words["drawing"], n, unit=words["figure"]) as figures:
            drawn = [
                save(place, *figure, plan, source, folder)
                for place, figure in enumerate(figures, start=1)
            ]
        (folder / CAPTIONS).write_text(write_captions(drawn, source), encoding="utf-8")
        _list(drawn).to_csv(folder / LIST, index=False)
        _replace(folder, out / FOLDER)
    shown = [one for one in drawn if not one.left_out]
    places = {"figures": count(len(shown), "figure"), "n_left": len(drawn) - len(shown)}
    return [say(WORDS, "pack", folder=out / FOLDER, captions=CAPTIONS, **places)]


def write_captions(drawn: Sequence[Drawn], source: str) -> str:
    """Write captions and alternatives as Markdown, then what was left out and why."""
    shown = [one for one in drawn if not one.left_out]
    parts = [say(WORDS, "title", source=source, not_advice=NOT_ADVICE)]
    parts += [say(WORDS, "caption", one=one) for one in shown]
    parts.append(say(WORDS, "why_left_out"))
    parts += [f"- {one.title} {one.left_out}" for one in drawn if one.left_out]
    return "\n\n".join(parts) + "\n"


def save_figure(figure: Drawing, stem: Path, title: str, words: str) -> None:
    """Save a figure as SVG, PDF and PNG, with its title and words in each."""
    about = {
        "svg": {"Title": title, "Description": words, "Date": None},
        "pdf": {"Title": title, "Subject": words, "CreationDate": None},
        "png": {"Title": title, "Description": words, "Software": None},
    }
    with mpl.rc_context({"svg.hashsalt": stem.name, "pdf.fonttype": 42}):
        for kind in KINDS:
            figure.savefig(f"{stem}.{kind}", dpi=DOTS_PER_INCH, metadata=about[kind])
    picture = Path(f"{stem}.svg")
    text = picture.read_text(encoding="utf-8")
    named = f"<title>{escape(title)}</title>\n <desc>{escape(words)}</desc>\n <metadata>"
    text = text.replace("<metadata>", named, 1).replace("<svg ", '<svg role="img" ', 1)
    picture.write_text(text, encoding="utf-8")


def save(
    place: int, entry: Entry, about: str, figure: Figure, plan: Plan, source: str, folder: Path
) -> Drawn:
    """Save a figure with its data, unless it is withheld; ``place`` counts those of the pack."""
    name = "-".join(filter(None, [f"{place:02d}", entry.name, _plain_letters(about)]))
    asked = Drawn(entry, entry.ask(plan), name, about, left_out=" ".join(figure.withheld.split()))
    if figure.withheld:
        return asked
    shown = keep_large(figure.data)
    own = source if entry.about not in (PRINT, MADE_UP) else ""
    says = " ".join(figure.says.split())
    few = say(WORDS, "rows_left_out" * (len(shown) < len(figure.data)), fewest=SMALLEST_GROUP)
    caption = " ".join(filter(None, [asked.title, says, few, own, NOT_ADVICE]))
    words = f"{figure.alternative} {own}".strip()
    save_figure(figure.draw(), folder / name, asked.title, words)
    shown.to_csv(folder / f"{name}.csv", index=False)
    return replace(asked, caption=caption, alternative=figure.alternative)


def keep_large(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows with fewer than five clients, where a table counts ``clients``."""
    if "clients" not in table:
        return table
    return table[table["clients"] >= SMALLEST_GROUP].reset_index(drop=True)


def _list(drawn: Sequence[Drawn]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "figure": one.name,
            "notebook": one.entry.notebook,
            "question": one.question,
            "about": one.about,
            "left_out": one.left_out,
        }
        for one in drawn
    )
    return table.rename(columns=read_words(WORDS)["columns"])


def _replace(folder: Path, pack: Path) -> None:
    """Move the new files in, and take away those that only the earlier pack had."""
    pack.mkdir(exist_ok=True)
    made = {file.name for file in folder.iterdir()}
    with undisturbed(), held(pack, wait=True):
        if (pack / LIST).exists():
            earlier = pd.read_csv(pack / LIST)["figure"]
            named = {f"{name}.{kind}" for name in earlier for kind in (*KINDS, "csv")}
            for name in named - made:
                (pack / Path(name).name).unlink(missing_ok=True)
        for name in made:
            os.replace(folder / name, pack / name)


def _plain_letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower())[:LONGEST].strip("-")
