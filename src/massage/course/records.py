"""The practice that the course asks about, and a learner's own records beside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis.records import check_records, load_sessions
from massage.hosted import HostedError, refuse_hosted
from massage.notebook import say
from massage.provenance import describe_source
from massage.words.codes import tell_remarks

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

    What is thin in a file, or left out of it, is said. A file that can't be read is explained, and
    the practice is used instead. On a hosted notebook service own records are refused. Nothing
    leaves the computer.
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
            remarks = _one_a_line(tell_remarks(checked.remarks))
            say(f"{describe_source(path)}\n\n{remarks}".strip())
            return checked.sessions
        why = _one_a_line([*checked.broken, *checked.remarks])
        say("\n\n".join([f"{path} can't be read yet.", why, INSTEAD]))
    return load_sessions(practice)


def _one_a_line(sentences: Iterable[object]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)
