"""One request at a time per host and per platform that hosts share, and not too often."""

from __future__ import annotations

import ipaddress
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from scraper.hosts import host_port, is_loopback, literal_address, registrable_domain
from scraper.model import FetchError, StoppedError

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
        # The wall that stands in front of everything behind this gate, None if there is none.
        self.wall: FetchError | None = None
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

    Hosts of one registrable domain share a gate, and so do hosts whose addresses lie in one pool:
    the portals of a prefecture often stand on one platform, behind one protection service, and
    asking them side by side is asking one machine several times at once.

    Args:
        pace: seconds as asked for, None for the default.
        stop: ends every wait.
        paces: seconds for single hosts, over `pace`.
    """

    def __init__(
        self, pace: float | None, stop: threading.Event, paces: Mapping[str, float] | None = None
    ) -> None:
        self._pace = pace
        self._paces = paces or {}
        self._stop = stop
        self._gates: dict[str, Gate] = {}
        self._pools: dict[str, str] = {}
        self._lock = threading.Lock()

    def gate(self, url: str) -> Gate:
        """The gate of an address: of its host, or of the platform that its host shares."""
        with self._lock:
            return self._gate(url)

    def _gate(self, url: str) -> Gate:
        key, pace = _platform(url), self._pace_for(url)
        found = self._gates.get(key)
        if found is None:
            found = self._gates[key] = Gate(pace, self._stop)
        found.slow_down(pace)
        return found

    def met(self, url: str, peer: str | None) -> None:
        """Note which machine answered; hosts of one pool are one platform from now on.

        Args:
            url: the address asked.
            peer: the IP address at the other end, None if it is not known.
        """
        pool = _pool(peer)
        if pool is None:
            return
        with self._lock:
            key = _platform(url)
            first = self._pools.setdefault(pool, key)
            shared, mine = self._gates.get(first), self._gate(url)
            if shared is None or shared is mine:
                return
            shared.slow_down(mine.pace)
            shared.hold(mine.pace)
            for name, gate in list(self._gates.items()):
                if gate is mine:
                    self._gates[name] = shared
            shared.wall = shared.wall or mine.wall

    def rest(self, url: str, error: FetchError) -> None:
        """A wall: the host and all that share its platform are left alone for this run."""
        with self._lock:
            gate = self._gate(url)
            gate.wall = gate.wall or error

    def check(self, url: str) -> None:
        """Refuse an address whose platform rests.

        Raises:
            FetchError: the wall's code, for the whole host.
        """
        with self._lock:
            wall = self._gate(url).wall
        if wall is None:
            return
        raise FetchError(
            f"its platform refuses robots: {wall.message} at {host_port(wall.place)[0]}",
            place=url,
            code=wall.code,
            kind=wall.kind,
            status=wall.status,
            host_wide=True,
            action=wall.action,
            evidence=wall.evidence,
        )

    def _pace_for(self, url: str) -> float:
        pace = self._paces.get(host_port(url)[0], self._pace)
        if pace is None:
            return DEFAULT_PACE
        return max(pace, 0.0) if is_loopback(url) else max(pace, DEFAULT_PACE)


def _platform(url: str) -> str:
    host, port = host_port(url)
    domain = None if literal_address(host) is not None else registrable_domain(host)
    return domain or f"{host}:{port}"


def _pool(peer: str | None) -> str | None:
    """The network that a machine's neighbours share, None on this machine."""
    if not peer:
        return None
    address = ipaddress.ip_address(peer.partition("%")[0])
    if address.is_loopback:
        return None
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 64), strict=False))
