"""What tests of slides share: practices of each kind of thin records, with their slides."""

import pytest

from massage.practice import Practice
from massage.report.deck.contents import list_slides
from tests.massage.report.practices import KINDS


@pytest.fixture(scope="session")
def thin_slides():
    """Practice and slides by kind, for tests that only look."""
    made = {kind: Practice(make(), outcomes) for kind, (make, outcomes) in KINDS.items()}
    return {kind: (own, list_slides(own)) for kind, own in made.items()}
