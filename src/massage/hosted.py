"""Refuse a practice's own records on a hosted notebook service, a computer of others."""

from __future__ import annotations

import os
from pathlib import Path

from analysis.refusal import Refusal
from massage.provenance import is_synthetic
from massage.words.codes import say

HOSTED = "BINDER_SERVICE_HOST"


class HostedError(Refusal):
    """Somebody's own records were about to be read on a hosted notebook service."""


def refuse_hosted(path: Path | None = None) -> None:
    """Raise HostedError on a hosted notebook service, unless the records there are synthetic."""
    if os.environ.get(HOSTED) and not (path and is_synthetic(path)):
        raise HostedError(say("files", "hosted"))
