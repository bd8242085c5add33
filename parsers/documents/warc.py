"""WARC archives to Dossiers: ours, with the crawler's notes, and those of any other tool.

Two passes: the first indexes every whole record, the second reads the documents one by one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from parsers.decode import clean
from parsers.documents import http, kinds
from parsers.documents.caps import FILE_CAP, check_size
from parsers.documents.index import Capture, Index, stamp_of, time_of
from parsers.documents.packed import read_zip
from parsers.documents.records import Damage, Record, bare_id, scan
from parsers.errors import DocumentError
from parsers.model import Document, Dossier, Hints, Listing, Problem, Sighting

_NOTE = 1_000_000
_BLOCK = FILE_CAP + 1_000_000  # a document of the largest size with its HTTP headers
_ATTACHED = FILE_CAP
_CAPTURED = frozenset({"response", "resource", "conversion", "revisit"})
# What other tools archive beside pages; without a note of the crawler these are no documents.
_NO_DOCUMENT = re.compile(
    r"(?:image|audio|video|font)/|text/(?:css|javascript|xml)"
    r"|application/(?:x-)?(?:javascript|ecmascript|json|ld\+json|xml|rss\+xml|atom\+xml|font)"
)
_ROBOTS = re.compile(r"https?://[^/]+/robots\.txt$", re.I)
_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]*):[ \t]*(.*(?:\n[ \t].*)*)", re.M)

Item = Dossier | Problem | Listing | Sighting


def read_archives(files: Sequence[tuple[Path, str]]) -> Iterator[Item]:
    """Reads archives as one: a success in one voids an earlier failure in another.

    Args:
        files: paths, each with the name that messages give it.

    Yields:
        Problems, Listings and Sightings, then the Dossiers in the order of the archives.
    """
    with closing(Index()) as index:
        for number, (path, name) in enumerate(files):
            yield from _first_pass(index, number, path, name)
        yield from index.listings()
        yield from index.problems()
        reader = _Reader([path for path, _ in files])
        for capture in index.documents():
            yield from reader.dossier(capture, index.attachments(capture))


def _first_pass(index: Index, number: int, path: Path, name: str) -> Iterator[Item]:
    try:
        for item in scan(path, keep=_NOTE):
            if isinstance(item, Damage):
                yield _damage(item, name)
            elif item.kind == "metadata":
                yield from _note(index, item, name)
            elif item.kind in _CAPTURED and item.uri.lower().startswith(("http:", "https:")):
                yield from _capture(index, item, number)
    except OSError as error:
        yield Problem(
            level="document",
            kind="failed",
            counts=True,
            code="unreadable_file",
            message=f"the archive cannot be read: {error.strerror or error}",
            action="check the file and its permissions",
            source=name,
        )


def _damage(damage: Damage, name: str) -> Problem:
    where = "ends in the middle of a record" if damage.torn else "is damaged"
    return Problem(
        level="document",
        kind="failed",
        counts=True,
        code="archive_torn" if damage.torn else "archive_damaged",
        message=f"the archive {where} at byte {damage.offset} ({damage.reason})",
        action="what is whole was read; crawl again, or copy the archive again",
        source=name,
        evidence=f"{name}:{damage.offset}",
    )


def _note(index: Index, record: Record, name: str) -> Iterator[Problem]:
    fields = _fields(record.block)
    stamp = stamp_of(record.header("WARC-Date"))
    if "failure-level" in fields:
        index.add_failure(record.uri, stamp, record.id, fields)
    elif "listing" in fields:
        if not index.add_listing(stamp, fields):
            yield Problem(
                level="listing",
                kind="failed",
                counts=True,
                code="broken_note",
                message="a listing in the archive names no portal or no report year",
                action="crawl the portal again",
                source=f"{name}:{record.offset}",
                url=record.uri,
            )
    elif refers_to := bare_id(record.header("WARC-Refers-To")):
        index.add_note(refers_to, fields)


def _fields(block: bytes) -> dict[str, str]:
    """``application/warc-fields``: names in lower case, values cleaned, empty ones left out."""
    text, _ = clean(block.decode("utf-8", "replace"))
    pairs = ((name.lower(), " ".join(value.split())) for name, value in _FIELD.findall(text))
    return {name: value for name, value in pairs if value}


def _capture(index: Index, record: Record, number: int) -> Iterator[Sighting]:
    stamp = stamp_of(record.header("WARC-Date"))
    head, _ = record.http()
    media_type = _media_type(record)
    status = head.get_statuscode() if head is not None else ""
    revisit = record.kind == "revisit"
    success = revisit or record.kind != "response" or status.startswith("2")
    index.add_capture(
        file=number,
        offset=record.offset,
        ordinal=record.ordinal,
        record_id=record.id,
        uri=record.uri,
        stamp=stamp,
        kind=record.kind,
        success=success,
        document=not (
            record.length == 0
            or _ROBOTS.match(record.uri)
            or (media_type and _NO_DOCUMENT.match(media_type))
        ),
    )
    if revisit and (at := time_of(stamp)) is not None:
        yield Sighting(record.uri, at)


def _media_type(record: Record) -> str | None:
    if record.kind == "response":
        head, _ = record.http()
        return http.content_type(head)[0]
    return record.header("Content-Type").split(";")[0].strip().lower() or None


class _Reader:
    """Reads single records; it goes on where it stopped if they lie behind each other."""

    def __init__(self, paths: list[Path]) -> None:
        self._paths = paths
        self._scan: Iterator[Record | Damage] | None = None
        self._at = (-1, -1)

    def dossier(self, capture: Capture, attached: list[Capture]) -> Iterator[Dossier | Problem]:
        """The dossier of a document and its attachments, or why there is none."""
        try:
            primary = self._document(capture)
        except (DocumentError, OSError) as error:
            yield _unread(capture, error)
            return
        attachments: list[Document] = []
        size = 0
        for other in attached:
            try:
                document = self._document(other)
                size += len(document.content)
                if size > _ATTACHED:
                    raise http.too_large(_ATTACHED)
            except (DocumentError, OSError) as error:
                yield _unread(other, error)
            else:
                attachments.append(document)
        if kinds.kind_of(primary.content[: kinds.HEAD], urlsplit(primary.url or "").path) is (
            kinds.Kind.ZIP
        ):
            yield from _unpacked(primary, capture)
            return
        yield Dossier(primary, attachments=tuple(attachments), hints=_hints(capture))

    def _document(self, capture: Capture) -> Document:
        record = self._record(capture)
        if truncated := record.header("WARC-Truncated"):
            raise DocumentError(
                f"the archive holds only the beginning of the document ({truncated[:40]})",
                code="truncated_in_archive",
                action="fetch the page again",
            )
        if record.length > len(record.block):
            raise http.too_large(FILE_CAP)
        if record.kind == "response":
            head, raw = record.http()
            media_type, charset = http.content_type(head)
        else:
            head, raw = None, record.block
            media_type, charset = _media_type(record), None
        content = http.body(head, raw, FILE_CAP)
        check_size(content)
        if not content.strip():
            raise DocumentError(
                "the document is empty", code="empty_document", action="fetch the page again"
            )
        return Document(
            content=content,
            source=_source(capture),
            url=capture.final_url or capture.uri,
            media_type=media_type,
            charset=charset,
            fetched_at=time_of(capture.stamp),
            warc_ref=f"{self._paths[capture.file].name}:{capture.offset}",
        )

    def _record(self, capture: Capture) -> Record:
        here = (capture.file, capture.offset)
        if capture.ordinal == 0 or self._scan is None or self._at != here:
            self._scan = scan(self._paths[capture.file], keep=_BLOCK, start=capture.offset)
            self._at = here
        for item in self._scan:
            if isinstance(item, Record) and item.id == capture.id and item.uri == capture.uri:
                return item
            if isinstance(item, Record) and item.offset != capture.offset:
                break
        self._scan = None
        raise DocumentError(
            "the archive changed while it was read",
            code="archive_changed",
            action="parse again when the crawl has ended",
        )


def _unpacked(archive: Document, capture: Capture) -> Iterator[Dossier | Problem]:
    """The documents of a zip that was fetched, each named ``address!member#record``."""
    for item in read_zip(io.BytesIO(archive.content), capture.uri):
        if isinstance(item, Problem):
            yield replace(
                item,
                source=f"{item.source}#{capture.id}",
                portal=capture.fields.get("portal"),
                adcode=capture.fields.get("adcode"),
                first_seen=archive.fetched_at,
                last_seen=archive.fetched_at,
            )
            continue
        member = item.primary
        yield Dossier(
            replace(
                archive,
                content=member.content,
                source=f"{member.source}#{capture.id}",
                media_type=member.media_type,
                charset=None,
            ),
            hints=_hints(capture),
        )


def _hints(capture: Capture) -> Hints:
    fields = capture.fields
    return Hints(
        portal=fields.get("portal"),
        adcode=fields.get("adcode"),
        via=fields.get("via"),
        anchor=fields.get("anchor"),
        list_date=fields.get("list-date"),
        column=fields.get("column"),
    )


def _source(capture: Capture) -> str:
    return f"{capture.uri}#{capture.id}"


def _unread(capture: Capture, error: DocumentError | OSError) -> Problem:
    if isinstance(error, OSError):
        error = DocumentError(
            f"the archive cannot be read: {error.strerror or error}",
            code="unreadable_file",
            action="check the file and its permissions",
        )
    return Problem(
        level="document",
        kind="failed",
        counts=True,
        code=error.code,
        message=error.message,
        action=error.action,
        portal=capture.fields.get("portal"),
        adcode=capture.fields.get("adcode"),
        source=_source(capture),
        url=capture.final_url or capture.uri,
        first_seen=time_of(capture.stamp),
        last_seen=time_of(capture.stamp),
    )
