"""Figures, the values they draw, and their text alternatives."""
