"""Tables of attachments: taken where the page has none, held against it where it has.

Of every table the dataset says which bytes it was read from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsers.align import Alignment
from parsers.attached import Attachment, Attachments
from parsers.documents import kinds, ocr_process, shown
from parsers.documents.blocks import Page
from parsers.model import Cause, Cell, Dossier, Finding, Outcome, Severity, Status
from parsers.notes import note

# So many names of pictures are enough for one finding.
_NAMED = 5


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
        note(
            "picture_unread",
            f"{', '.join(absent)} may be in pictures that were not read: {what} ({how}, and parse "
            "it again)",
            "缺失的表格可能在未读取的图片中",
            Severity.WARNING,
            Cause.READING,
        )
    )


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
        note(
            "attachment_read",
            f"{what} from the attachment {document.source}, sha256 {document.sha256}",
            f"数据取自附件：{document.source}",
            Severity.INFO,
            Cause.SOURCE,
            f"{name}{document.warc_ref or document.source}",
        )
        for name, document in one.sources.items()
    ]
