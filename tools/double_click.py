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
GUIDE = os.path.join("notebooks", "12_your_own_records.ipynb")
MENU = """
What would you like?

  1  a report on the synthetic practice, to see what it looks like
  2  a report on my session records (a file with client_id, day and ratings, and no names)
  3  to start from an export of my practice software (opens a notebook that leads through)
  4  the course, unit by unit
"""


def ask():
    """Return the words of the command that does what is wanted."""
    print(MENU)
    wanted = ""
    while wanted not in ("1", "2", "3", "4"):
        wanted = input("Type 1, 2, 3 or 4, then press Enter: ").strip()
    if wanted == "3":
        return [tool("jupyter"), "lab", GUIDE]
    if wanted == "4":
        return [tool("jupyter"), "lab", COURSE]
    return report_on(EXAMPLE if wanted == "1" else ask_for_file())


def ask_for_file():
    """Return the path of a file that is there."""
    while True:
        path = as_path(input("Drag the file into this window, then press Enter: "))
        if os.path.isfile(path):
            return path
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


def tool(name):
    """Path of a program in the project's own environment."""
    folder = "Scripts" if os.name == "nt" else "bin"
    return os.path.join(VENV, folder, name)


if __name__ == "__main__":
    main()
    words = ask()
    if subprocess.call(words, cwd=ROOT) == 0 and words[1] == "report":
        webbrowser.open("file://" + os.path.join(ROOT, "reports", "index.html"))
