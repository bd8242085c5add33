"""Connections that check who they are connected to, and end when their time is up."""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.ssl_ import create_urllib3_context

_TICK = 0.1


class Watch:
    """One request under way: its sockets, and whether its time is up."""

    def __init__(self, ends_at: float) -> None:
        self.ends_at = ends_at
        self.expired = False
        self.peer: str | None = None
        self._lock = threading.Lock()
        self._twins: list[socket.socket] = []

    def attach(self, descriptor: int) -> None:
        """Note a connection of this request.

        A duplicate of the descriptor is kept: it stays good when TLS takes the socket over.
        """
        twin = socket.socket(fileno=os.dup(descriptor))
        with self._lock:
            self._twins.append(twin)
            if self.expired:
                self._shut()

    def abort(self) -> None:
        """End the request: whatever waits for its sockets wakes up."""
        with self._lock:
            self.expired = True
            self._shut()

    def close(self) -> None:
        """Forget the sockets."""
        with self._lock:
            for twin in self._twins:
                twin.close()
            self._twins.clear()

    def _shut(self) -> None:
        for twin in self._twins:
            with suppress(OSError):
                twin.shutdown(socket.SHUT_RDWR)


class Watchdog:
    """Ends requests whose time is up, and all of them when the crawl is stopped.

    A server that sends a byte now and then satisfies every socket time-out; only somebody who
    looks at the clock from outside can end such a request.
    """

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._watches: set[Watch] = set()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="gongkai-watchdog", daemon=True)
        self._thread.start()

    @contextmanager
    def watch(self, seconds: float) -> Iterator[Watch]:
        """Watch one request, which may take so many seconds."""
        watch = Watch(time.monotonic() + seconds)
        with self._lock:
            self._watches.add(watch)
        try:
            yield watch
        finally:
            with self._lock:
                self._watches.discard(watch)
            watch.close()

    def close(self) -> None:
        """End the watching thread."""
        self._closed.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closed.wait(_TICK):
            now, stopping = time.monotonic(), self._stop.is_set()
            with self._lock:
                due = [item for item in self._watches if stopping or now >= item.ends_at]
            for item in due:
                if not item.expired:
                    item.abort()


class PeerGuard:
    """What the connections of one session obey.

    Args:
        check: called with (host asked for, peer address, peer port) on every new connection,
            before a byte is sent; raises to refuse. None behind a proxy, which resolves names.
    """

    def __init__(self, check: Callable[[str, str, int], None] | None) -> None:
        self._check = check
        self.watch: Watch | None = None

    def connected(self, host: str, sock: socket.socket) -> None:
        """Check a socket that has just been connected."""
        peer = sock.getpeername()
        if self._check is not None:
            self._check(host, peer[0], peer[1])
        self.using(sock)

    def using(self, sock: socket.socket) -> None:
        """Note that the request under way uses this socket."""
        if self.watch is not None:
            self.watch.peer = sock.getpeername()[0]
            self.watch.attach(sock.fileno())


class _GuardedPool(HTTPConnectionPool):
    """Adds the guard to every connection that the pool makes or takes up again."""

    guard: PeerGuard

    def _new_conn(self) -> Any:
        connection = super()._new_conn()
        if isinstance(connection, HTTPConnection):
            guard, connect = self.guard, connection._new_conn

            def connect_guarded() -> socket.socket:
                sock = connect()
                try:
                    guard.connected(connection.host, sock)
                except BaseException:
                    sock.close()
                    raise
                return sock

            # The one place where the socket is connected and nothing has been sent, TLS included.
            connection._new_conn = connect_guarded  # type: ignore[method-assign]
        return connection

    def _validate_conn(self, conn: Any) -> None:
        if isinstance(conn, HTTPConnection) and conn.sock is not None:
            self.guard.using(conn.sock)
        super()._validate_conn(conn)


class _GuardedTlsPool(_GuardedPool, HTTPSConnectionPool):
    pass


def legacy_context() -> ssl.SSLContext:
    """TLS as old portals speak it: weak ciphers, old renegotiation; certificates still verified."""
    context = create_urllib3_context(ciphers="DEFAULT:@SECLEVEL=1")
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    return context


class GuardedAdapter(HTTPAdapter):
    """An adapter of `requests` whose connections obey a guard.

    Args:
        guard: what to obey.
        legacy_tls: speak TLS with `legacy_context`.
    """

    def __init__(self, guard: PeerGuard, *, legacy_tls: bool = False) -> None:
        self._guard = guard
        self._legacy_tls = legacy_tls
        super().__init__(pool_connections=4, pool_maxsize=1, max_retries=0)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **kwargs: Any
    ) -> None:
        """Make the pools of direct connections."""
        if self._legacy_tls:
            kwargs["ssl_context"] = legacy_context()
        super().init_poolmanager(connections, maxsize, block, **kwargs)
        self._arm(self.poolmanager)

    def proxy_manager_for(self, proxy: Any, **proxy_kwargs: Any) -> Any:
        """Make the pools of connections through a proxy."""
        if self._legacy_tls:
            proxy_kwargs["ssl_context"] = legacy_context()
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        self._arm(manager)
        return manager

    def _arm(self, manager: urllib3.PoolManager) -> None:
        manager.pool_classes_by_scheme = {
            "http": type("GuardedPool", (_GuardedPool,), {"guard": self._guard}),
            "https": type("GuardedTlsPool", (_GuardedTlsPool,), {"guard": self._guard}),
        }
