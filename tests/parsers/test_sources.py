"""Files, folders, zips and corpora: everything readable read, everything else said."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from parsers.documents import packed
from parsers.documents.sources import read
from parsers.model import Dossier, Problem
from tests.parsers.archives import Archive

HTML = "<html><body><p>政府信息公开工作年度报告</p></body></html>".encode()
TEXT = "一、总体情况\n".encode()


def dossiers(*paths: Path) -> list[tuple[str, bytes]]:
    items = list(read(paths))
    assert [item for item in items if isinstance(item, Problem)] == []
    return [
        (item.primary.source, item.primary.content) for item in items if isinstance(item, Dossier)
    ]


def problems(*paths: Path) -> list[tuple[str | None, str, bool]]:
    items = read(paths)
    return [(p.source, p.code, p.counts) for p in items if isinstance(p, Problem)]


def put(path: Path, content: bytes = HTML) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_folder_is_read_in_order_with_relative_names(tmp_path):
    for name in (
        "b/2.html",
        "b/10.htm",
        "a.txt",
        "报告.shtml",
        "b/noname",
        ".git/x.html",
        "b/.hidden.html",
    ):
        put(tmp_path / name)
    put(tmp_path / "~$lock.docx")
    assert [source for source, _ in dossiers(tmp_path)] == [
        "a.txt",
        "报告.shtml",
        "b/10.htm",
        "b/2.html",
        "b/noname",
    ]


def test_a_single_file_is_called_by_its_name(tmp_path):
    assert dossiers(put(tmp_path / "x" / "y.txt", TEXT)) == [("y.txt", TEXT)]


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.html", TEXT, "text/html"),
        ("a.txt", HTML, "text/html"),
        ("a", HTML, "text/html"),
        ("a", TEXT, "text/plain"),
        ("a.md", TEXT, "text/markdown"),
        ("a.html", b"%PDF-1.4 x", "application/pdf"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
        ("a.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/vnd.ms-excel"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.bin", b"\x7fELF\x02\x01\x01\x00\x00", None),
    ],
)
def test_the_media_type_is_that_of_the_bytes(tmp_path, name, content, media_type):
    (item,) = read([put(tmp_path / name, content)])
    assert isinstance(item, Dossier)
    assert item.primary.media_type == media_type
    assert item.primary.fetched_at is None


def test_what_cannot_be_read_is_said_and_the_batch_goes_on(tmp_path):
    put(tmp_path / "a.html", b"")
    put(tmp_path / "b.html", b" \r\n\t")
    put(tmp_path / "c.html")
    put(tmp_path / "d.json", b"{}")
    put(tmp_path / "e.html", b"<p>" + b"a" * 20_000_000)
    put(tmp_path / "f.pdf", b"%PDF-" + b"a" * 20_000_000)
    with put(tmp_path / "g.pdf", b"%PDF-").open("r+b") as file:
        file.truncate(64_000_001)
    (tmp_path / "h.html").symlink_to(tmp_path / "nowhere")
    put(tmp_path / "i.zip", b"PK\x03\x04 no zip")
    put(tmp_path / "j.parquet", b"PAR1 no parquet")
    put(tmp_path / "k.gz", gzip.compress(HTML)[:-5])
    assert problems(tmp_path / "missing", tmp_path) == [
        (str(tmp_path / "missing"), "missing_path", True),
        ("a.html", "empty_document", True),
        ("b.html", "empty_document", True),
        ("d.json", "not_a_document", False),
        ("e.html", "too_large", True),
        ("g.pdf", "too_large", True),
        ("h.html", "missing_path", True),
        ("i.zip", "broken_file", True),
        ("j.parquet", "broken_file", True),
        ("k.gz", "truncated_in_archive", True),
    ]
    sources = [item.primary.source for item in read([tmp_path]) if isinstance(item, Dossier)]
    assert sources == ["c.html", "f.pdf"]


def test_every_problem_says_what_where_and_what_to_do(tmp_path):
    put(tmp_path / "a.html", b"")
    for item in read([tmp_path, tmp_path / "missing"]):
        assert isinstance(item, Problem)
        assert item.message
        assert item.source
        assert item.action


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission(tmp_path):
    put(tmp_path / "a.html").chmod(0)
    assert problems(tmp_path) == [("a.html", "unreadable_file", True)]


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.html")
    put(tmp_path / "b.html")
    assert problems(tmp_path / "a.html") == [("a.html", "not_a_file", True)]
    assert len(dossiers(tmp_path)) == 1


def test_a_name_in_gbk_is_shown_in_chinese(tmp_path):
    name = os.fsdecode("年报\n.html".encode("gbk"))
    put(tmp_path / name)
    assert dossiers(tmp_path) == [("年报\ufffd.html", HTML)]


def test_tables_and_state_of_a_dataset_are_not_read(tmp_path):
    for name in (
        "datapackage.json",
        "run.json",
        "cells.csv",
        "cells.parquet",
        "state.sqlite",
        "lock",
    ):
        put(tmp_path / name, b"x")
    (tmp_path / "archive").mkdir()
    with Archive(tmp_path / "archive" / "1.warc.gz") as archive:
        archive.response("http://a.example/1", HTML, role="report")
    (tmp_path / "archive" / "2.warc.gz").touch()
    ((source, content),) = dossiers(tmp_path)
    assert source.startswith("http://a.example/1#")
    assert content == HTML


def test_an_archive_given_twice_is_read_once(tmp_path):
    with Archive(tmp_path / "1.warc.gz") as archive:
        archive.response("http://a.example/1", HTML)
    assert len(dossiers(tmp_path, tmp_path / "1.warc.gz")) == 1


def test_gzipped_documents(tmp_path):
    put(tmp_path / "a.html.gz", gzip.compress(HTML))
    line = json.dumps({"url": "http://a.example/", "text": "年报"}).encode()
    put(tmp_path / "b.jsonl.gz", gzip.compress(line))
    assert dossiers(tmp_path) == [("a.html.gz", HTML), ("b.jsonl.gz#L1", "年报".encode())]


# --- zip


def test_members_of_a_zip(tmp_path):
    path = tmp_path / "a.zip"
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.html", HTML)
        archive.writestr("deeper.zip", b"PK\x05\x06" + b"\0" * 18)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sub/b.html", HTML)
        archive.writestr("a.txt", TEXT)
        archive.writestr("empty.txt", b"")
        archive.writestr("data.json", b"{}")
        archive.writestr("__MACOSX/a.txt", TEXT)
        archive.writestr("z.jsonl", json.dumps({"text": "年报"}))
        archive.write(inner, "inner.zip")
        archive.writestr("w.docx", inner.read_bytes())
    inner.unlink()
    items = list(read([path]))
    found = [item.primary.source for item in items if isinstance(item, Dossier)]
    assert found == [
        "a.zip!a.txt",
        "a.zip!inner.zip!x.html",
        "a.zip!sub/b.html",
        "a.zip!w.docx",
        "a.zip!z.jsonl#L1",
    ]
    assert problems(path) == [
        ("a.zip!data.json", "not_a_document", False),
        ("a.zip!empty.txt", "empty_document", True),
        ("a.zip!inner.zip!deeper.zip", "too_deep", True),
    ]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_of_chinese_windows(tmp_path, encoding):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("X" * len("年报.html".encode(encoding)), HTML)
    raw = path.read_bytes()
    name = "年报.html".encode(encoding)
    path.write_bytes(raw.replace(b"X" * len(name), name))
    assert dossiers(path) == [("a.zip!年报.html", HTML)]


def test_a_zip_that_explodes_is_not_unpacked(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.html", b"\0" * 15_000_000)
        archive.writestr("large.html", b"\0" * 65_000_000)
        archive.writestr("ok.html", HTML)
    assert problems(path) == [
        ("a.zip!bomb.html", "zip_bomb", True),
        ("a.zip!large.html", "too_large", True),
    ]


def test_damaged_and_encrypted_members_do_not_stop_the_rest(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.html", b"<p>12</p>" + HTML)
        archive.writestr("b.html", HTML)
        archive.writestr("c.html", HTML)
        archive.infolist()[1].flag_bits |= 1
    path.write_bytes(path.read_bytes().replace(b"<p>12</p>", b"<p>13</p>"))
    assert problems(path) == [
        ("a.zip!a.html", "broken_file", True),
        ("a.zip!b.html", "encrypted", True),
    ]
    assert [i.primary.source for i in read([path]) if isinstance(i, Dossier)] == ["a.zip!c.html"]


def test_the_limits_of_a_zip(tmp_path, monkeypatch):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.html", HTML)
    monkeypatch.setattr(packed, "MAX_BYTES", 2 * len(HTML))
    assert problems(path) == [("a.zip!2.html", "too_large", True)]
    monkeypatch.setattr(packed, "MAX_MEMBERS", 2)
    assert problems(path) == [("a.zip", "too_many_members", True)]


# --- corpora


def test_json_lines(tmp_path):
    path = tmp_path / "a.jsonl"
    rows = [
        json.dumps({"url": "http://a.example/1", "text": "年报", "html": ""}),
        "",
        json.dumps({"url": None, "text": "no", "html": "<p>年报</p>"}),
        "{broken",
        "[1]",
        json.dumps({"url": "x"}),
        json.dumps({"url": "x", "text": None}),
        '{"text": "1\\ud8002"}',
    ]
    put(path, b"\xef\xbb\xbf" + "\n".join(rows).encode())
    items = list(read([path]))
    found = [item.primary for item in items if isinstance(item, Dossier)]
    assert [(d.source, d.url, d.media_type, d.content) for d in found] == [
        ("a.jsonl#L1", "http://a.example/1", "text/plain", "年报".encode()),
        ("a.jsonl#L3", None, "text/html", "<p>年报</p>".encode()),
        ("a.jsonl#L8", None, "text/plain", b"1\xed\xa0\x802"),
    ]
    assert problems(path) == [
        ("a.jsonl#L4", "broken_row", True),
        ("a.jsonl#L5", "broken_row", True),
        ("a.jsonl#L6", "no_text_column", True),
        ("a.jsonl#L7", "empty_document", True),
    ]


def test_a_line_that_never_ends_is_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr("parsers.documents.rows._LINE", 1000)
    good = json.dumps({"text": "年报"}).encode()
    path = put(tmp_path / "a.jsonl", b'{"text": "' + b"a" * 5000 + b'"}\n' + good)
    assert problems(path) == [("a.jsonl#L1", "too_large", True)]
    assert [i.primary.source for i in read([path]) if isinstance(i, Dossier)] == ["a.jsonl#L2"]


@pytest.mark.parametrize("column", ["html", "text"])
@pytest.mark.parametrize("kind", [pa.string(), pa.binary(), pa.large_string()])
def test_parquet(tmp_path, column, kind):
    values = [HTML if pa.types.is_binary(kind) else HTML.decode()] * 150
    table = pa.table(
        {"url": ["http://a.example/"] * 150, column: pa.array(values, kind), "n": [1] * 150}
    )
    pq.write_table(table, tmp_path / "a.parquet")
    found = dossiers(tmp_path)
    assert len(found) == 150
    assert found[-1] == ("a.parquet#L150", HTML)


def test_parquet_without_text(tmp_path):
    pq.write_table(pa.table({"url": ["x"]}), tmp_path / "a.parquet")
    assert problems(tmp_path) == [("a.parquet", "no_text_column", True)]
