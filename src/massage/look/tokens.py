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
    return MappingProxyType(_read_tokens()[mode])


def read_typefaces(use: str = "page") -> str:
    """Return the families as CSS names them, the first wanted first; ``use`` is page or slides."""
    return _read_tokens()["type"][use]


def write_css(use: str = "page") -> str:
    """Return CSS that names every colour (``var(--better)``), on dark screens the dark ones.

    Print is always light. ``var(--type)`` is the typefaces of a page, or of slides.
    """
    light, dark = (_declare(read_colours(mode)) for mode in ("light", "dark"))
    dark_screen = "@media screen and (prefers-color-scheme: dark)"
    on_any = f":root {{ --type: {read_typefaces(use)}; {light} }}"
    return f"{on_any}\n{dark_screen} {{ :root {{ {dark} }} }}"


def _read_tokens() -> dict[str, dict[str, str]]:
    return tomllib.loads(TOKENS.read_text(encoding="utf-8"))


def _declare(colours: MappingProxyType[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in colours.items())
