"""One request at a time per host, and not too often."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from scraper.hosts import host_port, is_loopback
from scraper.model import StoppedError

DEFAULT_PACE = 1.0
RETRY_AFTER_CAP = 120.0
_JITTER = 0.25
_TICK = 0.2
# A wait that a user would wonder about is announced.
_ANNOUNCE = 5.0


class Gate:
    """The turnstile of one host and port."""

    def __init__(self, pace: float, stop: threading.Event) -> None:
        self.pace = pace
        self._stop = stop
        self._lock = threading.Lock()
        self._next_at = 0.0

    def slow_down(self, pace: float) -> None:
        """Obey a crawl delay in seconds; it never makes the pace quicker."""
        self.pace = max(self.pace, pace)

    def hold(self, seconds: float) -> None:
        """Ask nothing of this host for so many seconds."""
        self._next_at = max(self._next_at, time.monotonic() + seconds)

    @contextmanager
    def turn(self, announce: Callable[[float], None] | None = None) -> Iterator[None]:
        """Wait for the turn, and hold it while the request runs.

        Args:
            announce: told of a long wait, in seconds.

        Raises:
            StoppedError: the crawl was stopped while waiting.
        """
        while not self._lock.acquire(timeout=_TICK):
            if self._stop.is_set():
                raise StoppedError
        try:
            self._pause(self._next_at - time.monotonic(), announce)
            try:
                yield
            finally:
                jitter = random.uniform(0, _JITTER)  # noqa: S311 - no secret
                self.hold(self.pace * (1 + jitter))
        finally:
            self._lock.release()

    def _pause(self, seconds: float, announce: Callable[[float], None] | None) -> None:
        if announce is not None and seconds >= _ANNOUNCE:
            announce(seconds)
        # Sleeping on the event: a stopped crawl wakes up at once.
        if self._stop.wait(seconds) if seconds > 0 else self._stop.is_set():
            raise StoppedError


class Gates:
    """The gates of all hosts of a run, shared by its portals.

    Args:
        pace: seconds as asked for, None for the default.
        stop: ends every wait.
    """

    def __init__(self, pace: float | None, stop: threading.Event) -> None:
        self._pace = pace
        self._stop = stop
        self._gates: dict[tuple[str, int], Gate] = {}
        self._lock = threading.Lock()

    def gate(self, url: str) -> Gate:
        """The gate of an address's host and port."""
        with self._lock:
            found = self._gates.get(host_port(url))
            if found is None:
                found = Gate(self._pace_for(url), self._stop)
                self._gates[host_port(url)] = found
            return found

    def _pace_for(self, url: str) -> float:
        if self._pace is None:
            return DEFAULT_PACE
        return max(self._pace, 0.0) if is_loopback(url) else max(self._pace, DEFAULT_PACE)
