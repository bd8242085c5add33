"""The target that the fuzzer drives, as a process of its own: libFuzzer never hands control back.

``python -m fuzz.target FOLDER SECONDS [libFuzzer options and corpus folders]``
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
import time
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["parsers"]):
    from fuzz.invariants import check_document
    from fuzz.mutate import mutate

_LONGEST = 60_000
_OTHERS = 64


class Target:
    """Tries inputs; writes each kind of failure once, and goes on."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self._folder = folder
        self._seconds = seconds
        self._others: list[str] = []

    def try_one(self, content: bytes) -> None:
        """Checks one input."""
        started = time.process_time()  # other work on the machine is no fault of the input
        try:
            check_document(content)
        except Exception as error:
            self._write(_kind(error), content, traceback.format_exc())
        took = time.process_time() - started
        if took > self._seconds:
            self._write("slow", content, f"{took:.1f} s for {len(content)} bytes\n")

    def mutate(self, content: bytes, most: int, seed: int) -> bytes:
        """A changed copy of an input."""
        rng = random.Random(seed)
        if rng.random() < 0.1:
            return bytes(atheris.Mutate(content, most))
        try:
            text = content.decode()
        except UnicodeDecodeError:
            text = content.decode("gb18030", "replace")
        if len(self._others) < _OTHERS:
            self._others.append(text)
        else:
            self._others[rng.randrange(_OTHERS)] = text
        changed = mutate(rng, text, self._others)
        encoding = rng.choice(("utf-8",) * 14 + ("gb18030", "utf-16"))
        return changed.encode(encoding, "replace")[:most]

    def _write(self, kind: str, content: bytes, words: str) -> None:
        name = f"{kind}-{hashlib.sha256(kind.encode()).hexdigest()[:8]}"
        path = self._folder / name
        if path.exists() and path.stat().st_size <= len(content):
            return
        path.write_bytes(content)
        path.with_name(name + ".txt").write_text(words, encoding="utf-8")


def _kind(error: Exception) -> str:
    """The error and where it came from: one failure is written once."""
    frames = traceback.extract_tb(error.__traceback__)
    last = next(
        (f for f in reversed(frames) if f"{os.sep}fuzz{os.sep}" not in f.filename), frames[-1]
    )
    words = str(error).rsplit(": ", 1)[-1] if isinstance(error, AssertionError) else last.name
    plain = "".join(ch if ch.isascii() and ch.isalpha() else "-" for ch in words)[:40]
    return f"{type(error).__name__}-{'-'.join(filter(None, plain.split('-')))}"


def main() -> None:
    """Runs until libFuzzer ends the process."""
    folder, seconds, *options = sys.argv[1:]
    target = Target(Path(folder), float(seconds))
    arguments = [sys.argv[0], f"-max_len={_LONGEST}", f"-artifact_prefix={folder}/", *options]
    atheris.Setup(arguments, target.try_one, custom_mutator=target.mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
