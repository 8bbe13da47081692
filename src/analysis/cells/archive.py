"""What a ZIP archive is: a workbook that can be read, or something else that looks like one."""

from __future__ import annotations

import io
import re
import zipfile

from analysis.cells.table import UnreadableError

DAMAGED = "the XLSX file is damaged or cut short: fetch or save it again"
SAVE = "open it, choose {how}, and save it as XLSX or CSV UTF-8"
KINDS_BY_PART = {
    "xl/workbook.bin": "a binary Excel workbook (XLSB): " + SAVE.format(how="File, Save As"),
    "Index/Document.iwa": "a Numbers document: "
    "open it in Numbers, choose File, Export To, and export it as Excel (XLSX) or CSV",
    "word/document.xml": "a Word document: copy its table into a spreadsheet, and save that as "
    "XLSX or CSV UTF-8",
}
KINDS_BY_PART["Index.zip"] = KINDS_BY_PART["Index/Document.iwa"]
OPEN_DOCUMENT = "an OpenDocument spreadsheet (ODS): " + SAVE.format(how="File, Save As")
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
        raise UnreadableError(DAMAGED) from None
    if not parts:
        raise UnreadableError(DAMAGED)
    kind = next((said for part, said in KINDS_BY_PART.items() if part in parts), None)
    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument"):
        kind = OPEN_DOCUMENT
    if kind:
        raise UnreadableError(f"the file is {kind}")
    if not any(name.startswith("xl/") and name.endswith(".xml") for name in parts):
        raise UnreadableError("the file is a ZIP archive, not a table: unpack it first")
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
