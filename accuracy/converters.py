"""Turns pages into text with one foreign tool; runs in that tool's own environment.

``python converters.py NAME OPTIONS`` reads JSON lines from standard input, each a list of pages,
and answers each with a list of texts (null where the tool gave nothing). Only the standard library
and the tool are imported, so that any environment can run it.
"""

# ruff: noqa: D103, PLC0415  each function is named after its tool, and only it is imported
# mypy: disable-error-code="import-not-found,no-any-return"
from __future__ import annotations

import base64
import json
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
