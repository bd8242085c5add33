"""`gongkai demo`: the main job on the bundled portal, over real HTTP."""

from __future__ import annotations

import dataclasses
import errno
from pathlib import Path

from gongkai import lock
from gongkai.cli.crawling import crawl_and_parse
from gongkai.cli.main import Call
from gongkai.demo import server
from gongkai.exits import Exit
from parsers.errors import UsageError
from scraper import catalog

PACE = 0.02
DIRECTORY = Path("gongkai-demo")


def demo(call: Call) -> Exit:
    """Serve the bundled portal, crawl it, parse it, and say what was found."""
    out = call.settings.out or DIRECTORY
    port = call.settings.port
    with lock.held(out, "demo"):
        try:
            serving = server.serve(port)
            base = serving.__enter__()
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            raise UsageError(
                f"port {port} is taken or not allowed ({error.strerror})",
                place=f"127.0.0.1:{port}",
                action="`gongkai demo --port 0` takes any free port",
                code="port_taken",
            ) from error
        try:
            call.reporter.info(
                "demo",
                f"A synthetic county portal is served at {base}; it is crawled with {PACE} s between "
                "requests, because it is on this machine (real portals: 1 s and more).",
                url=base,
                pace=PACE,
            )
            here = dataclasses.replace(
                call, settings=dataclasses.replace(call.settings, pace=PACE, out=out)
            )
            portals = catalog.select([], [base], [])
            return crawl_and_parse(here, portals, out, "demo")
        finally:
            serving.__exit__(None, None, None)
