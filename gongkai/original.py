"""The bytes that a report was read from, found again: in the archive, or where the files lay."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from parsers.documents import http, packed, sources
from parsers.documents.caps import FILE_CAP
from parsers.documents.records import Record, scan
from parsers.errors import GongkaiError
from parsers.model import Document, Dossier, Report

_HEADERS = 1_000_000
_ATTACHMENT = re.compile(r"attachment(\d+):(.+:\d+)")


@dataclass(frozen=True, slots=True)
class Original:
    """What is there of a report's source.

    Attributes:
        documents: the primary document and its continuation pages; empty if it was not found.
        where: how to get the bytes, or why they are not here; one sentence.
        attachments: those that the report was read from, by their number in locations.
    """

    documents: tuple[Document, ...]
    where: str
    attachments: Mapping[int, Document] = field(default_factory=dict)


def of_dossier(dossier: Dossier) -> Original:
    """The source of a report that was just read."""
    primary = dossier.primary
    where = f"just read, sha256 {primary.sha256}"
    return Original((primary, *dossier.pages), where, dict(enumerate(dossier.attachments, start=1)))


def find(report: Report, directory: Path, inputs: Sequence[str]) -> Original:
    """Looks for the bytes of a report of a dataset.

    Args:
        report: as the dataset has it.
        directory: of the dataset; its archive lies in ``archive/``.
        inputs: what the dataset was made of, as ``run.json`` says: paths, relative ones to the
            directory that the command was given in.

    Returns:
        The documents, whose sha256 is the report's; or none, and why.
    """
    try:
        if report.warc_ref:
            return _archived(report, report.warc_ref, directory, inputs)
        return _on_disk(report, inputs)
    except (OSError, GongkaiError) as error:
        return Original((), f"the source cannot be read again: {error}")


def _archived(report: Report, warc_ref: str, directory: Path, inputs: Sequence[str]) -> Original:
    places = [directory / "archive", *map(Path, inputs)]
    found = _record(warc_ref, report.source, places)
    name, _, offset = warc_ref.rpartition(":")
    if found is None:
        return Original(
            (), f"the archive {name} is neither in {directory / 'archive'} nor in the inputs"
        )
    path, document = found
    where = f"`warcio extract {path} {offset}` prints the archived bytes"
    if document is not None and document.sha256 == report.sha256:
        return Original((document,), where, _attached(report, places))
    for inner in _members(document, report) if document is not None else ():
        return Original((inner,), f"{where}, a zip")
    return Original((), f"{path} holds other bytes at {offset} than the report was made of")


def _attached(report: Report, places: Sequence[Path]) -> dict[int, Document]:
    """The attachments whose tables the report has, as its findings name them."""
    attachments: dict[int, Document] = {}
    for finding in report.findings:
        match = _ATTACHMENT.fullmatch(finding.location or "")
        if finding.code == "attachment_read" and match:
            found = _record(match[2], report.source, places)
            if found is not None and found[1] is not None:
                attachments[int(match[1])] = found[1]
    return attachments


def _record(
    warc_ref: str, source: str, places: Sequence[Path]
) -> tuple[Path, Document | None] | None:
    """An archive and the document that it holds at an offset, None for either that is not there."""
    name, _, offset = warc_ref.rpartition(":")
    for path in _files(name, places):
        for item in scan(path, keep=FILE_CAP + _HEADERS, start=int(offset)):
            if item.offset != int(offset):
                break
            if not isinstance(item, Record):
                continue
            head, raw = item.http() if item.kind == "response" else (None, item.block)
            charset = http.content_type(head)[1]
            return path, Document(http.body(head, raw, FILE_CAP), source, charset=charset)
        return path, None
    return None


def _members(document: Document, report: Report) -> Iterator[Document]:
    """The report's own document in an archived zip."""
    if "!" in report.source and document.content.startswith(b"PK"):
        for item in packed.read_zip(io.BytesIO(document.content), document.source):
            if isinstance(item, Dossier) and item.primary.sha256 == report.sha256:
                yield item.primary


def _on_disk(report: Report, inputs: Sequence[str]) -> Original:
    # A document in a packed file is named file!member or file#L12.
    name = report.source.partition("!")[0].rpartition("#L")[0] or report.source.partition("!")[0]
    changed: Path | None = None
    for path in _files(name, [Path(item) for item in inputs]):
        changed = path
        for item in sources.read([path]):
            if isinstance(item, Dossier) and item.primary.sha256 == report.sha256:
                where = f"the file {path}, unchanged since (sha256 {report.sha256})"
                beside = dict(enumerate(item.attachments, start=1))
                return Original((item.primary, *item.pages), where, beside)
    if changed is not None:
        return Original((), f"the file {changed} was changed since: its sha256 is another")
    return Original((), f"the file {name} is not there any more, seen from this directory")


def _files(name: str, places: Sequence[Path]) -> Iterator[Path]:
    """Files of that name: one of the places themselves, or in them. Never outside of them."""
    for place in places:
        if place.is_dir():
            path = place / name
            if path.is_file() and path.resolve().is_relative_to(place.resolve()):
                yield path
                continue
            yield from (p for p in sorted(place.rglob(Path(name).name)) if _is_at(p, name))
        elif place.is_file() and place.name == name:
            yield place


def _is_at(path: Path, name: str) -> bool:
    return path.is_file() and path.as_posix().endswith("/" + name.lstrip("/"))
