"""A process that opens what may crash or hang: one serves many documents, and is replaced then."""

from __future__ import annotations

import atexit
import contextlib
import marshal
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any, cast

# The process is replaced after so many documents: fragments of native memory do not pile up.
_DOCUMENTS = 500
# Seconds beyond its own limit after which it is ended from outside.
_GRACE = 5


@dataclass(frozen=True, slots=True)
class Died:
    """How the process ended: by the clock, or with a code (negative for a signal)."""

    late: bool
    code: int


class Child:
    """The process, and what it has done."""

    def __init__(self, command: Sequence[str], seconds: int, memory: int) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-P", *command, str(seconds), str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C goes to the whole foreground group; the parent alone decides what stops.
            start_new_session=os.name == "posix",
        )
        self._in = cast("IO[bytes]", self.process.stdin)
        self._out = cast("IO[bytes]", self.process.stdout)
        self.done = 0
        self.owner = os.getpid()
        self.limits = (seconds, memory)

    def ask(self, content: bytes, seconds: float) -> tuple[bytes | None, bool]:
        """The answer, None if the process died of it; and whether it had to be ended."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self.process.kill()

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
        return self.process.returncode or 0

    def close(self) -> None:
        """Ends the process."""
        for pipe in (self._in, self._out):
            with contextlib.suppress(OSError):
                pipe.close()
        try:
            self.process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Reader:
    """Asks a process, which is started when it is needed.

    Args:
        command: arguments for this Python: a script, or ``-c`` and what it runs. It gets two more:
            the seconds and the bytes of address space that one document may take.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self.held: list[Child] = []
        self._lock = threading.Lock()
        atexit.register(self.close)

    def ask(self, request: bytes, *, seconds: int, memory: int) -> dict[str, Any] | Died:
        """The answer to one request, or how the process died of it."""
        with self._lock:
            child = self._child(seconds, memory)
            packed, late = child.ask(request, seconds + _GRACE)
            if packed is None:
                self.held.clear()
                return Died(late, child.ended_by())
        answer: dict[str, Any] = marshal.loads(packed)  # noqa: S302 - from our own process
        return answer

    def _child(self, seconds: int, memory: int) -> Child:
        child = self.held[0] if self.held else None
        if child is not None and child.owner != os.getpid():
            self.held.clear()  # of the process that this one was forked from
            child = None
        if child is not None and (child.done >= _DOCUMENTS or child.limits != (seconds, memory)):
            self.held.clear()
            child.close()
            child = None
        if child is None:
            child = Child(self._command, seconds, memory)
            self.held.append(child)
        return child

    def close(self) -> None:
        """Ends the process, if this process has started one."""
        with self._lock:
            for child in self.held:
                if child.owner == os.getpid():
                    child.close()
            self.held.clear()
