"""Attachments: they carry the tables where the page has none, and check the page where it has.

Many organs print the report on the page and attach the same as a file, or put only the file there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parsers.align import Aligner, Alignment
from parsers.documents import kinds, ocr_process, shown
from parsers.documents.blocks import Page
from parsers.documents.read import read_document
from parsers.errors import DocumentError, GongkaiError
from parsers.identity.identify import identify
from parsers.model import (
    Cause,
    Cell,
    Document,
    Dossier,
    Finding,
    Identity,
    Outcome,
    Severity,
    Status,
)

# An article with more is a list of files.
_MOST = 12
# So many rows of the forms are no mention in a text.
_ROWS = 3
# So many names of pictures are enough for one finding.
_NAMED = 5


@dataclass(slots=True)
class Attachment:
    """An attachment that was read.

    Attributes:
        number: its number among the article's, from 1; locations say ``attachment1:`` before.
        document: its bytes.
        page: what they print.
        aligner: the tables of that page.
        pictures: where it is all pictures of the article: each, by what its locations begin with.
    """

    number: int
    document: Document
    page: Page
    aligner: Aligner
    pictures: dict[str, Document] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What is put before locations of it; those of pictures have it from the start."""
        return "" if self.pictures else f"attachment{self.number}:"

    @property
    def sources(self) -> dict[str, Document]:
        """What it was read from, by what its locations begin with."""
        return self.pictures or {self.name: self.document}


@dataclass(slots=True)
class Attachments:
    """What is attached to an article.

    Attributes:
        read: those with tables of the forms, the ones with most rows first.
        unread: sources of those that could not be read, each with the reason.
        findings: what was noticed.
    """

    read: list[Attachment] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read(dossier: Dossier, page: Page, aligner: Aligner) -> Attachments:
    """Reads what is attached to an article; what cannot be read is a finding.

    Args:
        dossier: with the attachments.
        page: the article.
        aligner: its tables. Pictures are read only where they are not all there.
    """
    found = Attachments()
    pictures: dict[str, Document] = {}
    files = 0
    for number, document in enumerate(dossier.attachments, start=1):
        if kinds.picture_type(document.content[: kinds.HEAD]) is not None:
            pictures[f"attachment{number}:"] = document
            continue
        files += 1
        if files > _MOST:
            continue
        try:
            other = read_document(document)
        except GongkaiError as error:
            found.unread.append(f"{document.source}: {error.message}")
            found.findings.append(_unread(document, error, f"attachment{number}:"))
            continue
        theirs = Aligner(other)
        if theirs.labels >= _ROWS and theirs.figures:
            found.read.append(Attachment(number, document, other, theirs))
        else:
            held = _embedded(other, document)
            pictures |= {f"attachment{number}:{name}": one for name, one in held.items()}
    pictures |= _embedded(page, dossier.primary)
    if pictures and not aligner.is_whole and not any(o.aligner.is_whole for o in found.read):
        _read_pictures(pictures, found)
    found.read.sort(key=lambda one: (-one.aligner.labels, one.number))
    more = files - _MOST
    if more > 0:
        found.findings.append(
            _note(
                "attachments_left",
                f"the page has {more} more attachments, which were not read",
                f"另有{more}个附件未读取",
                Severity.WARNING,
                Cause.READING,
            )
        )
    return found


def _embedded(page: Page, document: Document) -> dict[str, Document]:
    """Pictures that stand in the page itself, by what their locations begin with."""
    made: dict[str, Document] = {}
    if page.reading == "ocr":
        return made  # its text is that of its pictures
    for number in range(1, len(page.images) + 1):
        content = shown.picture(page, number)
        if content is not None and kinds.picture_type(content) is not None:
            source = f"{document.source}#picture{number}"
            made[f"picture{number}:"] = Document(content, source)
    return made


def _read_pictures(pictures: dict[str, Document], found: Attachments) -> None:
    """Reads the pictures of an article as one document: a table may go on in the next one."""
    large = {n: d for n, d in pictures.items() if len(d.content) >= shown.SMALLEST}
    large = dict(list(large.items())[: shown.MOST_PICTURES])
    if not large:
        return
    try:
        from parsers.documents import ocr  # noqa: PLC0415 - heavy, and few reports need it

        page, failed = ocr.read_pictures([(d.content, n) for n, d in large.items()])
    except DocumentError as error:
        for name, document in large.items():
            found.unread.append(f"{document.source}: {error.message}")
            found.findings.append(_unread(document, error, name))
        return
    for place, why in failed.items():
        name, document = list(large.items())[place]
        found.unread.append(f"{document.source}: {why.message}")
        found.findings.append(_unread(document, why, name))
    aligner = Aligner(page)
    if aligner.figures:
        number = 1 + max((one.number for one in found.read), default=0)
        first = next(iter(large.values()))
        found.read.append(Attachment(number, first, page, aligner, large))


def _unread(document: Document, error: GongkaiError, name: str) -> Finding:
    return _note(
        "attachment_unread",
        f"the attachment {document.source} was not read: {error.message}"
        + (f" ({error.action})" if error.action else ""),
        f"附件未能读取：{document.source}",
        Severity.WARNING,
        Cause.READING,
        name,
    )


def without_pictures(
    page: Page, dossier: Dossier, alignment: Alignment, attachments: Attachments
) -> None:
    """Says that missing tables may be in pictures that the page shows and that were not read.

    Args:
        page: the article.
        dossier: with its attachments.
        alignment: of the page, after what the attachments have was put in; gets the finding.
        attachments: what was read of them.
    """
    absent = [
        table_id
        for table_id, cells in _by_table(alignment.cells).items()
        if all(cell.status is Status.ABSENT for cell in cells)
    ]
    if not absent or any(one.pictures for one in attachments.read) or attachments.unread:
        return
    names = [a for n, a in enumerate(page.images, start=1) if shown.picture(page, n) is None]
    if not names or any(
        kinds.picture_type(d.content[: kinds.HEAD]) is not None for d in dossier.attachments
    ):
        return
    in_pdf = names[0].startswith("pdf:")
    if in_pdf and not ocr_process.missing():
        return
    what = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
    how = ocr_process.INSTALL if in_pdf else "save them beside the page or in its archive"
    alignment.findings.append(
        _note(
            "picture_unread",
            f"{', '.join(absent)} may be in pictures that were not read: {what} ({how}, and parse "
            "it again)",
            "缺失的表格可能在未读取的图片中",
            Severity.WARNING,
            Cause.READING,
        )
    )


def choose(page: Page, dossier: Dossier, attachments: Attachments) -> None:
    """Leaves out attachments that are reports of another year or of another organ."""
    who, _ = identify(page, dossier)
    own: list[Attachment] = []
    for one in attachments.read:
        other, _ = identify(one.page, Dossier(one.document))
        why = _stranger(who, other)
        if not why:
            own.append(one)
            continue
        attachments.findings.append(
            _note(
                "attachment_of_other_report",
                f"the attachment {one.document.source} is another report: {why}",
                f"附件为另一份报告：{one.document.source}",
                Severity.WARNING,
                Cause.SOURCE,
                one.name,
            )
        )
    attachments.read = own


def _stranger(who: Identity, other: Identity) -> str:
    """Why an attachment belongs to another report; empty if nothing says so."""
    if who.report_year and other.report_year and who.report_year != other.report_year:
        return f"of {other.report_year}, not {who.report_year}"
    one, two = who.organ or "", other.organ or ""
    if one and two and one not in two and two not in one:
        return f"of {two}, not {one}"
    return ""


def embody(page: Page, attachments: Attachments) -> Page:
    """Puts the first attachment behind a page that has no tables.

    Returns:
        The page: its own text, then the attachment's lines and tables.
    """
    one = attachments.read.pop(0)
    for block in one.page.blocks:
        block.location = f"{one.name}{block.location}"
    attachments.findings += _read(one, "all tables are")
    return Page(
        reading=one.page.reading,
        blocks=[*page.blocks, *one.page.blocks],
        title=page.title or one.page.title,
        headings=page.headings or one.page.headings,
        metas=page.metas,
        findings=[*page.findings, *(_moved(f, one) for f in one.page.findings)],
        images=page.images,
        hold=page.hold,
    )


def compare(alignment: Alignment, attachments: Sequence[Attachment], year: int | None) -> None:
    """Takes tables that the page lacks from the attachments, and holds the others against them.

    Args:
        alignment: of the page; gets the cells of lacking tables, and findings.
        attachments: of the same report.
        year: the report year.
    """
    for one in attachments:
        other = one.aligner.align(year)
        theirs = _by_table(other.cells)
        if alignment.cells:
            lacking = {
                table_id
                for table_id, cells in _by_table(alignment.cells).items()
                if all(c.status is Status.ABSENT for c in cells)
                and any(c.status is not Status.ABSENT for c in theirs.get(table_id, ()))
            }
        else:
            lacking = set(theirs)
        if lacking:
            _take(alignment, other, one, lacking)
        _check(alignment, other, one, lacking)


def _by_table(cells: Sequence[Cell]) -> dict[str, list[Cell]]:
    tables: dict[str, list[Cell]] = {}
    for cell in cells:
        tables.setdefault(cell.table_id, []).append(cell)
    return tables


def _take(alignment: Alignment, other: Alignment, one: Attachment, tables: set[str]) -> None:
    """Puts an attachment's cells in the place of those of tables that the page lacks."""
    made: list[Cell] = []
    put: set[str] = set()
    theirs = _by_table(other.cells)
    for cell in alignment.cells:
        if cell.table_id not in tables:
            made.append(cell)
        elif cell.table_id not in put:
            put.add(cell.table_id)
            made += [_located(c, one) for c in theirs[cell.table_id]]
    for table_id in tables - put:
        made += [_located(c, one) for c in theirs[table_id]]
    alignment.cells = made
    alignment.forms |= {table_id: other.forms[table_id] for table_id in tables}
    alignment.findings = [f for f in alignment.findings if f.table_id not in tables]
    alignment.findings += [_moved(f, one) for f in other.findings if f.table_id in tables]
    alignment.findings += _read(one, f"{', '.join(sorted(tables))} come")


def _check(alignment: Alignment, other: Alignment, one: Attachment, taken: set[str]) -> None:
    """Says where page and attachment print different numbers, or that they agree."""
    theirs = {(c.address, c.form): c for c in other.cells if c.status is Status.READ}
    same = 0
    apart: dict[tuple[str, str], list[tuple[Cell, Cell]]] = {}
    for cell in alignment.cells:
        twin = theirs.get((cell.address, cell.form))
        if cell.table_id in taken or twin is None or cell.status is not Status.READ:
            continue
        if twin.value == cell.value:
            same += 1
        else:
            apart.setdefault((cell.table_id, cell.form), []).append((cell, twin))
    for (table_id, form), pairs in apart.items():
        first, twin = pairs[0]
        alignment.findings.append(
            Finding(
                code="attachment_differs",
                outcome=Outcome.FAILED,
                severity=Severity.ERROR,
                cause=Cause.SOURCE,
                table_id=table_id,
                form=form,
                row_key=first.row_key,
                col_key=first.col_key,
                cells=tuple(cell.address for cell, _ in pairs),
                expected=twin.value,
                actual=first.value,
                difference=None
                if first.value is None or twin.value is None
                else first.value - twin.value,
                message=f"{len(pairs)} numbers are others in the attachment {one.document.source}: "
                + "; ".join(f"{c.address} {c.value}, there {t.value}" for c, t in pairs[:3]),
                message_zh=f"{len(pairs)}个数字与附件不一致",
                location=f"{one.name}{twin.location}",
            )
        )
    if same and not apart:
        alignment.findings.append(
            Finding(
                code="attachment_agrees",
                outcome=Outcome.CONFIRMED,
                severity=Severity.INFO,
                cause=Cause.SOURCE,
                message=f"{same} numbers are the same in the attachment {one.document.source}",
                message_zh=f"{same}个数字与附件一致",
                location=one.name,
            )
        )


def _located(cell: Cell, one: Attachment) -> Cell:
    return replace(cell, location=f"{one.name}{cell.location}") if cell.location else cell


def _moved(finding: Finding, one: Attachment) -> Finding:
    return replace(finding, location=f"{one.name}{finding.location or ''}")


def _read(one: Attachment, what: str) -> list[Finding]:
    return [
        _note(
            "attachment_read",
            f"{what} from the attachment {document.source}, sha256 {document.sha256}",
            f"数据取自附件：{document.source}",
            Severity.INFO,
            Cause.SOURCE,
            f"{name}{document.warc_ref or document.source}",
        )
        for name, document in one.sources.items()
    ]


def _note(
    code: str,
    message: str,
    zh: str,
    severity: Severity,
    cause: Cause,
    location: str | None = None,
) -> Finding:
    return Finding(
        code=code,
        outcome=Outcome.NOTE,
        severity=severity,
        cause=cause,
        message=message,
        message_zh=zh,
        location=location,
    )
