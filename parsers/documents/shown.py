"""Pictures that a document shows: their addresses, those it holds, those that lie beside a page.

Organs show their tables as pictures in the page; a browser that saves the page saves them beside it.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from parsers.documents.blocks import Page

# So many pictures of an article are its tables; with more it is a gallery.
MOST_PICTURES = 20
# Smaller files, in bytes, are emblems and dots.
SMALLEST = 1_500
_HEAD = 4096
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p|td|span|meta)\b", re.I)
_SHOWN = re.compile(
    rb"""<img\b[^>]*?\s(?:src|data-src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I
)
_DATA = re.compile(r"data:image/[\w.+-]+((?:;[\w=.+-]+)*),(.*)", re.I | re.S)


def beside(content: bytes, name: str) -> Iterator[str]:
    """The paths of pictures that an HTML page shows and that may lie beside it.

    Args:
        content: the page.
        name: its path, with ``/``.

    Yields:
        Paths like `name`, none of them twice, none outside of the first folder of `name`.
    """
    if _HTML.search(content[:_HEAD]) is None:
        return
    given: set[str] = set()
    for match in _SHOWN.finditer(content):
        raw = next(filter(None, match.groups()), b"")
        if raw[:5].lower() == b"data:" or len(raw) > 1_000:
            continue
        address = urlsplit(html.unescape(raw.decode("utf-8", "replace")).strip())
        if address.scheme or address.netloc or not address.path:
            continue
        parts: list[str] = list(PurePosixPath(name).parent.parts)
        for part in PurePosixPath(unquote(address.path).replace("\\", "/")).parts:
            if part == "..":
                if not parts:
                    break
                parts.pop()
            elif part != "/":
                parts.append(part)
        else:
            path = "/".join(parts)
            if path and path not in given:
                given.add(path)
                yield path
        if len(given) >= MOST_PICTURES:
            return


def picture(page: Page, number: int) -> bytes | None:
    """A picture that a document holds itself.

    Args:
        page: the document.
        number: of the picture among those that it shows, from 1.

    Returns:
        Its bytes; None if there is no such picture, or it stands elsewhere.
    """
    if not 0 < number <= len(page.images):
        return None
    address = page.images[number - 1]
    return page.held.get(address) or decoded(address)


def decoded(address: str) -> bytes | None:
    """The picture that stands in an address itself (``data:image/png;base64,...``)."""
    match = _DATA.fullmatch(address.strip())
    if match is None:
        return None
    if "base64" not in match[1].lower():
        return unquote_to_bytes(match[2])
    packed = "".join(unquote(match[2]).split())
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4))
    except (binascii.Error, ValueError):
        return None
