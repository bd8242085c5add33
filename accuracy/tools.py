"""Sets up the foreign tools and talks to them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".accuracy"


@dataclass(frozen=True)
class Tool:
    """A foreign tool as tools.toml describes it; `prints`: the kinds of PDF that it makes."""

    key: str
    name: str
    converter: str
    options: str
    blanks: str
    weight: int
    packages: tuple[str, ...] = ()
    command: str | None = None
    document: str | None = None
    prints: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Its environment: named by what is installed in it."""
        asked = "\n".join((*self.packages, f"Python {sys.version_info[:2]}"))
        return CACHE / "env" / hashlib.sha256(asked.encode()).hexdigest()[:12]

    @property
    def python(self) -> Path:
        """The interpreter that runs its converter."""
        return self.folder / "bin" / "python" if self.packages else Path(sys.executable)


def tools() -> list[Tool]:
    """All tools of tools.toml."""
    data: dict[str, dict[str, Any]] = tomllib.loads(
        (Path(__file__).parent / "tools.toml").read_text(encoding="utf-8")
    )
    return [
        Tool(
            key,
            entry["name"],
            entry["converter"],
            json.dumps(entry.get("options", {})),
            entry["blanks"],
            entry["weight"],
            tuple(entry.get("packages", ())),
            entry.get("command"),
            entry.get("document"),
            tuple(entry.get("prints", ())),
        )
        for key, entry in data.items()
    ]


def prepare(tool: Tool) -> str | None:
    """Makes a tool ready.

    Returns:
        None, or why it cannot be run.
    """
    if tool.command is not None and shutil.which(tool.command) is None:
        return f"{tool.command} is not on this machine"
    ready = tool.folder / ".ready"
    if tool.packages and not ready.exists():
        print(f"installing {tool.name}", file=sys.stderr, flush=True)
        shutil.rmtree(tool.folder, ignore_errors=True)
        for arguments in (
            [sys.executable, "-m", "venv", str(tool.folder)],
            [str(tool.python), "-m", "pip", "install", "-q", *tool.packages],
        ):
            done = subprocess.run(arguments, capture_output=True, text=True, check=False)
            if done.returncode:
                lines = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
                return f"could not be installed: {lines[-1]}"
        ready.touch()
    try:
        with Running(tool) as running:
            answer = running.convert(["<html><body><p>一二三四五六七八九十</p></body></html>"])
    except (OSError, RuntimeError, ValueError) as error:
        return f"does not run: {error}"
    return None if len(answer) == 1 else "gives no answer"


class Running:
    """A tool's process; one may live as long as its worker."""

    def __init__(self, tool: Tool) -> None:
        self._tool = tool
        # Not a virtual environment's own variables: they would lead the tool's Python astray.
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_"))}
        script = Path(__file__).parent / "converters.py"
        # A file of its own name must not stand in for the tool that it wraps.
        self._process = subprocess.Popen(
            [str(tool.python), "-P", str(script), tool.converter, tool.options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=kept | {"PYTHONIOENCODING": "utf-8"},
            text=True,
            encoding="utf-8",
        )

    def convert(self, pages: Sequence[str]) -> list[str | None]:
        """The text of each page, None where the tool gave none.

        Raises:
            RuntimeError: the tool's process died.
        """
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(list(pages)) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise RuntimeError(f"{self._tool.name} ended without an answer")
        texts: list[str | None] = json.loads(line)
        return texts

    def close(self) -> None:
        """Ends the process."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait(timeout=30)

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()
