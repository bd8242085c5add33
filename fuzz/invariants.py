"""What holds of every document, however broken; looked up in the source, not in the parser."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from decimal import Decimal

from lxml import etree

from parsers import parse, standard
from parsers.align import Aligner
from parsers.decode import decode
from parsers.documents.blocks import Page
from parsers.documents.html import read_html
from parsers.documents.kinds import is_office
from parsers.documents.read import is_html
from parsers.documents.text import read_text
from parsers.errors import GongkaiError
from parsers.model import Cell, Document, Dossier, Status

_YEARS = (2023, 2020)
_SEPARATORS = re.compile(r"[\s|│┃｜║]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LINE = re.compile(r"text:L(\d+)")
_UNSEEN = frozenset(("script", "style", "noscript", "template", "select", "textarea"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_FOLDED = str.maketrans({"−": "-", "，": ","})


class BrokenError(AssertionError):
    """An invariant that does not hold."""


def check_document(content: bytes) -> None:
    """Reads a document in every way there is and checks what comes of it.

    Raises:
        BrokenError: an invariant does not hold.
        Exception: whatever the parser raised beside its own errors.
    """
    text = decode(content).text
    markup = is_html(text)
    office = is_office(content.lstrip())
    try:
        report = parse(Dossier(Document(content, "x")))
    except GongkaiError as error:
        _expect(error.place == "x", "an error without its place")
    else:
        if office:
            _check_slots(report.cells)
        else:
            check_cells(report.cells, text, markup=markup)
    if office:
        return
    # Both years, and now and then text read as markup or markup as text; the content draws.
    drawn = zlib.crc32(content)
    check_text(text, markup=markup, years=_YEARS[drawn % 2 :][:1])
    if drawn % 8 < 2 and len(text) < 20_000:
        check_text(text, markup=not markup, years=_YEARS[drawn % 2 :][:1])


def check_text(text: str, *, markup: bool, years: Sequence[int] = _YEARS) -> list[Cell]:
    """Aligns a decoded text, as HTML or as plain text, and checks the cells.

    Returns:
        The cells under the last of the years; empty if the text was refused.

    Raises:
        BrokenError: an invariant does not hold.
        Exception: whatever the parser raised beside its own errors.
    """
    cells: list[Cell] = []
    try:
        aligner = Aligner(_page(text, markup=markup))
        for year in years:
            cells = aligner.align(year).cells
            check_cells(cells, text, markup=markup)
        again = Aligner(_page(text, markup=markup)).align(years[-1]).cells
    except GongkaiError:
        return []
    _expect(list(map(astuple, cells)) == list(map(astuple, again)), "a second reading differs")
    return cells


def _page(text: str, *, markup: bool) -> Page:
    return read_html(text) if markup else read_text(text)


def check_cells(cells: Iterable[Cell], text: str, *, markup: bool) -> None:
    """Checks each cell against the decoded source.

    Raises:
        BrokenError: an invariant does not hold.
    """
    source = _seen(text) if markup else _close(text)
    lines = [] if markup else text.split("\n")
    used: Counter[tuple[str, str]] = Counter()
    for cell, where in _check_slots(cells):
        for part in _parts(cell.raw):
            _expect(part in source, f"{where}: {part!r} is not in the source")
        if cell.value is not None:
            _expect(_prints(cell.raw, cell.value), f"{where}: no such number in the cell")
            used[cell.location or "", _SEPARATORS.sub("", cell.raw)] += 1
    _check_used(used, lines)


def _check_slots(cells: Iterable[Cell]) -> list[tuple[Cell, str]]:
    """Checks what holds of cells whatever their source; gives each with its description."""
    slots: set[tuple[str, str]] = set()
    checked = []
    for cell in cells:
        where = f"{cell.form} {cell.address} {cell.status} {cell.value} {cell.raw!r}"
        _expect((cell.form, cell.address) not in slots, f"{where}: twice")
        slots.add((cell.form, cell.address))
        _check_status(cell, where)
        checked.append((cell, where))
    return checked


def _check_status(cell: Cell, where: str) -> None:
    _expect(cell.status is not Status.READ or cell.value is not None, f"{where}: read nothing")
    if cell.status in (Status.BLANK, Status.ABSENT):
        _expect(cell.value is None, f"{where}: a number")
        digits = any(ch.isdigit() for ch in unicodedata.normalize("NFKC", cell.raw))
        _expect(not digits, f"{where}: a digit")
    if cell.status in (Status.DOUBTFUL, Status.ABSENT):
        _expect(bool(cell.reason), f"{where}: no reason")
    if cell.status is not Status.ABSENT:
        _expect(bool(cell.location), f"{where}: no location")


def _check_used(used: Counter[tuple[str, str]], lines: Sequence[str]) -> None:
    """What is printed once stands in one cell."""
    for (location, raw), times in used.items():
        if location.startswith("html:table"):
            _expect(times == 1, f"{location}: {raw!r} stands in {times} cells")
        elif times > 1 and (match := _LINE.fullmatch(location)):
            printed = _close(lines[int(match[1]) - 1]).count(raw)
            _expect(times <= max(printed, 1), f"{location}: {raw!r} stands in {times} cells")


def _parts(raw: str) -> Iterator[str]:
    """The printed cells that `raw` joins, without blanks."""
    for part in raw.split("|"):
        if close := _close(part):
            yield close


def _close(text: str) -> str:
    return _SEPARATORS.sub("", text)


def _prints(raw: str, value: Decimal) -> bool:
    folded = unicodedata.normalize("NFKC", raw).translate(_FOLDED).replace(",", "")
    if abs(value) in {Decimal(number) for number in _NUMBER.findall(folded)}:
        return value >= 0 or "-" in folded
    return value == 0 and any(zero in folded for zero in standard.values().zeros)


def _seen(text: str) -> str:
    """What a page shows, without blanks."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return ""
    if root is None:
        return ""
    shown: list[str] = []
    stack: list[tuple[etree._Element, bool]] = [(root, False)]
    while stack:
        element, left = stack.pop()
        if left:
            shown.append(element.tail or "")
            continue
        stack.append((element, True))
        style, tag = element.get("style") or "", element.tag
        if tag in _UNSEEN or _HIDDEN.search(style) or element.get("hidden") is not None:
            continue
        shown.append(element.text or "")
        stack.extend((child, False) for child in reversed(element))
    return _close("".join(shown))


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise BrokenError(what)
