"""Ctrl-C and SIGTERM: one clean stop for both."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType


class Stop:
    """What the first signal sets.

    Inside `patient()` the signal only sets `event` and the work stops at its next safe point;
    elsewhere, and at a second signal, it raises KeyboardInterrupt at once. A second signal within
    a second of the first is the same one: `timeout` and shells signal a process and its group.
    """

    def __init__(self) -> None:
        self.event = threading.Event()
        self._patience = 0
        self._first = 0.0

    @contextlib.contextmanager
    def patient(self) -> Iterator[None]:
        """Work that looks at `event` by itself; raises KeyboardInterrupt at its end if set."""
        self._patience += 1
        try:
            yield
        finally:
            self._patience -= 1
        self.check()

    def check(self) -> None:
        """Raise KeyboardInterrupt if a signal came."""
        if self.event.is_set():
            raise KeyboardInterrupt

    def _handle(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        now = time.monotonic()
        if self.event.is_set():
            if now - self._first > 1.0:
                raise KeyboardInterrupt
            return
        self._first = now
        self.event.set()
        if not self._patience:
            raise KeyboardInterrupt

    @contextlib.contextmanager
    def installed(self) -> Iterator[Stop]:
        """Answer SIGINT and SIGTERM while this runs (only the main thread may ask for signals)."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        before = {
            number: signal.signal(number, self._handle)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
