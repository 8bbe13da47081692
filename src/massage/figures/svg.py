"""Write a drawn figure as SVG that stands in a page: text as text, colours by name, an alternative.

Dark pages and print give the colours; a viewer that knows no names sees the light ones.
"""

from __future__ import annotations

import re
from hashlib import sha256
from html import escape
from io import StringIO

from matplotlib import rc_context
from matplotlib.figure import Figure as Drawing

from massage.look.tokens import read_colours
from massage.words.formats import short

SIZED = re.compile(r'<svg [^>]*?width="([\d.]+)pt" height="([\d.]+)pt"')
FONTS = r"(?:'[^']+'|[\w-]+)(?:, *(?:'[^']+'|[\w-]+))*"
FAMILY = re.compile(rf"(font-family: |font: [\w. -]*?[\d.]+px ){FONTS}")
NAMED = re.compile(r' id="([^"]*)"')
REFERRED = re.compile(r"#([\w-]+)[)\"]")
LONG_NUMBER = re.compile(r"(\d+\.\d\d)\d+")
CLUTTER = re.compile(
    r"<metadata>.*?</metadata>|<!--.*?-->|\s*<\?xml.*?\?>|<!DOCTYPE[^>]*>", re.DOTALL
)


def write_svg(drawn: Drawing, alternative: str) -> str:
    """Return the SVG element of a drawing, as wide as it was drawn or as its place allows.

    ``alternative`` is what is read aloud. The same drawing gives the same text. Width and height
    are named for JupyterLab, which shows it as an image of its own.
    """
    file, salt = StringIO(), sha256(alternative.encode()).hexdigest()[:8]
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": salt, "path.simplify": True}):
        drawn.savefig(file, format="svg", metadata={"Date": None})
    svg = FAMILY.sub(r"\1var(--type, sans-serif)", CLUTTER.sub("", file.getvalue()))
    width, height = map(float, SIZED.search(svg).groups())
    svg = LONG_NUMBER.sub(r"\1", svg[svg.index(">", svg.index("<svg ")) :])
    referred = set(REFERRED.findall(svg))
    svg = NAMED.sub(lambda found: found[0] if found[1] in referred else "", svg)
    names = {read_colours()[name]: _by_name(name) for name in read_colours() if name != "on"}
    svg = re.sub("|".join(names), lambda found: names[found[0]], svg).rstrip()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'role="img" aria-label="{escape(alternative)}" '
        f'width="{short(width)}pt" height="{short(height)}pt" '
        f'viewBox="0 0 {short(width)} {short(height)}" '
        f'fill="currentColor" style="color: {_by_name("ink")}; width: 100%; '
        f'max-width: {short(width)}pt; height: auto"{svg}\n'
    )


def _by_name(name: str) -> str:
    return f"var(--{name}, {read_colours()[name]})"
