"""The server over real sockets."""

import subprocess
import sys

import pytest
import requests

from gongkai.demo.portal import site, truth
from gongkai.demo.server import bind, serve
from parsers.errors import UsageError


@pytest.fixture(scope="module")
def base():
    with serve() as address:
        yield address


@pytest.fixture
def web():
    with requests.Session() as session:
        session.trust_env = False
        yield session


def test_every_resource_is_served_as_built(base, web):
    for path, resource in site().resources.items():
        answer = web.get(base + path.removeprefix("/"), allow_redirects=False)
        assert answer.status_code == resource.status
        assert answer.content == resource.body
        for name, value in resource.headers.items():
            assert answer.headers[name] == value


def test_directories_redirect_to_their_slash(base, web):
    answer = web.get(base + "zwgk/zfxxgk")
    assert answer.status_code == 200
    assert [step.status_code for step in answer.history] == [301]
    assert answer.url == base + "zwgk/zfxxgk/"


@pytest.mark.parametrize(
    "path",
    [
        "nothing.html",
        "zwgk/zfxxgk/zfxxgknb/2025n/index_9.html",
        "?page=2",
        "../etc/passwd",
        "%2e%2e/x",
        "zwgk//",
    ],
)
def test_unknown_paths_are_404(base, web, path):
    answer = web.get(base + path)
    assert answer.status_code == 404
    assert answer.content == site().not_found.body
    assert "ETag" not in answer.headers


def test_conditional_requests(base, web):
    address = base.removesuffix("/") + truth()[0].paths[0]
    first = web.get(address)
    tag, changed = first.headers["ETag"], first.headers["Last-Modified"]

    def status(**headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = web.get(address, headers=named)
        assert answer.content == (b"" if answer.status_code == 304 else first.content)
        return answer.status_code

    assert status(If_None_Match=tag) == 304
    assert status(If_None_Match=f'"other", W/{tag}') == 304
    assert status(If_None_Match="*") == 304
    assert status(If_None_Match='"other"') == 200
    assert status(If_Modified_Since=changed) == 304
    assert status(If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT") == 200
    assert status(If_Modified_Since="not a date") == 200
    # The tag decides where both are sent.
    assert status(If_None_Match='"other"', If_Modified_Since=changed) == 200


def test_head_has_headers_only(base, web):
    path = truth()[0].paths[0]
    answer = web.head(base.removesuffix("/") + path)
    assert answer.status_code == 200 and answer.content == b""
    assert int(answer.headers["Content-Length"]) == len(site().resources[path].body)


def test_other_methods_are_refused(base, web):
    assert web.post(base, data={"a": "b"}).status_code == 501


def test_robots_allows_everything(base, web):
    text = web.get(base + "robots.txt").text
    assert "User-agent: *" in text and "Allow: /" in text and "Disallow" not in text


def test_it_is_quiet(base, web, capfd):
    web.get(base)
    web.get(base + "missing")
    assert capfd.readouterr() == ("", "")


def test_it_stops_with_its_context():
    with serve() as address:
        assert requests.get(address, timeout=5).status_code == 200
    with pytest.raises(requests.ConnectionError):
        requests.get(address, timeout=5)


def test_a_taken_port_is_an_error_of_use():
    with bind() as server, pytest.raises(UsageError) as caught, serve(server.server_port):
        pass
    assert caught.value.code == "port_unavailable"
    assert str(server.server_port) in str(caught.value)


def test_it_runs_in_the_foreground():
    process = subprocess.Popen(
        [sys.executable, "-m", "gongkai.demo", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        address = process.stdout.readline().split()[0]
        assert requests.get(address, timeout=5).status_code == 200
    finally:
        process.terminate()
        process.communicate(timeout=10)
