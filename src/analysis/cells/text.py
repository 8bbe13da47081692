"""Read CSV text into cells; refuse other encodings and anything that isn't separated text."""

from __future__ import annotations

import csv
import io
import re

from analysis.cells.table import LINES_SEARCHED, Cells, refuse, table_of

MOST_CELL_CHARACTERS = 100_000
SEEN_FIRST = 2_000  # bytes that show what kind of file it is
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
QUOTED = re.compile(r'"[^"]*"')
LINE_END = re.compile(r"\r\n|\r|\n")  # of Windows, of old Macs, of all others
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def decode(content: bytes, *, as_exported: bool = False) -> str:
    """Decode UTF-8 with or without a byte order mark; say which line breaks it.

    Text that says it is in UTF-16, as Excel's "Unicode text" does, is read where it was exported.
    """
    seen = content[:SEEN_FIRST]
    if as_exported and content.startswith(UTF_16):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise refuse("utf_16") from None
    if content.startswith(UTF_16) or seen.count(0) * 4 > len(seen):
        raise refuse("utf_16")
    if sum(byte < 9 or 13 < byte < 32 for byte in seen) * 20 > len(seen):
        raise refuse("binary")
    if 0 in content:
        raise refuse("nul", _line_of(content, content.index(0)))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse("not_utf_8", _line_of(content, error.start)) from None


def _line_of(content: bytes, place: int) -> int:
    return len(LINE_END.findall(content[:place].decode("latin-1"))) + 1


def read_csv(text: str, *, as_exported: bool = False, header_line: int | None = None) -> Cells:
    """Read cells separated by commas or semicolons, or by tabs where other software wrote them."""
    separator = _find_separator(text, read=",;\t" if as_exported else ",;")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    csv.field_size_limit(MOST_CELL_CHARACTERS)
    rows: list[list[str]] = []
    lines = [1]
    try:
        for row in reader:
            rows.append(row)
            lines.append(reader.line_num + 1)
    except csv.Error as error:
        inside = "expected after" in str(error)
        raise refuse("quote_inside" if inside else "quote_open", lines[-1]) from None
    return table_of(rows, lines, as_exported=as_exported, header_line=header_line)


def _find_separator(text: str, read: str) -> str:
    """The separator of the first line that has one: titles above the table may have none.

    One that isn't among those to ``read`` is refused.
    """
    start = text.lstrip()[:200].lower()
    if start.startswith("sep="):
        raise refuse("sep")
    if start.startswith("<"):
        raise refuse("web_page" if "html" in text[:SEEN_FIRST].lower() else "xml")
    if start.startswith(("{", "[")):
        raise refuse("json")
    lines = LINE_END.split(QUOTED.sub("", text[:MOST_CELL_CHARACTERS]).lstrip())[:LINES_SEARCHED]
    first = next((line for line in lines if any(mark in line for mark in SEPARATORS)), None)
    if first is None:
        raise refuse("no_separator")
    best = max(SEPARATORS, key=first.count)
    if best not in read:
        raise refuse("other_separator", name=SEPARATORS[best])
    return best
