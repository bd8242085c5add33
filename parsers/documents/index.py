"""An index of archives in a temporary file: what was fetched, what failed, what was listed.

It lives in SQLite, so memory does not grow with the archive.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from parsers.model import Listing, Problem

_SCHEMA = """
CREATE TABLE captures (
  seq INTEGER PRIMARY KEY, file INTEGER, offset INTEGER, ordinal INTEGER, id TEXT, uri TEXT,
  stamp INTEGER, kind TEXT, success INTEGER, document INTEGER);
CREATE INDEX captures_uri ON captures (uri, stamp, seq);
CREATE INDEX captures_id ON captures (id);
CREATE TABLE notes (
  id TEXT PRIMARY KEY, role TEXT, final_url TEXT, attachment_of TEXT, fields TEXT) WITHOUT ROWID;
CREATE INDEX notes_of ON notes (attachment_of) WHERE attachment_of IS NOT NULL;
CREATE INDEX notes_final ON notes (final_url) WHERE final_url IS NOT NULL;
CREATE TABLE failures (
  seq INTEGER PRIMARY KEY, level TEXT, uri TEXT, year INTEGER, stamp INTEGER, id TEXT, fields TEXT);
CREATE TABLE listings (
  seq INTEGER PRIMARY KEY, portal TEXT, year INTEGER, stamp INTEGER, whole INTEGER, fields TEXT);
CREATE INDEX listings_portal ON listings (portal, whole, stamp, seq);
"""
_DOCUMENTS = """
SELECT c.seq, c.file, c.offset, c.ordinal, c.id, c.uri, c.stamp, n.final_url, n.fields
FROM captures c LEFT JOIN notes n ON n.id = c.id
WHERE c.success AND c.kind <> 'revisit' AND (
  n.role = 'report' OR (n.role IS NULL AND c.document)
  OR (n.role = 'attachment'
    AND NOT EXISTS (
      SELECT 1 FROM captures a JOIN notes m ON m.id = a.id
      WHERE a.uri = n.attachment_of AND m.role = 'report' AND a.success AND a.kind <> 'revisit')
    AND NOT EXISTS (
      SELECT 1 FROM notes m JOIN captures a ON a.id = m.id
      WHERE m.final_url = n.attachment_of AND m.role = 'report' AND a.success
        AND a.kind <> 'revisit')))
ORDER BY c.seq
"""
_ATTACHMENTS = """
SELECT c.seq, c.file, c.offset, c.ordinal, c.id, c.uri, c.stamp, n.final_url, n.fields
FROM notes n JOIN captures c ON c.id = n.id
WHERE n.attachment_of IN (?, ?) AND n.role = 'attachment' AND c.success AND c.kind <> 'revisit'
ORDER BY c.uri, abs(c.stamp - ?), c.seq
"""
_LEVELS = frozenset({"portal", "listing", "document"})
_KINDS = frozenset({"failed", "refused", "blocked", "shrunk", "gone"})


@dataclass(frozen=True, slots=True)
class Capture:
    """A response that lies in an archive, and what the crawler noted of it."""

    seq: int
    file: int
    offset: int
    ordinal: int
    id: str
    uri: str
    stamp: int
    final_url: str | None
    fields: dict[str, str]


def stamp_of(date: str) -> int:
    """A WARC-Date as microseconds since 1970, -1 if it is none; dates without zone are UTC."""
    try:
        when = datetime.fromisoformat(date.strip())
    except ValueError:
        return -1
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
    try:
        return round(when.timestamp() * 1_000_000)
    except (OverflowError, OSError):
        return -1


def time_of(stamp: int | None) -> str | None:
    """A stamp as ISO time in UTC, to the second."""
    if stamp is None or stamp < 0:
        return None
    return datetime.fromtimestamp(stamp // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number(text: str | None) -> int | None:
    """A count or year in a note, None if it is none."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class Index:
    """Filled in one pass over the archives, asked in a second."""

    def __init__(self) -> None:
        # An empty name is a private file that SQLite deletes when it is closed.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_SCHEMA)
        self._db.execute("PRAGMA cache_size = -8000")
        self._db.execute("BEGIN")
        self._seq = 0

    def close(self) -> None:
        """Deletes the index."""
        self._db.close()

    def _next(self) -> int:
        self._seq += 1
        return self._seq

    def add_capture(
        self,
        *,
        file: int,
        offset: int,
        ordinal: int,
        record_id: str,
        uri: str,
        stamp: int,
        kind: str,
        success: bool,
        document: bool,
    ) -> None:
        """Notes a response. `document`: it may be one even if no note says so."""
        row = (self._next(), file, offset, ordinal, record_id, uri, stamp, kind, success, document)
        self._db.execute("INSERT INTO captures VALUES (?,?,?,?,?,?,?,?,?,?)", row)

    def add_note(self, refers_to: str, fields: dict[str, str]) -> None:
        """Notes what the crawler wrote of a response."""
        row = (
            refers_to,
            fields.get("role"),
            fields.get("final-url"),
            fields.get("attachment-of"),
            json.dumps(fields, ensure_ascii=False),
        )
        self._db.execute("INSERT OR REPLACE INTO notes VALUES (?,?,?,?,?)", row)

    def add_failure(self, uri: str, stamp: int, record_id: str, fields: dict[str, str]) -> None:
        """Notes a failure of an address."""
        level = fields.get("failure-level", "")
        row = (
            self._next(),
            level if level in _LEVELS else "document",
            uri,
            number(fields.get("report-year")),
            stamp,
            record_id,
            json.dumps(fields, ensure_ascii=False),
        )
        self._db.execute("INSERT INTO failures VALUES (?,?,?,?,?,?,?)", row)

    def add_listing(self, stamp: int, fields: dict[str, str]) -> bool:
        """Notes what a column listed for a year; False if the note names no portal or year."""
        portal, year = fields.get("portal"), number(fields.get("report-year"))
        if not portal or year is None:
            return False
        whole = fields.get("listing") == "whole"
        row = (self._next(), portal, year, stamp, whole, json.dumps(fields, ensure_ascii=False))
        self._db.execute("INSERT INTO listings VALUES (?,?,?,?,?,?)", row)
        return True

    def listings(self) -> Iterator[Listing]:
        """The latest listing of each portal and year."""
        rows = self._db.execute("SELECT * FROM listings ORDER BY portal, year, stamp, seq")
        for (portal, year), group in groupby(rows, key=lambda row: (row[1], row[2])):
            *_, (_, _, _, stamp, whole, packed) = group
            fields = json.loads(packed)
            yield Listing(
                portal=portal,
                adcode=fields.get("adcode"),
                report_year=year,
                whole=bool(whole),
                outcome=fields.get("outcome", ""),
                listed_total=number(fields.get("listed-total")),
                checked_at=time_of(stamp_of(fields.get("checked-at", ""))) or time_of(stamp),
            )

    def problems(self) -> Iterator[Problem]:
        """Failures that no later success voids: the last of each address, with its history."""
        rows = self._db.execute("SELECT * FROM failures ORDER BY level, uri, year, stamp, seq")
        for _, group in groupby(rows, key=lambda row: (row[1], row[2], row[3])):
            failures = list(group)
            _, level, uri, year, _, record_id, packed = failures[-1]
            fields = json.loads(packed)
            good = self._last_good(level, uri, fields.get("portal"))
            standing = [row for row in failures if good is None or (row[4], row[0]) > good]
            if standing:
                times = [row[4] for row in standing]
                yield _problem(
                    level, uri, year, record_id, fields, times, good[0] if good else None
                )

    def _last_good(self, level: str, uri: str, portal: str | None) -> tuple[int, int] | None:
        """Stamp and number of the last success that can void a failure."""
        if level == "portal":
            query = "SELECT stamp, seq FROM listings WHERE portal = ? AND whole"
            found = self._db.execute(query + " ORDER BY stamp DESC, seq DESC LIMIT 1", (portal,))
        else:
            query = "SELECT stamp, seq FROM captures WHERE uri = ? AND success"
            found = self._db.execute(query + " ORDER BY stamp DESC, seq DESC LIMIT 1", (uri,))
        row = found.fetchone()
        return (row[0], row[1]) if row else None

    def documents(self) -> Iterator[Capture]:
        """Reports, and attachments whose article is not in the archives, in archive order."""
        return map(_capture, self._db.execute(_DOCUMENTS))

    def attachments(self, article: Capture) -> list[Capture]:
        """The attachments of an article, of each address the one fetched nearest to it."""
        asked = (article.uri, article.final_url or article.uri, article.stamp)
        rows = self._db.execute(_ATTACHMENTS, asked).fetchall()
        nearest = [next(group) for _, group in groupby(map(_capture, rows), lambda c: c.uri)]
        return sorted(nearest, key=lambda capture: capture.seq)


def _capture(row: tuple[int, int, int, int, str, str, int, str | None, str | None]) -> Capture:
    return Capture(*row[:8], fields=json.loads(row[8]) if row[8] else {})


def _problem(
    level: str,
    uri: str,
    year: int | None,
    record_id: str,
    fields: dict[str, str],
    times: list[int],
    good: int | None,
) -> Problem:
    kind = fields.get("failure-kind", "")
    return Problem(
        level=level,
        kind=kind if kind in _KINDS else "failed",
        counts=fields.get("failure-counts") != "0",
        code=fields.get("failure-code", "failed"),
        message=fields.get("failure-message", "could not be fetched"),
        action=fields.get("failure-action", ""),
        portal=fields.get("portal"),
        adcode=fields.get("adcode"),
        report_year=year,
        source=f"{uri}#{record_id}",
        url=uri,
        http_status=number(fields.get("http-status")),
        attempts=number(fields.get("attempts")),
        first_seen=time_of(min(times)),
        last_seen=time_of(max(times)),
        last_good=time_of(good),
        evidence=fields.get("evidence", ""),
    )
