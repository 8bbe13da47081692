"""Write one certificate of achievement as a PDF."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from course.certificate import Certificate, write_certificate

TITLE = "What a massage practice's own records can say about pain and sleep"


def main(arguments: Sequence[str]) -> int:
    """Read the fields from the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    for field in fields(Certificate):
        parser.add_argument(f"--{field.name}", default=TITLE if field.name == "title" else "")
    parser.add_argument("--out", type=Path, default=Path("reports"), help="a folder")
    options = vars(parser.parse_args(arguments))
    out = options.pop("out")
    try:
        print(write_certificate(Certificate(**options), out))
    except ValueError as refused:
        print(f"No certificate was written. {refused}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
