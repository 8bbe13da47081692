"""The practice that the course asks about, and a learner's own records beside it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.answers import answer_check
from analysis.hosted import HostedError, refuse_hosted
from analysis.provenance import describe_source
from analysis.records import check_records, load_sessions
from analysis.show import say

PLACE = Path("data") / "sessions.csv"
INSTEAD = "Below is the practice of the course."


def find_practice() -> str:
    """Return the path of the synthetic practice, from any folder inside the project.

    Raises FileNotFoundError outside of it.
    """
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / PLACE).exists():
            return str(folder / PLACE)
    raise FileNotFoundError(f"{PLACE} is not here. Open the notebook inside the project's folder.")


def open_records(path: str = "") -> pd.DataFrame:
    """Load a learner's own records, and say whose they are; the practice where there are none.

    What the check noticed is said too. A file that can't be read is explained, and the practice is
    used instead. On a hosted notebook service own records are refused. Nothing leaves the computer.
    """
    practice = find_practice()
    path = str(path).strip().strip('"')
    if not path:
        say("No file is named, so this is the practice of the course.", describe_source(practice))
        return load_sessions(practice)
    try:
        refuse_hosted(Path(path))
        checked = check_records(path)
    except HostedError as refused:
        say(str(refused), INSTEAD)
    except OSError:
        say(f"There is no file {path} here.", INSTEAD)
    else:
        if not checked.broken:
            say(describe_source(path), answer_check(checked))
            return checked.sessions
        rules = "\n".join(f"- {rule}" for rule in checked.broken)
        say("\n\n".join([f"{path} can't be read yet.", rules, INSTEAD]))
    return load_sessions(practice)
