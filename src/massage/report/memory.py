"""Executed notebooks kept beside a report: only those whose inputs changed are run again."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import nbformat
from nbformat import NotebookNode

import analysis
import massage
from massage.external.files import read_table
from massage.hosted import HOSTED
from massage.provenance import truth_beside
from massage.report.run import PARAMETERS, run_notebooks
from massage.shipped import SHIPPED

MEMORY = ".notebooks.json"
CODE = [Path(package.__file__).parent for package in (analysis, massage)]
DATA = ("calibration", "evidence.csv")
ENVIRONMENT = (HOSTED, "EXTERNAL_DATA")
LIBRARIES = (
    "ipykernel", "ipython", "matplotlib", "matplotlib-inline", "nbclient", "nbformat", "numpy",
    "openpyxl", "pandas", "pillow", "pyarrow", "scipy", "seaborn", "xlrd",
)  # fmt: skip


def run_changed(
    notebooks: Sequence[Path], parameters: Mapping[str, str], records: Path, out: Path, folder: Path
) -> list[NotebookNode]:
    """Return the executed notebooks of one folder in order, of which only those that changed run.

    One has changed where anything that it is made from isn't what it was at the run kept in
    ``out``. What is to be kept of this one is written into ``folder``, and put in place by
    ``keep_runs``. Raises what ``run_notebooks`` raises.
    """
    kept = _read_kept(out / MEMORY)
    inputs = _digest_inputs(notebooks, parameters, records)
    books = {path: _recall(kept.get(path.stem), inputs[path]) for path in notebooks}
    changed = [path for path in notebooks if books[path] is None]
    if changed:
        books |= zip(changed, run_notebooks(changed, parameters, folder), strict=True)
        after = _digest_inputs(changed, parameters, records)
        for path in changed:
            if inputs[path] == after[path]:  # or it isn't known which of both it shows
                kept[path.stem] = _as_kept(books[path], inputs[path])
        (folder / MEMORY).write_text(json.dumps(kept), encoding="utf-8")
    return list(books.values())


def keep_runs(folder: Path, out: Path) -> None:
    """Put what ``run_changed`` wrote into ``folder``, if anything, in place of what was kept."""
    if (folder / MEMORY).exists():
        os.replace(folder / MEMORY, out / MEMORY)


def _read_kept(path: Path) -> dict[str, object]:
    """Return what is kept, by notebook; nothing where it can't be read."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _as_kept(book: NotebookNode, inputs: str) -> dict[str, str]:
    text = nbformat.writes(book)
    return {"inputs": inputs, "sha256": _digest(text), "notebook": text}


def _recall(kept: object, inputs: str) -> NotebookNode | None:
    """Return a kept notebook, if it is whole and was made from these inputs."""
    match kept:
        case {"inputs": str(was), "sha256": str(digest), "notebook": str(text)}:
            if was == inputs and digest == _digest(text):
                return nbformat.reads(text, as_version=4)
    return None


def _digest_inputs(
    notebooks: Sequence[Path], parameters: Mapping[str, str], records: Path
) -> dict[Path, str]:
    """Return a fingerprint of all that each notebook is made from.

    The records count where a notebook is told of them, published data where it says so.
    """
    tops = {SHIPPED, *(path.parents[1] for path in notebooks)}
    data = [top / "data" / name for top in tops for name in DATA]
    external = SHIPPED / os.environ.get("EXTERNAL_DATA", "data/external")
    shared = [
        sys.version,
        [version(name) for name in LIBRARIES],
        [os.environ.get(name) for name in ENVIRONMENT],
        sorted(parameters.items()),
        _describe(CODE + data),
    ]
    own = _describe([records, truth_beside(records)])
    published = _describe(external / name for name in read_table("sources"))
    digests = {}
    for path in notebooks:
        book = nbformat.read(path, as_version=4)
        told = any(PARAMETERS in cell.metadata.get("tags", []) for cell in book.cells)
        real = book.metadata.get("needs_external_data")
        inputs = [shared, _describe([path]), own if told else [], published if real else []]
        digests[path] = _digest(json.dumps(inputs))
    return digests


def _describe(places: Iterable[Path]) -> list[tuple[str, str]]:
    """Return path and fingerprint of every file, also in folders, but what Python compiled."""
    found = [file for place in places for file in (place, *place.rglob("*"))]
    return sorted(
        (str(file), sha256(file.read_bytes()).hexdigest())
        for file in found
        if file.is_file() and file.suffix != ".pyc"
    )


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
