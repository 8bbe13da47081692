"""The import in a real browser: with the mouse, with the keyboard alone, and on a phone."""

import re

import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import expect
from tools import draw_import

from massage.importing.server import ImportServer
from massage.importing.session import Session
from tests.conftest import fits_the_width, passes_axe
from tests.massage.importing import practice
from tests.massage.importing.test_session import asked

N = practice.count_lines()
UNSAID = practice.count_lines(practice.UNKNOWN)
FOLLOWS = f"{N} visits of {practice.N_CLIENTS} clients"


@pytest.fixture
def visit(open_address, server):
    """Open the served page."""

    def open_it(width=1280, height=900, **settings):
        return open_address(server.address, width, height, **settings)

    return open_it


def settle(page):
    """Wait until an answer was counted."""
    expect(page.locator("body[aria-busy]")).to_have_count(0)


def sound(session):
    records = pd.read_csv(session.places.records)
    return (len(records), records["client_id"].nunique()) == (N, practice.N_CLIENTS)


def check(page, address):
    """No complaint, no sideways scrolling, nothing loaded from elsewhere, axe clean."""
    assert page.messages == []
    assert fits_the_width(page)
    assert all(url.startswith((address, "data:")) for url in page.requests)
    passes_axe(page)


def answer_with_the_mouse(page, tap="click"):
    """Answer all that is open, by mouse or finger."""
    for word in (practice.UNKNOWN, practice.LATE):
        page.get_by_label(word, exact=True).select_option("cancelled")
        settle(page)
    expect(page.locator(".is-open")).to_have_count(4)
    for label in ("at the visit, before the massage", "yes", "the old line stays"):
        getattr(page.get_by_label(label).first, tap)()
        settle(page)
    expect(page.locator(".is-open")).to_have_count(1)
    getattr(page.get_by_label("one person").first, tap)()
    expect(page.locator(".is-open")).to_have_count(0)


def test_with_the_mouse(visit, session, server):
    """The count follows each change; records are written, and the second time by one click."""
    page = visit()
    check(page, server.address)
    assert page.inner_text(".count") == "No records yet"
    answer_with_the_mouse(page)
    assert page.inner_text(".count") == FOLLOWS
    check(page, server.address)
    page.get_by_role("button", name=f"Put back: {practice.UNKNOWN}").click()
    expect(page.locator(".is-open")).to_have_count(1)
    assert page.inner_text(".count") == f"{N + UNSAID} visits of {practice.N_CLIENTS} clients"
    page.get_by_label(practice.UNKNOWN, exact=True).select_option("cancelled")
    page.get_by_label("Completed", exact=True).select_option("missed")
    expect(page.locator(".count")).to_have_text("No records yet")
    assert "no appointment is marked as attended" in page.inner_text(".broken")
    page.get_by_role("button", name="Put back: Completed").click()
    expect(page.locator(".count")).to_have_text(FOLLOWS)
    page.wait_for_selector("#write")
    page.click("#write")
    page.wait_for_selector("#close")
    assert sound(session)
    check(page, server.address)
    before = session.places.records.read_bytes()
    session.answers.clear()
    session.places.records.unlink()
    page.goto(server.address)
    page.click("#write-again")
    page.wait_for_selector("#close")
    assert session.places.records.read_bytes() == before
    page.click("#close")
    page.get_by_role("heading", name="The import is closed").wait_for()


def press_until(page, key, found, most=120):
    for _ in range(most):
        if page.evaluate(found):
            return
        page.keyboard.press(key)
    raise AssertionError(found)


FOCUSED = "document.activeElement."


def test_with_the_keyboard_alone(visit, session):
    """Tab to each open question, arrows to answer, Enter to write."""
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}className") == "skip"
    for words, keys in (
        (practice.UNKNOWN, "canc"),  # a list goes to what begins so
        (practice.LATE, "canc"),
        ("When do clients give", ["ArrowDown"]),
        ("Are names with a comma", ["ArrowDown"]),
        ("One person or two", ["ArrowDown"]),
        ("What does your program", ["ArrowDown"]),
    ):
        inside = (
            f"{FOCUSED}getAttribute('aria-label') == '{words}' || ({FOCUSED}closest('fieldset')"
            f"?.querySelector('legend').innerText ?? '').startsWith('{words}')"
        )
        press_until(page, "Tab", inside)
        while page.evaluate(f"{FOCUSED}type") == "button":
            page.keyboard.press("Tab")
        for key in keys:
            page.keyboard.press(key)
        settle(page)
        assert page.evaluate(inside), "the focus stays where it was"
    page.wait_for_selector("#write")
    assert page.inner_text(".count") == FOLLOWS
    press_until(page, "Tab", f"{FOCUSED}id == 'write'")
    outline = page.evaluate(f"getComputedStyle({FOCUSED.rstrip('.')}).outlineWidth")
    assert outline == "3px"
    page.keyboard.press("Enter")
    page.wait_for_selector("#close")
    assert sound(session)


def test_on_a_phone(visit, session, server):
    page = visit(390, 844, has_touch=True, color_scheme="dark")
    check(page, server.address)
    answer_with_the_mouse(page, "tap")
    check(page, server.address)
    box = page.locator(".count").bounding_box()
    assert box["y"] < 100, "the count is in sight wherever one is"
    page.tap("#write")
    page.wait_for_selector("#close")
    check(page, server.address)
    assert sound(session)


def test_a_link_in_a_notebook_opens_it_and_a_frame_doesnt(browser, server, tmp_path):
    page = browser.new_page()
    frame = f'<iframe src="{server.address}"></iframe>'
    (tmp_path / "notebook.html").write_text(f'{frame}<a href="{server.address}">open</a>')
    page.goto((tmp_path / "notebook.html").as_uri())
    assert "Your files" not in page.frames[-1].locator("body").inner_text()
    page.click("a")
    page.get_by_role("heading", name="Your files").wait_for()
    page.close()


def test_names_are_shown_when_asked_for(visit, session):
    page = visit()
    page.get_by_role("button", name="Show both names").last.click()
    one, other = asked(session, "same").key[1:]
    page.wait_for_selector(".pair b")
    first, last = practice.name(5)
    assert page.inner_text(".pair b").endswith(f"{first} {last}".casefold())
    assert one
    assert other


def test_files_can_be_chosen_in_the_page(browser, exports, tmp_path):
    server = ImportServer(Session([], tmp_path / "key.json", tmp_path / "sessions.csv"))
    server.start()
    page = browser.new_page()
    page.goto(server.address)
    page.set_input_files("#files", exports)
    page.wait_for_selector("#step-files")
    assert len(server.session.paths) == 2
    page.get_by_label(practice.UNKNOWN, exact=True).wait_for()
    page.close()
    server.stop()


def test_it_works_without_its_script(browser, server, session):
    page = browser.new_page(java_script_enabled=False)
    page.goto(server.address)
    page.get_by_label(practice.UNKNOWN, exact=True).select_option("cancelled")
    page.get_by_role("button", name="Count again").last.click()
    expect(page.get_by_role("button", name=f"Put back: {practice.UNKNOWN}")).to_be_visible()
    assert session.answers == {("status", practice.UNKNOWN): "cancelled"}
    page.close()


def measure(path):
    with Image.open(path) as picture:
        return picture.size


def test_the_docs_show_a_picture_of_each_step_and_their_tool_draws_them(browser, root, tmp_path):
    """Each picture is in the page with a text of its own, small, and of the page as it is."""
    text = (root / "docs" / "your-own-records.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"!\[([^\]]+)\]\(import/(\w+\.png)\)", text))
    assert [*shown.values()] == [*draw_import.STEPS]
    assert all(len(words) > 15 for words in shown)
    draw_import.draw_steps(browser, tmp_path)
    for name in draw_import.STEPS:
        saved = draw_import.FOLDER / name
        (width, height), (_, drawn) = measure(saved), measure(tmp_path / name)
        assert saved.stat().st_size < 40_000
        assert width == draw_import.WIDTH
        assert abs(drawn - height) <= 60, name
