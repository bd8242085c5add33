"""Corpora of pages: JSON lines and Parquet with columns ``url`` and ``text`` or ``html``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from gzip import GzipFile
from pathlib import Path
from typing import IO, Any

from parsers.documents.caps import TEXT_CAP, check_size
from parsers.documents.http import too_large
from parsers.documents.problems import empty, problem, unreadable
from parsers.errors import DocumentError
from parsers.model import Document, Dossier, Problem

# A character of JSON may be six bytes long, one of the document three.
_LINE = TEXT_CAP * 3
_BATCH = 64
_ACTION = "give each row a url and a text or html"


def read_jsonl(file: IO[bytes] | GzipFile, source: str) -> Iterator[Dossier | Problem]:
    """One document a line; ``#L<line>`` (1-based) is added to `source`."""
    number = 0
    while line := file.readline(_LINE):
        number += 1
        place = f"{source}#L{number}"
        if not line.endswith(b"\n") and len(line) == _LINE:
            while (rest := file.readline(_LINE)) and not rest.endswith(b"\n"):
                pass
            yield problem(place, too_large(TEXT_CAP))
            continue
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if line.strip():
            yield _line(line, place)


def _line(line: bytes, place: str) -> Dossier | Problem:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return problem(
            place,
            DocumentError(
                f"the line is no JSON: {str(error)[:200]}", code="broken_row", action=_ACTION
            ),
        )
    if not isinstance(row, dict):
        message = "the line is no JSON object"
        return problem(place, DocumentError(message, code="broken_row", action=_ACTION))
    return _row(row, place)


def read_parquet(path: Path, source: str) -> Iterator[Dossier | Problem]:
    """One document a row; ``#L<row>`` (1-based) is added to `source`."""
    import pyarrow as pa  # noqa: PLC0415 - heavy, and few inputs need it
    import pyarrow.parquet as pq  # noqa: PLC0415

    number = 0
    try:
        with pq.ParquetFile(path) as table:
            wanted = [name for name in ("url", "html", "text") if name in table.schema_arrow.names]
            if not {"html", "text"} & set(wanted):
                raise DocumentError(
                    "the table has no column text or html", code="no_text_column", action=_ACTION
                )
            for batch in table.iter_batches(batch_size=_BATCH, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    yield _row(row, f"{source}#L{number}")
    except DocumentError as error:
        yield problem(source, error)
    except OSError as error:
        yield problem(source, unreadable(error))
    except (pa.ArrowException, ValueError) as error:
        message = f"the Parquet file is damaged: {str(error)[:200]}"
        yield problem(
            f"{source}#L{number + 1}" if number else source,
            DocumentError(message, code="broken_file", action="copy the file again"),
        )


def _row(row: dict[str, Any], place: str) -> Dossier | Problem:
    html, text, url = row.get("html"), row.get("text"), row.get("url")
    chosen, media_type = (html, "text/html") if html else (text, "text/plain")
    if not isinstance(chosen, str | bytes):
        if "html" in row or "text" in row:
            return problem(place, empty())
        message = "the row has no text and no html"
        return problem(place, DocumentError(message, code="no_text_column", action=_ACTION))
    # A lone surrogate is passed on: the decoder makes it U+FFFD and says so.
    content = chosen.encode("utf-8", "surrogatepass") if isinstance(chosen, str) else chosen
    if not content.strip():
        return problem(place, empty())
    try:
        check_size(content)
    except DocumentError as error:
        return problem(place, error)
    return Dossier(
        Document(
            content=content,
            source=place,
            url=url.strip() or None if isinstance(url, str) else None,
            media_type=media_type,
            charset="utf-8" if isinstance(chosen, str) else None,
        )
    )
