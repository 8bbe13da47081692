"""The import from inside a notebook: the same page, and what it was told."""

from __future__ import annotations

from pathlib import Path

from massage.importing.server import ImportServer
from massage.importing.session import Session
from massage.importing.wording import say


def open_import(path: Path) -> ImportServer:
    """Serve the page for an export, until the notebook ends or the page is closed.

    ``session`` of what is returned has the answers so far.
    """
    server = ImportServer(Session([path]))
    server.start()
    return server


def write_link(server: ImportServer) -> str:
    """Return a link to the page, as Markdown."""
    return f"[{say('link')}]({server.address})"
