"""How large a document may be."""

from __future__ import annotations

from parsers.documents.http import too_large
from parsers.documents.kinds import HEAD, media_type

TEXT_CAP = 20_000_000
FILE_CAP = 64_000_000


def check_size(content: bytes) -> None:
    """Checks a document against its cap: HTML and text 20 MB, other files 64 MB.

    Raises:
        DocumentError: it is larger.
    """
    if len(content) > FILE_CAP:
        raise too_large(FILE_CAP)
    if len(content) > TEXT_CAP and (media_type(content[:HEAD], "") or "").startswith("text/"):
        raise too_large(TEXT_CAP)
