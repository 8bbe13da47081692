"""Build the sheet for clients and clinic boards: the answer board and its limits on one A4 page.

What fits is counted in lines of a wide typeface, so that it does in whatever a computer has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.plan import PLAN, Plan
from analysis.schema import PAIN, SLEEP, Outcome
from massage import figures
from massage.aside import put_in_place, work_aside
from massage.board.describe import Board, Panel, describe_board
from massage.figures.svg import write_svg
from massage.practice import Practice, load_practice
from massage.report.browser import fill_template, print_page
from massage.report.lines import list_lines
from massage.words.codes import join, read_words, say
from massage.words.formats import NOT_ADVICE, capital, clients, count, listed, scale
from massage.words.who_counts import can_tell_all

WORDS = "plainly"
NEEDED = 10_000_000  # bytes
LINES = 61.5  # of 10 points on A4, less the last
ACROSS, PANEL, COLUMN, LARGE = 84, 38, 41, 44  # letters: page, panel, one of two, a headline
UNDER, BESIDE = 48, 34  # letters under and beside a picture
SCALE, AROUND = 3.2, 2.8  # lines: an interval, what is around a panel
PICTURE, SIZE = 17.0, (4.2, 2.9)  # lines and inches


@dataclass(frozen=True)
class Section:
    """A part of the sheet below the board: heading, sentences, and a picture as SVG, if any."""

    title: str
    said: tuple[str, ...]
    picture: str = ""


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
    with work_aside(out, NEEDED) as folder:
        page, pdf = folder / "summary.html", folder / "summary.pdf"
        page.write_text(write_summary(practice), encoding="utf-8")
        missing = print_page(page, pdf)
        return put_in_place([page, pdf], out) + missing


def write_summary(practice: Practice) -> str:
    """Return the sheet as HTML: the board, what was looked at, what changed, what isn't known."""
    board, sections = fit_sheet(practice)
    return fill_template(
        "summary.html.j2",
        words=read_words(WORDS),
        board_words=read_words("board"),
        board=board,
        sections=sections,
        not_advice=NOT_ADVICE,
    )


def fit_sheet(practice: Practice) -> tuple[Board, tuple[Section, ...]]:
    """Return what one sheet has room for: as many outcomes' intervals as fit, then the picture.

    The board's headlines are about every outcome, and the first one's intervals are always there.
    """
    whole, sections = describe_board(practice), tuple(list_sections(practice))
    bare = tuple(replace(one, picture="") for one in sections)
    names = [practice.name(one) for one in practice.outcomes]
    for n in range(len(names), 0, -1):
        board = _keep_strips(whole, names[:n])
        no_room = (say(WORDS, "no_room", names=listed(names[n:])),) if names[n:] else ()
        for tried in (sections, bare):
            first = replace(tried[0], said=(*tried[0].said, *no_room))
            shown = (first, *tried[1:])
            if _count_board(board) + _count_sections(shown) <= LINES:
                return board, shown
    return board, shown


def list_sections(practice: Practice) -> Iterator[Section]:
    """List what stands below the board; a picture of what to write down, else of who changed."""
    words, heads = read_words(WORDS), read_words("page")["heads"]
    changed = figures.plot_change(practice, practice.outcomes[0], shared=True)
    coming = figures.plot_write_down(practice, shared=True)
    pictures = [
        "" if one.withheld else write_svg(one.draw(SIZE), one.alternative)
        for one in (changed, coming)
    ]
    says = changed.says or join(words["change_untold"], changed.withheld)
    yield Section(words["looked_at"], tuple(tell_looked_at(practice)))
    yield Section(
        heads["came"], (tell_who_came(practice), says), "" if pictures[1] else pictures[0]
    )
    yield Section(words["limits"], tuple(words["cant_know"]))
    yield Section(heads["next"], tell_keep(practice), pictures[1])


def tell_looked_at(practice: Practice) -> Iterator[str]:
    """Say whose records these are, about what, and of whom where only some are looked at."""
    scores = [f"{practice.name(one)} ({scale(one)})" for one in practice.outcomes]
    yield say(WORDS, "made_up" if practice.made_up else "own")
    yield say(WORDS, "scores", scores=listed(scores))
    yield from filter(None, [practice.tell_who(shared=True)])


def tell_who_came(practice: Practice) -> str:
    """Say how many visits there were, and of how many clients where that may be told."""
    sessions = practice.sessions
    exact = can_tell_all(practice.question_1)
    people = clients(sessions["client_id"].nunique()) if exact else say("report", "clients")
    return capital(say(WORDS, "came", people=people, visits=count(len(sessions), "visit")))


def tell_keep(practice: Practice) -> tuple[str, ...]:
    """Say what to write down from now on."""
    threats = read_words("threats")
    names = [name for one in practice.question_2.values() for name in one.blocked_by]
    keep = [threats[name]["keep"] for name in dict.fromkeys(names)]
    return tuple(keep or [read_words(WORDS)["keep"]])


def _keep_strips(board: Board, names: Sequence[str]) -> Board:
    """Return the board with these outcomes' intervals, without panels that have none of them."""
    cut = (
        replace(panel, strips=tuple(one for one in panel.strips if one.name in names))
        for panel in board.panels
    )
    return replace(board, panels=tuple(panel for panel in cut if panel.strips))


def _count_board(board: Board) -> float:
    heads = [_count(LARGE, f"{about} {said}") for about, said in board.headlines]
    panels = _add_rows([_count_panel(one) for one in board.panels])
    return 1.8 * sum(heads) + _count(ACROSS, board.line) + panels + 6.5


def _count_panel(panel: Panel) -> float:
    strips = [
        _count(PANEL, f"{one.name.ljust(7)} ? {one.word}   {one.size}", f"{one.numbers} {one.note}")
        + SCALE
        for one in panel.strips
    ]
    return sum(strips) + _count(PANEL, panel.title, panel.unit, panel.caveat) + AROUND


def _count_sections(sections: Sequence[Section]) -> float:
    """Those beside a picture stand in one column, others two in a row."""
    beside = [one for one in sections if not one.picture]
    if len(beside) == len(sections):
        return _add_rows([_count_section(one, COLUMN) for one in sections])
    [pictured] = [one for one in sections if one.picture]
    column = sum(_count_section(one, BESIDE) for one in beside)
    return max(column, PICTURE + _count_section(pictured, UNDER))


def _count_section(section: Section, letters: int) -> float:
    heading = _count(letters * 5 // 6, section.title)  # it is larger by a fifth
    return _count(letters, *section.said) + 1.2 * heading + 0.6


def _add_rows(heights: Sequence[float]) -> float:
    """Add up the rows of two columns."""
    return sum(max(heights[at : at + 2]) for at in range(0, len(heights), 2))


def _count(letters: int, *said: str) -> int:
    return sum(len(list_lines(one, letters)) for one in said)
