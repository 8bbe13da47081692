"""What folders of tests share: a browser that opens pages, and the package as pip installs it."""

import compileall
import os
import subprocess
import sys
from zipfile import ZipFile

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from massage.practice import load_practice
from massage.report.browser import find_browser
from massage.worlds import simulate_sessions

COLOURS = ["color-contrast", "link-in-text-block"]  # axe's rules that other colours may break
MISSING = "no Chromium was found, so the page wasn't opened: install it to run this test"


@pytest.fixture(scope="session")
def installed(root, tmp_path_factory):
    """A folder with all that pip would install, made from the wheel, without the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "wheel"]
    built = ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(root)]
    subprocess.run([*pip, *built], check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    compileall.compile_dir(folder / "site", quiet=2)
    return folder / "site"


@pytest.fixture(scope="session")
def clinic(practice):
    """The synthetic practice with all that was worked out of it, for tests that only look."""
    return load_practice(practice)


@pytest.fixture(scope="session")
def records(tmp_path_factory):
    """Few records: little is done with them; minutes would double question 1's choices."""
    path = tmp_path_factory.mktemp("records") / "few.csv"
    sessions = simulate_sessions("plain", n_clients=12, seed=1)
    sessions.drop(columns="duration_min").to_csv(path, index=False)
    return path


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium; skipped, or a failure where one is required, without it."""
    found = find_browser()
    if found is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def window(browser):
    """A window that stays open: pages are its tabs, as a window for each takes thrice as long."""
    window = browser.new_context()
    window.new_page()
    return window


@pytest.fixture
def open_address(browser, window):
    """Open an address at a width and height; the page keeps every request and complaint."""
    pages = []

    def open_it(address, width, height, **settings):
        size = {"width": width, "height": height}
        page = browser.new_page(viewport=size, **settings) if settings else window.new_page()
        pages.append(page)
        page.set_viewport_size(size)
        page.requests, page.messages = [], []
        page.on("request", lambda one: page.requests.append(one.url))
        page.on("console", lambda one: page.messages.append(one.text))
        page.on("pageerror", lambda one: page.messages.append(str(one)))
        page.goto(address)
        page.evaluate("document.fonts.ready.then(() => true)")
        if not address.startswith("file:"):
            page.wait_for_load_state("networkidle")
        return page

    yield open_it
    for page in pages:
        page.close()


@pytest.fixture
def open_page(open_address):
    """Open a file, as ``open_address`` opens an address."""

    def open_file(path, width, height, *, query="", **settings):
        return open_address(path.as_uri() + query, width, height, **settings)

    return open_file


def loaded(page):
    """Addresses that a page loaded until half a second passed in which it loaded nothing.

    Those that are part of it aren't among them.
    """
    page.wait_for_load_state("networkidle")
    return [url for url in page.requests if not url.startswith("data:")]


def passes_axe(page, rules=None):
    """Whether axe finds no fault by all of its rules, or by some."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, found.generate_report()


def passes_axe_in_light_and_dark(page):
    """Dark screens have other colours, and nothing else that is other."""
    for scheme, rules in (("light", None), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)
        passes_axe(page, rules)


def fits_the_width(page):
    """Whether nothing is wider than the page."""
    wide, room = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return wide <= room
