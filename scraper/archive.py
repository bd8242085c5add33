"""The archive: WARC files in which every answer lies as it came, with what was known of it."""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.answer import Fetched, now
from scraper.version import PRODUCT, version

_NOT_MODIFIED = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"
FULL = 1_000_000_000
_STAMP = "%Y%m%dT%H%M%S%fZ"
_NAME = re.compile(rf"{PRODUCT}-(\d{{8}}T\d{{12}}Z)-[0-9a-f]+\.warc\.gz$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
# The body is stored without its transfer coding, so these would describe it wrongly.
_HOP_HEADERS = frozenset({"transfer-encoding", "connection", "keep-alive", "trailer"})


@dataclass(frozen=True, slots=True)
class Stored:
    """Where an answer lies, and what is needed to ask for it conditionally."""

    file: str
    offset: int
    record_id: str
    payload_digest: str
    fetched_at: str


class _Appender:
    """An unbuffered file: what failed to be written is not written later, by surprise."""

    def __init__(self, path: Path) -> None:
        self._raw = path.open("ab", buffering=0)

    def write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self._raw.write(rest) or 0 :]

    def flush(self) -> None:
        pass

    def tell(self) -> int:
        return self._raw.tell()

    def fileno(self) -> int:
        return self._raw.fileno()

    def truncate(self, size: int) -> None:
        self._raw.truncate(size)
        self._raw.seek(size)

    def close(self) -> None:
        self._raw.close()


class Archive:
    """Writes WARC files: one per run, opened when the first record comes, and the next when it is full.

    The records' times never run backwards, whatever the clock does: the order of the records
    tells what holds now.

    Not safe for several threads by itself: the frontier's transaction is the lock.

    Args:
        folder: made if it is not there.
        full: length in bytes from which a file takes no further transaction.
    """

    def __init__(self, folder: Path, full: int = FULL) -> None:
        self.folder = folder
        self._full = full
        self._latest = ""
        self._out: _Appender | None = None
        self._name: str | None = None
        folder.mkdir(parents=True, exist_ok=True)
        stamps = [match[1] for path in folder.iterdir() if (match := _NAME.match(path.name))]
        self._named: datetime | None = None
        if stamps:
            self._named = datetime.strptime(max(stamps), _STAMP).replace(tzinfo=UTC)
            self.not_before(self._named.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def not_before(self, at: str | None) -> None:
        """Nothing is written with an earlier time (ISO, UTC) from now on."""
        self._latest = max(self._latest, at or "")

    def ahead(self) -> bool:
        """Whether what was written last lies in the future: the clock jumped back."""
        return self._latest[:13] > now()[:13]

    def time(self, at: str | None = None) -> str:
        """A time to write down: `at` (None: now), but never earlier than one before it."""
        self._latest = max(self._latest, at or now())
        return self._latest

    def rotate(self) -> None:
        """Begin another file if this one is full; between transactions only."""
        if self._out is not None and self.position() >= self._full:
            self.close()
            self._name = None

    @property
    def name(self) -> str | None:
        """Name of this run's file, None as long as nothing has been written."""
        return self._name

    def position(self) -> int:
        """Length of this run's file in bytes."""
        return self._out.tell() if self._out is not None else 0

    def sync(self) -> None:
        """Bring everything written to the disk."""
        if self._out is not None:
            os.fsync(self._out.fileno())

    def rollback(self, position: int) -> None:
        """Take back what was written after a position."""
        if self._out is None:
            return
        self._out.truncate(position)
        if position == 0:  # not even the warcinfo record is left
            self.close()
            (self.folder / str(self._name)).unlink(missing_ok=True)
            self._name = None

    def close(self) -> None:
        """Close this run's file."""
        if self._out is not None:
            self._out.close()
            self._out = None

    def add_answer(self, fetched: Fetched, fields: Mapping[str, object]) -> Stored:
        """Write request, response and metadata records of a page.

        Args:
            fetched: the answer.
            fields: of the metadata record; None and empty values are left out.
        """
        writer, start = self._writer(), self.position()
        fetched = replace(fetched, fetched_at=self.time(fetched.fetched_at))
        response = writer.create_warc_record(
            fetched.url,
            "response",
            payload=BytesIO(fetched.raw),
            length=len(fetched.raw),
            http_headers=_http_headers(fetched),
            warc_headers_dict=_warc_headers(fetched),
        )
        writer.write_record(response)
        record_id = response.rec_headers.get_header("WARC-Record-ID")
        self._add_request(writer, fetched, record_id)
        self._add_metadata(writer, fetched.url, fetched.fetched_at, fields, record_id)
        return Stored(
            file=str(self._name),
            offset=start,
            record_id=record_id,
            payload_digest=response.rec_headers.get_header("WARC-Payload-Digest"),
            fetched_at=fetched.fetched_at,
        )

    def add_revisit(self, fetched: Fetched, before: Stored, fields: Mapping[str, object]) -> None:
        """Write that an address gave what it gave before.

        Args:
            fetched: the answer, 304 or the same bytes.
            before: the stored answer that it equals.
            fields: of the metadata record.
        """
        writer = self._writer()
        fetched = replace(fetched, fetched_at=self.time(fetched.fetched_at))
        revisit = writer.create_revisit_record(
            fetched.url,
            before.payload_digest,
            fetched.url,
            before.fetched_at,
            http_headers=_http_headers(fetched),
            warc_headers_dict={**_warc_headers(fetched), "WARC-Refers-To": before.record_id},
        )
        if fetched.status == 304:
            revisit.rec_headers.replace_header("WARC-Profile", _NOT_MODIFIED)
        writer.write_record(revisit)
        record_id = revisit.rec_headers.get_header("WARC-Record-ID")
        self._add_request(writer, fetched, record_id)
        self._add_metadata(writer, fetched.url, fetched.fetched_at, fields, record_id)

    def add_note(self, url: str, fields: Mapping[str, object]) -> None:
        """Write a metadata record that stands for itself: a failure or a listing."""
        self._add_metadata(self._writer(), url, self.time(), fields, None)

    def read_content(self, file: str, offset: int) -> bytes | None:
        """The decompressed body of a stored answer, None if it is not there any more."""
        try:
            with (self.folder / file).open("rb") as stream:
                stream.seek(offset)
                for record in ArchiveIterator(stream):
                    if record.rec_type != "response":
                        return None
                    return bytes(record.content_stream().read())
        except (OSError, ValueError, zlib.error):
            return None
        return None

    def _writer(self) -> WARCWriter:
        if self._out is None:
            # Fine enough that the files' names are in the order of the runs.
            self._name = f"{PRODUCT}-{self._stamp()}-{uuid4().hex[:8]}.warc.gz"
            self._out = _Appender(self.folder / self._name)
            writer = WARCWriter(self._out, gzip=True)
            info = {
                "software": f"{PRODUCT}/{version()}",
                "format": "WARC File Format 1.0",
                "robots": "obey",
            }
            writer.write_record(writer.create_warcinfo_record(self._name, info))
        return WARCWriter(self._out, gzip=True)

    def _stamp(self) -> str:
        """A time for a file's name, later than those of the files that are there."""
        at = datetime.now(UTC)
        if self._named is not None:
            at = max(at, self._named + timedelta(microseconds=1))
        self._named = at
        return at.strftime(_STAMP)

    def _add_request(self, writer: WARCWriter, fetched: Fetched, record_id: str) -> None:
        lines = fetched.request_head.decode("latin-1").split("\r\n")
        headers = [tuple(line.split(": ", 1)) for line in lines[1:] if ": " in line]
        request = writer.create_warc_record(
            fetched.url,
            "request",
            payload=BytesIO(fetched.request_body),
            length=len(fetched.request_body),
            http_headers=StatusAndHeaders(lines[0], headers, is_http_request=True),
            warc_headers_dict={"WARC-Date": fetched.fetched_at, "WARC-Concurrent-To": record_id},
        )
        writer.write_record(request)

    def _add_metadata(
        self,
        writer: WARCWriter,
        url: str,
        date: str,
        fields: Mapping[str, object],
        record_id: str | None,
    ) -> None:
        lines = [
            f"{name}: {_one_line(value)}" for name, value in fields.items() if _one_line(value)
        ]
        body = "".join(f"{line}\r\n" for line in lines).encode("utf-8")
        headers = {"WARC-Date": date}
        if record_id is not None:
            headers["WARC-Refers-To"] = record_id
        writer.write_record(
            writer.create_warc_record(
                url,
                "metadata",
                payload=BytesIO(body),
                length=len(body),
                warc_content_type="application/warc-fields",
                warc_headers_dict=headers,
            )
        )


def sha256(content: bytes) -> str:
    """Hex digest."""
    return hashlib.sha256(content).hexdigest()


def _one_line(value: object) -> str:
    """A field's value: from the network, so nothing that could begin another field or line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return _CONTROL.sub(" ", str(value)).strip()


def _http_headers(fetched: Fetched) -> StatusAndHeaders:
    headers = [
        (name, _CONTROL.sub(" ", value))
        for name, value in fetched.headers
        if name.lower() not in _HOP_HEADERS
    ]
    return StatusAndHeaders(f"{fetched.status} {fetched.reason}", headers, protocol="HTTP/1.1")


def _warc_headers(fetched: Fetched) -> dict[str, str]:
    headers = {"WARC-Date": fetched.fetched_at}
    if fetched.peer:
        headers["WARC-IP-Address"] = fetched.peer
    return headers
