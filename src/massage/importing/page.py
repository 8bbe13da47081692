"""The page of the import, from its model: one template, its style and its script."""

from __future__ import annotations

from pathlib import Path

from massage.importing.session import Session
from massage.importing.wording import offer, say
from massage.intake.anonymise import Anonymised
from massage.intake.closed_days import tell_closed_days
from massage.intake.warned import tell_warnings
from massage.look.tokens import write_css
from massage.templates import render

TEMPLATES = Path(__file__).parent / "templates"


def write_page(session: Session, refused: tuple[str, ...] = ()) -> str:
    """Return the page that asks; ``refused`` is why records couldn't be written just now."""
    return _fill("import.html.j2", session=session, model=session.model(), refused=refused)


def write_done(session: Session, found: Anonymised) -> str:
    """Return the page that says what was written."""
    warnings = tell_warnings(found.warnings, found.words)
    closed = tell_closed_days(found.closed)
    return _fill("done.html.j2", session=session, found=found, warnings=warnings, closed=closed)


def write_ended() -> str:
    """Return the page of an import that was closed."""
    return _fill("ended.html.j2")


def write_style() -> str:
    """Return the style sheet, with the colours of all pages."""
    return f"{write_css()}\n{(TEMPLATES / 'import.css').read_text('utf-8')}"


def write_script() -> str:
    """Return the script, which sends answers and puts the new page in place."""
    return (TEMPLATES / "import.js").read_text("utf-8")


def _fill(name: str, **values: object) -> str:
    return render("massage.importing", name, say=say, offer=offer, **values)
