"""Staging: one report per id, whatever the order in which its documents came."""

from __future__ import annotations

import copy
import itertools
from collections import Counter
from decimal import Decimal

import pytest

import parsers
from gongkai.staging import Staging
from gongkai.work import Unparsed, count_findings, count_statuses, pack
from parsers.model import Document, Dossier, Problem, Report, Sighting, Status
from tests.cli.pages import report

HOME = "https://www.ceshi.gov.cn"


def made(path: str, day: int, organ: str = "测试县教育局", **more: object) -> Report:
    document = Document(
        report(organ, **more).encode(),
        f"{HOME}{path}#{day}-{path}",
        url=f"{HOME}{path}",
        fetched_at=f"2024-03-{day:02d}T00:00:00Z",
        warc_ref=f"a.warc.gz:{day}",
    )
    return parsers.parse(Dossier(document))


def staged(out, items, sightings=()) -> list[Report]:
    with Staging(out) as staging:
        for item in items:
            if isinstance(item, Report):
                staging.add(pack(item))
            else:
                staging.add_problem(item)
        for sighting in sightings:
            staging.add_sighting(sighting)
        staging.seal()
        found = list(staging.reports())
        assert found == list(staging.reports())
        totals = staging.totals()
        assert totals.reports == len(found)
        assert totals.statuses == sum((Counter(count_statuses(item)) for item in found), Counter())
        assert totals.findings == sum((Counter(count_findings(item)) for item in found), Counter())
    assert not list(out.iterdir())
    return found


def test_one_report_at_several_addresses_in_any_order(tmp_path):
    documents = [
        made("/zwgk/nb/t20240120_1.html", 5),
        made("/a.html", 9),
        made("/zwgk/nb/t20240120_1.html", 7),
        made("/b.html", 3, "测试县水利局"),
    ]
    sighting = Sighting(f"{HOME}/a.html", "2024-05-01T00:00:00Z")
    results = [staged(tmp_path, order, [sighting]) for order in itertools.permutations(documents)]
    assert all(result == results[0] for result in results)
    twice = next(item for item in results[0] if item.identity.organ == "测试县教育局")
    assert twice.url == f"{HOME}/a.html"
    assert twice.other_urls == (f"{HOME}/zwgk/nb/t20240120_1.html",)
    assert (twice.first_seen, twice.last_seen) == ("2024-03-05T00:00:00Z", "2024-05-01T00:00:00Z")
    other = next(item for item in results[0] if item is not twice)
    assert (other.first_seen, other.last_seen) == ("2024-03-03T00:00:00Z",) * 2
    assert other.other_urls == ()


def test_the_reading_with_less_doubt_speaks_for_the_report(tmp_path):
    clear = made("/a/long/address.html", 5)
    vague = copy.deepcopy(made("/a.html", 5))
    vague.cells[0].status = Status.DOUBTFUL
    (found,) = staged(tmp_path, [vague, clear])
    assert found.url == clear.url
    assert all(cell.status is Status.READ for cell in found.cells)


def test_two_readings_of_the_same_words_make_the_cell_doubtful(tmp_path):
    one, two = made("/a.html", 5), made("/b.html", 5)
    two.cells[3].value = Decimal(7)
    (found,) = staged(tmp_path, [one, two])
    cell = found.cells[3]
    assert (cell.status, cell.value) == (Status.DOUBTFUL, Decimal(0))
    assert cell.reason == f"read as 7 at {HOME}/b.html"
    (finding,) = [item for item in found.findings if item.code == "addresses_differ"]
    assert (finding.cause, finding.cells) == ("reading", (cell.address,))
    # Checking again neither drops it nor makes the cell certain.
    parsers.recheck(found)
    assert finding in found.findings
    assert cell.status is Status.DOUBTFUL


def test_plain_files_without_addresses(tmp_path):
    documents = [
        parsers.parse(Dossier(Document(report().encode(), name))) for name in ("b.html", "a.html")
    ]
    (found,) = staged(tmp_path, documents)
    assert (found.source, found.other_urls) == ("a.html", ("b.html",))
    assert (found.first_seen, found.last_seen) == (None, None)


def test_gone_only_if_every_address_is_gone(tmp_path):
    def gone(path: str) -> Problem:
        return Problem("document", "gone", False, "gone", "no longer listed", url=HOME + path)

    documents = [made("/a.html", 5), made("/b.html", 5)]
    (one,) = staged(tmp_path, [*documents, gone("/a.html")])
    assert not one.gone
    (both,) = staged(tmp_path, [*documents, gone("/a.html"), gone("/b.html")])
    assert both.gone


def failure(path: str, day: int, kind: str = "failed") -> Unparsed:
    at = f"2024-03-{day:02d}T00:00:00Z"
    problem = Problem(
        "document", kind, kind == "failed", "unreadable", "cut off",
        source=f"{HOME}{path}#{day}", url=HOME + path, first_seen=at, last_seen=at,
    )  # fmt: skip
    return Unparsed(problem, HOME + path, at)


@pytest.mark.parametrize("turned", [False, True])
def test_a_later_good_document_voids_an_earlier_failure(tmp_path, turned):
    items = [failure("/a.html", 3), failure("/a.html", 4, "refused"), made("/a.html", 5)]
    with Staging(tmp_path) as staging:
        for item in reversed(items) if turned else items:
            staging.add(pack(item)) if isinstance(item, Report) else staging.add_problem(item)
        staging.seal()
        assert staging.problems() == []


def test_a_later_failure_stands_beside_the_report_and_says_when_it_was_good(tmp_path):
    with Staging(tmp_path) as staging:
        staging.add(pack(made("/a.html", 5)))
        staging.add_problem(failure("/a.html", 7))
        staging.add_problem(failure("/a.html", 9))
        staging.seal()
        (problem,) = staging.problems()
        assert problem.source == f"{HOME}/a.html#9"
        assert problem.last_good == "2024-03-05T00:00:00Z"
        assert staging.totals().reports == 1


def test_what_a_killed_run_left_is_removed(tmp_path):
    (tmp_path / ".staging.sqlite").write_bytes(b"half")
    (tmp_path / ".staging.sqlite-journal").write_bytes(b"half")
    assert len(staged(tmp_path, [made("/a.html", 5)])) == 1
