"""Builds archives the way crawlers do, with warcio."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from uuid import UUID

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


class Archive:
    """A WARC file under construction; every record gets the next id and the next minute."""

    def __init__(self, path: Path, *, zipped: bool = True, first: int = 1) -> None:
        self.path = path
        self._file = path.open("ab")
        self._writer = WARCWriter(self._file, gzip=zipped, warc_version="WARC/1.1")
        self._number = first - 1

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _next(self, date: str | None) -> tuple[str, dict[str, str]]:
        self._number += 1
        record_id = f"{UUID(int=self._number)}"
        minute = date or f"2026-01-01T00:{self._number:02d}:00Z"
        return record_id, {"WARC-Record-ID": f"<urn:uuid:{record_id}>", "WARC-Date": minute}

    def _write(self, record) -> None:
        self._writer.write_record(record)
        self._file.flush()

    def response(
        self,
        uri: str,
        body: bytes,
        *,
        status: str = "200 OK",
        headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),),
        date: str | None = None,
        warc: dict[str, str] | None = None,
        **fields: str,
    ) -> str:
        """A response and, if there are fields, the crawler's note of it. Gives the record's id."""
        record_id, base = self._next(date)
        http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            uri,
            "response",
            payload=BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_headers_dict=base | (warc or {}),
        )
        self._write(record)
        if fields:
            self.note(uri, date=date, refers_to=record_id, **fields)
        return record_id

    def note(
        self, uri: str, *, date: str | None = None, refers_to: str | None = None, **fields: str
    ) -> str:
        """A metadata record."""
        record_id, base = self._next(date)
        if refers_to:
            base["WARC-Refers-To"] = f"<urn:uuid:{refers_to}>"
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
        record = self._writer.create_warc_record(
            uri,
            "metadata",
            payload=BytesIO(lines.encode()),
            length=len(lines.encode()),
            warc_content_type="application/warc-fields",
            warc_headers_dict=base,
        )
        self._write(record)
        return record_id

    def revisit(self, uri: str, *, date: str | None = None) -> None:
        """The same bytes again."""
        _, base = self._next(date)
        record = self._writer.create_revisit_record(
            uri, "sha1:" + "A" * 32, uri, "2026-01-01T00:00:00Z", warc_headers_dict=base
        )
        self._write(record)
