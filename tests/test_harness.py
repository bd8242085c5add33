"""The guards of the test suite itself."""

import socket
import urllib.error
import urllib.request

import pytest

from tests.conftest import NetworkBlockedError


def test_addresses_elsewhere_are_out_of_reach():
    with socket.socket() as tcp, pytest.raises(NetworkBlockedError):
        tcp.connect(("192.0.2.1", 80))
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        pytest.raises(NetworkBlockedError),
    ):
        udp.sendto(b"x", ("192.0.2.1", 53))
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen("http://www.example.org/", timeout=1)


def test_loopback_is_within_reach():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()[:2], timeout=1).close()
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=1).close()
