"""The commands ``share`` and ``pool``: their options, and what they write."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from massage.aside import write_aside
from massage.words.codes import say
from massage.words.tables import read_words

WORDS = "commands"
Json = dict[str, object]


def add_share(command: argparse.ArgumentParser) -> None:
    """Add the options of ``share`` that other commands that read records haven't."""
    command.add_argument("--out", type=Path, required=True, metavar="SUMS.json")


def add_pool(command: argparse.ArgumentParser) -> None:
    """Add the options of ``pool``."""
    words = read_words(WORDS)["options"]["pool"]
    command.add_argument("sums", nargs="+", type=Path, metavar="SUMS.json", help=words["sums"])
    command.add_argument("--json", action="store_true", help=words["json"])
    command.add_argument("--out", type=Path, metavar="FILE.json", help=words["out"])


def share(options: argparse.Namespace) -> int:
    """Write what a practice shares, and say what is in it; return the exit code."""
    _refuse_to_replace(options, [options.file])
    import numpy as np

    from massage.practice import load_practice
    from massage.registry.files import refuse_too_soon
    from massage.registry.share import refuse_few_left, share_sums
    from massage.registry.tell import tell_shared

    practice = load_practice(options.file, options.outcome, sites=options.site)
    refuse_few_left(practice)
    content = share_sums(practice, np.random.default_rng())
    refuse_too_soon(content, options.out)
    write_json(options.out, content)
    print(*tell_shared(practice, content, options.out), sep="\n")
    return 0


def pool(options: argparse.Namespace) -> int:
    """Pool what practices shared, and print the answers; return the exit code."""
    missing = [path for path in options.sums if not path.is_file()]
    if missing:
        options.parser.error(say(WORDS, "no_file", file=missing[0]))
    _refuse_to_replace(options, options.sums)
    from massage.registry.files import read_all
    from massage.registry.pool import pool_sums
    from massage.registry.results import list_results
    from massage.registry.tell import tell_registry

    registry = pool_sums(read_all(options.sums))
    found = list_results(registry)
    if options.out:
        write_json(options.out, found)
    if options.json:
        print(json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        print(*tell_registry(registry), sep="\n")
    return 0


def _refuse_to_replace(options: argparse.Namespace, read: Sequence[Path]) -> None:
    """Stop where what is written would take the place of a file that is read."""
    if options.out and options.out.exists() and any(map(options.out.samefile, read)):
        options.parser.error(say(WORDS, "replaced", path=options.out))


def write_json(path: Path, content: Json) -> None:
    """Write a file of JSON in one go: what was there stays until all of it is written."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    write_aside(path, f"{text}\n")
