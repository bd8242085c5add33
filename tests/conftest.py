"""What every test obeys: no network but loopback, and the same examples each time."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import shutil
import socket
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("gongkai", derandomize=True, deadline=None)
settings.load_profile("gongkai")

# The commands that tests start would compile every module anew, each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Datasets and archives are brought to the disk file by file; in memory no test waits for that.
_MEMORY = Path("/dev/shm")
with contextlib.suppress(OSError):
    room = shutil.disk_usage(_MEMORY).free if os.access(_MEMORY, os.W_OK) else 0
    if room > 4 * 1024**3 and "TMPDIR" not in os.environ:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

REAL = "GONGKAI_REAL_REPORTS"
_LOCAL_NAMES = {"", "localhost", "localhost.localdomain", "ip6-localhost"}


class NetworkBlockedError(RuntimeError):
    """A test asked for an address that is not on this machine."""


def _is_local(host: object) -> bool:
    name = (host.decode() if isinstance(host, bytes) else str(host or "")).split("%")[0].lower()
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name in _LOCAL_NAMES


def _guard(name: str):
    real = getattr(socket.socket, name)

    def guarded(self: socket.socket, *args):
        address = args[-1] if name == "sendto" else args[0]
        internet = self.family in {socket.AF_INET, socket.AF_INET6}
        if internet and not _is_local(address[0]):
            raise NetworkBlockedError(f"{name} to {address!r}: tests may only use loopback")
        return real(self, *args)

    return guarded


@pytest.fixture(autouse=True, scope="session")
def _only_loopback():
    """Connections elsewhere are errors of the test; names elsewhere do not resolve."""
    resolve = socket.getaddrinfo

    def local_only(host, *args, **kwargs):
        try:
            literal = ipaddress.ip_address((host or "127.0.0.1").split("%")[0])
        except (ValueError, AttributeError):
            literal = None
        if literal is None and not _is_local(host):
            raise socket.gaierror(socket.EAI_NONAME, f"tests resolve no names: {host!r}")
        return resolve(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guard(name))
        patch.setattr(socket, "getaddrinfo", local_only)
        yield


@pytest.fixture(scope="session")
def real_reports() -> Path:
    """The folder of published reports, which the repository may not hold; skips without it."""
    folder = os.environ.get(REAL)
    if not folder:
        pytest.skip(f"{REAL} names no folder of published reports")
    path = Path(folder)
    assert path.is_dir(), f"{REAL}={folder} is no folder"
    return path
