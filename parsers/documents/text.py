"""Plain text to blocks: one line each, line numbers kept, blank lines as what stands above a line."""

from __future__ import annotations

import re

from parsers.documents.blocks import (
    BLANKS,
    MOST_BLOCKS,
    Grid,
    Layout,
    Line,
    Page,
    check_text_size,
)
from parsers.documents.unfold import unfold
from parsers.errors import DocumentError

_FRAME = re.compile(r"\+[-=]{10,}\+\s*")
_FRAMED = re.compile(r"\| ?(.*?) ?\|\s*")


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
    above: list[str] = []
    last = ""
    framed = False
    for number, printed in enumerate(text.split("\n"), start=1):
        line = printed
        if line[:2] == "+-" and _FRAME.fullmatch(line):
            framed = True  # a box of one cell is a layout table's: its frame prints nothing
            continue
        if framed:
            inside = _FRAMED.fullmatch(line)
            framed = inside is not None
            line = inside[1] if inside else line
        if not line or (line.isspace() and "\t\t" not in line):
            above.append(line)
            continue
        parts = unfold(line) if "| ---" in line else [line]
        if len(parts) > 1:
            page.blocks.extend(Line(part.strip(), f"text:L{number}") for part in parts)
            above, last = [], ""
            continue
        # Tabs at the ends are empty cells.
        text = line.strip(BLANKS)
        if line[0] != "|" and not text.strip("| "):
            # An indented pipe ends an empty cell, where another one opens the row.
            text = f" {text}"
        made = Line(text, f"text:L{number}")
        if above:
            made.layout = Layout(line, above)
            if page.blocks:
                _lies_above(page.blocks[-1], last, above)
            above = []
        elif "  " in line:
            made.layout = Layout(line)
        page.blocks.append(made)
        last = line
    return page


def _lies_above(block: Line | Grid, raw: str, below: list[str]) -> None:
    if isinstance(block, Line):
        block.layout = block.layout or Layout(raw)
        block.layout.below = below
