"""The hard export, a session on it, and a page that is served from it."""

import pytest

from massage.importing.server import ImportServer
from massage.importing.session import Session
from tests.massage.importing.practice import write_exports


@pytest.fixture
def exports(tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    return write_exports(folder)


@pytest.fixture
def session(exports, tmp_path):
    return Session(exports, tmp_path / "key.json", tmp_path / "records" / "sessions.csv")


@pytest.fixture
def server(session):
    server = ImportServer(session)
    server.start()
    yield server
    server.stop()
