"""WARC files record by record: whole records only, damage reported and passed by.

warcio parses the headers. Its iterator writes to standard error and stops at the first damaged
gzip member; archives of crawls that were killed or copied badly need more patience than that.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from warcio.statusandheaders import (
    StatusAndHeaders,
    StatusAndHeadersParser,
    StatusAndHeadersParserException,
)

from parsers.documents.members import CHUNK, GZIP, Member, resync

_LINE = 65_536
_HEAD = 1_000_000
_VERSIONS = ["WARC/1.1", "WARC/1.0", "WARC/0.17", "WARC/0.18"]
_WARC = StatusAndHeadersParser(_VERSIONS, verify=True)
_HTTP = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False)
_DIGESTS = {"sha1": 20, "sha256": 32, "md5": 16}


@dataclass(frozen=True, slots=True)
class Record:
    """One whole record.

    Attributes:
        kind: WARC-Type: response, request, metadata, revisit, ...
        headers: the WARC headers.
        block: the first bytes of its block, as many as were asked for.
        length: of the block, in bytes.
        offset: where its gzip member (or, uncompressed, itself) begins in the file.
        ordinal: its number within that member, from 0.
    """

    kind: str
    headers: StatusAndHeaders
    block: bytes
    length: int
    offset: int
    ordinal: int

    def header(self, name: str) -> str:
        """A WARC header, empty if it is not there."""
        return (self.headers.get_header(name) or "").strip()

    @property
    def uri(self) -> str:
        """The target address; old wget writes it in angle brackets."""
        return self.header("WARC-Target-URI").strip("<>").replace(" ", "%20")

    @property
    def id(self) -> str:
        """The record's id without ``<urn:uuid:`` and ``>``."""
        return bare_id(self.header("WARC-Record-ID"))

    def http(self) -> tuple[StatusAndHeaders | None, bytes]:
        """HTTP headers and what of the body is in `block`; None without HTTP headers."""
        stream = io.BytesIO(self.block)
        try:
            head = _HTTP.parse(stream)
        except (EOFError, ValueError, StatusAndHeadersParserException):
            return None, self.block
        return head, stream.read()


@dataclass(frozen=True, slots=True)
class Damage:
    """A piece of the file that is no whole record. `torn`: nothing comes after it."""

    offset: int
    reason: str
    torn: bool


class _DamagedError(Exception):
    def __init__(self, reason: str, position: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


class _DigestError(Exception):
    """The block was read to its end and is not what was written."""


def bare_id(record_id: str) -> str:
    """``<urn:uuid:X>`` as ``X``."""
    return record_id.strip().strip("<>").removeprefix("urn:uuid:")


def scan(path: Path, *, keep: int, start: int = 0) -> Iterator[Record | Damage]:
    """Reads a WARC file, compressed record by record, as a whole, or not at all.

    Args:
        path: the file.
        keep: how many bytes of each block are kept.
        start: offset of a record to begin at.

    Yields:
        Whole records whose block digest, if they have one, holds; and damage between them.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        offset: int | None = start
        while offset is not None:
            file.seek(offset)
            head = file.read(3)
            if not head:
                return
            member = None
            try:
                if head == GZIP:
                    member = Member(file, offset)
                    stream = io.BufferedReader(member, CHUNK)
                    yield from _records(stream, offset, keep, plain=False)
                    offset = member.end
                    continue
                file.seek(offset)
                yield from _records(file, offset, keep, plain=True)
                return
            except _DamagedError as damage:
                reason, position = damage.reason, damage.position
            except (zlib.error, EOFError) as error:
                reason, position = str(error) or "the record is cut off", None
            at = offset if position is None else position
            offset = resync(file, at + 1)
            yield Damage(at, reason, torn=offset is None)


def _records(
    stream: io.BufferedReader | BinaryIO, start: int, keep: int, *, plain: bool
) -> Iterator[Record | Damage]:
    """Records up to the stream's end.

    One is given out when what follows it was read as well: then its gzip checksum held.
    """
    offset, ordinal = start, 0
    record: Record | None = None
    while True:
        if plain:
            offset = stream.tell()
        line = stream.readline(_LINE)
        if line.strip():
            if record is not None:
                yield record
            if not line.startswith(b"WARC/"):
                raise _DamagedError("not a WARC record", offset if plain else None)
            headers = _headers(stream, line, offset if plain else None)
            try:
                record = _one(stream, headers, keep, offset, 0 if plain else ordinal)
            except _DigestError as error:
                record = None
                yield Damage(offset, str(error), torn=False)
            ordinal += 1
        elif not line:
            if record is not None:
                yield record
            return


def _headers(
    stream: io.BufferedReader | BinaryIO, line: bytes, position: int | None
) -> StatusAndHeaders:
    lines = [line]
    size = 0
    while lines[-1].strip():
        lines.append(stream.readline(_LINE))
        size += len(lines[-1])
        if not lines[-1] or size > _HEAD:
            raise _DamagedError("the record's headers are cut off", position)
    try:
        return _WARC.parse(io.BytesIO(b"".join(lines)))
    except (ValueError, EOFError, StatusAndHeadersParserException) as error:
        raise _DamagedError("the record's headers are broken", position) from error


def _one(
    stream: io.BufferedReader | BinaryIO,
    headers: StatusAndHeaders,
    keep: int,
    offset: int,
    ordinal: int,
) -> Record:
    digits = (headers.get_header("Content-Length") or "").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        raise _DamagedError("the record does not say its length", offset)
    length = left = int(digits)
    digest = headers.get_header("WARC-Block-Digest") or ""
    algorithm, expected = _digest(digest)
    summed = hashlib.new(algorithm, usedforsecurity=False) if expected else None
    kept: list[bytes] = []
    while left:
        data = stream.read(min(left, CHUNK))
        if not data:
            raise _DamagedError("the file ends inside a record", offset)
        if summed is not None:
            summed.update(data)
        if keep > 0:
            kept.append(data[:keep])
            keep -= len(kept[-1])
        left -= len(data)
    if summed is not None and summed.digest() != expected:
        raise _DigestError("the record's digest does not hold")
    kind = (headers.get_header("WARC-Type") or "").strip().lower()
    return Record(kind, headers, b"".join(kept), length, offset, ordinal)


def _digest(digest: str) -> tuple[str, bytes]:
    """Algorithm and value of a WARC digest (base32 or hex); empty if of an unknown kind."""
    algorithm, _, value = digest.strip().partition(":")
    algorithm = algorithm.lower().replace("-", "")
    size = _DIGESTS.get(algorithm, -1)
    try:
        raw = bytes.fromhex(value) if len(value) == size * 2 else base64.b32decode(value.upper())
    except (ValueError, binascii.Error):
        return "", b""
    return (algorithm, raw) if len(raw) == size else ("", b"")
