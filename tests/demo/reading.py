"""Reads a demo page's printed cells in its own way: no code of the project's is used."""

import re
from collections.abc import Iterator

from lxml import html

_CONTAINERS = '//div[contains(@class,"TRS_Editor") or contains(@class,"article-content")]'


def body(page: bytes, encoding: str) -> html.HtmlElement:
    """The container of the article."""
    codec = "gb18030" if encoding.startswith("gb") else "utf-8-sig"
    (container,) = html.fromstring(page.decode(codec)).xpath(_CONTAINERS)
    return container


def tables(container: html.HtmlElement) -> list[list[list[tuple[str, int, int]]]]:
    """Tables as rows of (text, rowspan, colspan)."""
    return [
        [
            [
                (
                    cell.text_content().replace("\xa0", "").strip(),
                    int(cell.get("rowspan", 1)),
                    int(cell.get("colspan", 1)),
                )
                for cell in row.xpath("./td|./th")
            ]
            for row in table.iter("tr")
        ]
        for table in container.iter("table")
    ]


def grid_widths(table: list[list[tuple[str, int, int]]]) -> list[int]:
    """How many columns each row covers, spans from above included."""
    open_spans: list[tuple[int, int]] = []
    widths = []
    for row in table:
        widths.append(sum(colspan for _, colspan in open_spans) + sum(c for _, _, c in row))
        open_spans = [(left - 1, colspan) for left, colspan in open_spans if left > 1]
        open_spans += [(rowspan - 1, colspan) for _, rowspan, colspan in row if rowspan > 1]
    return widths


def lines(container: html.HtmlElement) -> Iterator[str]:
    """Lines of text, broken at p and br."""
    for element in container.iter("p"):
        for part in element.iter("br"):
            part.tail = "\n" + (part.tail or "")
        for line in element.text_content().split("\n"):
            if line.strip():
                yield line.strip()


_FIGURE = re.compile(r"[+-]?\d[\d,.]*")


def figures(texts: list[str]) -> list[str]:
    """The texts that are figures, in order."""
    return [text for text in texts if _FIGURE.fullmatch(text)]
