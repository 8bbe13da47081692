"""Ask what is wanted and do it: for people who double-click report.command or report.bat.

It must start on any Python, so that an old one gets a sentence instead of a syntax error.
"""

import os
import subprocess
import sys
import webbrowser

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # left out by PYTHONSAFEPATH

from set_up import ROOT, VENV, main

EXAMPLE = os.path.join(ROOT, "data", "sessions.csv")
COURSE = os.path.join("notebooks", "course", "release")
RECORDS = os.path.join(os.path.expanduser("~"), "massage-records", "sessions.csv")
MAPPING = os.path.join(os.path.dirname(RECORDS), "map.toml")
MENU = """
What would you like?

  1  a report on the synthetic practice, to see what it looks like
  2  a report on my session records (a file with client_id, day and ratings, and no names)
  3  to start from an export of my booking program (opens a page that leads through)
  4  the course, unit by unit
  5  to remember what stands in my appointment book, with today's export
"""
NO_MAPPING = """
Choose 3 first, once: the page asks what each column of your export is, and keeps your answers.
"""


def ask():
    """Return the words of the command that does what is wanted."""
    print(MENU)
    wanted = ""
    while wanted not in ("1", "2", "3", "4", "5"):
        wanted = input("Type 1, 2, 3, 4 or 5, then press Enter: ").strip()
        if wanted == "5" and not os.path.isfile(MAPPING):
            print(NO_MAPPING)
            wanted = ""
    if wanted == "3":
        return [tool("analysis"), "import", "--out", RECORDS]
    if wanted == "4":
        return [tool("jupyter"), "lab", COURSE]
    if wanted == "5":
        return [tool("analysis"), "remember"] + ask_for_files() + ["--map", MAPPING]
    return report_on(EXAMPLE if wanted == "1" else ask_for_file())


def ask_for_file():
    """Return the path of a file that is there."""
    while True:
        path = as_path(input("Drag the file into this window, then press Enter: "))
        if os.path.isfile(path):
            return path
        print("There is no such file: " + path)


def ask_for_files():
    """Return the paths of one file or several."""
    paths = [ask_for_file()]
    while True:
        dragged = input("Is there another file of the same day? Drag it here; else press Enter: ")
        path = as_path(dragged)
        if not path:
            return paths
        if os.path.isfile(path):
            paths.append(path)
        else:
            print("There is no such file: " + path)


def report_on(path):
    """Words of the command that makes a report."""
    return [tool("analysis"), "report", path, "--out", "reports"]


def as_path(dragged):
    """A path as terminals write one that is dragged into them: quoted, or with backslashes."""
    path = dragged.strip()
    if path[:1] in "'\"" and path[-1:] == path[:1]:
        return path[1:-1]
    return path if os.name == "nt" else path.replace("\\", "")


def do(words):
    """Run a command; a report is opened, and records that an import wrote get theirs."""
    before = when_written(RECORDS)
    if subprocess.call(words, cwd=ROOT):
        return
    if words[1] == "report":
        webbrowser.open("file://" + os.path.join(ROOT, "reports", "index.html"))
    if words[1] == "import" and when_written(RECORDS) != before:
        do(report_on(RECORDS))


def when_written(path):
    """When a file was written, or nothing."""
    return os.path.getmtime(path) if os.path.exists(path) else None


def tool(name):
    """Path of a program in the project's own environment."""
    folder = "Scripts" if os.name == "nt" else "bin"
    return os.path.join(VENV, folder, name)


if __name__ == "__main__":
    main()
    do(ask())
