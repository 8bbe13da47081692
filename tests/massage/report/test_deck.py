"""Cutting a notebook into slides, and laying them out on pages."""

from base64 import b64encode
from io import BytesIO

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from massage.report import deck as layout
from massage.report.deck import (
    GOES_ON,
    PICTURE,
    Picture,
    Slide,
    Table,
    cut,
    lay_out,
    picture_box,
)


def png(width, height):
    file = BytesIO()
    Image.new("L", (width, height)).save(file, "PNG")
    return b64encode(file.getvalue()).decode()


def shown(**data):
    names = {"markdown": "text/markdown", "html": "text/html", "png": "image/png"}
    about = {"image/png": {"alt": "A chart of nothing."}} if "png" in data else {}
    return new_output("display_data", {names[k]: v for k, v in data.items()}, metadata=about)


def book():
    table = pd.DataFrame({"a": ["1 & 2"], "b": ["3"]}).to_html(index=False)
    table = table.replace("<thead>", "<caption>Few</caption><thead>")
    cells = [
        new_markdown_cell("# Title\n\nNot on a slide."),
        new_code_cell("", outputs=[shown(markdown="Nor is this.")]),
        new_markdown_cell("## One?\n\nFirst.\n\n- second\n- third"),
        new_code_cell("", outputs=[shown(png=png(200, 100)), shown(markdown="n &lt; 5")]),
        new_code_cell("", outputs=[shown(markdown="For me.")], metadata={"tags": ["notes"]}),
        new_markdown_cell("## Two?"),
        new_code_cell("", outputs=[shown(html=table)]),
        new_markdown_cell("Say this.", metadata={"tags": ["notes"]}),
    ]
    return new_notebook(cells=cells)


def test_a_notebook_is_cut_at_its_headings():
    one, two = cut(book())
    assert (one.title, two.title) == ("One?", "Two?")
    picture = Picture(png(200, 100), "A chart of nothing.", 2.0)
    words = ["First.", "second", "third"]
    assert list(one.blocks) == [*words, picture, "n < 5"]
    assert one.notes == ("For me.",)
    assert two.blocks == (Table("Few", ("a", "b"), (("1 & 2", "3"),)),)
    assert two.notes == ("Say this.",)


def test_an_output_marked_as_notes_is_the_speakers():
    noted = shown(markdown="For me.")
    noted.metadata = {"notes": True}
    cells = [new_markdown_cell("## One?"), new_code_cell("", outputs=[shown(markdown="A."), noted])]
    assert cut(new_notebook(cells=cells)) == [Slide("One?", ("A.",), ("For me.",))]


def test_a_page_holds_one_picture_and_the_words_after_it():
    picture = Picture(png(200, 100), "A chart of nothing.", 2.0)
    blocks = (picture, "First.", picture, "Second.")
    first, second = lay_out([Slide("What?", blocks, ("Say it.",))])
    assert (first.title, second.title) == ("What? (1 of 2)", "What? (2 of 2)")
    assert (first.words, second.words) == (("First.",), ("Second.",))
    assert first.shown == second.shown == picture
    shown = f"{PICTURE} A chart of nothing."
    assert (first.notes, second.notes) == ((shown, "Say it."), (shown, GOES_ON))


@pytest.mark.parametrize("shape", [0.2, 1.0, 1.6, 5.0])
@pytest.mark.parametrize("beside", [True, False])
def test_a_picture_keeps_its_shape_and_stays_inside(shape, beside):
    left, top, width, height = picture_box(Picture("", "", shape), beside)
    assert width / height == pytest.approx(shape)
    assert left >= layout.MARGIN
    assert top >= layout.TOP
    assert top + height <= layout.FOOT + 1e-9
    words = layout.SIDE + layout.GAP if beside else 0
    assert left + width <= layout.WIDTH - layout.MARGIN - words + 1e-9


@pytest.mark.parametrize("long", [1, 40, 400])
def test_no_word_is_lost_however_long_the_table(long):
    cells = " ".join(f"word{at}" for at in range(long))
    table = Table("Words", ("a", "b"), (("first", cells), ("second", cells)))
    pages = lay_out([Slide("What?", (table,))])
    assert all(page.shown.caption == "Words" for page in pages)
    column = " ".join(row[1] for page in pages for row in page.shown.rows).split()
    assert column == 2 * cells.split()
    for page in pages:
        widths = layout.column_widths(page.shown)
        assert widths == layout.column_widths(table)
        rows = sum(layout.row_height(row, widths) for row in page.shown.rows)
        head = layout.row_height(table.header, widths) + layout.caption_height(table)
        assert rows + head <= layout.FOOT - layout.TOP + 1e-9


def test_no_word_is_lost_of_a_long_paragraph():
    words = " ".join(f"word{at}" for at in range(900))
    pages = lay_out([Slide("What?", (words,))])
    assert len(pages) > 1
    assert " ".join(part for page in pages for part in page.words) == words
