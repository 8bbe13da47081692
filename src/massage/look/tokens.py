"""Read the colours, as Python's figures and slides need them and as a page's style sheet does."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType

TOKENS = Path(__file__).with_name("tokens.toml")


@cache
def read_colours(mode: str = "light") -> MappingProxyType[str, str]:
    """Return each colour's name with its value, ``#rrggbb``; ``mode`` is light or dark."""
    return MappingProxyType(tomllib.loads(TOKENS.read_text(encoding="utf-8"))[mode])


def write_css() -> str:
    """Return CSS that names every colour (``var(--better)``), on dark screens the dark ones.

    Print is always light.
    """
    light, dark = (_declare(read_colours(mode)) for mode in ("light", "dark"))
    family = tomllib.loads(TOKENS.read_text(encoding="utf-8"))["type"]
    dark_screen = "@media screen and (prefers-color-scheme: dark)"
    return f":root {{ --type: {family}; {light} }}\n{dark_screen} {{ :root {{ {dark} }} }}"


def _declare(colours: MappingProxyType[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in colours.items())


def colour_by_name(svg: str) -> str:
    """Return an SVG drawn in light colours with each by its name, so that dark mode holds."""
    for name, value in read_colours().items():
        svg = svg.replace(value, f"var(--{name})")
    return svg
