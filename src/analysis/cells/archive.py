"""What a ZIP archive is: a workbook that can be read, or something else that looks like one."""

from __future__ import annotations

import io
import re
import zipfile

from analysis.cells.table import refuse

KINDS_BY_PART = {
    "xl/workbook.bin": "binary_workbook",
    "Index/Document.iwa": "numbers",
    "Index.zip": "numbers",
    "word/document.xml": "word",
}
NO_SIZE = re.compile(
    rb"""<(?:\w+:)?dimension\b(?![^>]*ref=["'][A-Z]{1,3}\d+(?::[A-Z]{1,3}\d+)?["'])[^>]*/>"""
)
STRICT = {  # Strict Open XML has the same parts as the usual form, under other names
    b"http://purl.oclc.org/ooxml/spreadsheetml/main":
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships":
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}  # fmt: skip


def as_workbook(content: bytes) -> bytes:
    """Return the archive of a workbook, Strict Open XML in its usual form.

    Raises UnreadableError for an archive that is damaged, or no XLSX workbook.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            parts = {} if archive.testzip() else {name: archive.read(name) for name in names}
    except Exception:  # a damaged archive raises nearly anything
        parts = {}
    if not parts:
        raise refuse("xlsx_damaged")
    kind = next((kind for part, kind in KINDS_BY_PART.items() if part in parts), "zip")
    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument"):
        kind = "open_document"
    if kind != "zip" or not any(re.fullmatch(r"xl/.*\.xml", name, re.S) for name in parts):
        raise refuse(kind)
    usual = {name: _as_usual(part) for name, part in parts.items()}
    if usual == parts:
        return content
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in usual.items():
            archive.writestr(name, part)
    return file.getvalue()


def _as_usual(part: bytes) -> bytes:
    for strict, usual in STRICT.items():
        part = part.replace(strict, usual)
    return NO_SIZE.sub(b"", part)
