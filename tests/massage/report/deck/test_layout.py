"""Where things stand on a sheet: nothing runs over, and no title is cut."""

import pytest

from massage.report.deck import ON_A_SLIDE, layout
from massage.report.deck.layout import pick_size, pick_title_size, place_pictures


@pytest.mark.parametrize("shape", [0.2, 1.0, 1.6, 5.0])
@pytest.mark.parametrize("beside", [True, False])
@pytest.mark.parametrize("n", [1, 2])
def test_pictures_keep_their_shape_and_stay_inside(shape, beside, n):
    boxes = place_pictures([shape] * n, beside=beside)
    assert len(boxes) == n
    words = layout.SIDE + layout.GAP if beside else 0
    ends = [layout.MARGIN]
    for left, top, width, height in boxes:
        assert width / height == pytest.approx(shape)
        assert left >= ends[-1] - 1e-9
        assert top >= layout.TOP - 1e-9
        assert top + height <= layout.FOOT + 1e-9
        ends.append(left + width)
    assert ends[-1] <= layout.WIDTH - layout.MARGIN - words + 1e-9


def test_a_figure_fills_its_place():
    [(_, top, width, height)] = place_pictures([ON_A_SLIDE[0] / ON_A_SLIDE[1]], beside=True)
    assert (top, top + height) == pytest.approx((layout.TOP, layout.FOOT))
    assert width == pytest.approx(layout.LARGER * ON_A_SLIDE[0])


@pytest.mark.parametrize(("letters", "size"), [(40, 32), (90, 32), (110, 28), (130, 24), (400, 24)])
def test_a_longer_title_is_smaller_and_never_under_24_points(letters, size):
    assert pick_title_size("word " * (letters // 5)) == size


def test_more_words_are_smaller_and_never_under_18_points():
    few, many = ["word " * 10], ["word " * 400]
    assert (pick_size(few, beside=True), pick_size(few, beside=False)) == (24, 32)
    assert pick_size(many, beside=True) == pick_size(many, beside=False) == 18
