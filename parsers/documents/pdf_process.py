"""The process that opens PDFs: one serves many documents, and is replaced when it dies or hangs."""

from __future__ import annotations

import atexit
import contextlib
import marshal
import os
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any, cast

from parsers.errors import DocumentError

# Seconds for one document, by the clock and of processor time; below the limit of a whole document.
SECONDS = 20
# Address space of the process: Python and PDFium take 150 MB of it before they read anything.
MEMORY = 700_000_000
# The process is replaced after so many documents: fragments of native memory do not pile up.
_DOCUMENTS = 500
_SCRIPT = Path(__file__).with_name("pdf_child.py")


class _Child:
    """The process, and what it has done."""

    def __init__(self, seconds: int, memory: int) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-P", str(_SCRIPT), str(seconds), str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C goes to the whole foreground group; the parent alone decides what stops.
            start_new_session=os.name == "posix",
        )
        self._in = cast("IO[bytes]", self._process.stdin)
        self._out = cast("IO[bytes]", self._process.stdout)
        self.done = 0
        self.owner = os.getpid()
        self.limits = (seconds, memory)

    def ask(self, content: bytes, seconds: float) -> tuple[bytes | None, bool]:
        """The answer, None if the process died of it; and whether it had to be ended."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            self._in.write(struct.pack(">Q", len(content)))
            self._in.write(content)
            self._in.flush()
            head = self._out.read(8)
            if len(head) < 8:
                return None, late.is_set()
            size = struct.unpack(">Q", head)[0]
            answer = self._out.read(size)
        except (BrokenPipeError, OSError):
            return None, late.is_set()
        finally:
            timer.cancel()
        self.done += 1
        return (answer if len(answer) == size else None), late.is_set()

    def ended_by(self) -> int:
        """The process' exit code, negative for a signal; it is ended if it has not."""
        self.close()
        return self._process.returncode or 0

    def close(self) -> None:
        """Ends the process."""
        for pipe in (self._in, self._out):
            with contextlib.suppress(OSError):
                pipe.close()
        try:
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


_held: list[_Child] = []
_lock = threading.Lock()


def pages(content: bytes, *, seconds: int = SECONDS, memory: int = MEMORY) -> dict[str, Any]:
    """What every page of a PDF draws, as `pdf_child` says it.

    Args:
        content: the PDF.
        seconds: that it may take.
        memory: bytes of address space that it may take.

    Raises:
        DocumentError: ``encrypted``, ``broken_file``, ``too_large``, ``too_slow``,
            ``out_of_memory`` or ``crashes_reader``.
    """
    with _lock:
        child = _child(seconds, memory)
        packed, late = child.ask(content, seconds + 5)
        if packed is None:
            _held.clear()
            code = child.ended_by()
    if packed is None:
        raise _died(code, seconds, late=late)
    answer: dict[str, Any] = marshal.loads(packed)  # noqa: S302 - from our own process
    if "error" in answer:
        raise _refused(answer["error"], answer["said"])
    return answer


def _child(seconds: int, memory: int) -> _Child:
    child = _held[0] if _held else None
    if child is not None and child.owner != os.getpid():
        _held.clear()  # of the process that this one was forked from
        child = None
    if child is not None and (child.done >= _DOCUMENTS or child.limits != (seconds, memory)):
        _held.clear()
        child.close()
        child = None
    if child is None:
        child = _Child(seconds, memory)
        _held.append(child)
    return child


def close() -> None:
    """Ends the process, if this process has started one."""
    with _lock:
        for child in _held:
            if child.owner == os.getpid():
                child.close()
        _held.clear()


atexit.register(close)


def _died(code: int, seconds: int, *, late: bool) -> DocumentError:
    # 24 is SIGXCPU: it had its processor time.
    if late or code == -24:
        return DocumentError(
            f"the PDF was not read within {seconds} seconds",
            code="too_slow",
            action="print it to a new PDF, or parse the page that links to it",
        )
    return DocumentError(
        f"the PDF ends the program that reads it (code {code})",
        code="crashes_reader",
        action="print it to a new PDF and parse that",
    )


def _refused(error: str, said: str) -> DocumentError:
    if error == "encrypted":
        return DocumentError(
            "the PDF asks for a password",
            code="encrypted",
            action="ask the organ for a copy without one, or print it to a new PDF",
        )
    if error == "large":
        return DocumentError(
            f"the PDF is no report: {said}",
            code="too_large",
            action="cut out the report's pages and parse those",
        )
    if error == "memory":
        return DocumentError(
            "the PDF needs more memory than a report does",
            code="out_of_memory",
            action="print it to a new PDF and parse that",
        )
    return DocumentError(
        f"the PDF is damaged ({said})", code="broken_file", action="download it again"
    )
