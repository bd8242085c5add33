"""HTML to blocks: grids after spans, lines elsewhere, navigation left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from parsers.documents.blocks import MOST_BLOCKS, MOST_CELLS, Grid, Line, Page, check_text_size
from parsers.documents.html_guard import check_markup
from parsers.documents.html_styles import Styles, styles_of, text_of
from parsers.documents.html_table import (
    note_image,
    read_drawn,
    read_table,
    strip_unseen,
)
from parsers.errors import DocumentError
from parsers.notes import note

# Characters of no width; as characters, `decode` has taken them out.
_INVISIBLE = re.compile(
    rb"&(?:#(?:8203|8204|8205|8288|65279|173)|#[xX](?:200[bBcCdD]|2060|[fF][eE][fF][fF]|[aA][dD])"
    rb"|zwn?j|shy|ZeroWidthSpace);"
)
_SKIP = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "select",
        "option",
        "button",
        "nav",
        "iframe",
        "object",
        "svg",
        "head",
        "textarea",
    ]
)
_LEAF = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "caption", "legend", "pre", "figcaption"]
)
_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "ucapcontent",
    ]
)
_HEADINGS = frozenset(("h1", "h2", "h3"))
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0\u3000]+")
_XML_HEAD = re.compile(r"\s*<\?xml[^>]*\?>")
_ENDS = re.compile(rb"</(?:body|html)\s*>", re.I)
# Stands for a br until the text is joined; U+2028 is a line separator and valid in XML.
_BREAK = "\u2028"
_TWO = 2


def read_html(text: str) -> Page:
    """Reads an HTML document that is already decoded.

    Args:
        text: the document.

    Returns:
        Its page. Tables that hold data become grids (document order, spans honoured, capped at
        1,000); layout tables become lines.

    Raises:
        DocumentError: nothing to read, the document is nested too deeply to be read whole, or it
            has more markup or text than any report.
    """
    head = _XML_HEAD.match(text)
    body = (text[head.end() :] if head else text).encode("utf-8", "replace")
    check_markup(body)
    # What follows an end of the body that came early is shown by browsers, and cut off by libxml2.
    body = _INVISIBLE.sub(b"", _ENDS.sub(b"", body))
    root, fatal = _tree(body, deep=False)
    if fatal:
        # Word leaves elements open, and each opens one level more; 2,048 levels are the cap.
        root, fatal = _tree(body, deep=True)
    if fatal:
        raise DocumentError(
            f"the HTML cannot be read to its end: {fatal}",
            code="html_cut_off",
            action="look at the page in a browser; it may be broken on purpose",
        )
    if root is None:
        raise DocumentError("the document has no content", code="empty_document")
    page = Page(reading="html")
    _read_head(root, page)
    page.blocks = list(_Walker(page, styles_of(root)).walk(root))
    tail = text[-2000:].rstrip()
    if not tail.endswith(">") and "</html" not in tail.lower():
        page.findings.append(
            note(
                code="document_truncated",
                message="the HTML ends in the middle; what follows is missing",
                message_zh="网页不完整，后文缺失",
            )
        )
    return page


def _tree(body: bytes, *, deep: bool) -> tuple[etree._Element | None, str]:
    """The document's tree, and why it was cut off (empty if it was not)."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=deep
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"not readable as HTML: {error}", code="broken_html") from error
    for entry in parser.error_log.filter_from_fatals():
        return root, entry.message
    return root, ""


def _read_head(root: etree._Element, page: Page) -> None:
    title = root.find(".//title")
    if title is not None:
        page.title = _fold(text_of(title)) or None
    for meta in root.iter("meta"):
        name, content = meta.get("name"), meta.get("content")
        if name and content:
            page.metas.setdefault(name.strip().lower(), content.strip())


def _fold(text: str) -> str:
    return " ".join(text.split())


class _Walker:
    """Walks the tree once, without recursion over the document's depth."""

    def __init__(self, page: Page, styles: Styles) -> None:
        self._page = page
        self._styles = styles
        self._lines = 0
        self._tables = 0
        self._drawings = 0
        self._blocks = 0
        self._cells = 0
        self._characters = 0

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
            if (
                not isinstance(tag, str)
                or tag in _SKIP
                or (self._styles.hides and self._styles.hidden(element))
            ):
                pending.append(element.tail or "")
                continue
            if tag == "br":
                pending.append("\n" + (element.tail or ""))
                continue
            if tag == "img":
                note_image(element, self._page)
                pending.append(element.tail or "")
                continue
            if tag == "table":
                yield from self._flush(pending)
                self._tables += 1
                grid = read_table(
                    element, f"html:table[{self._tables}]", self._page, styles=self._styles
                )
                if grid is not None:
                    yield from self._caption(element)
                    yield self._counted(grid)
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
                drawn = self._drawn(element) if len(element) > _TWO else None
                if drawn is not None:
                    yield self._counted(drawn)
                    pending.append(element.tail or "")
                    continue
                if tag == "li" and self._is_navigation(element):
                    pending.append(element.tail or "")
                    continue
            pending.append(element.text or "")
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
        yield from self._flush(pending)

    def _counted(self, grid: Grid) -> Grid:
        self._cells += len(grid.cells)
        if self._cells > MOST_CELLS:
            raise DocumentError(
                f"the tables have more than {MOST_CELLS} cells", code="table_too_large"
            )
        return grid

    def _drawn(self, element: etree._Element) -> Grid | None:
        """A table drawn with other elements than ``table``."""
        location = f"html:drawn[{self._drawings + 1}]"
        grid = read_drawn(element, location, self._page, styles=self._styles)
        self._drawings += grid is not None
        return grid

    def _flush(self, pending: list[str]) -> Iterator[Line]:
        text = "".join(pending)
        pending.clear()
        if not text or text.isspace():
            return
        self._lines += 1
        self._characters += len(text)
        check_text_size(self._characters)
        for line in text.split("\n"):
            folded = _BLANKS.sub(" ", line).strip()
            if folded:
                self._blocks += 1
                if self._blocks > MOST_BLOCKS:
                    raise DocumentError(
                        f"the page has more than {MOST_BLOCKS} lines", code="too_many_lines"
                    )
                yield Line(folded, f"html:p[{self._lines}]")

    @staticmethod
    def _is_navigation(element: etree._Element) -> bool:
        """A list item that is nothing but a link."""
        if len(element) == 0 or (element.text or "").strip():
            return False
        return all(child.tag == "a" and not (child.tail or "").strip() for child in element)

    @staticmethod
    def _has_blocks(element: etree._Element) -> bool:
        return any(child.tag in _BLOCK for child in element.iterdescendants())

    def _caption(self, table: etree._Element) -> Iterator[Line]:
        for caption in table.iterchildren("caption"):
            yield from self._flush([self._text(caption)])

    def _text(self, element: etree._Element) -> str:
        """All text of a leaf; a line break for br (and kept line ends in pre)."""
        if len(element) == 0:
            text = element.text or ""
            return text if element.tag == "pre" else text.replace("\n", " ")
        for line_break in element.iterdescendants("br"):
            line_break.tail = _BREAK + (line_break.tail or "")
        strip_unseen(element, self._page, styles=self._styles)
        text = text_of(element)
        return (text if element.tag == "pre" else text.replace("\n", " ")).replace(_BREAK, "\n")
