"""Fill a page's template, and print pages to PDF through a Chromium on the computer, if any."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from massage.aside import is_full
from massage.look.tokens import write_css
from massage.report.lines import keep_together
from massage.words.codes import say

TEMPLATES = Path(__file__).parent / "templates"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
LONGEST = 120  # seconds
QUIET = ("--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


def fill_template(name: str, **values: object) -> str:
    """Return the HTML of a template with these values in it, escaped."""
    return _environment().get_template(name).render(values)


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.filters["keep_together"] = keep_together
    environment.globals["write_css"] = write_css
    return environment


def find_browser() -> str | None:
    """Path of a Chromium, Chrome or Edge; None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def print_page(page: Path, pdf: Path) -> list[str]:
    """Print an HTML file to PDF; return a sentence where it wasn't, and none where it was."""
    browser = find_browser()
    if browser is None:
        return [say("report", "no_browser", file=pdf.name, page=page.name)]
    profile = pdf.with_suffix(".profile")
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [browser, *QUIET, *as_root, f"--user-data-dir={profile}", "--no-pdf-header-footer",
               f"--print-to-pdf={pdf}", page.resolve().as_uri()]  # fmt: skip
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=LONGEST)
        failed = not pdf.exists()
    except (OSError, subprocess.SubprocessError) as error:
        if is_full(pdf.parent):
            raise OSError(errno.ENOSPC, str(error)) from None
        failed = True
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    places = {"file": pdf.name, "browser": Path(browser).name, "page": page.name}
    return [say("report", "not_printed", **places)] if failed else []
