"""Zip archives of documents, under limits: number, depth, ratio and size of their members."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from parsers.decode import clean
from parsers.documents import kinds
from parsers.documents.caps import FILE_CAP, check_size
from parsers.documents.http import too_large
from parsers.documents.problems import empty, problem
from parsers.documents.rows import read_jsonl
from parsers.documents.shown import beside
from parsers.errors import DocumentError
from parsers.model import Document, Dossier, Problem

MAX_MEMBERS = 100_000
MAX_DEPTH = 2
MAX_RATIO = 250
MAX_BYTES = 4_000_000_000
_SMALL = 1_000_000
# A comment may stand behind the end of a zip.
_TAIL = 66_000
_COUNT_IN_ZIP64, _IN_ZIP64 = 0xFFFF, 0xFFFFFFFF
# A member takes 46 bytes and its name in the list.
_MOST_DIRECTORY = 20_000_000
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
# Members of Office and OFD documents, which are zips too.
_DOCUMENT_PARTS = frozenset(("[Content_Types].xml", "OFD.xml"))
_UNPACK = "unpack it and give the folder"


def read_zip(file: Path | IO[bytes], source: str, depth: int = 1) -> Iterator[Dossier | Problem]:
    """The documents in a zip, sorted by name; ``!<member>`` is added to `source`.

    Args:
        file: the archive.
        source: what messages call it.
        depth: 1 for an archive on disk, more for one inside another.
    """
    try:
        _check_directory(file)
        with zipfile.ZipFile(file) as archive:
            if _DOCUMENT_PARTS.isdisjoint(archive.namelist()):
                yield from _members(archive, source, depth)
                return
        yield Dossier(Document(_whole(file), source, media_type="application/zip"))
    except DocumentError as error:
        yield problem(source, error)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, EOFError) as error:
        yield problem(
            source,
            DocumentError(
                f"the zip cannot be read: {str(error)[:200]}",
                code="broken_file",
                action="copy or pack it again",
            ),
        )


def _whole(file: Path | IO[bytes]) -> bytes:
    """A zip that is a document whose first member did not tell it."""
    with file.open("rb") if isinstance(file, Path) else contextlib.nullcontext(file) as stream:
        stream.seek(0)
        content = stream.read(FILE_CAP + 1)
    if len(content) > FILE_CAP:
        raise too_large(FILE_CAP)
    return content


def _check_directory(file: Path | IO[bytes]) -> None:
    """Checks how many members there are, and how long their list is, before it is read.

    Raises:
        DocumentError: the zip says that it has more than a hundred thousand, or its list is longer.
    """
    with file.open("rb") if isinstance(file, Path) else contextlib.nullcontext(file) as stream:
        stream.seek(0, io.SEEK_END)
        stream.seek(max(stream.tell() - _TAIL, 0))
        tail = stream.read()
        stream.seek(0)
    end, large = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    count, size = (
        struct.unpack_from("<HI", tail, end + 10) if 0 <= end <= len(tail) - 16 else (0, 0)
    )
    if (count == _COUNT_IN_ZIP64 or size == _IN_ZIP64) and 0 <= large <= len(tail) - 48:
        count, size = struct.unpack_from("<QQ", tail, large + 32)
    if count > MAX_MEMBERS:
        raise _too_many(f"{count} members")
    if size > _MOST_DIRECTORY:
        raise _too_many(f"a list of members of {size // 1_000_000} MB")


def _too_many(what: str) -> DocumentError:
    return DocumentError(
        f"the zip has {what}; the most is {MAX_MEMBERS} members",
        code="too_many_members",
        action=_UNPACK,
    )


def _members(archive: zipfile.ZipFile, source: str, depth: int) -> Iterator[Dossier | Problem]:
    members = sorted(
        ((member_name(info), info) for info in archive.infolist() if not info.is_dir()),
        key=lambda pair: (kinds.is_named_picture(pair[0]), pair[0]),
    )
    named = dict(members)
    shown: set[str] = set()
    if len(members) > MAX_MEMBERS:
        yield problem(source, _too_many(f"{len(members)} members"))
        return
    left = MAX_BYTES
    for name, info in members:
        place = f"{source}!{name}"
        if kinds.is_hidden(name) or name in shown:
            continue
        if kinds.is_other(name, info.file_size):
            yield problem(place, kinds.refusal(name), counts=False)
            continue
        try:
            content = _content(archive, info, left)
        except DocumentError as error:
            yield problem(place, error)
            continue
        left -= len(content)
        pictures: list[Document] = []
        for picture in beside(content, name):
            if picture in named:
                try:
                    shown_there = _content(archive, named[picture], left)
                except DocumentError:
                    continue  # it has a problem of its own when its turn comes
                kind = kinds.picture_type(shown_there[: kinds.HEAD])
                if kind is not None:
                    left -= len(shown_there)
                    shown.add(picture)
                    pictures.append(Document(shown_there, f"{source}!{picture}", media_type=kind))
        for item in _document(content, name, place, depth):
            if pictures and isinstance(item, Dossier):
                yield replace(item, attachments=tuple(pictures))
            else:
                yield item


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise DocumentError("the member is encrypted", code="encrypted", action=_UNPACK)
    if info.file_size > FILE_CAP:
        raise too_large(FILE_CAP)
    if info.file_size > _SMALL and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise DocumentError(
            f"the member is {info.file_size // max(info.compress_size, 1)} times smaller packed",
            code="zip_bomb",
            action="if it is a document after all, unpack it by hand",
        )
    if info.file_size > left:
        raise DocumentError(
            f"the zip holds more than {MAX_BYTES // 1_000_000_000} GB",
            code="too_large",
            action=_UNPACK,
        )
    try:
        with archive.open(info) as member:
            # The header's size is the packer's word; the member ends there or fails its checksum.
            content = member.read(FILE_CAP + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise DocumentError(
            f"the member is damaged: {str(error)[:200]}",
            code="broken_file",
            action="copy or pack it again",
        ) from error
    except (NotImplementedError, RuntimeError) as error:
        raise DocumentError(
            f"the member cannot be unpacked: {error}", code="unknown_coding", action=_UNPACK
        ) from error
    if len(content) > FILE_CAP:
        raise too_large(FILE_CAP)
    return content


def _document(content: bytes, name: str, place: str, depth: int) -> Iterator[Dossier | Problem]:
    kind = kinds.kind_of(content[: kinds.HEAD], name)
    if kind is kinds.Kind.ZIP:
        if depth >= MAX_DEPTH:
            message = "zips inside zips inside zips are not opened"
            yield problem(place, DocumentError(message, code="too_deep", action=_UNPACK))
        else:
            yield from read_zip(io.BytesIO(content), place, depth + 1)
    elif kind is kinds.Kind.JSONL:
        yield from read_jsonl(io.BytesIO(content), place)
    elif kind in {kinds.Kind.WARC, kinds.Kind.PARQUET, kinds.Kind.GZIP}:
        message = f"a {kind.value} inside a zip is not opened"
        yield problem(place, DocumentError(message, code="unpack_first", action=_UNPACK))
    elif not content.strip():
        yield problem(place, empty())
    else:
        try:
            check_size(content)
        except DocumentError as error:
            yield problem(place, error)
        else:
            media_type = kinds.media_type(content[: kinds.HEAD], name)
            yield Dossier(Document(content, place, media_type=media_type))


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name: UTF-8 if it says or is so, else GB18030 (Chinese Windows), else cp437."""
    name = info.filename
    if not info.flag_bits & _UTF8_FLAG:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return clean(name.replace("\\", "/"))[0].replace("\n", "\ufffd")
