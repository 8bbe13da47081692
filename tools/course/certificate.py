"""A certificate of achievement as a PDF, with what a therapist must show to her board."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

from massage.figures.style import INK, PAPER, SOFT
from massage.words.formats import listed

A4 = (8.27, 11.69)
MARGIN = 0.04  # of the page's width
MOST_HOURS = 12  # six evenings of two hours; the syllabus counts under 8 for self-study
HEADING = "Certificate of achievement"
NOT_ACCREDITED = (
    "This is a record of a course completed and its test passed. It is not an accreditation, and\n"
    "doesn't say that any body has approved the course. Ask your own board whether it counts."
)


@dataclass(frozen=True)
class Certificate:
    """What stands on a certificate; every field is text, as it is to be printed."""

    name: str
    title: str
    date: str
    kind: str
    hours: str
    provider: str
    number: str
    address: str


def find_faults(certificate: Certificate) -> list[str]:
    """Return what keeps a certificate from being printed, a sentence each.

    A field is empty, or in letters that the font lacks; or the hours aren't a number above 0, and
    no more than the course can take.
    """
    fields = vars(certificate).items()
    font = get_font(findfont(FontProperties()))
    lacking = {
        field: "".join(c for c in dict.fromkeys(text) if not font.get_char_index(ord(c)))
        for field, text in fields
    }
    faults = [f"It needs {field} too." for field, text in fields if not text.strip()]
    faults += [
        f"The {field} has letters that can't be printed here ({letters}): write it in Latin "
        "letters, or give ____ and fill it in by hand."
        for field, letters in lacking.items()
        if letters
    ]
    hours = certificate.hours.strip()
    if hours and not _are_hours(hours):
        faults.append(f"The hours are a number above 0 and up to {MOST_HOURS}, not {hours}.")
    return faults


def draw_certificate(certificate: Certificate) -> Figure:
    """Draw one page. Raises ValueError with every fault, or with the texts that don't fit."""
    if faults := find_faults(certificate):
        raise ValueError(" ".join(faults))
    figure = Figure(figsize=A4, facecolor=PAPER)

    def write(x: float, y: float, text: str, size: float, **more: str) -> None:
        figure.text(x, y, text, size=size, color=INK, parse_math=False, **more)

    middle = {"ha": "center", "va": "center"}
    write(0.5, 0.88, HEADING, 26, **middle)
    write(0.5, 0.79, _lines(certificate.name, 40), 20, gid="name", **middle)
    write(0.5, 0.72, "has completed the course and passed its test", 12, **middle)
    write(0.5, 0.66, _lines(certificate.title, 56), 14, gid="title", **middle)
    facts = {
        "Date": certificate.date,
        "Type": certificate.kind,
        "CE hours": certificate.hours,
        "Provider": certificate.provider,
        "Provider's number": certificate.number,
        "Address": certificate.address,
    }
    y = 0.59
    for label, text in facts.items():
        lines = _lines(text, 42)
        write(0.12, y, label, 11, va="top")
        write(0.36, y, lines, 11, va="top", gid=label.lower())
        y -= 0.02 + 0.0165 * len(lines.splitlines())
    figure.add_artist(mpl.lines.Line2D([0.12, 0.6], [0.19, 0.19], color=SOFT, linewidth=1))
    write(0.12, 0.165, "Signature of the provider or instructor", 10)
    write(0.12, 0.08, NOT_ACCREDITED, 9)
    if misfits := _find_misfits(figure):
        raise ValueError(f"This is too long for its place: {listed(misfits)}.")
    return figure


def write_certificate(certificate: Certificate, folder: Path) -> Path:
    """Write the page as a PDF named after the learner, with text that can be copied.

    Returns its path. Raises ValueError with every fault where there is one, and writes nothing.
    """
    figure = draw_certificate(certificate)
    folder.mkdir(parents=True, exist_ok=True)
    named = re.sub(r"[^\w]+", "-", certificate.name).strip("-_")[:60] or "by-hand"
    path = folder / f"certificate-{named}.pdf"
    aside = path.with_suffix(".new")
    with mpl.rc_context({"pdf.fonttype": 42}):
        figure.savefig(aside, format="pdf", metadata={"Title": HEADING})
    os.replace(aside, path)
    return path


def _are_hours(text: str) -> bool:
    number = text.replace(",", ".")
    return bool(re.fullmatch(r"\d+(\.\d+)?", number)) and 0 < float(number) <= MOST_HOURS


def _find_misfits(figure: Figure) -> list[str]:
    """Return the fields whose text runs over the margin or into another text."""
    boxes = [(text.get_gid(), text.get_window_extent()) for text in figure.texts]
    left, right = MARGIN * figure.bbox.width, (1 - MARGIN) * figure.bbox.width
    return [
        field
        for field, box in boxes
        if field
        and (
            box.x0 < left
            or box.x1 > right
            or any(box.overlaps(other) for _, other in boxes if other is not box)
        )
    ]


def _lines(text: str, width: int) -> str:
    return "\n".join(wrap(text, width))
