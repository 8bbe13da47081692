"""The command import: it opens the page, and serves it until it is closed."""

from __future__ import annotations

import argparse
import webbrowser
from pathlib import Path

from massage.hosted import refuse_hosted
from massage.intake.wording import say as say_of_exports
from massage.words.tables import read_words


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options of import."""
    words = read_words("commands")["options"]["import"]
    command.add_argument("exports", nargs="*", type=Path, metavar="FILE", help=words["exports"])
    command.add_argument("--out", type=Path, metavar="FILE.csv", help=words["out"])
    command.add_argument("--key", type=Path, metavar="KEYFILE", help=words["key"])
    command.add_argument("--no-browser", action="store_true", help=words["no_browser"])


def run(options: argparse.Namespace) -> int:
    """Serve the page until it is closed; return the exit code.

    Raises HostedError on a hosted notebook service.
    """
    refuse_hosted()
    absent = [place for place, path in enumerate(options.exports, 1) if not path.is_file()]
    if absent:
        options.parser.error(say_of_exports("no_export", place=absent[0]))
    if options.out is not None and options.out.suffix != ".csv":
        options.parser.error(say_of_exports("wrong_out"))
    from massage.importing.server import ImportServer
    from massage.importing.session import Session
    from massage.importing.wording import say

    key = options.key.expanduser() if options.key else None
    server = ImportServer(Session(options.exports, key, options.out))
    print(say("opened", address=server.address), flush=True)
    if not options.no_browser:
        webbrowser.open(server.address)
    try:
        server.serve_forever()
    finally:
        server.session.close()
    print(say("ended_there"))
    return 0
