"""Slides: what is on each, how they are laid out, and as PowerPoint."""

from massage.report.deck.layout import ON_A_SLIDE

__all__ = ["ON_A_SLIDE"]
