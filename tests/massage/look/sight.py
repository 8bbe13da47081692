"""How far two colours lie apart, for whom.

CIEDE2000 (doi:10.1002/col.20070) after simulated full protanopia and deuteranopia (Vienot, Brettel
and Mollon 1999) and tritanopia (Brettel 1997, doi:10.1364/JOSAA.14.002647), and in grey. Apart: 15,
several times what is just noticed (about 2).
"""

from coloraide import Color

COLOUR_BLIND = ("protan", "deutan", "tritan")
SIGHTS = ("as it is", *COLOUR_BLIND, "grey")
APART = 15


def seen(colour, sight):
    """The colour as somebody with this sight, or a printer without colours, would see it."""
    if sight == "as it is":
        return Color(colour)
    return Color(colour).filter("grayscale" if sight == "grey" else sight)


def distance(one, other, sight):
    return seen(one, sight).delta_e(seen(other, sight), method="2000")


def contrast(one, other):
    """The ratio of WCAG 2: 1 to 21."""
    return Color(one).contrast(other, method="wcag21")
