"""Every report of every portal of the zoo: found, none twice, none wrong, from the home page alone."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import parsers
from fixtures.portal import portals
from fixtures.portal.base import Zoo
from fixtures.portal.loopback import LoopbackPortal
from parsers.documents import sources
from parsers.model import Dossier, Status
from scraper.page import Page
from scraper.portals import choose
from scraper.portals.addressed import RULES

ZOO = portals()


def serve_zoo(serve, zoo: Zoo) -> LoopbackPortal:
    portal = serve(zoo.routes)
    portal.fallback = zoo.answer
    return portal


def read(out):
    """What the parser makes of the archive, by the path of each document."""
    found = {}
    for item in sources.read([out / "archive"]):
        if isinstance(item, Dossier):
            parts = urlsplit(item.primary.url)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            assert path not in found, "the same document twice"
            found[path] = parsers.parse(item)
    return found


def wrong_cells(report, truth):
    """Cells that say a number or a blank where the source has something else."""
    return [
        cell.address
        for cell in report.cells
        if cell.address in truth.cells
        and (
            (cell.status is Status.READ and str(cell.value) != truth.cells[cell.address])
            or (cell.status is Status.BLANK and truth.cells[cell.address] is not None)
        )
    ]


def families(outcome):
    """The family of every page of the archive that is a list."""
    lists = {r["WARC-Refers-To"] for r in outcome.records if r.get("role") == "list"}
    return {
        choose(Page(record["target"], record["text"].encode())).name
        for record in outcome.records
        if record["type"] == "response" and record["id"] in lists
    }


@pytest.mark.parametrize("name", ZOO)
def test_every_report_once_and_right(name, serve, crawled):
    zoo = ZOO[name]()
    outcome = crawled(serve_zoo(serve, zoo))
    assert outcome.codes == zoo.problems
    assert outcome.portal.whole and outcome.portal.failures == 0
    found = read(outcome.out)
    assert set(found) == set(zoo.documents)
    for path, report in zoo.documents.items():
        told = found[path].identity
        assert (told.organ, told.report_year) == (report.organ, report.year), path
        assert wrong_cells(found[path], report.truth) == [], path
    # Every list is its own family's, or one that generic reads as well.
    assert zoo.family in families(outcome) <= {zoo.family, "generic"}
    assert max(Counter((r.organ, r.year) for r in zoo.documents.values()).values()) == 1


def test_every_family_of_the_zoo_stands_in_the_readme():
    text = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    table = text.partition("<!-- zoo -->")[2].partition("<!-- /zoo -->")[0]
    listed = set(re.findall(r"^\| `(\w+)` \|", table, re.M))
    assert listed == {build().family for build in ZOO.values()}


def test_every_static_family_has_its_portal():
    mine = {"trs", "vsb", "eportal", "generic", *(rule.name for rule in RULES)}
    assert mine <= {build().family for build in ZOO.values()}
