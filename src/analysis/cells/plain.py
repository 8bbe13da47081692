"""Read a well-formed CSV file by pandas' own reader, columns in their types at once."""

from __future__ import annotations

import io
import string
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.schema import Column

PLAIN = (string.ascii_letters + string.digits + " ,.+-_:\r\n").encode()
PADDED = (b", ", b" ,", b"\n ", b" \n", b" \r")
EMPTY_LINE = (b"\n\n", b"\n\r")


def read_plain(
    path: str | Path, columns: Mapping[str, Column]
) -> tuple[pd.DataFrame, list[str]] | None:
    """Return the columns of the record format, and every name of the header; None where unsure.

    Numbers are floats and the rest is text, NaN where missing. Sure is only a file of letters,
    digits, commas and signs, with as many cells in every line as the header has, no empty line, no
    padded cell and no name twice, whose columns of numbers hold numbers. All else is for the
    careful reader, which knows what to say of it.
    """
    content = Path(path).read_bytes().removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n")
    if content.translate(None, PLAIN) or any(one in content for one in EMPTY_LINE):
        return None
    if b" " in content and any(one in content for one in PADDED):
        return None
    if content.count(b"\r") != content.count(b"\r\n"):
        return None
    first, _, rest = content.partition(b"\n")
    names, n_lines = first.decode().rstrip("\r").split(","), rest.count(b"\n") + 1
    if not (rest and all(names) and len(set(names)) == len(names) > 1 and first == first.strip()):
        return None
    if rest.count(b",") != n_lines * (len(names) - 1):
        return None
    wanted = [name for name in columns if name in names]
    numbers = [name for name in wanted if columns[name].is_number]
    types = dict.fromkeys(names, "str") | dict.fromkeys(numbers, "float64")
    try:
        frame = pd.read_csv(
            io.BytesIO(content), dtype=types, keep_default_na=False, na_values=[""],
            skip_blank_lines=False,
        )  # fmt: skip
    except ValueError:  # a cell that is no number, or a line that is too long
        return None
    if not isinstance(frame.index, pd.RangeIndex) or len(frame) < n_lines:
        return None
    return frame[wanted], names
