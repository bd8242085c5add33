"""HTML to blocks: grids after spans, lines elsewhere, navigation left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from parsers.documents.blocks import Grid, GridCell, Line, Page
from parsers.errors import DocumentError
from parsers.model import Cause, Finding, Outcome, Severity

_SKIP = frozenset(
    "script style noscript template select option button nav iframe object svg head textarea".split()
)
_LEAF = frozenset("p h1 h2 h3 h4 h5 h6 dt dd caption legend pre figcaption".split())
_BLOCK = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tbody td tfoot th thead tr ul"
    " ucapcontent".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3"))
_UNSEEN = ("script", "style", "noscript", "template", "select", "textarea")
# Parts of a cell that stand apart when they are seen.
_MARKED = frozenset(("sup", "sub", "del", "s", "strike"))
_APART = ("p", "div", "br", "li", "sup", "sub", "del", "s", "strike")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0\u3000]+")
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
# Stands for a br until the text is joined; U+2028 is a line separator and valid in XML.
_BREAK = "\u2028"
_SPAN_CAP = 1000
_GRID_CAP = 200_000
# A cell with more text than this holds a page, not a figure or a label.
_LAYOUT_CELL = 300


def read_html(text: str) -> Page:
    """Reads an HTML document that is already decoded.

    Args:
        text: the document.

    Returns:
        Its page. Tables that hold data become grids (document order, spans honoured, capped at
        1,000); layout tables become lines.

    Raises:
        DocumentError: nothing to read, or the document is nested too deeply to be read whole.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False
    )
    body = _XML_HEAD.sub("", text).encode("utf-8", "replace")
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"not readable as HTML: {error}", code="broken_html") from error
    if root is None:
        raise DocumentError("the document has no content", code="empty_document")
    for entry in parser.error_log:
        if entry.level_name == "FATAL" or "depth" in entry.message.lower():
            raise DocumentError(
                f"the HTML cannot be read to its end: {entry.message}",
                code="html_cut_off",
                action="look at the page in a browser; it may be broken on purpose",
            )
    page = Page(reading="html")
    _read_head(root, page)
    page.blocks = list(_Walker(page, any_hidden=_HIDDEN.search(text) is not None).walk(root))
    if not text.rstrip()[-200:].lower().rstrip().endswith(">") and "</html" not in text[-2000:].lower():
        page.findings.append(
            Finding(
                code="document_truncated",
                outcome=Outcome.NOTE,
                severity=Severity.WARNING,
                cause=Cause.READING,
                message="the HTML ends in the middle; what follows is missing",
                message_zh="网页不完整，后文缺失",
            )
        )
    return page


def _read_head(root: etree._Element, page: Page) -> None:
    title = root.find(".//title")
    if title is not None:
        page.title = _fold("".join(title.itertext())) or None
    for meta in root.iter("meta"):
        name, content = meta.get("name"), meta.get("content")
        if name and content:
            page.metas.setdefault(name.strip().lower(), content.strip())


def _fold(text: str) -> str:
    return " ".join(text.split())


class _Walker:
    """Walks the tree once, without recursion over the document's depth."""

    def __init__(self, page: Page, *, any_hidden: bool) -> None:
        self._page = page
        self._any_hidden = any_hidden
        self._lines = 0
        self._tables = 0

    def walk(self, root: etree._Element) -> Iterator[Line | Grid]:
        """Blocks in document order."""
        pending: list[str] = []
        stack: list[tuple[etree._Element, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            tag = element.tag
            if leaving:
                if tag in _BLOCK:
                    yield from self._flush(pending)
                pending.append(element.tail or "")
                continue
            if not isinstance(tag, str) or tag in _SKIP or (
                self._any_hidden and self._hidden(element)
            ):
                pending.append(element.tail or "")
                continue
            if tag == "br":
                pending.append("\n" + (element.tail or ""))
                continue
            if tag == "img":
                self._image(element)
                pending.append(element.tail or "")
                continue
            if tag == "table":
                yield from self._flush(pending)
                self._tables += 1
                grid = self._grid(element, f"html:table[{self._tables}]")
                if grid is not None:
                    yield grid
                    pending.append(element.tail or "")
                    continue
            elif tag in _LEAF and not self._has_blocks(element):
                yield from self._flush(pending)
                pending.append(self._text(element))
                if tag in _HEADINGS:
                    self._page.headings.append(_fold(pending[-1]))
                yield from self._flush(pending)
                pending.append(element.tail or "")
                continue
            elif tag in _BLOCK:
                yield from self._flush(pending)
                if tag == "li" and self._is_navigation(element):
                    pending.append(element.tail or "")
                    continue
            pending.append(element.text or "")
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
        yield from self._flush(pending)

    def _flush(self, pending: list[str]) -> Iterator[Line]:
        text = "".join(pending)
        pending.clear()
        if not text or text.isspace():
            return
        self._lines += 1
        for line in text.split("\n"):
            folded = _BLANKS.sub(" ", line).strip()
            if folded:
                yield Line(folded, f"html:p[{self._lines}]")

    @staticmethod
    def _hidden(element: etree._Element) -> bool:
        style = element.get("style")
        return (style is not None and _HIDDEN.search(style) is not None) or (
            element.get("hidden") is not None
        )

    @staticmethod
    def _is_navigation(element: etree._Element) -> bool:
        """A list item that is nothing but a link."""
        if len(element) == 0 or (element.text or "").strip():
            return False
        return all(
            child.tag == "a" and not (child.tail or "").strip() for child in element
        )

    @staticmethod
    def _has_blocks(element: etree._Element) -> bool:
        return any(child.tag in _BLOCK for child in element.iterdescendants())

    def _image(self, element: etree._Element) -> None:
        source = element.get("src") or element.get("data-src")
        if source and not source.startswith("data:"):
            self._page.images.append(source)

    def _text(self, element: etree._Element) -> str:
        """All text of a leaf; a line break for br (and kept line ends in pre)."""
        if len(element) == 0:
            text = element.text or ""
            return text if element.tag == "pre" else text.replace("\n", " ")
        for line_break in element.iterdescendants("br"):
            line_break.tail = _BREAK + (line_break.tail or "")
        self._strip(element)
        text = "".join(element.itertext())
        return (text if element.tag == "pre" else text.replace("\n", " ")).replace(_BREAK, "\n")

    def _strip(self, element: etree._Element) -> None:
        """Empties what a reader does not see; notes pictures."""
        for image in element.iterdescendants("img"):
            self._image(image)
        for unseen in element.iterdescendants(*_UNSEEN):
            _empty(unseen)
        if self._any_hidden:
            for child in list(element.iterdescendants()):
                if isinstance(child.tag, str) and self._hidden(child):
                    _empty(child)

    def _grid(self, table: etree._Element, location: str) -> Grid | None:
        """The grid of a table, or None for a layout table (its content is walked instead)."""
        if next(table.iterdescendants("table"), None) is not None:
            return None
        grid = Grid(location)
        # col -> (first row below the span that is free again)
        busy: dict[int, int] = {}
        for number, row in enumerate(table.iter("tr"), start=1):
            col = 1
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                while busy.get(col, 0) > number:
                    col += 1
                colspan = _span(cell.get("colspan"))
                rowspan = _span(cell.get("rowspan"))
                text = self._cell_text(cell)
                if len(text) > _LAYOUT_CELL:
                    return None
                if len(grid.cells) >= _GRID_CAP:
                    raise DocumentError(
                        f"a table has more than {_GRID_CAP} cells", code="table_too_large"
                    )
                grid.cells.append(GridCell(text, number, col, rowspan, colspan))
                if rowspan > 1:
                    for covered in range(col, col + colspan):
                        busy[covered] = number + rowspan
                col += colspan
        return grid if grid.cells else None

    def _cell_text(self, cell: etree._Element) -> str:
        if len(cell) == 0:
            return _fold(cell.text or "")
        self._strip(cell)
        for apart in cell.iterdescendants(*_APART):
            # Two paragraphs of a cell, or a footnote mark, must not run into one number.
            apart.tail = " " + (apart.tail or "")
            if apart.tag in _MARKED and apart.text:
                apart.text = " " + apart.text
        return _fold("".join(cell.itertext()))


def _empty(element: etree._Element) -> None:
    tail = element.tail
    element.clear()
    element.tail = tail


def _span(value: str | None) -> int:
    if value is None:
        return 1
    digits = value.strip()
    if not digits.isdigit() or len(digits) > 9:
        return 1 if not digits.isdigit() else _SPAN_CAP
    return min(max(int(digits), 1), _SPAN_CAP)
