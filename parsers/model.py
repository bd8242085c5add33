"""What the parser takes (Dossier) and what it gives (Report, Cell, Finding)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property


class Status(StrEnum):
    """How sure a cell is; see DESIGN, "the promise"."""

    READ = "read"
    BLANK = "blank"
    ABSENT = "absent"
    DOUBTFUL = "doubtful"


class Outcome(StrEnum):
    """What a check found. An identity that holds leaves no finding."""

    FAILED = "failed"
    NOT_ASSESSABLE = "not_assessable"
    FAILS_IF_BLANK_IS_ZERO = "fails_if_blank_is_zero"
    CONFIRMED = "confirmed"
    NOTE = "note"


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Cause(StrEnum):
    """Who is at fault: the published source, our reading, or nobody knows."""

    SOURCE = "source"
    READING = "reading"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Document:
    """Bytes as some tool fetched them.

    Attributes:
        content: the raw bytes.
        source: the address as asked for, or the path relative to the given folder, plus
            ``#<WARC-Record-ID>``, ``#L<line>`` or ``!<member>``.
        url: the final address, None if unknown.
        media_type: as declared, without parameters, None if unknown.
        charset: as declared outside the document (HTTP header), None if unknown.
        fetched_at: ISO time in UTC with ``Z``, None for plain files.
        warc_ref: where the bytes lie in the archive (``file.warc.gz:offset``), None outside WARCs.
    """

    content: bytes
    source: str
    url: str | None = None
    media_type: str | None = None
    charset: str | None = None
    fetched_at: str | None = None
    warc_ref: str | None = None

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the raw bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Hints:
    """What the crawler knew of a document: evidence, never truth."""

    portal: str | None = None
    adcode: str | None = None
    via: str | None = None
    anchor: str | None = None
    list_date: str | None = None
    column: str | None = None


@dataclass(frozen=True)
class Dossier:
    """A primary document with its continuation pages and attachments: at most one Report.

    Attributes:
        primary: the document, or its first page that is there.
        pages: its continuation pages, in order.
        attachments: what it links to.
        hints: what the crawler knew.
        page_numbers: of `primary` and `pages`, counted from 1; empty if they are simply in order.
        page_total: how many pages there are at least, as far as the pages say; None if unknown.
    """

    primary: Document
    pages: tuple[Document, ...] = ()
    attachments: tuple[Document, ...] = ()
    hints: Hints = Hints()
    page_numbers: tuple[int, ...] = ()
    page_total: int | None = None


@dataclass(slots=True)
class Cell:
    """A slot of a standard form, decided for its table.

    `row_key`, `col_key`, `table_id` and `form` are keys of the standard; `row_no` and `col_no`
    count the form's data rows and columns from 1; `label` is the row label as printed.
    """

    table_id: str
    form: str
    row_key: str
    col_key: str
    row_no: int
    col_no: int
    status: Status
    value: Decimal | None = None
    label: str = ""
    raw: str = ""
    unit: str | None = None
    location: str | None = None
    basis: str | None = None
    reason: str | None = None

    @property
    def address(self) -> str:
        """``table.row.column``, the way findings name a cell."""
        return f"{self.table_id}.{self.row_key}.{self.col_key}"


@dataclass(slots=True)
class Finding:
    """An identity or an observation with its outcome.

    `code` is the identity's id in the standard, or a code of its own (lower case).
    """

    code: str
    outcome: Outcome
    severity: Severity
    cause: Cause = Cause.UNKNOWN
    table_id: str | None = None
    form: str | None = None
    row_key: str | None = None
    col_key: str | None = None
    cells: tuple[str, ...] = ()
    expected: Decimal | None = None
    actual: Decimal | None = None
    difference: Decimal | None = None
    message: str = ""
    message_zh: str = ""
    location: str | None = None
    other_report_id: str | None = None


@dataclass(slots=True)
class Section:
    """One of the six sections: its key in the standard, its title and text as printed."""

    key: str
    title: str
    text: str


@dataclass(slots=True)
class Identity:
    """Who reports, about what year, and when; columns of `reports` of the same names."""

    title: str | None = None
    organ: str | None = None
    organ_kind: str = "unknown"
    region: str | None = None
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    township: str | None = None
    adcode: str | None = None
    adcode_kind: str = "none"
    level: str | None = None
    scope: str = "unknown"
    scope_basis: str | None = None
    headline: bool = False
    index_number: str | None = None
    org_code: str | None = None
    report_year: int | None = None
    published_on: str | None = None
    published_on_basis: str | None = None
    published_on_status: str | None = None
    due_on: str | None = None
    due_basis: str | None = None


@dataclass(slots=True)
class Report:
    """One organ's report for one year."""

    report_id: str
    identity: Identity
    forms: dict[str, str] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    checks_passed: int = 0
    source: str = ""
    url: str | None = None
    other_urls: tuple[str, ...] = ()
    portal: str | None = None
    media_type: str | None = None
    reading: str = "text"
    fetched_at: str | None = None
    first_seen: str | None = None
    last_seen: str | None = None
    gone: bool = False
    sha256: str | None = None
    warc_ref: str | None = None
    processing_fee_yuan: Decimal | None = None
    processing_fee_raw: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A document, listing or portal that gave no report; a row of `problems`.

    Attributes:
        level: portal / listing / document.
        kind: failed / refused / blocked / shrunk / gone.
        counts: True makes the exit code 2.
        code: stable code of the error.
    """

    level: str
    kind: str
    counts: bool
    code: str
    message: str
    action: str = ""
    portal: str | None = None
    adcode: str | None = None
    report_year: int | None = None
    source: str | None = None
    url: str | None = None
    http_status: int | None = None
    attempts: int | None = None
    first_seen: str | None = None
    last_seen: str | None = None
    last_good: str | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a crawl knows of one portal and report year; feeds `coverage`.

    Attributes:
        whole: the column of that year was crawled to its end.
        listed_total: how many entries the portal says that it lists, None if it does not say.
        outcome: none of found; one of not_published / not_due / listed_not_fetched / blocked /
            unreadable / not_crawled / no_portal when nothing was found.
    """

    portal: str
    adcode: str | None
    report_year: int
    whole: bool
    outcome: str
    listed_total: int | None = None
    checked_at: str | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """An address was asked again and gave what it gave before (a WARC revisit record)."""

    url: str
    at: str
