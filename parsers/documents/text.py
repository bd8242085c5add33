"""Plain text to blocks: one line each, blank lines dropped, line numbers kept."""

from __future__ import annotations

from parsers.documents.blocks import MOST_BLOCKS, Line, Page, check_text_size
from parsers.errors import DocumentError


def read_text(text: str) -> Page:
    """Reads a plain-text document that is already decoded.

    Args:
        text: the document; lines end with LF.

    Returns:
        Its page, one block a line, located as ``text:L<line>`` (1-based).

    Raises:
        DocumentError: the document has more than 25,000 lines or 2,000,000 characters.
    """
    page = Page(reading="text")
    check_text_size(len(text))
    if text.count("\n") > MOST_BLOCKS:
        raise DocumentError(f"the text has more than {MOST_BLOCKS} lines", code="too_many_lines")
    for number, line in enumerate(text.split("\n"), start=1):
        if line and not line.isspace():
            # Tabs at the ends are empty cells.
            stripped = line.strip(" \r\f\v\u00a0\u3000")
            page.blocks.append(Line(stripped, f"text:L{number}"))
    return page
