"""The pages for print: whole, with a frame around tables, and no link that leads nowhere."""

import re

from course.handouts import as_html, write_handouts
from course.make import PAGES


def test_a_page_keeps_its_words_and_drops_links_to_the_project():
    page = as_html("# A & B\n\n[set-up](../x.md#y), [web](https://doi.org/1)\n\n| a |\n|---|\n| |")
    assert "<title>A &amp; B</title>" in page
    assert '<p>set-up, <a href="https://doi.org/1">web</a></p>' in page
    assert "<td></td>" in page


def test_every_page_of_the_course_is_written(root, tmp_path):
    written = write_handouts(root / PAGES, tmp_path / "course")
    assert [path.name for path in written] == [
        "evaluation-form.html", "instructor-guide.html", "syllabus.html",
    ]  # fmt: skip
    for path in written:
        assert not re.findall(r'href="(?!https?:|#)[^"]*"', path.read_text(encoding="utf-8"))
    assert sorted(tmp_path.glob("*/*")) == written
