"""Draw the pictures of docs/your-own-records.md: the import of the example, step by step.

It needs a Chromium. Nobody in the example exists; dates are shifted by the same days each time.
"""

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from massage.importing.server import ImportServer
from massage.importing.session import Session
from massage.intake.anonymise import EXAMPLE
from massage.report.browser import find_browser

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "import"
WIDTH, HIGHEST, MARGIN, SHIFT, COLOURS = 760, 560, 10, 90, 32
STEPS = {  # picture, and what of the page it shows
    "1_files.png": "#choose-files",
    "2_count.png": ".follows",
    "3_columns.png": "#step-columns",
    "4_who_came.png": "#step-came",
    "5_ratings.png": "#step-ratings",
    "6_moving.png": "#step-moving",
    "7_what_follows.png": "#make",
}
STILL = ".follows { position: static; } .makes { display: none; }"


def main() -> None:
    """Write every picture into its folder."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        draw_steps(browser, FOLDER)
        browser.close()


def draw_steps(browser: Browser, folder: Path) -> None:
    """Write every picture into a folder."""
    with tempfile.TemporaryDirectory() as home:
        session = Session([], Path(home) / "key.json", Path(home) / "sessions.csv")
        session.shift = SHIFT
        server = ImportServer(session)
        server.start()
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, bypass_csp=True)
        page.goto(server.address)
        page.add_style_tag(content=STILL)
        for name, what in STEPS.items():
            draw(page, what, folder / name)
            if name == "1_files.png":
                page.set_input_files("#files", EXAMPLE)
                page.wait_for_selector("#step-files")
        page.close()
        server.stop()


def draw(page: Page, what: str, path: Path) -> None:
    """Write what a part of the page looks like, from its top on, in few colours."""
    part = page.locator(what)
    inside = part.locator("xpath=ancestor::section")
    box = (inside if inside.count() else part).bounding_box()
    assert box is not None
    high = min(box["height"], HIGHEST)
    clip = {"x": 0, "y": box["y"] - MARGIN, "width": WIDTH, "height": high + 2 * MARGIN}
    drawn = Image.open(BytesIO(page.screenshot(clip=clip, full_page=True)))
    drawn.convert("RGB").quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()
