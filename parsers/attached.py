"""Attachments: they carry the tables where the page has none, and check the page where it has.

Many organs print the report on the page and attach the same as a file, or put only the file there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.align import Aligner
from parsers.documents import kinds, shown
from parsers.documents.blocks import Page
from parsers.documents.read import read_document
from parsers.errors import DocumentError, GongkaiError
from parsers.identity.identify import identify
from parsers.model import (
    Cause,
    Document,
    Dossier,
    Finding,
    Identity,
    Severity,
)
from parsers.notes import note

# An article with more is a list of files.
_MOST = 12
# So many rows of the forms are no mention in a text.
_ROWS = 3


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
            note(
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
    return note(
        "attachment_unread",
        f"the attachment {document.source} was not read: {error.message}"
        + (f" ({error.action})" if error.action else ""),
        f"附件未能读取：{document.source}",
        Severity.WARNING,
        Cause.READING,
        name,
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
            note(
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
