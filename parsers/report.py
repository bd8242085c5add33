"""The one road of the parser: Dossier to Report."""

from __future__ import annotations

from parsers import attached, attached_tables, canonical, joined, sections
from parsers.align import Aligner
from parsers.checks import recheck
from parsers.confirm import not_seen
from parsers.documents.blocks import Page
from parsers.errors import DocumentError, GongkaiError
from parsers.identity.classify import classify
from parsers.identity.identify import identify
from parsers.model import Dossier, Report


def parse(dossier: Dossier) -> Report:
    """Rebuilds one report.

    Args:
        dossier: a primary document with its continuation pages, attachments and hints.

    Returns:
        The report with its cells, sections, and the findings of the checks within it.

    Raises:
        RefusedError: the document is not an annual report; the code says what it is.
        DocumentError: the document cannot be read.
    """
    try:
        return _parse(dossier)
    except GongkaiError as error:
        if not error.place:
            error.place = dossier.primary.source
        raise


def _parse(dossier: Dossier) -> Report:
    page = joined.read(dossier)
    aligner = Aligner(page)
    others = attached.Attachments()
    if dossier.attachments or page.images:
        others = attached.read(dossier, page, aligner)
    if others.read:
        attached.choose(page, dossier, others)
    if others.read and not aligner.figures:
        page = attached_tables.embody(page, others)
        aligner = Aligner(page)
    _classify(page, aligner.figures, others)
    who, findings = identify(page, dossier)
    alignment = aligner.align(who.report_year)
    joined.doubt_gaps(dossier, alignment.cells)
    attached_tables.compare(alignment, others.read, who.report_year)
    if page.reading == "ocr":
        not_seen(alignment.cells)
    if page.images:
        attached_tables.without_pictures(page, dossier, alignment, others)
    primary = dossier.primary
    parts = sections.split(page, alignment.consumed)
    fee, words = sections.processing_fee(parts)
    report = Report(
        report_id=canonical.report_id(page, who.title),
        identity=who,
        forms=alignment.forms,
        cells=alignment.cells,
        findings=[*page.findings, *findings, *others.findings, *alignment.findings],
        sections=parts,
        source=primary.source,
        url=primary.url,
        portal=dossier.hints.portal,
        media_type=primary.media_type,
        reading=page.reading,
        fetched_at=primary.fetched_at,
        sha256=primary.sha256,
        warc_ref=primary.warc_ref,
        processing_fee_yuan=fee,
        processing_fee_raw=words,
    )
    recheck(report)
    return report


def _classify(page: Page, figures: int, others: attached.Attachments) -> None:
    """Refuses what is no report; where only a file could tell, says why it was not read."""
    try:
        classify(page, figures)
    except DocumentError as error:
        if error.code == "body_missing" and others.unread:
            error.message += f"; not read: {'; '.join(others.unread)}"
        raise
