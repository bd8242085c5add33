"""Portals that misbehave: the right problem, and the rest of the run unharmed, in bounded time."""

from __future__ import annotations

import time
from contextlib import ExitStack

import pytest

from fixtures.portal.loopback import LoopbackPortal, Outcome, loopback, small_portal
from fixtures.portal.misbehaving import MISBEHAVING
from scraper import CrawlSettings, Portal, crawl

# Seconds of one request; a portal may hold the run up for a few of these, not for more.
DEADLINE = 1.0
BOUND = 12.0


def serve_one(stack: ExitStack, routes: dict) -> LoopbackPortal:
    portal = stack.enter_context(loopback({k: v for k, v in routes.items() if k != "*"}))
    portal.fallback = routes.get("*", portal.fallback)
    return portal


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """All of them in one run, a portal that behaves among them."""
    out = tmp_path_factory.mktemp("misbehaving")
    with ExitStack() as stack:
        served = {name: serve_one(stack, case[0]) for name, case in MISBEHAVING.items()}
        served["good"] = serve_one(stack, small_portal())
        portals = [Portal(name, f"{item.base}/") for name, item in served.items()]
        settings = CrawlSettings(
            out=out, pace=0.0, timeout=2.0, deadline=DEADLINE, workers=8, max_list_pages=12
        )
        started = time.monotonic()
        summary = crawl(portals, settings, lambda event: None)
        seconds = time.monotonic() - started
    return Outcome(summary, [], out), {name: item.base for name, item in served.items()}, seconds


@pytest.mark.parametrize("name", MISBEHAVING)
def test_the_right_problem_and_nothing_else(run, name):
    outcome, bases, _ = run
    _, codes, reports = MISBEHAVING[name]
    mine = [r for r in outcome.problems if r["portal"] == f"{bases[name]}/"]
    assert [record["failure-code"] for record in mine] == codes
    assert all(record["failure-message"] for record in mine)
    stored = [url for url in outcome.stored() if url.startswith(bases[name] + "/")]
    assert len(stored) == reports
    summary = next(s for s in outcome.summary.portals if s.portal.name == name)
    counting = [record for record in mine if record["failure-counts"] == "1"]
    assert summary.failures == len(counting)
    assert summary.whole is (not counting)


def test_the_rest_of_the_run_is_unharmed(run):
    outcome, bases, seconds = run
    good = next(s for s in outcome.summary.portals if s.portal.name == "good")
    assert good.whole and good.failures == 0 and good.new == 2
    assert len([url for url in outcome.stored() if url.startswith(bases["good"] + "/")]) == 2
    assert seconds < BOUND
