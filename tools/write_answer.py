"""Draw the shipped practice's answer for the README, and write its text alternative there."""

import re
from dataclasses import replace
from html import escape
from pathlib import Path

from massage import figures
from massage.figures.figure import Figure
from massage.figures.svg import write_svg
from massage.look.tokens import write_css
from massage.practice import open_practice
from massage.words.codes import read_words

ROOT = Path(__file__).resolve().parents[1]
README, ANSWER = ROOT / "README.md", ROOT / "docs" / "answer.svg"
IMAGE = re.compile(r'<img src="docs/answer\.svg".*?>', re.DOTALL)
SIZE = (10, 4.6)  # inches: room for the words in the widest of fonts


def plot_answer() -> Figure:
    """The board of ``data/sessions.csv``, its questions side by side."""
    board = figures.plot_board(open_practice(ROOT / "data" / "sessions.csv"))
    panels = {"ncols": len(board.panels["height_ratios"]), "squeeze": False}
    return replace(board, size=SIZE, panels=panels)


def write_answer(board: Figure) -> str:
    """Return an SVG file that is light or dark as its reader's screen."""
    start, rest = write_svg(board.draw(SIZE), board.alternative).split(">", 1)
    paper = '<rect width="100%" height="100%" fill="var(--paper)"/>'
    return f"{start}>\n<style>{write_css()}</style>\n{paper}{rest}"


def insert_answer(readme: str, board: Figure) -> str:
    """Return the README with what the board says as the picture's alternative.

    Raises ValueError where it has no such picture.
    """
    words = escape(f"{read_words('board')['made_up']}. {board.says}", quote=False)
    image = f'<img src="docs/answer.svg" width="806" alt="{words}">'
    text, found = IMAGE.subn(image, readme)
    if found != 1:
        raise ValueError(f"The README has {found} pictures of the answer.")
    return text


if __name__ == "__main__":
    shown = plot_answer()
    ANSWER.write_text(write_answer(shown), encoding="utf-8", newline="\n")
    text = insert_answer(README.read_text(encoding="utf-8"), shown)
    README.write_text(text, encoding="utf-8", newline="\n")
