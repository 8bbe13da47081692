"""What the board draws is seen on all it lies on: the scale, and the zone of a small size."""

import pytest
from coloraide import Color
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from massage import figures
from massage.look.tokens import read_colours
from tests.massage.look.sight import contrast

LEAST = 3
MARKS = ("unsure", "better", "worse", "soft", "ink")
DRAWN = """selector => [...document.querySelectorAll(`svg.scale ${selector}`)].map(one => {
    const look = getComputedStyle(one);
    return {stroke: look.stroke, fill: look.fill, opacity: look.fillOpacity} })"""


def lay(colour, opacity, ground):
    """A colour of which something shines through, as it is seen on a ground."""
    return Color(ground).mix(colour, float(opacity), space="srgb").to_string(hex=True)


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_mark_of_the_page_is_seen_on_the_scale_and_on_the_zone(
    open_page, reports, scheme, media
):
    page = open_page(reports["practice"], 390, 844, color_scheme=scheme)
    page.emulate_media(media=media)
    [paper] = {one["fill"] for one in page.evaluate(DRAWN, ".ground")}
    zones = page.evaluate(DRAWN, ".inside")
    marks = page.evaluate(DRAWN, ":is(.span, .end, .zero, .mark)")
    assert zones
    assert len(marks) > 50
    grounds = {paper} | {lay(one["fill"], one["opacity"], paper) for one in zones}
    assert len(grounds) == 2
    for ground in grounds:
        for stroke in {one["stroke"] for one in marks}:
            assert contrast(stroke, ground) >= LEAST, (stroke, ground)
    assert all(contrast(one["stroke"], paper) >= LEAST for one in zones)


def test_every_mark_of_the_picture_is_seen_on_the_zone(clinic):
    drawn, colours = figures.plot_board(clinic).draw(), read_colours()
    boxes = [one for ax in drawn.axes for one in ax.patches if isinstance(one, Rectangle)]
    zones = [one for one in boxes if one.get_facecolor()[3]]
    assert zones
    for zone in zones:
        *face, alpha = zone.get_facecolor()
        ground = lay(to_hex(face), alpha, colours["paper"])
        for name in MARKS:
            assert contrast(colours[name], ground) >= LEAST, name
        assert contrast(to_hex(zone.get_edgecolor()), colours["paper"]) >= LEAST
