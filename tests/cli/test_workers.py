"""The pool survives documents that kill, hang or overrun its processes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import psutil
import pytest

from gongkai.work import Parsed, Unparsed
from gongkai.workers import parse_all
from parsers.model import Document, Dossier
from tests.cli.pages import report


def good(n: int) -> Dossier:
    return Dossier(Document(report(f"测试县第{n}中学").encode(), f"{n}.html"))


class Deadly(Dossier):
    """Ends the process that receives it, as a crash in a native library would."""

    def __reduce__(self):
        return os._exit, (9,)


class Endless(Dossier):
    """Never becomes a document."""

    def __reduce__(self):
        return time.sleep, (3600,)


def deadly(name: str) -> Dossier:
    return Deadly(Document(b"x", name))


def endless(name: str) -> Dossier:
    return Endless(Document(b"x", name))


def sources(outcomes: list[Parsed | Unparsed]) -> list[str]:
    return sorted(
        item.stub.source if isinstance(item, Parsed) else item.problem.source for item in outcomes
    )


def parsed(outcomes: list[Parsed | Unparsed]) -> list[str]:
    return sorted(item.stub.source for item in outcomes if isinstance(item, Parsed))


@pytest.mark.parametrize("jobs", [1, 3])
def test_every_document_has_one_outcome(jobs):
    outcomes = list(parse_all((good(n) for n in range(40)), jobs=jobs, time_limit=60))
    assert parsed(outcomes) == sorted(f"{n}.html" for n in range(40))


def test_a_document_that_kills_its_worker_is_a_problem_and_the_rest_is_parsed():
    dossiers = [good(n) for n in range(20)]
    dossiers.insert(11, deadly("killer.html"))
    outcomes = list(parse_all(iter(dossiers), jobs=2, time_limit=60))
    assert len(outcomes) == 21
    (problem,) = [item.problem for item in outcomes if isinstance(item, Unparsed)]
    assert (problem.source, problem.code, problem.counts) == ("killer.html", "worker_died", True)
    assert "exit code 9" in problem.message


def test_a_worker_killed_from_outside_costs_no_document():
    outcomes: list[Parsed | Unparsed] = []
    for outcome in parse_all((good(n) for n in range(120)), jobs=2, time_limit=60):
        outcomes.append(outcome)
        if len(outcomes) == 10:
            children = psutil.Process().children()
            victim = max(children, key=lambda child: child.create_time())
            victim.kill()
    assert parsed(outcomes) == sorted(f"{n}.html" for n in range(120))


def test_a_document_without_end_is_ended():
    dossiers = [good(0), endless("endless.html"), good(1), good(2)]
    outcomes = list(parse_all(iter(dossiers), jobs=2, time_limit=3))
    assert sources(outcomes) == ["0.html", "1.html", "2.html", "endless.html"]
    (problem,) = [item.problem for item in outcomes if isinstance(item, Unparsed)]
    assert (problem.code, problem.source) == ("time_limit", "endless.html")


def test_reading_stays_a_few_chunks_ahead_of_parsing():
    handed_out = 0

    def dossiers() -> Iterator[Dossier]:
        nonlocal handed_out
        for n in range(2000):
            handed_out += 1
            yield good(n)

    outcomes = parse_all(dossiers(), jobs=2, time_limit=60)
    for _ in range(50):
        next(outcomes)
    outcomes.close()
    assert handed_out < 200
    assert not [
        child for child in psutil.Process().children() if "spawn_main" in str(child.cmdline())
    ]
