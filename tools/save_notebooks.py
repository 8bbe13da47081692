"""Run every notebook from a clean start and save it with its outputs, ready to be compared."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from massage.external import describe_missing
from massage.report.run import run_notebooks

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def main() -> None:
    """Save all notebooks, or those named on the command line."""
    paths = [Path(name).resolve() for name in sys.argv[1:]] or sorted(NOTEBOOKS.glob("*.ipynb"))
    missing = describe_missing()
    for path in list(paths):
        if missing and nbformat.read(path, as_version=4).metadata.get("needs_external_data"):
            print(f"{path.name} is left as it was. {missing}")
            paths.remove(path)
    with TemporaryDirectory() as folder:
        books = run_notebooks(paths, {}, Path(folder))
    for path, book in zip(paths, books, strict=True):
        book.metadata["language_info"] = {"name": "python"}
        nbformat.write(book, path)


if __name__ == "__main__":
    main()
