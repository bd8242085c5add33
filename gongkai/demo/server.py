"""Serves the bundled portal over plain HTTP on loopback."""

from __future__ import annotations

import socketserver
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from gongkai.demo.portal import Resource, site
from parsers.errors import UsageError

HOST = "127.0.0.1"
DEFAULT_PORT = 18750
"""The port of `gongkai demo`, fixed so that two runs give the same addresses."""

_IDLE_SECONDS = 30.0


class PortalServer(ThreadingHTTPServer):
    """The portal on 127.0.0.1; `base_url` is its home page's address."""

    daemon_threads = True

    def server_bind(self) -> None:
        """Binds without asking the resolver for this machine's name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no matter; everything else is told as usual."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def base_url(self) -> str:
        """``http://127.0.0.1:PORT/``."""
        return f"http://{HOST}:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server_version = "gongkai-demo"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS
    # Head and body leave in one packet; apart, the second would wait for the first's receipt.
    wbufsize = -1

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        portal = site()
        resource = portal.resources.get(self.path, portal.not_found)
        if resource.status == HTTPStatus.OK and self._is_current(resource):
            self.send_response(HTTPStatus.NOT_MODIFIED)
            for name in ("ETag", "Last-Modified"):
                self.send_header(name, resource.headers[name])
            self.end_headers()
            return
        self.send_response(resource.status)
        for name, value in resource.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(resource.body)))
        self.end_headers()
        if with_body:
            self.wfile.write(resource.body)

    def _is_current(self, resource: Resource) -> bool:
        """Whether the client's copy is still good (RFC 9110, 13.2.2: the tag goes first)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
            return "*" in known or resource.headers["ETag"] in known
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            seen = parsedate_to_datetime(since)
            return parsedate_to_datetime(resource.headers["Last-Modified"]) <= seen
        except (TypeError, ValueError):
            return False

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the crawler reports what it fetches."""


def bind(port: int = 0) -> PortalServer:
    """A server that listens but does not answer yet; 0 takes any free port.

    Raises:
        UsageError: the port is taken or not allowed.
    """
    try:
        return PortalServer((HOST, port), _Handler)
    except OSError as error:
        raise UsageError(
            f"the demo portal cannot listen: {error.strerror or error}",
            code="port_unavailable",
            place=f"{HOST}:{port}",
            action="choose another port with --port (0 takes any free one)",
        ) from error


@contextmanager
def serve(port: int = 0) -> Iterator[str]:
    """Serves the portal while the context lasts.

    Args:
        port: where to listen on 127.0.0.1; 0 takes any free port.

    Yields:
        The address of the home page, with a slash at its end.

    Raises:
        UsageError: the port is taken or not allowed.
    """
    with bind(port) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), name="demo-portal", daemon=True)
        thread.start()
        try:
            yield server.base_url
        finally:
            server.shutdown()
            thread.join()
