"""Files, folders and archives to Dossiers: whatever any tool fetched, one batch, never stopped."""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from parsers.decode import clean
from parsers.documents import kinds
from parsers.documents.caps import FILE_CAP, check_size
from parsers.documents.continued import tie
from parsers.documents.http import inflate, too_large
from parsers.documents.packed import read_zip
from parsers.documents.problems import empty, problem, unreadable
from parsers.documents.rows import read_jsonl, read_parquet
from parsers.documents.shown import beside
from parsers.documents.warc import read_archives
from parsers.errors import DocumentError
from parsers.model import Document, Dossier, Listing, Problem, Sighting

# A folder with one of these is a dataset: its tables and its state are not documents.
_DATASET_MARKS = frozenset({"datapackage.json", "run.json", "state.sqlite"})
_DATASET_SUFFIXES = (".csv", ".parquet", ".json", ".sqlite", ".sqlite-wal", ".sqlite-shm")
_DATASET_NAMES = frozenset({"lock"})


def read(paths: Sequence[Path]) -> Iterator[Dossier | Problem | Listing | Sighting]:
    """Reads everything under the given paths.

    Folders are read recursively in the order of their names, hidden files and the files of
    gongkai's own datasets left out. All WARC files together are one archive and come last.

    Args:
        paths: files and folders: HTML, text, Word, spreadsheets and other documents, .warc(.gz),
            .zip, and .jsonl or .parquet with columns url and text or html.

    Yields:
        Dossiers, the pages of one report as one, and a Problem for whatever could not be read; what the crawler noted in archives
        as Problems, Listings and Sightings. Never raises for an input.
    """
    yield from tie(_read(paths))


def _read(paths: Sequence[Path]) -> Iterator[Dossier | Problem | Listing | Sighting]:
    archives: list[tuple[Path, str]] = []
    for path in paths:
        yield from _path(path, archives)
    if archives:
        yield from read_archives(archives)


def _path(path: Path, archives: list[tuple[Path, str]]) -> Iterator[Dossier | Problem]:
    name = _shown(path.name or str(path))
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        missing = isinstance(error, FileNotFoundError | NotADirectoryError)
        action = "check the path" + ("" if missing else " and its permissions")
        said = "there is no such file or folder" if missing else f"it cannot be read: {error}"
        code = "missing_path" if missing else "unreadable_file"
        yield problem(_shown(str(path)), DocumentError(said, code=code, action=action))
        return
    if stat.S_ISDIR(mode):
        yield from _folder(path, archives)
    elif stat.S_ISREG(mode):
        for item in _guarded(path, name, archives):
            yield _with_pictures(item, path, path.parent, set())
    else:
        message = "it is neither a file nor a folder"
        yield problem(name, DocumentError(message, code="not_a_file", action="check the path"))


def _folder(folder: Path, archives: list[tuple[Path, str]]) -> Iterator[Dossier | Problem]:
    failed: list[OSError] = []
    shown: set[Path] = set()
    for here, folders, files in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(name for name in folders if not kinds.is_hidden(name))
        own = not _DATASET_MARKS.isdisjoint(files)
        # Pictures after the pages that may show them.
        for name in sorted(files, key=lambda name: (kinds.is_named_picture(name), name)):
            path = Path(here, name)
            if kinds.is_hidden(name) or (own and _is_dataset_file(name)) or path in shown:
                continue
            source = _shown(path.relative_to(folder).as_posix())
            if path.is_file():
                if name.endswith((".warc", ".warc.gz")) and path.stat().st_size == 0:
                    continue  # a crawl that ended before its first record: nothing is lost
                for item in _guarded(path, source, archives):
                    yield _with_pictures(item, path, folder, shown)
            elif path.is_symlink() and not path.exists():
                message = "the link leads nowhere"
                yield problem(source, DocumentError(message, code="missing_path"))
    for error in failed:
        yield problem(_shown(str(error.filename)), unreadable(error))


def _with_pictures(
    item: Dossier | Problem, path: Path, folder: Path, shown: set[Path]
) -> Dossier | Problem:
    """A page with the pictures that it shows and that lie beside it, within the folder.

    Args:
        item: what was read of the file.
        path: the file.
        folder: that was given.
        shown: gets the paths of the pictures.
    """
    if not isinstance(item, Dossier) or item.attachments or "!" in item.primary.source:
        return item
    found: list[Document] = []
    for name in beside(item.primary.content, path.relative_to(folder).as_posix()):
        picture = folder / name
        try:
            if not picture.is_file() or not 0 < picture.stat().st_size <= FILE_CAP:
                continue
            with picture.open("rb") as file:
                kind = kinds.picture_type(file.read(kinds.HEAD))
            if kind is None or not picture.resolve().is_relative_to(folder.resolve()):
                continue
            shown.add(picture)
            found.append(Document(picture.read_bytes(), _shown(name), media_type=kind))
        except (OSError, ValueError):
            continue  # the page is read without it, and says so
    return replace(item, attachments=tuple(found)) if found else item


def _is_dataset_file(name: str) -> bool:
    return name in _DATASET_NAMES or name.endswith(_DATASET_SUFFIXES)


def _guarded(
    path: Path, source: str, archives: list[tuple[Path, str]]
) -> Iterator[Dossier | Problem]:
    try:
        yield from _file(path, source, archives)
    except OSError as error:
        yield problem(source, unreadable(error))
    except DocumentError as error:
        yield problem(source, error)


def _file(path: Path, source: str, archives: list[tuple[Path, str]]) -> Iterator[Dossier | Problem]:
    with path.open("rb") as file:
        head = file.read(kinds.HEAD)
    if not head:
        raise empty()
    kind = kinds.kind_of(head, path.name)
    if kind is kinds.Kind.WARC:
        if not any(path.samefile(known) for known, _ in archives):
            archives.append((path, source))
    elif kind is kinds.Kind.ZIP:
        yield from read_zip(path, source)
    elif kind is kinds.Kind.PARQUET:
        yield from read_parquet(path, source)
    elif kind is kinds.Kind.JSONL:
        with path.open("rb") as file:
            yield from read_jsonl(file, source)
    elif kind is kinds.Kind.GZIP:
        yield from _gzipped(path, source)
    elif kinds.is_other(path.name, path.stat().st_size):
        yield problem(source, kinds.refusal(path.name), counts=False)
    else:
        yield _document(_content(path), path.name, source)


def _content(path: Path) -> bytes:
    if path.stat().st_size > FILE_CAP:
        raise too_large(FILE_CAP)
    with path.open("rb") as file:
        return file.read(FILE_CAP + 1)


def _document(content: bytes, name: str, source: str) -> Dossier:
    check_size(content)
    if not content.strip():
        raise empty()
    media_type = kinds.media_type(content[: kinds.HEAD], name)
    return Dossier(Document(content, source, media_type=media_type))


def _gzipped(path: Path, source: str) -> Iterator[Dossier | Problem]:
    """A single gzipped document or JSON-lines file."""
    inner = path.name[: -len(".gz")] if path.name.lower().endswith(".gz") else path.name
    if inner.lower().endswith((".jsonl", ".ndjson")):
        try:
            with gzip.open(path) as file:
                yield from read_jsonl(file, source)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            message = f"the compressed file is damaged: {error}"
            raise DocumentError(message, code="broken_file", action="copy it again") from error
        return
    content = inflate(_content(path), FILE_CAP, 16 + zlib.MAX_WBITS)
    if kinds.is_other(inner):
        yield problem(source, kinds.refusal(inner), counts=False)
    else:
        yield _document(content, inner, source)


def _shown(name: str) -> str:
    """A path as text: UTF-8, else GB18030, line ends and control characters made visible."""
    raw = os.fsencode(name)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", "replace")
    return clean(text)[0].replace("\n", "\ufffd")
