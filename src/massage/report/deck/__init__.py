"""Slides: what is on each, how they are laid out, and as PowerPoint."""
