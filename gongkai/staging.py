"""Where parsed reports wait for the others: a temporary SQLite file in the output directory.

Memory does not grow with the number of reports: they are packed here as they come and read back
in the order of the dataset.
"""

from __future__ import annotations

import dataclasses
import json
import pickle
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import output
import parsers
from gongkai.totals import Totals
from gongkai.work import Parsed, Unparsed, count_findings, count_statuses, unpack
from parsers.model import Cause, Finding, Outcome, Problem, Report, Severity, Sighting, Status

NAME = ".staging.sqlite"
_KEYS = 6
_SORT = ", ".join(f"k{n}" for n in range(_KEYS))

_SCHEMA = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -4000;
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, report_id TEXT, url TEXT, source TEXT, asked TEXT, fetched_at TEXT,
    portal TEXT, report_year INTEGER, sha256 TEXT, doubtful INTEGER, read INTEGER,
    digest BLOB, statuses TEXT, findings TEXT, {_SORT},
    packed BLOB
);
CREATE TABLE sightings (address TEXT, at TEXT);
CREATE TABLE problems (
    id INTEGER PRIMARY KEY, asked TEXT, fetched_at TEXT, parsing INTEGER, kind TEXT, address TEXT,
    packed BLOB
);
"""

# The best reading of a report speaks for it, then the shortest address: nothing here depends on
# the order in which documents were fetched or parsed.
_CHOICE = f"""
CREATE INDEX by_report ON documents (report_id);
CREATE INDEX by_url ON documents (url);
CREATE INDEX by_asked ON documents (asked);
CREATE INDEX by_address ON sightings (address);
CREATE TABLE chosen AS
SELECT id, report_id, portal, report_year, statuses, findings, addresses, readings, first_seen,
    max(coalesce(last_seen, ''), coalesce((
        SELECT max(s.at) FROM documents o JOIN sightings s ON s.address IN (o.url, o.asked)
        WHERE o.report_id = ranked.report_id), '')) AS last_seen
FROM (
    SELECT id, report_id, portal, report_year, statuses, findings, {_SORT},
        row_number() OVER (
            PARTITION BY report_id
            ORDER BY doubtful, -read, url IS NULL, length(coalesce(url, source)),
                coalesce(url, source), fetched_at IS NULL, fetched_at, source, sha256
        ) AS place,
        count(*) OVER (PARTITION BY report_id) AS addresses,
        min(digest) OVER (PARTITION BY report_id) <> max(digest) OVER (PARTITION BY report_id)
            AS readings,
        min(fetched_at) OVER (PARTITION BY report_id) AS first_seen,
        max(fetched_at) OVER (PARTITION BY report_id) AS last_seen
    FROM documents
) AS ranked
WHERE place = 1
ORDER BY {_SORT};
"""  # noqa: S608 - names of our own


class Staging:
    """The staged documents of one run. A context manager; the file is gone at its end."""

    def __init__(self, out: Path) -> None:
        self.path = out / NAME
        self._remove()
        self._db = sqlite3.connect(self.path, isolation_level=None)
        self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")
        self._gone: set[str] = set()

    def __enter__(self) -> Staging:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()
        self._remove()

    def _remove(self) -> None:
        # A run that was killed leaves its file; the lock says that nobody uses it now.
        for path in self.path.parent.glob(NAME + "*"):
            path.unlink(missing_ok=True)

    def add(self, parsed: Parsed) -> None:
        """Stage one parsed document."""
        stub = parsed.stub
        key = output.sort_key(stub)
        if len(key) > _KEYS:
            raise ValueError(f"sort key of {len(key)} parts; staging holds {_KEYS}")
        asked = stub.source.rsplit("#", 1)[0] if stub.warc_ref else None
        row = (
            stub.report_id,
            stub.url,
            stub.source,
            asked,
            stub.fetched_at,
            stub.portal,
            stub.identity.report_year,
            stub.sha256,
            parsed.statuses.get(Status.DOUBTFUL, 0),
            parsed.statuses.get(Status.READ, 0),
            parsed.reading_digest,
            _json(parsed.statuses),
            _json(parsed.findings),
            *key,
            *[None] * (_KEYS - len(key)),
            parsed.packed,
        )
        marks = ", ".join("?" * len(row))
        self._db.execute(f"INSERT INTO documents VALUES (NULL, {marks})", row)  # noqa: S608

    def add_sighting(self, sighting: Sighting) -> None:
        """An address gave again what it gave before."""
        self._db.execute("INSERT INTO sightings VALUES (?, ?)", (sighting.url, sighting.at))

    def add_problem(self, problem: Problem | Unparsed) -> None:
        """Stage a problem: the readers' own, or a document that gave no report."""
        parsing = isinstance(problem, Unparsed)
        asked = problem.asked if isinstance(problem, Unparsed) else None
        fetched_at = problem.fetched_at if isinstance(problem, Unparsed) else None
        row = problem.problem if isinstance(problem, Unparsed) else problem
        self._db.execute(
            "INSERT INTO problems VALUES (NULL, ?, ?, ?, ?, ?, ?)",
            (asked, fetched_at, parsing, row.kind, row.url or row.source, pickle.dumps(row)),
        )

    def seal(self) -> None:
        """All documents are in: choose the address that speaks for each report, and sort."""
        self._db.executescript("BEGIN;" + _CHOICE + "COMMIT;")
        differing = self._db.execute(
            "SELECT id, packed FROM chosen JOIN documents USING (id) WHERE readings"
        )
        for identifier, packed in differing.fetchall():
            report = unpack(packed)
            self._compare(report, identifier)
            self._db.execute(
                "UPDATE chosen SET statuses = ?, findings = ? WHERE id = ?",
                (_json(count_statuses(report)), _json(count_findings(report)), identifier),
            )
        self._gone = {
            address
            for (address,) in self._db.execute(
                "SELECT address FROM problems WHERE kind = 'gone' AND address IS NOT NULL"
            )
        }

    def reports(self) -> Iterator[Report]:
        """Every report once, in the dataset's order; may be called several times after `seal`."""
        chosen = self._db.execute(
            "SELECT c.report_id, c.id, c.addresses, c.readings, c.first_seen, c.last_seen, d.packed"
            " FROM chosen c JOIN documents d ON d.id = c.id ORDER BY c.rowid"
        )
        for report_id, identifier, addresses, readings, first_seen, last_seen, packed in chosen:
            report = unpack(packed)
            own = report.url or report.source
            known = {own}
            if addresses > 1:
                others = self._db.execute(
                    "SELECT DISTINCT coalesce(url, source) FROM documents WHERE report_id = ?",
                    (report_id,),
                )
                known |= {address for (address,) in others}
                if readings:
                    self._compare(report, identifier)
            report.other_urls = tuple(sorted(known - {own}))
            report.first_seen = first_seen
            report.last_seen = last_seen or None
            report.gone = bool(self._gone) and known <= self._gone
            yield report

    def _compare(self, report: Report, identifier: int) -> None:
        """The same words, read differently at another address: neither reading is certain."""
        others = self._db.execute(
            "SELECT packed FROM documents WHERE report_id = ? AND id <> ? ORDER BY source, sha256",
            (report.report_id, identifier),
        )
        mine = {(cell.form, cell.address): cell for cell in report.cells}
        found: dict[str, None] = {}
        for (packed,) in others:
            other = unpack(packed)
            for theirs in other.cells:
                cell = mine.get((theirs.form, theirs.address))
                if (
                    cell is not None
                    and cell.status is Status.READ
                    and theirs.status is Status.READ
                    and cell.value != theirs.value
                ):
                    cell.status = Status.DOUBTFUL
                    cell.reason = f"read as {theirs.value} at {other.url or other.source}"
                    found[cell.address] = None
        if found:
            parsers.recheck(report)
            report.findings.append(
                Finding(
                    code="addresses_differ",
                    outcome=Outcome.NOTE,
                    severity=Severity.WARNING,
                    cause=Cause.READING,
                    cells=tuple(found),
                    message="the report was read differently at another of its addresses",
                    message_zh="同一报告在另一网址读出的数字不同",
                )
            )

    def problems(self) -> list[Problem]:
        """The problems that stand, sorted; call after `seal`.

        What a document gave matters as it stands now: a later document of the same address
        voids what an earlier one was, be it unreadable, refused or well.
        """
        rows = self._db.execute(
            "SELECT packed FROM problems WHERE NOT parsing UNION ALL "
            "SELECT packed FROM ("
            " SELECT packed, asked, fetched_at, row_number() OVER ("
            "  PARTITION BY coalesce(asked, 'id:' || id) ORDER BY fetched_at DESC, address, id"
            " ) AS place FROM problems WHERE parsing"
            ") AS p WHERE place = 1 AND NOT EXISTS ("
            " SELECT 1 FROM documents d WHERE d.asked = p.asked AND d.fetched_at >= p.fetched_at)"
        )
        problems = [pickle.loads(packed) for (packed,) in rows]  # noqa: S301 - our own bytes
        return sorted(map(self._with_last_good, problems), key=_problem_key)

    def _with_last_good(self, problem: Problem) -> Problem:
        address = problem.url or problem.source
        if problem.last_good or problem.level != "document" or not address:
            return problem
        asked = address.rsplit("#", 1)[0]
        (last_good,) = self._db.execute(
            "SELECT max(c.last_seen) FROM chosen c JOIN documents d ON d.report_id = c.report_id"
            " WHERE d.url = ? OR d.asked IN (?, ?)",
            (address, address, asked),
        ).fetchone()
        return dataclasses.replace(problem, last_good=last_good) if last_good else problem

    def totals(self) -> Totals:
        """What was staged, in numbers; call after `seal`."""
        totals = Totals()
        for portal, year, statuses, findings in self._db.execute(
            "SELECT portal, report_year, statuses, findings FROM chosen"
        ):
            totals.reports += 1
            totals.by_portal[portal] += 1
            totals.by_year[year] += 1
            totals.by_portal_year[portal, year] += 1
            for status, number in json.loads(statuses):
                totals.statuses[status] += number
            for key, number in json.loads(findings):
                totals.findings[tuple(key)] += number
        (totals.documents,) = self._db.execute("SELECT count(*) FROM documents").fetchone()
        return totals


def _json(counts: Mapping[Any, int]) -> str:
    return json.dumps(sorted(counts.items()))


def _problem_key(problem: Problem) -> tuple[Any, ...]:
    values = dataclasses.astuple(problem)
    return tuple(("", "") if value is None else ("1", str(value)) for value in values)
