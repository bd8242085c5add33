"""Archives: ours with their notes, other crawlers', and damaged ones."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from parsers.documents.sources import read
from parsers.model import Dossier, Hints, Listing, Problem, Sighting
from tests.parsers.archives import Archive

PAGE = "https://www.example.gov.cn/zwgk/2024.html"
HTML = "<html><body><p>政府信息公开工作年度报告</p></body></html>".encode()


def sorted_out(*paths: Path) -> dict[type, list]:
    found: dict[type, list] = {Dossier: [], Problem: [], Listing: [], Sighting: []}
    for item in read(paths):
        found[type(item)].append(item)
    return found


@pytest.mark.parametrize("zipped", [True, False])
def test_a_report_comes_with_its_provenance(tmp_path, zipped):
    path = tmp_path / ("a.warc.gz" if zipped else "a.warc")
    with Archive(path, zipped=zipped) as archive:
        archive.response("https://www.example.gov.cn/", HTML, role="home")
        archive.response("https://www.example.gov.cn/robots.txt", b"User-agent: *", role="robots")
        record_id = archive.response(
            PAGE,
            HTML,
            headers=(("content-type", 'Text/HTML; Charset="GB2312"'),),
            date="2026-02-03T04:05:06.789Z",
            role="report",
            portal="某县",
            adcode="430102",
            via="https://www.example.gov.cn/list.html",
            anchor="2024年 报告",
            list_date="2025-01-20",
            column="年报",
            final_url=PAGE + "?x=1",
        )
        archive.response(PAGE + "/list", HTML, role="list")
    found = sorted_out(path)
    assert found[Problem] == []
    (dossier,) = found[Dossier]
    primary = dossier.primary
    assert primary.content == HTML
    assert primary.source == f"{PAGE}#{record_id}"
    assert primary.url == PAGE + "?x=1"
    assert (primary.media_type, primary.charset) == ("text/html", "GB2312")
    assert primary.fetched_at == "2026-02-03T04:05:06Z"
    assert dossier.hints == Hints(
        portal="某县",
        adcode="430102",
        via="https://www.example.gov.cn/list.html",
        anchor="2024年 报告",
        list_date="2025-01-20",
        column="年报",
    )
    name, offset = primary.warc_ref.split(":")
    with path.open("rb") as file:
        file.seek(int(offset))
        assert name == path.name
        assert next(ArchiveIterator(file)).rec_headers["WARC-Target-URI"] == PAGE


def test_an_archive_of_another_crawler(tmp_path):
    with Archive(tmp_path / "crawl.warc.gz") as archive:
        archive.response(PAGE, HTML)
        archive.response("https://a.example/robots.txt", b"User-agent: *")
        archive.response(
            "https://a.example/a.css", b"a {}", headers=(("Content-Type", "text/css"),)
        )
        archive.response("https://a.example/old", b"moved", status="301 Moved Permanently")
        archive.response("https://a.example/gone", HTML, status="404 Not Found")
        archive.response("https://a.example/b", HTML, headers=())
    found = sorted_out(tmp_path)
    assert found[Problem] == []
    assert [d.primary.url for d in found[Dossier]] == [PAGE, "https://a.example/b"]
    assert found[Dossier][1].primary.media_type is None


def gzipped(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


def deflated(body: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeeze.compress(body) + squeeze.flush()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(HTML), HTML), {"Transfer-Encoding": "chunked"}),
        (HTML, {"Transfer-Encoding": "chunked"}),
        (gzipped(HTML), {"Content-Encoding": "gzip"}),
        (gzipped(HTML[:9]) + gzipped(HTML[9:]), {"Content-Encoding": "x-gzip"}),
        (HTML, {"Content-Encoding": "gzip"}),
        (zlib.compress(HTML), {"Content-Encoding": "deflate"}),
        (deflated(HTML), {"Content-Encoding": "deflate"}),
        (HTML, {"Content-Length": str(len(HTML))}),
    ],
    ids=["chunked", "unchunked", "gzip", "two members", "ungzipped", "zlib", "deflate", "length"],
)
def test_codings_are_undone_if_the_bytes_have_them(tmp_path, body, headers):
    with Archive(tmp_path / "a.warc.gz") as archive:
        archive.response(PAGE, body, headers=tuple(headers.items()))
    (dossier,) = sorted_out(tmp_path)[Dossier]
    assert dossier.primary.content == HTML


@pytest.mark.parametrize(
    ("body", "headers", "warc", "code"),
    [
        (HTML, {"Content-Length": "99999"}, {}, "truncated_in_archive"),
        (HTML, {}, {"WARC-Truncated": "length"}, "truncated_in_archive"),
        (b"fff\r\n" + HTML, {"Transfer-Encoding": "chunked"}, {}, "truncated_in_archive"),
        (gzipped(HTML)[:-9], {"Content-Encoding": "gzip"}, {}, "truncated_in_archive"),
        (b"\x1f\x8b" + HTML, {"Content-Encoding": "gzip"}, {}, "broken_compression"),
        (HTML, {"Content-Encoding": "zstd"}, {}, "unknown_coding"),
        (b" \n ", {}, {}, "empty_document"),
        (gzipped(b"a" * 20_000_001), {"Content-Encoding": "gzip"}, {}, "too_large"),
        (gzipped(b"%PDF-" + b"a" * 64_000_001), {"Content-Encoding": "gzip"}, {}, "too_large"),
    ],
)
def test_what_is_not_whole_is_a_problem_and_no_dossier(tmp_path, body, headers, warc, code):
    with Archive(tmp_path / "a.warc.gz") as archive:
        record_id = archive.response(PAGE, body, headers=tuple(headers.items()), warc=warc)
        archive.response(PAGE + "2", HTML)
    found = sorted_out(tmp_path)
    (problem,) = found[Problem]
    assert (problem.code, problem.counts, problem.level) == (code, True, "document")
    assert problem.source == f"{PAGE}#{record_id}"
    assert problem.url == PAGE
    assert [d.primary.url for d in found[Dossier]] == [PAGE + "2"]


@pytest.mark.parametrize("zipped", [True, False])
def test_a_torn_tail_costs_the_last_record_only(tmp_path, zipped):
    path = tmp_path / "a.warc"
    with Archive(path, zipped=zipped) as archive:
        archive.response(PAGE, HTML)
        whole = path.stat().st_size
        archive.response(PAGE + "2", HTML * 50)
    size = path.stat().st_size
    for end in range(whole + 1, size, max(1, (size - whole) // 40)):
        torn = tmp_path / "torn.warc.gz"
        torn.write_bytes(path.read_bytes()[:end])
        found = sorted_out(torn)
        assert [d.primary.url for d in found[Dossier]][:1] == [PAGE]
        if end < size - 4:  # the last blank lines of an uncompressed record may be missing
            assert len(found[Dossier]) == 1
            assert [p.code for p in found[Problem]] == ["archive_torn"]
            assert found[Problem][0].counts
            assert f"byte {whole}" in found[Problem][0].message


def test_bytes_that_changed_cost_their_record_only(tmp_path, capfd):
    path = tmp_path / "a.warc.gz"
    with Archive(path) as archive:
        archive.response(PAGE, HTML)
        start = path.stat().st_size
        archive.response(PAGE + "2", HTML * 50)
        end = path.stat().st_size
        archive.response(PAGE + "3", HTML)
    content = path.read_bytes()
    for position in range(start, end, 7):
        path.write_bytes(
            content[:position] + bytes([content[position] ^ 0x55]) + content[position + 1 :]
        )
        found = sorted_out(path)
        urls = [d.primary.url for d in found[Dossier]]
        contents = {d.primary.content for d in found[Dossier]}
        assert contents <= {HTML, HTML * 50}
        assert urls in ([PAGE, PAGE + "3"], [PAGE, PAGE + "2", PAGE + "3"])
        if len(urls) == 2:
            assert [p.code for p in found[Problem]] == ["archive_damaged"]
    assert capfd.readouterr() == ("", "")


def test_a_digest_that_does_not_hold(tmp_path):
    path = tmp_path / "a.warc"
    with Archive(path, zipped=False) as archive:
        archive.response(PAGE, b"<p>12</p>" + HTML)
        archive.response(PAGE + "2", HTML)
    path.write_bytes(path.read_bytes().replace(b"<p>12</p>", b"<p>13</p>"))
    found = sorted_out(path)
    assert [d.primary.url for d in found[Dossier]] == [PAGE + "2"]
    assert [p.code for p in found[Problem]] == ["archive_damaged"]


def test_zeros_at_the_end_and_a_file_that_is_gzipped_as_one(tmp_path):
    plain = tmp_path / "plain"
    with Archive(plain, zipped=False) as archive:
        for number in range(5):
            archive.response(f"{PAGE}{number}", HTML * (number + 1))
    path = tmp_path / "one.warc.gz"
    path.write_bytes(gzip.compress(plain.read_bytes()) + b"\0" * 512)
    found = sorted_out(path)
    assert [d.primary.content for d in found[Dossier]] == [HTML * n for n in range(1, 6)]
    assert [p.code for p in found[Problem]] == ["archive_torn"]


def test_attachments_come_with_their_article(tmp_path):
    pdf = (("Content-Type", "application/pdf"),)
    with Archive(tmp_path / "a.warc.gz") as archive:
        old, new = b"%PDF-old", b"%PDF-new"
        archive.response(
            PAGE, HTML, role="report", final_url=PAGE + "/final", date="2026-01-01T00:00:00Z"
        )
        archive.response(
            "https://a/1.pdf",
            old,
            headers=pdf,
            role="attachment",
            attachment_of=PAGE,
            date="2026-01-01T00:00:05Z",
        )
        archive.response(
            "https://a/2.pdf",
            old,
            headers=pdf,
            role="attachment",
            attachment_of=PAGE + "/final",
            date="2026-01-01T00:00:09Z",
        )
        archive.response(
            "https://a/1.pdf",
            new,
            headers=pdf,
            role="attachment",
            attachment_of=PAGE,
            date="2026-05-01T00:00:05Z",
        )
        archive.response(PAGE, HTML + b" ", role="report", date="2026-05-01T00:00:00Z")
        archive.response(
            "https://a/3.pdf", old, headers=pdf, role="attachment", attachment_of=PAGE + "/lost"
        )
    first, second, orphan = sorted_out(tmp_path)[Dossier]
    assert [(a.url, a.content) for a in first.attachments] == [
        ("https://a/1.pdf", old),
        ("https://a/2.pdf", old),
    ]
    assert [(a.url, a.content) for a in second.attachments] == [("https://a/1.pdf", new)]
    assert orphan.primary.url == "https://a/3.pdf"


def failure(archive: Archive, uri: str, **fields: str) -> str:
    base = {
        "failure_level": "document",
        "failure_kind": "failed",
        "failure_code": "http_500",
        "failure_message": "the server answered 500",
        "failure_action": "try again later",
        "failure_counts": "1",
        "http_status": "500",
        "attempts": "3",
        "portal": "某县",
        "adcode": "430102",
    }
    return archive.note(uri, **(base | fields))


def test_a_failure_is_a_problem(tmp_path):
    with Archive(tmp_path / "a.warc.gz") as archive:
        failure(archive, PAGE, attempts="1")
        record_id = failure(archive, PAGE, report_year="2024", evidence="500 \x1b[31mOops")
        last = failure(
            archive, PAGE, report_year="2024", failure_kind="refused", failure_counts="0"
        )
    first, second = sorted_out(tmp_path)[Problem]
    assert (first.attempts, first.report_year) == (1, None)
    assert record_id != last
    assert second == Problem(
        level="document",
        kind="refused",
        counts=False,
        code="http_500",
        message="the server answered 500",
        action="try again later",
        portal="某县",
        adcode="430102",
        report_year=2024,
        source=f"{PAGE}#{last}",
        url=PAGE,
        http_status=500,
        attempts=3,
        first_seen="2026-01-01T00:02:00Z",
        last_seen="2026-01-01T00:03:00Z",
    )


def test_unsafe_characters_of_a_note_are_replaced(tmp_path):
    with Archive(tmp_path / "a.warc.gz") as archive:
        failure(archive, PAGE, evidence="500 \x1b[31mOops")
    assert sorted_out(tmp_path)[Problem][0].evidence == "500 \ufffd[31mOops"


def test_a_later_success_in_another_file_voids_a_failure(tmp_path):
    with Archive(tmp_path / "1.warc.gz") as archive:
        failure(archive, PAGE)
        failure(archive, PAGE + "2")
        archive.response(PAGE + "3", HTML, role="report")
        failure(archive, PAGE + "3", failure_kind="gone")
        failure(archive, PAGE + "4")
    with Archive(tmp_path / "2.warc.gz", first=20) as archive:
        archive.response(PAGE, HTML, role="report")
        archive.response(PAGE + "2", b"no", status="500 Oops")
        archive.revisit(PAGE + "4")
    found = sorted_out(tmp_path / "2.warc.gz", tmp_path / "1.warc.gz")
    assert [(p.url, p.kind, p.last_good) for p in found[Problem]] == [
        (PAGE + "2", "failed", None),
        (PAGE + "3", "gone", "2026-01-01T00:03:00Z"),
    ]
    assert found[Sighting] == [Sighting(PAGE + "4", "2026-01-01T00:23:00Z")]


def test_only_a_whole_listing_voids_the_failure_of_a_portal(tmp_path):
    home = "https://www.example.gov.cn/"
    listing = {"portal": "某县", "adcode": "430102", "report_year": "2024", "outcome": ""}
    with Archive(tmp_path / "a.warc.gz") as archive:
        failure(archive, home, failure_level="portal")
        archive.response(home, HTML, role="home")
        archive.note(home + "list", listing="partial", **listing)
    found = sorted_out(tmp_path)
    assert [p.level for p in found[Problem]] == ["portal"]
    assert [item.whole for item in found[Listing]] == [False]
    with Archive(tmp_path / "b.warc.gz", first=9) as archive:
        archive.note(
            home + "list",
            listing="whole",
            listed_total="12",
            checked_at="2026-03-01T00:00:00Z",
            **listing,
        )
    found = sorted_out(tmp_path)
    assert found[Problem] == []
    assert found[Listing] == [Listing("某县", "430102", 2024, True, "", 12, "2026-03-01T00:00:00Z")]


def test_a_listing_that_names_no_year_is_a_problem(tmp_path):
    with Archive(tmp_path / "a.warc.gz") as archive:
        archive.note(PAGE, listing="whole", portal="某县")
    assert [p.code for p in sorted_out(tmp_path)[Problem]] == ["broken_note"]


def test_memory_does_not_hold_the_payloads(tmp_path):
    import tracemalloc

    with Archive(tmp_path / "a.warc.gz") as archive:
        for number in range(40):
            archive.response(f"{PAGE}{number}", b"<p>" + b"a" * 2_000_000, role="report")
    tracemalloc.start()
    count = sum(isinstance(item, Dossier) for item in read([tmp_path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 40
    assert peak < 20_000_000
