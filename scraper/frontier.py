"""What to ask and what has been asked: SQLite, sound after a kill at any moment.

One transaction joins an answer's records in the archive with what follows from them here. The
archive is brought to the disk before the transaction is committed, and a file's tail that no
transaction accounts for is cut on the next start: a kill loses the request in flight, never more,
and nothing is stored twice.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parsers.errors import StorageError
from scraper.archive import Archive, Stored
from scraper.recover import recover
from scraper.schema import MEMORY, SCHEMA, VERSION

_KEPT_PASSES = 2


@dataclass(frozen=True, slots=True)
class Task:
    """An address to ask, and what was known when it was found."""

    url: str
    kind: str
    priority: int = 0
    depth: int = 0
    via: str | None = None
    anchor: str | None = None
    list_date: str | None = None
    list_url: str | None = None
    column_name: str | None = None
    attachment_of: str | None = None
    year: int | None = None
    year_basis: str | None = None
    number: int | None = None


_TASK_COLUMNS = tuple(Task.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Copy:
    """The latest stored answer of an address."""

    stored: Stored
    sha256: str
    etag: str | None
    last_modified: str | None
    media_type: str | None
    charset: str | None
    final_url: str


class Frontier:
    """The state of all crawls of one output directory, with its archive.

    Args:
        path: the SQLite file; made if it is not there.
        archive: what the transactions write to.

    Raises:
        StorageError: the state cannot be opened, or is not ours.
    """

    def __init__(self, path: Path, archive: Archive) -> None:
        self.archive = archive
        self._path = path
        self._lock = threading.RLock()
        with self._guarded():
            self._db = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=30
            )
        try:
            with self._guarded():
                self._open()
        except BaseException:
            self._db.close()
            raise

    def _open(self) -> None:
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        found = self._db.execute("PRAGMA user_version").fetchone()[0]
        if found == 0:
            self._db.executescript(
                f"BEGIN; {SCHEMA}; {MEMORY}; PRAGMA user_version={VERSION}; COMMIT;"
            )
        elif found == 1:
            self._db.executescript(f"BEGIN; {MEMORY}; PRAGMA user_version={VERSION}; COMMIT;")
        elif found != VERSION:
            raise StorageError(
                f"the crawl state has version {found}, this gongkai knows {VERSION}",
                place=str(self._path),
                action="move it aside: the archive keeps everything, the next crawl asks again",
            )
        committed = {row["name"]: row["length"] for row in self._db.execute("SELECT * FROM files")}
        for name in recover(self.archive.folder, committed):
            self._forget_tail(name)
        latest = self._db.execute(
            "SELECT max(at) FROM (SELECT max(fetched_at) AS at FROM copies UNION ALL "
            "SELECT max(started_at) FROM crawls UNION ALL SELECT max(finished_at) FROM crawls)"
        ).fetchone()[0]
        self.archive.not_before(latest)

    def _forget_tail(self, name: str) -> None:
        """A file is shorter than it was: what lay in the lost part is unknown again."""
        path = self.archive.folder / name
        size = path.stat().st_size if path.exists() else 0
        lost = "SELECT url FROM copies WHERE file = ? AND record_offset >= ?"
        self._db.execute(
            f"UPDATE pages SET state = 'pending' WHERE state = 'done' AND url IN ({lost})",  # noqa: S608
            (name, size),
        )
        self._db.execute("DELETE FROM copies WHERE file = ? AND record_offset >= ?", (name, size))
        self._db.execute("UPDATE files SET length = ? WHERE name = ?", (size, name))

    def close(self) -> None:
        """Close the state and this run's archive file."""
        with self._lock:
            self.archive.close()
            self._db.close()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StorageError(
                f"the crawl state cannot be used: {error}",
                place=str(self._path),
                action="free some space, or move the file aside: the archive keeps everything",
            ) from error
        except OSError as error:
            raise StorageError(
                f"the archive cannot be written: {error}",
                place=str(self.archive.folder),
                action="free some space or make it writable; what was fetched is safe",
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, in state and archive, or nothing of it.

        Raises:
            StorageError: the disk is full or not writable; nothing has happened.
        """
        with self._lock, self._guarded():
            self.archive.rotate()
            start = self.archive.position()
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                if self.archive.name is not None and self.archive.position() != start:
                    self.archive.sync()
                    self._db.execute(
                        "INSERT INTO files VALUES (?, ?) "
                        "ON CONFLICT (name) DO UPDATE SET length = excluded.length",
                        (self.archive.name, self.archive.position()),
                    )
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                self.archive.rollback(start)
                raise

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._lock, self._guarded():
            return self._db.execute(sql, parameters).fetchall()

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """One statement; the number of rows that it changed."""
        with self._lock, self._guarded():
            return self._db.execute(sql, parameters).rowcount

    def open_crawl(self, portal: str, years: str, at: str, since: str) -> tuple[int, bool]:
        """The pass to work on.

        Args:
            portal: its home address.
            years: the years asked for, as a word.
            at: now.
            since: an unfinished pass begun earlier is given up.

        Returns:
            Number of the pass, and whether it goes on where a run was interrupted.
        """
        with self.transaction():
            latest = self.rows(
                "SELECT * FROM crawls WHERE portal = ? ORDER BY crawl DESC LIMIT 1", (portal,)
            )
            number = 0
            if latest:
                row, number = latest[0], int(latest[0]["crawl"])
                same = row["years"] == years and row["started_at"] > since
                if row["finished_at"] is None and same:
                    return number, True
            number += 1
            self.execute(
                "INSERT INTO crawls (portal, crawl, years, started_at) VALUES (?, ?, ?, ?)",
                (portal, number, years, at),
            )
            for table in ("crawls", "pages", "list_pages", "entries", "hosts"):
                self.execute(
                    f"DELETE FROM {table} WHERE portal = ? AND crawl <= ?",  # noqa: S608
                    (portal, number - _KEPT_PASSES),
                )
            return number, False

    def add_tasks(self, portal: str, crawl: int, tasks: Sequence[Task]) -> None:
        """Note addresses to ask; what is known already stays as it is."""
        marks = ", ".join("?" * (len(_TASK_COLUMNS) + 2))
        sql = (
            f"INSERT OR IGNORE INTO pages (portal, crawl, {', '.join(_TASK_COLUMNS)}) "  # noqa: S608
            f"VALUES ({marks})"
        )
        for task in tasks:
            values = [getattr(task, name) for name in _TASK_COLUMNS]
            self.execute(sql, (portal, crawl, *values))

    def next_task(self, portal: str, crawl: int) -> Task | None:
        """What to ask next, None if nothing is left."""
        found = self.rows(
            "SELECT * FROM pages WHERE portal = ? AND crawl = ? AND state = 'pending' "
            "ORDER BY priority, number, url LIMIT 1",
            (portal, crawl),
        )
        return Task(**{name: found[0][name] for name in _TASK_COLUMNS}) if found else None

    def settle(self, portal: str, crawl: int, url: str, state: str, **values: object) -> None:
        """Note what became of an address."""
        names = ", ".join(f"{name} = ?" for name in values)
        self.execute(
            f"UPDATE pages SET state = ?{', ' + names if names else ''} "  # noqa: S608
            "WHERE portal = ? AND crawl = ? AND url = ?",
            (state, *values.values(), portal, crawl, url),
        )

    def copy(self, url: str) -> Copy | None:
        """The latest stored answer of an address."""
        found = self.rows("SELECT * FROM copies WHERE url = ?", (url,))
        if not found:
            return None
        row = found[0]
        return Copy(
            stored=Stored(
                row["file"],
                row["record_offset"],
                row["record_id"],
                row["payload_digest"],
                row["fetched_at"],
            ),
            **{name: row[name] for name in Copy.__dataclass_fields__ if name != "stored"},
        )

    def set_copy(self, url: str, copy: Copy, values: Mapping[str, object]) -> None:
        """Note where the latest answer of an address lies."""
        row = {
            "url": url,
            "file": copy.stored.file,
            "record_offset": copy.stored.offset,
            "record_id": copy.stored.record_id,
            "payload_digest": copy.stored.payload_digest,
            "fetched_at": copy.stored.fetched_at,
            **{name: getattr(copy, name) for name in Copy.__dataclass_fields__ if name != "stored"},
            **values,
        }
        self.execute(
            f"INSERT OR REPLACE INTO copies ({', '.join(row)}) "  # noqa: S608
            f"VALUES ({', '.join('?' * len(row))})",
            tuple(row.values()),
        )
