"""Cassettes recorded with vcrpy from the bundled portal over real HTTP, and their replay.

``fixtures/cassettes/demo-*.yaml`` are committed. Normally they are replayed and nothing is asked of
the network (``record_mode="none"``). After a change of the portal, record them again:

    GONGKAI_RECORD=1 .venv/bin/pytest tests/demo/test_cassettes.py

which serves the portal on its fixed port, writes the files anew, and replays nothing; look at the
difference before you commit it.
"""

import contextlib
import os
from pathlib import Path

import pytest
import requests
import vcr
import yaml
from vcr.serializers import yamlserializer

from gongkai.demo.pages import MARK, REPORTS
from gongkai.demo.portal import site
from gongkai.demo.server import DEFAULT_PORT, HOST, serve

CASSETTES = Path(__file__).parents[2] / "fixtures" / "cassettes"
RECORDING = os.environ.get("GONGKAI_RECORD") == "1"
BASE = f"http://{HOST}:{DEFAULT_PORT}"
CLEAN_REPORT = f"{REPORTS}2025n/202601/t20260130_20113.html"
GB_REPORT = f"{REPORTS}2021n/202201/t20220121_20109.html"
WALKS = {
    "demo-walk": ("/robots.txt", "/", REPORTS, f"{REPORTS}2025n/", CLEAN_REPORT, GB_REPORT),
    "demo-conditional": (CLEAN_REPORT, CLEAN_REPORT, "/nothing.html"),
}


class Readable:
    """Cassettes as YAML with Chinese left readable; vcrpy's own reader takes it as it is."""

    deserialize = staticmethod(yamlserializer.deserialize)

    @staticmethod
    def serialize(cassette_dict):
        return yaml.safe_dump(cassette_dict, allow_unicode=True, width=120)


def without_the_moment(response):
    """Leaves out what differs from one recording to the next."""
    response["headers"].pop("Date", None)
    response["headers"].pop("Server", None)
    return response


def cassette(name, match_on=("method", "uri")):
    path = CASSETTES / f"{name}.yaml"
    if RECORDING:
        path.unlink(missing_ok=True)
    recorder = vcr.VCR(
        record_mode="once" if RECORDING else "none",
        match_on=match_on,
        filter_headers=("User-Agent", "Accept", "Accept-Encoding", "Connection"),
        before_record_response=without_the_moment,
    )
    recorder.register_serializer("readable", Readable)
    return recorder.use_cassette(str(path), serializer="readable")


@contextlib.contextmanager
def walk(name):
    """A session whose requests the cassette answers (or, when recording, the portal)."""
    with contextlib.ExitStack() as stack:
        if RECORDING:
            assert stack.enter_context(serve(DEFAULT_PORT)) == BASE + "/"
        tape = stack.enter_context(cassette(name))
        session = stack.enter_context(requests.Session())
        session.trust_env = False
        yield session, tape


def test_a_walk_replays_byte_for_byte():
    paths = WALKS["demo-walk"]
    with walk("demo-walk") as (session, tape):
        answers = {path: session.get(BASE + path) for path in paths}
    assert RECORDING or tape.play_count == len(paths)
    for path, answer in answers.items():
        built = site().resources[path]
        assert answer.status_code == 200
        assert answer.content == built.body, f"{path} has changed: record the cassettes again"
        for name, value in built.headers.items():
            assert answer.headers[name] == value
    text = answers[GB_REPORT].content.decode("gb18030")
    assert MARK in text and "㙓" in text


def test_conditional_answers_replay():
    with walk("demo-conditional") as (session, _):
        first = session.get(BASE + CLEAN_REPORT)
        again = session.get(BASE + CLEAN_REPORT, headers={"If-None-Match": first.headers["ETag"]})
        missing = session.get(BASE + "/nothing.html")
    assert (first.status_code, again.status_code, missing.status_code) == (200, 304, 404)
    assert again.content == b"" and missing.content == site().not_found.body


@pytest.mark.skipif(RECORDING, reason="recording talks to the portal")
def test_replay_answers_only_what_was_recorded():
    before = {path: path.read_bytes() for path in CASSETTES.glob("demo-*.yaml")}
    assert {path.stem for path in before} == set(WALKS)
    with (
        walk("demo-walk") as (session, _),
        pytest.raises(vcr.errors.CannotOverwriteExistingCassetteException),
    ):
        session.get(f"{BASE}/never-recorded.html")
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("name", WALKS)
def test_cassettes_are_small_and_tell_nothing_of_the_recorder(name):
    path = CASSETTES / f"{name}.yaml"
    assert path.stat().st_size < 150_000
    tape = yaml.safe_load(path.read_text("utf-8"))
    assert [entry["request"]["uri"] for entry in tape["interactions"]] == [
        BASE + walked for walked in WALKS[name]
    ]
    for entry in tape["interactions"]:
        assert set(entry["request"]["headers"]) <= {"If-None-Match"}
        assert not {"Date", "Server"} & set(entry["response"]["headers"])
