"""The practice that the course asks about, and a learner's own records beside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis.records import check_records, load_sessions
from massage.hosted import HostedError, refuse_hosted
from massage.notebook import say
from massage.provenance import describe_source
from massage.words.codes import read_words, tell_remarks

PLACE = Path("data") / "sessions.csv"


def find_practice() -> str:
    """Return the path of the synthetic practice, from any folder inside the project.

    Raises FileNotFoundError outside of it.
    """
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / PLACE).exists():
            return str(folder / PLACE)
    raise FileNotFoundError(_tell("elsewhere", PLACE))


def open_records(path: str = "") -> pd.DataFrame:
    """Load a learner's own records, and say whose they are; the practice where there are none.

    What is thin in a file, or left out of it, is said. A file that can't be read is explained, and
    the practice is used instead. On a hosted notebook service own records are refused. Nothing
    leaves the computer.
    """
    practice = find_practice()
    path = str(path).strip().strip('"')
    if not path:
        say(_tell("not_named"), describe_source(practice))
        return load_sessions(practice)
    try:
        refuse_hosted(Path(path))
        checked = check_records(path)
    except HostedError as refused:
        say(str(refused), _tell("instead"))
    except OSError:
        say(_tell("no_file", path), _tell("instead"))
    else:
        if not checked.broken:
            remarks = _one_a_line(tell_remarks(checked.remarks))
            say(f"{describe_source(path)}\n\n{remarks}".strip())
            return checked.sessions
        why = _one_a_line([*checked.broken, *checked.remarks])
        say("\n\n".join([_tell("unread", path), why, _tell("instead")]))
    return load_sessions(practice)


def _tell(key: str, file: str | Path = "") -> str:
    return read_words("course")["records"][key].format(file=file)


def _one_a_line(sentences: Iterable[object]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)
