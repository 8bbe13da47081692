"""Read CSV text into cells; refuse other encodings and anything that isn't separated text."""

from __future__ import annotations

import csv
import io
import re

from analysis.cells.table import LINES_SEARCHED, Cells, UnreadableError, table_of

MOST_CELL_CHARACTERS = 100_000
SEEN_FIRST = 2_000  # bytes that show what kind of file it is
QUOTED = re.compile(r'"[^"]*"')
LINE_END = re.compile(r"\r\n|\r|\n")  # of Windows, of old Macs, of all others
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def decode(content: bytes) -> str:
    """Decode UTF-8 with or without a byte order mark; say which line breaks it."""
    seen = content[:SEEN_FIRST]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or seen.count(0) * 4 > len(seen):
        raise UnreadableError("the file is in UTF-16 or binary, not UTF-8: save it as CSV UTF-8")
    if sum(byte < 9 or 13 < byte < 32 for byte in seen) * 20 > len(seen):
        raise UnreadableError("the file is binary, not a table: save it as CSV UTF-8")
    if 0 in content:
        line = _line_of(content, content.index(0))
        raise UnreadableError(f"line {line}: there is a NUL character: the file is damaged")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = _line_of(content, error.start)
        raise UnreadableError(
            f"line {line}: a character is not in UTF-8 (often a file saved for Windows-1252): "
            "save the file as CSV UTF-8"
        ) from None


def _line_of(content: bytes, place: int) -> int:
    return len(LINE_END.findall(content[:place].decode("latin-1"))) + 1


def read_csv(text: str) -> Cells:
    """Read cells separated by commas or semicolons."""
    separator = _find_separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    csv.field_size_limit(MOST_CELL_CHARACTERS)
    rows: list[list[str]] = []
    lines: list[int] = []
    start = 1
    try:
        for row in reader:
            rows.append(row)
            lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        inside = "expected after" in str(error)
        wrong = "stands inside a cell: write it twice" if inside else "is opened and never closed"
        raise UnreadableError(f'line {start}: a quotation mark (") {wrong}') from None
    return table_of(rows, lines)


def _find_separator(text: str) -> str:
    """The separator of the first line that has one: titles above the table may have none."""
    start = text.lstrip()[:200].lower()
    if start.startswith("sep="):
        raise UnreadableError("line 1 is a note for Excel (sep=): remove that line")
    if start.startswith("<"):
        kind = "a web page" if "html" in text[:SEEN_FIRST].lower() else "XML"
        raise UnreadableError(f"the file is {kind}, not a table: save it as CSV UTF-8")
    if start.startswith(("{", "[")):
        raise UnreadableError("the file is JSON, not a table: save it as CSV UTF-8")
    lines = LINE_END.split(QUOTED.sub("", text[:MOST_CELL_CHARACTERS]).lstrip())[:LINES_SEARCHED]
    counts = [{mark: line.count(mark) for mark in SEPARATORS} for line in lines]
    in_line = next((one for one in counts if max(one.values())), None)
    if in_line is None:
        raise UnreadableError("the file is not a table: no commas or semicolons in the first line")
    best = max(in_line, key=lambda mark: in_line[mark])
    if best not in ",;":
        raise UnreadableError(
            f"the cells are separated by {SEPARATORS[best]}: use commas or semicolons"
        )
    return best
