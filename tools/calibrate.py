"""Try what is beside ``analysis calibrate``: claims, time alone, records through an export."""

import argparse
import sys

from calibration.alone import tabulate_time_alone
from calibration.claims import NOTHING_THERE, try_claims
from calibration.forms import FORMS
from calibration.round_trip import open_exports
from massage.worlds.calibrate import Settings
from massage.worlds.command import add_calibrate, calibrate_worlds, name_worlds
from massage.worlds.world import WORLDS


def main(arguments: list[str] | None = None) -> int:
    """Try what is asked for, write one table, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_calibrate(parser)
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--claims", action="store_true",
                       help="the article's claims, where nothing is there")  # fmt: skip
    asked.add_argument("--alone", action="store_true", help="how many change by time alone")
    asked.add_argument("--through", choices=FORMS,
                       help="records go through an export and anonymise first")  # fmt: skip
    parser.add_argument("--natural", action="store_true",
                        help="conditions as frequent as they are (claims only)")  # fmt: skip
    parser.set_defaults(parser=parser)
    options = parser.parse_args(arguments)
    if options.through:
        return calibrate_worlds(options, open_exports, through=options.through)
    settings = Settings(options.clients, options.runs, options.seed)
    if options.alone:
        table, each = tabulate_time_alone(options.out, settings), "outcome"
    else:
        worlds = name_worlds(options.worlds or NOTHING_THERE, WORLDS)
        table = try_claims(options.out, worlds, settings, natural=options.natural)
        each = "world and part of a claim"
    print(f"{options.out}: {len(table)} rows, one per {each}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
