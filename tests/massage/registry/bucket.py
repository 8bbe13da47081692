"""A bucket on loopback: as much of S3 as reading takes, with signatures that are looked at."""

import hashlib
import hmac
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

KEY, SECRET, BUCKET = "a key", "a secret", "chain"
PART = "<Contents><Key>{name}</Key><Size>{size}</Size></Contents>"


class Bucket(BaseHTTPRequestHandler):
    """Gives the files of ``folder`` by their names, open to anyone at ``/open/``."""

    folder = Path()
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._answer()

    def do_HEAD(self):
        self._answer()

    def log_message(self, *_):
        """Say nothing."""

    def _answer(self):
        asked = urlsplit(self.path)
        bucket, _, name = asked.path[1:].partition("/")
        if bucket != "open" and not self._is_signed(asked):
            self._send(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        elif bucket not in (BUCKET, "open"):
            self._send(404, b"<Error><Code>NoSuchBucket</Code></Error>")
        elif not name:
            self._send(200, self._list(parse_qs(asked.query)["prefix"][0]))
        elif not (self.folder / name).is_file():
            self._send(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._send_file((self.folder / name).read_bytes())

    def _list(self, prefix):
        files = (path for path in sorted(self.folder.rglob("*")) if path.is_file())
        names = {str(path.relative_to(self.folder)): path.stat().st_size for path in files}
        parts = [PART.format(name=n, size=s) for n, s in names.items() if n.startswith(prefix)]
        return f"<ListBucketResult>{''.join(parts)}</ListBucketResult>".encode()

    def _send_file(self, content):
        some = self.headers.get("Range")
        if some is None:
            self._send(200, content)
            return
        first, last = (int(one) for one in some.removeprefix("bytes=").split("-"))
        where = f"bytes {first}-{last}/{len(content)}"
        self._send(206, content[first : last + 1], {"Content-Range": where})

    def _send(self, status, content, headers=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        for name, value in ({"Accept-Ranges": "bytes"} | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def _is_signed(self, asked):
        """Signature version 4 (docs.aws.amazon.com, "Signature Version 4 signing process")."""
        kind, _, rest = self.headers.get("Authorization", "").partition(" ")
        parts = dict(one.strip().split("=", 1) for one in rest.split(",") if "=" in one)
        if kind != "AWS4-HMAC-SHA256" or not parts["Credential"].startswith(f"{KEY}/"):
            return False
        scope = parts["Credential"].split("/")[1:]
        names = parts["SignedHeaders"].split(";")
        lines = [f"{name}:{self.headers[name].strip()}" for name in names]
        request = [
            self.command, asked.path, asked.query, *lines, "", ";".join(names),
            self.headers["x-amz-content-sha256"],
        ]  # fmt: skip
        digest = hashlib.sha256("\n".join(request).encode()).hexdigest()
        text = "\n".join([kind, self.headers["x-amz-date"], "/".join(scope), digest])
        key = reduce(_sign, scope, f"AWS4{SECRET}".encode())
        return hmac.compare_digest(_sign(key, text).hex(), parts["Signature"])


def _sign(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


@contextmanager
def serve(folder: Path, certificate: Path | None = None) -> Iterator[str]:
    """Serve a folder's files as the bucket, by TLS with a certificate; yields host and port."""
    handler = type("Bucket", (Bucket,), {"folder": folder})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
