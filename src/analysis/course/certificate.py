"""A certificate of completion as a PDF, with what a therapist must show to her board."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from analysis.figures import INK, SOFT

A4 = (8.27, 11.69)
NOT_ACCREDITED = (
    "This is a record of completion. It is not an accreditation, and doesn't say that any body\n"
    "has approved the course. Ask your own board whether it counts."
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


def draw_certificate(certificate: Certificate) -> Figure:
    """Draw one page. Raises ValueError where a field is empty."""
    empty = [field for field, text in vars(certificate).items() if not text.strip()]
    if empty:
        raise ValueError(f"a certificate needs {', '.join(empty)} too")
    figure = Figure(figsize=A4)
    figure.text(0.5, 0.86, "Certificate of completion", ha="center", size=26, color=INK)
    figure.text(0.5, 0.77, certificate.name, ha="center", size=20, color=INK)
    figure.text(0.5, 0.73, "has completed the course", ha="center", size=12, color=INK)
    figure.text(0.5, 0.67, certificate.title, ha="center", size=14, color=INK, wrap=True)
    facts = {
        "Date": certificate.date,
        "Type": certificate.kind,
        "Hours": certificate.hours,
        "Provider": certificate.provider,
        "Provider's number": certificate.number,
        "Address": certificate.address,
    }
    for place, (label, text) in enumerate(facts.items()):
        y = 0.57 - 0.04 * place
        figure.text(0.16, y, label, size=11, color=INK)
        figure.text(0.42, y, text, size=11, color=INK)
    figure.add_artist(mpl.lines.Line2D([0.16, 0.6], [0.22, 0.22], color=SOFT, linewidth=1))
    figure.text(0.16, 0.195, "Signature of the instructor", size=10, color=INK)
    figure.text(0.16, 0.10, NOT_ACCREDITED, size=9, color=INK)
    return figure


def write_certificate(certificate: Certificate, path: Path) -> None:
    """Write the page as a PDF with text that can be searched and copied."""
    figure = draw_certificate(certificate)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".new")
    with mpl.rc_context({"pdf.fonttype": 42}):
        figure.savefig(aside, format="pdf", metadata={"Title": "Certificate of completion"})
    os.replace(aside, path)
