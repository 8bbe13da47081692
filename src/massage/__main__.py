"""The command ``analysis``: what is in commands.py, in a process that can be stopped at any time.

Exit codes: 0 done, 1 input refused, 2 wrong command; 130 stopped with Ctrl+C, 143 told to end.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import warnings
from collections.abc import Sequence

from massage.one_thread import ONE_THREAD
from massage.stopping import Stopped, stopping


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code.

    Where it is the process's own command (no ``arguments``), what libraries have to say to
    programmers isn't shown, whatever Python was told about warnings, and garbage is looked for less
    often: there is little, and much that libraries loaded to look through. nbformat doesn't wait
    for a grammar of web addresses, which no notebook needs. It and its children have one thread for
    matrices, unless more were asked for.
    """
    if arguments is None:
        warnings.simplefilter("ignore")
        logging.disable()
        gc.set_threshold(5_000)
        sys.modules.setdefault("rfc3987_syntax", None)  # takes a second to load
        os.environ.update({**ONE_THREAD, **os.environ})
        os.environ["MPLBACKEND"] = "agg"  # matplotlib can't be imported where it names none
    try:
        with stopping():
            from massage.commands import run_command  # may take long: one may stop it

            return run_command(arguments)
    except Stopped as stopped:
        from massage.words.tables import read_words

        print(read_words("files")["stopped"], file=sys.stderr)
        return stopped.code


if __name__ == "__main__":
    sys.exit(main())
