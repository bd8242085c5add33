"""Loopback portals that behave as badly as a test wants."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from scraper import CrawlSummary, Event, PortalSummary

CHAPTERS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


@dataclass
class Answer:
    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None  # announced in place of the true one
    drip: float = 0.0  # seconds between two bytes
    delay: float = 0.0
    forever: bool = False  # the body again and again, as long as anybody reads
    reset: bool = False  # the connection is torn down in the middle of the body

    def content(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


Route = Answer | str | Callable[["Request"], "Answer | str"]


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    at: float
    count: int  # how often this path was asked, this time included
    method: str = "GET"
    body: bytes = b""


class LoopbackPortal:
    """`routes` by path, those of POST by "POST /path"; `log` of every request."""

    def __init__(self, routes: dict[str, Route], port: int = 0) -> None:
        self.routes = routes
        self.log: list[Request] = []
        self.fallback: Route = Answer("not here", 404)
        portal = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Heads and bodies go out in two writes; the second must not wait for an answer to the first.
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                portal._answer(self)

            def do_POST(self) -> None:
                portal._answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def asked(self, path: str) -> int:
        return sum(request.path == path for request in self.log)

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.log]

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        path = handler.path
        method = handler.command
        sent = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        count = self.asked(path) + 1
        request = Request(path, dict(handler.headers), time.monotonic(), count, method, sent)
        self.log.append(request)
        route = self.routes.get(path if method == "GET" else f"{method} {path}", self.fallback)
        answer = route(request) if callable(route) else route
        if isinstance(answer, str):
            answer = Answer(answer)
        body = answer.content()
        time.sleep(answer.delay)
        try:
            handler.send_response(answer.status)
            headers = {"Content-Type": "text/html; charset=utf-8", **answer.headers}
            for name, value in headers.items():
                handler.send_header(name, value)
            if not answer.forever:
                handler.send_header("Content-Length", str(answer.length or len(body)))
            handler.end_headers()
            if answer.forever:
                handler.close_connection = True
                while True:
                    handler.wfile.write(body)
            if answer.reset:
                handler.wfile.write(body[: len(body) // 2])
                handler.wfile.flush()
                linger = struct.pack("ii", 1, 0)
                handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                handler.connection.close()
                handler.close_connection = True
            elif answer.drip:
                for start in range(len(body)):
                    handler.wfile.write(body[start : start + 1])
                    handler.wfile.flush()
                    time.sleep(answer.drip)
            else:
                handler.wfile.write(body)
        except OSError:
            pass
        if answer.length and answer.length != len(body):
            handler.close_connection = True


@contextmanager
def loopback(routes: dict[str, Route], port: int = 0) -> Iterator[LoopbackPortal]:
    portal = LoopbackPortal(routes, port)
    try:
        yield portal
    finally:
        portal.close()


def html(title: str, body: str, head: str = "") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


def report(title: str, extra: str = "") -> str:
    chapters = "".join(f"<p>{chapter}</p><p>本年度情况见下。</p>" for chapter in CHAPTERS)
    return html(title, f"<h1>{title}</h1><div id='zoom'>{chapters}{extra}</div>")


def rows(*entries: tuple[str, str, str]) -> str:
    items = "".join(
        f'<li><a href="{href}" title="{title}">{title}</a><span>{date}</span></li>'
        for href, title, date in entries
    )
    return f"<ul class='list'>{items}</ul>"


HOME = html(
    "示例县人民政府", '<a href="/nb/">政府信息公开年报</a><p>欢迎访问示例县人民政府门户网站</p>'
)
META = '<meta name="ColumnType" content="信息公开年报">'


def column(body: str, title: str = "政府信息公开年报") -> str:
    return html(title, body, META)


def title_of(organ: str, year: int) -> str:
    return f"示例县{organ}{year}年政府信息公开工作年度报告"


def small_portal(**more: Route) -> dict[str, Route]:
    """A home page, one column, two reports."""
    one, two = title_of("人民政府", 2023), title_of("教育局", 2023)
    return {
        "/": HOME,
        "/nb/": column(
            rows(
                ("/nb/t20240110_1.html", one, "2024-01-10"),
                ("/nb/t20240111_2.html", two, "2024-01-11"),
            )
        ),
        "/nb/t20240110_1.html": report(one),
        "/nb/t20240111_2.html": report(two),
        **more,
    }


@dataclass
class Outcome:
    summary: CrawlSummary
    events: list[Event]
    out: Path
    records: list[dict[str, str]] = field(init=False)
    """All WARC records: type, target, id, payload text, and the fields of metadata."""

    def __post_init__(self) -> None:
        self.records = read_archive(self.out)

    @property
    def portal(self) -> PortalSummary:
        return self.summary.portals[0]

    @property
    def problems(self) -> list[dict[str, str]]:
        return [record for record in self.records if "failure-code" in record]

    @property
    def codes(self) -> list[str]:
        return [record["failure-code"] for record in self.problems]

    @property
    def listings(self) -> dict[str, dict[str, str]]:
        return {record["report-year"]: record for record in self.records if "listing" in record}

    def stored(self, kind: str = "response", role: str = "report") -> list[str]:
        roles = {r["WARC-Refers-To"]: r.get("role") for r in self.records if "WARC-Refers-To" in r}
        return [
            record["target"]
            for record in self.records
            if record["type"] == kind and roles.get(record["id"]) == role
        ]


def read_archive(out: Path) -> list[dict[str, str]]:
    found = []
    for path in sorted((out / "archive").glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                row = {
                    "type": record.rec_type,
                    "file": path.name,
                    "target": record.rec_headers.get_header("WARC-Target-URI") or "",
                    "id": record.rec_headers.get_header("WARC-Record-ID"),
                }
                refers_to = record.rec_headers.get_header("WARC-Refers-To")
                text = record.content_stream().read().decode("utf-8", "replace")
                if record.rec_type == "metadata":
                    row |= dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
                    if refers_to:
                        row["WARC-Refers-To"] = refers_to
                row["text"] = text
                found.append(row)
    return found
