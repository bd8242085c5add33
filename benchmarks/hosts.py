"""300 portals at once, each on an address of its own: is the pace of every one of them kept.

The portals (127.1.x.y) are served by a process of its own, which writes down when each request
came in: what counts is what the server saw.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import resource
import tempfile
import time
from collections import defaultdict
from multiprocessing.connection import Connection
from pathlib import Path

import scraper
from benchmarks.report import Result
from scraper import CrawlSettings, Portal

HOSTS = 300
PACE = 1.0
_REPORTS = 4
_CHAPTERS = ("总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况",
             "政府信息公开行政复议、行政诉讼情况", "存在的主要问题及改进情况", "其他需要报告的事项")  # fmt: skip


def _pages() -> dict[str, bytes]:
    """The pages of one portal; all portals serve the same."""
    rows = "".join(
        f'<li><a href="/nb/t2024011{n}_{n}.html">示例县第{n}局2023年政府信息公开工作年度报告</a>'
        f"<span>2024-01-1{n}</span></li>"
        for n in range(_REPORTS)
    )
    meta = '<meta name="ColumnType" content="信息公开年报">'
    pages = {
        "/": "<html><head><title>示例县人民政府</title></head><body>欢迎访问示例县人民政府门户网站"
        '<a href="/nb/">政府信息公开年报</a></body></html>',
        "/nb/": f"<html><head><title>政府信息公开年报</title>{meta}</head><body><ul>{rows}</ul></body></html>",
    }
    body = "".join(f"<p>{title}</p><p>本年度情况如下。</p>" for title in _CHAPTERS)
    for n in range(_REPORTS):
        title = f"示例县第{n}局2023年政府信息公开工作年度报告"
        pages[f"/nb/t2024011{n}_{n}.html"] = (
            f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div id='zoom'>{body}</div>"
            f"</body></html>"
        )
    return {path: page.encode() for path, page in pages.items()}


def addresses(count: int) -> list[str]:
    """Addresses of the loopback network, one per portal."""
    return [f"127.1.{n // 250}.{n % 250 + 1}" for n in range(count)]


def _serve(hosts: list[str], pipe: Connection) -> None:
    log: dict[str, list[float]] = defaultdict(list)
    pages = _pages()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while line := await reader.readline():
                log[host].append(time.monotonic())
                while (await reader.readline()).strip():
                    pass
                body = pages.get(line.split()[1].decode())
                status, body = ("200 OK", body) if body is not None else ("404 Not Found", b"no")
                head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n"
                writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def main() -> None:
        first = await asyncio.start_server(answer, hosts[0], 0)
        port = first.sockets[0].getsockname()[1]
        others = await asyncio.start_server(answer, hosts[1:], port) if hosts[1:] else first
        pipe.send(port)
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        others.close()
        pipe.send(json.dumps(log))

    asyncio.run(main())


def run(count: int = HOSTS, pace: float = PACE) -> Result:
    """Measures one crawl of all portals at once.

    Args:
        count: how many portals.
        pace: seconds between two requests to one of them.
    """
    result = Result(f"{count} portals at once, {pace:g} s between two requests to one")
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(addresses(count), theirs), daemon=True)
    process.start()
    port = ours.recv()
    portals = [
        Portal(f"示例{n}", f"http://{host}:{port}/") for n, host in enumerate(addresses(count))
    ]
    before = resource.getrusage(resource.RUSAGE_SELF)
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        began = time.monotonic()
        settings = CrawlSettings(out=Path(folder), pace=pace, workers=count)
        summary = scraper.crawl(portals, settings, lambda event: None)
        took = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_SELF)
    ours.send("stop")
    log: dict[str, list[float]] = json.loads(ours.recv())
    process.join()
    gaps = [b - a for times in log.values() for a, b in itertools.pairwise(sorted(times))]
    requests = sum(map(len, log.values()))
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    whole = sum(item.whole for item in summary.portals)
    result.add("portals crawled whole", f"{whole} of {count}")
    result.add("requests", f"{requests:,}", "seen by the server")
    result.add("shortest interval of a host", f"{min(gaps):.3f} s", "measured at the server")
    result.add("intervals that were too short", str(sum(gap < pace for gap in gaps)), "must be 0")
    result.add("time", f"{took:.0f} s", f"{requests / took:.0f} requests a second")
    result.add("CPU per request", f"{cpu / requests * 1000:.1f} ms")
    result.add("memory at its highest", f"{after.ru_maxrss / 1024:.0f} MB", "of the whole process")
    result.demand(min(gaps) >= pace, "a host was asked too soon")
    result.demand(whole == count, "not every portal was crawled whole")
    result.demand(len(log) == count, "not every portal was asked")
    return result
