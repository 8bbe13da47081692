"""The import's page, served to this computer's own browser and nobody else.

It listens on the loopback address alone, at a port that the system picks. Addresses hold a secret
token; requests that name another host, or come from another page, are refused.
"""

from __future__ import annotations

import hmac
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote

from analysis.records import RecordsError
from analysis.refusal import Refusal
from massage.importing import page
from massage.importing.session import Session
from massage.intake.tables import ExportError

LOOPBACK = "127.0.0.1"
LARGEST = 200_000_000  # bytes of a file, or of a form
HTML, CSS, SCRIPT, TEXT = "text/html", "text/css", "text/javascript", "text/plain"
SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class ImportServer(ThreadingHTTPServer):
    """Serves one session; ``address`` is what a browser is to open."""

    daemon_threads = True

    def __init__(self, session: Session) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.session = session
        self.lock = threading.Lock()

    @property
    def host(self) -> str:
        """Name and port, as a browser writes them."""
        return f"{LOOPBACK}:{self.server_port}"

    @property
    def address(self) -> str:
        """The page's address."""
        return f"http://{self.host}/{self.session.token}/"

    def serve_forever(self, poll_interval: float = 0.02) -> None:
        """Serve until ``stop``, which is heard within ``poll_interval`` seconds."""
        super().serve_forever(poll_interval)

    def start(self) -> None:
        """Serve in a thread of its own, until ``stop`` or the end of the program."""
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Serve no more, and take handed-over files away."""
        self.shutdown()
        self.server_close()
        self.session.close()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """Say nothing of browsers that hang up."""


class _Handler(BaseHTTPRequestHandler):
    server: ImportServer

    def do_GET(self) -> None:
        """Give the page, its style and its script."""
        session = self.server.session
        given = {
            "": (HTML, lambda: page.write_page(session)),
            "import.css": (CSS, page.write_style),
            "import.js": (SCRIPT, page.write_script),
        }
        name = self._find_name()
        if name in given:
            kind, write = given[name]
            with self.server.lock:
                self._send(write(), kind)
        elif name is not None:
            self._refuse(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Take answers, write the records, tell two names, or end."""
        name = self._find_name()
        if name is None:
            return
        steps = {"answers": self._answer, "make": self._make, "names": self._tell_names,
                 "end": self._end}  # fmt: skip
        body = self._read()
        if name not in steps or body is None:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        with self.server.lock:
            steps[name](form)

    def do_PUT(self) -> None:
        """Take a file that was chosen."""
        name = self._find_name()
        if name is None:
            return
        body = self._read() if name == "file" else None
        if body is None:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        with self.server.lock:
            self.server.session.add(unquote(self.headers.get("X-Name", "")), body)
        self._send("", TEXT)

    def _answer(self, form: dict[str, str]) -> None:
        self.server.session.answer(form)
        self._send(page.write_page(self.server.session), HTML)

    def _make(self, form: dict[str, str]) -> None:
        session = self.server.session
        session.answer(form)
        try:
            written = page.write_done(session, session.make())
        except (ExportError, RecordsError) as error:
            written = page.write_page(session, tuple(map(str, error.broken)))
        except (Refusal, OSError) as error:
            written = page.write_page(session, (str(error),))
        self._send(written, HTML)

    def _tell_names(self, form: dict[str, str]) -> None:
        self._send(self.server.session.tell_names(form.get("name", "")), TEXT)

    def _end(self, form: dict[str, str]) -> None:  # noqa: ARG002 - as the others
        self._send(page.write_ended(), HTML)
        threading.Thread(target=self.server.stop, daemon=True).start()

    def _is_own(self) -> bool:
        """Whether a request comes from the page itself, or from a link or address to the page."""
        sent = self.headers
        host = self.server.host
        if sent.get("Host") != host or sent.get("Origin") not in (f"http://{host}", None):
            return False
        opens = (self.command, sent.get("Sec-Fetch-Mode"), sent.get("Sec-Fetch-Dest"))
        is_link = opens == ("GET", "navigate", "document")
        return is_link or sent.get("Sec-Fetch-Site") in ("same-origin", "none", None)

    def _find_name(self) -> str | None:
        """What is asked for, behind the token; None, and refused, where it comes from elsewhere."""
        path = self.path.partition("?")[0]
        token, _, name = path.removeprefix("/").partition("/")
        known = hmac.compare_digest(token.encode(), self.server.session.token.encode())
        if not known or not self._is_own():
            self._refuse(HTTPStatus.FORBIDDEN)
            return None
        return name

    def _read(self) -> bytes | None:
        size = self.headers.get("Content-Length", "")
        if not size.isdigit() or int(size) > LARGEST:
            return None
        return self.rfile.read(int(size))

    def _send(self, text: str, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in SAFE.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _refuse(self, status: HTTPStatus) -> None:
        self._send(status.phrase, TEXT, status)

    def log_message(self, *given: object) -> None:
        """Keep no log: addresses hold the token."""
