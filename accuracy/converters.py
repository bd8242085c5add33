"""Turns pages into text with one foreign tool; runs in that tool's own environment.

``python converters.py NAME OPTIONS`` reads JSON lines from standard input, each a list of pages,
and answers each with a list of texts (null where the tool gave nothing). Only the standard library
and the tool are imported, so that any environment can run it.
"""

# ruff: noqa: D103, PLC0415  each function is named after its tool, and only it is imported
# mypy: disable-error-code="import-not-found,no-any-return"
from __future__ import annotations

import atexit
import base64
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Convert = Callable[[list[str]], list["str | None"]]
_LIMIT = 120


def trafilatura(**options: Any) -> Convert:
    from trafilatura import extract

    return lambda pages: [extract(page, include_tables=True, **options) for page in pages]


def html2text() -> Convert:
    import html2text as tool

    def one(page: str) -> str:
        maker = tool.HTML2Text(bodywidth=0)
        maker.ignore_links = True
        return maker.handle(page)

    return lambda pages: [one(page) for page in pages]


def inscriptis() -> Convert:
    from inscriptis import get_text as tool

    return lambda pages: [tool(page) for page in pages]


def get_text(separator: str = "", strip: bool = False) -> Convert:
    from bs4 import BeautifulSoup

    return lambda pages: [
        BeautifulSoup(page, "lxml").get_text(separator, strip=strip) for page in pages
    ]


def markdownify() -> Convert:
    from markdownify import markdownify as tool

    return lambda pages: [tool(page) for page in pages]


def pandoc(to: str) -> Convert:
    import pypandoc

    program = pypandoc.get_pandoc_path()
    arguments = [program, "-f", "html", "-t", to, "--wrap=none", "--columns=2000"]
    return lambda pages: [_run(arguments, page) for page in pages]


def w3m() -> Convert:
    arguments = ["w3m", "-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "-cols", "400"]
    return lambda pages: [_run(arguments, page) for page in pages]


def lynx() -> Convert:
    arguments = ["lynx", "-dump", "-stdin", "-nolist", "-width=400"]
    arguments += ["-assume_charset=utf-8", "-display_charset=utf-8"]
    return lambda pages: [_run(arguments, page) for page in pages]


def libreoffice() -> Convert:
    """All pages of a batch in one start of the program: it takes seconds."""

    def convert(pages: list[str]) -> list[str | None]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for number, page in enumerate(pages):
                (folder / f"{number}.html").write_text(page, encoding="utf-8")
            arguments = [
                "soffice",
                "--headless",
                f"-env:UserInstallation={folder.as_uri()}/profile",
            ]
            arguments += ["--convert-to", "html", "--outdir", str(folder / "out")]
            files = [str(folder / f"{n}.html") for n in range(len(pages))]
            subprocess.run([*arguments, *files], capture_output=True, timeout=_LIMIT, check=False)
            made = [folder / "out" / f"{n}.html" for n in range(len(pages))]
            return [m.read_text("utf-8", "replace") if m.exists() else None for m in made]

    return convert


def office(to: str, text: str, reads: str) -> Convert:
    """Documents: each answer is the document in base64, a line end, and what it prints.

    Both are made by LibreOffice, all of a batch in one start: `to` is what is made of the pages,
    `text` what is made of that to know what it prints, `reads` the filter that reads the pages.
    """
    ending = to.partition(":")[0]
    printed = text.partition(":")[0]

    def start(folder: Path, out: str, target: str, files: list[Path], *options: str) -> None:
        arguments = ["soffice", "--headless", f"-env:UserInstallation={folder.as_uri()}/profile"]
        arguments += [*options, "--convert-to", target, "--outdir", str(folder / out)]
        subprocess.run(
            [*arguments, *map(str, files)], capture_output=True, timeout=_LIMIT, check=False
        )

    def convert(pages: list[str]) -> list[str | None]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            numbers = range(len(pages))
            for number, page in enumerate(pages):
                (folder / f"{number}.html").write_text(page, encoding="utf-8")
            start(
                folder, "made", to, [folder / f"{n}.html" for n in numbers], f"--infilter={reads}"
            )
            made = [folder / "made" / f"{n}.{ending}" for n in numbers]
            start(folder, "said", text, [m for m in made if m.exists()])
            said = [folder / "said" / f"{n}.{printed}" for n in numbers]
            return [
                base64.b64encode(m.read_bytes()).decode()
                + "\n"
                + s.read_text("utf-8-sig", "replace")
                if m.exists() and s.exists()
                else None
                for m, s in zip(made, said, strict=True)
            ]

    return convert


def libreoffice_pdf() -> Convert:
    """Each page as PDF, in base64; a page that the program hangs on is left out."""

    def convert(pages: list[str]) -> list[str | None]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            left = []
            for number, page in enumerate(pages):
                left.append(folder / f"{number}.html")
                left[-1].write_text(page, encoding="utf-8")
            made = [folder / f"{number}.pdf" for number in range(len(pages))]
            while left:
                arguments = [
                    "soffice",
                    "--headless",
                    f"-env:UserInstallation={folder.as_uri()}/profile",
                    "--infilter=HTML (StarWriter)",
                    *("--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder)),
                ]
                _ended([*arguments, *map(str, left)], 20 + 2 * len(left))
                rest = [path for path in left if not path.with_suffix(".pdf").exists()]
                # The first that is not there is the one that it hangs on.
                left = rest[1:] if len(rest) < len(left) or len(rest) > 1 else []
            return [_packed(path) for path in made]

    return convert


def chromium() -> Convert:
    """Each page as PDF, in base64: one browser prints them all, asked through its pipe."""
    with contextlib.suppress(OSError):
        return _Browser().convert
    return lambda pages: [None for _ in pages]


class _Browser:
    """Chromium without a window. Its debugging protocol: JSON, each message ended by a NUL."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        arguments = ["chromium", "--headless", "--no-sandbox", "--disable-gpu"]
        arguments += [f"--user-data-dir={self._folder.name}/profile", "--remote-debugging-pipe"]
        # The browser listens on descriptor 3 and answers on 4.
        script = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self._process = subprocess.Popen(
            ["bash", "-c", script, "bash", *arguments],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._rest = b""
        self._count = 0
        self._session = ""
        self._loaded = False
        atexit.register(self._close)
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        found = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = found["sessionId"]
        self._ask("Page.enable")

    def convert(self, pages: list[str]) -> list[str | None]:
        return [self._print(page) for page in pages]

    def _print(self, page: str) -> str | None:
        path = Path(self._folder.name, "page.html")
        path.write_text(page, encoding="utf-8")
        self._loaded = False
        self._ask("Page.navigate", url=path.as_uri())
        while not self._loaded:
            self._hear()
        return self._ask("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"]

    def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._count += 1
        message = {"id": self._count, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while (heard := self._hear()).get("id") != self._count:
            pass
        result: dict[str, Any] = heard["result"]
        return result

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            if not select.select([self._in], [], [], _LIMIT)[0]:
                raise RuntimeError("the browser does not answer")
            data = os.read(self._in, 1 << 20)
            if not data:
                raise RuntimeError("the browser ended")
            self._rest += data
        message, _, self._rest = self._rest.partition(b"\0")
        heard: dict[str, Any] = json.loads(message)
        self._loaded = self._loaded or heard.get("method") == "Page.loadEventFired"
        return heard

    def _close(self) -> None:
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._folder.cleanup()


def _ended(arguments: list[str], seconds: float) -> None:
    """Runs a program, with all that it starts, until it ends or its time is over."""
    process = subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _packed(path: Path) -> str | None:
    if not path.exists() or not path.stat().st_size:
        return None
    return base64.b64encode(path.read_bytes()).decode("ascii")


def _run(arguments: list[str], page: str) -> str | None:
    done = subprocess.run(
        arguments, input=page.encode(), capture_output=True, timeout=_LIMIT, check=False
    )
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def main() -> None:
    """Answers requests until its input ends."""
    convert: Convert = globals()[sys.argv[1]](**json.loads(sys.argv[2]))
    for line in sys.stdin:
        json.dump(convert(json.loads(line)), sys.stdout)
        print(flush=True)


if __name__ == "__main__":
    main()
