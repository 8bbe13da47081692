"""Run every notebook from a clean start and save it with its outputs, ready to be compared."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from tqdm import tqdm

from massage.external import describe_missing

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def main() -> None:
    """Save all notebooks, or those named on the command line."""
    named = [Path(name).resolve() for name in sys.argv[1:]]
    for path in tqdm(named or sorted(NOTEBOOKS.glob("*.ipynb")), unit="notebook"):
        book = nbformat.read(path, as_version=4)
        if book.metadata.get("needs_external_data") and describe_missing():
            print(f"{path.name} is left as it was. {describe_missing()}")
            continue
        client = NotebookClient(
            book,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": str(path.parent)}},
            extra_arguments=["--log-level=CRITICAL"],
        )
        client.execute()
        book.metadata["language_info"] = {"name": "python"}
        nbformat.write(book, path)


if __name__ == "__main__":
    main()
