"""Every report of the bundled portal against what its page prints."""

from decimal import Decimal

import pytest

from gongkai.demo import portal
from parsers import parse
from parsers.model import Document, Dossier

TRUTHS = [(truth, path) for truth in portal.truth() for path in truth.paths]


@pytest.fixture(scope="module")
def site():
    return portal.site()


def report_at(site, path):
    resource = site.resources[path]
    headers = {name.lower(): value for name, value in dict(resource.headers).items()}
    kind, _, rest = headers.get("content-type", "").partition(";")
    charset = rest.partition("charset=")[2].strip() or None
    url = "http://127.0.0.1:1" + path
    document = Document(resource.body, url, url, kind or None, charset)
    return parse(Dossier(document))


@pytest.mark.parametrize(("truth", "path"), TRUTHS, ids=[path for _, path in TRUTHS])
def test_every_cell_is_what_the_page_prints(site, truth, path):
    report = report_at(site, path)
    cells = {c.address: c for c in report.cells}
    assert set(cells) == set(truth.cells)
    doubtful = 0
    for address, printed in truth.cells.items():
        cell = cells[address]
        if cell.status == "doubtful":
            doubtful += 1
            assert cell.reason, address
        elif printed == portal.ABSENT:
            assert cell.status == "absent", address
        elif printed is None:
            assert cell.status == "blank", (address, cell)
        else:
            assert cell.status == "read", (address, cell)
            assert cell.value == Decimal(printed), address
    if doubtful:
        # Only where blank cells were dropped from pipe text, and only rows that had one.
        assert truth.shape == "pipe_lines", (truth.shape, doubtful)
        assert None in truth.cells.values()


@pytest.mark.parametrize(("truth", "path"), TRUTHS, ids=[path for _, path in TRUTHS])
def test_who_and_when(site, truth, path):
    report = report_at(site, path)
    who = report.identity
    assert (who.organ, who.organ_kind) == (truth.organ, truth.organ_kind)
    assert who.report_year == truth.report_year
    assert report.forms == truth.forms
    assert [s.title for s in report.sections] == list(truth.sections)
    fee = truth.processing_fee_yuan
    assert report.processing_fee_yuan == (None if fee is None else Decimal(fee))
    assert who.index_number == truth.index_number
    failed = {(f.code, f.row_key or f.col_key) for f in report.findings if f.outcome == "failed"}
    intended = {(f.code, f.key) for f in truth.failing}
    assert failed == intended
    assert {f.cause for f in report.findings if f.outcome == "failed"} <= {"source"}


def test_one_report_under_two_addresses_has_one_id(site):
    twice = [truth for truth, _ in TRUTHS if len(truth.paths) > 1]
    assert twice
    for truth in twice:
        assert len({report_at(site, path).report_id for path in truth.paths}) == 1
