"""Write one certificate of completion as a PDF."""

import argparse
import sys
from dataclasses import fields
from pathlib import Path

from analysis.course.certificate import Certificate, write_certificate

TITLE = "What a massage practice's own records can say about pain and sleep"


def main() -> None:
    """Read the fields from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for field in fields(Certificate):
        parser.add_argument(f"--{field.name}", default=TITLE if field.name == "title" else "")
    parser.add_argument("--out", type=Path, default=Path("reports/certificate.pdf"))
    options = vars(parser.parse_args())
    out = options.pop("out")
    try:
        write_certificate(Certificate(**options), out)
    except ValueError as refused:
        print(f"No certificate was written: {refused}.", file=sys.stderr)
        sys.exit(1)
    print(out)


if __name__ == "__main__":
    main()
