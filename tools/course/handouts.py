"""The course's pages as HTML that a browser prints: for an application, and for a class."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from nbconvert.filters.markdown_mistune import markdown2html_mistune

from massage.aside import write_aside
from massage.look.tokens import write_css

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><style>
{css}
body {{ max-width: 50em; margin: 2em auto; padding: 0 1em; color: var(--ink);
  background: var(--paper); font: 11pt/1.45 var(--type); }}
a {{ color: var(--better); overflow-wrap: anywhere; }}
pre {{ white-space: pre-wrap; }}
code {{ overflow-wrap: anywhere; }}
hr {{ border: 0; border-top: 1px solid var(--soft); }}
table {{ border-collapse: collapse; }}
td, th {{ border: 1px solid var(--soft); padding: 0.3em 0.5em; text-align: left;
  vertical-align: top; min-width: 1.6em; }}
td:last-child {{ overflow-wrap: anywhere; }}
tr {{ break-inside: avoid; }}
.anchor-link {{ display: none; }}
@media screen and (max-width: 40em) {{
  td, th {{ padding: 0.2em; font-size: 0.82em; }} }}
@media print {{ body {{ max-width: none; margin: 0; font-size: 9.5pt; }} }}
</style></head><body><main>
{body}
</main></body></html>
"""
_INSIDE = re.compile(r'<a href="(?!https?:)[^"]*"[^>]*>((?:(?!</a>|&#182;).)*)</a>', re.S)


def write_handouts(pages: Path, folder: Path) -> list[Path]:
    """Write each markdown page as one HTML file; return their paths.

    Links to the project's own files become plain words, since those files aren't there.
    """
    written = {
        folder / f"{path.stem}.html": as_html(path.read_text(encoding="utf-8"))
        for path in sorted(pages.glob("*.md"))
    }
    for path, text in written.items():
        write_aside(path, text)
    return list(written)


def as_html(markdown: str) -> str:
    """Return one page; its title is the first heading."""
    title = markdown.splitlines()[0].lstrip("# ")
    body = _INSIDE.sub(r"\1", markdown2html_mistune(markdown))
    return PAGE.format(title=escape(title), body=body, css=write_css())
