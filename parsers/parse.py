"""The one road of the parser: Dossier to Report."""

from __future__ import annotations

from parsers import canonical, confirm, identity, joined, sections
from parsers.align import Aligner
from parsers.checks import recheck
from parsers.errors import GongkaiError
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
    identity.classify(page, aligner.figures)
    who, findings = identity.identify(page, dossier)
    alignment = aligner.align(who.report_year)
    joined.doubt_gaps(dossier, alignment.cells)
    confirm.confirm(alignment.cells, alignment.forms)
    primary = dossier.primary
    parts = sections.split(page, alignment.consumed)
    fee, words = sections.processing_fee(parts)
    report = Report(
        report_id=canonical.report_id(page, who.title),
        identity=who,
        forms=alignment.forms,
        cells=alignment.cells,
        findings=[*page.findings, *findings, *alignment.findings],
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
