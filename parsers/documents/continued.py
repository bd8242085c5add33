"""Ties the pages of one report: flip-books, paged articles. By what they say, never by guess.

A page is tied by its address and by what it prints: the running head of a flip-book, links to the
other pages, a page number of a total. Pages that do not say so stay on their own. Documents that may
have others wait in a temporary file on the disk, so memory does not grow with the batch.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from parsers.documents.kinds import is_office
from parsers.documents.paging import (
    Address,
    Said,
    address_of,
    first_of,
    numbers_a_page,
    read_said,
    without_number,
)
from parsers.documents.read import read_document
from parsers.errors import DocumentError
from parsers.model import Document, Dossier, Listing, Problem, Sighting

Item = Dossier | Problem | Listing | Sighting

# A report of more pages, or larger ones, is none; and what is tied is held in memory at once.
_MOST_PAGES = 200
_LARGEST_PAGE = 2_000_000
_LARGEST_BOOK = 32_000_000


@dataclass(slots=True)
class _Page:
    """A document that may be a page, its number in the book, and what it says."""

    dossier: Dossier
    address: Address
    said: Said
    headings: frozenset[int]
    number: int = 0


def tie(items: Iterable[Item]) -> Iterator[Item]:
    """Passes everything on, and the pages of one report as one dossier.

    Args:
        items: what readers yield, in any order.

    Yields:
        The same; documents that could be pages come last.
    """
    # An empty name is a private file that SQLite deletes when it is closed.
    with closing(sqlite3.connect("", isolation_level=None)) as shelf:
        shelf.execute("CREATE TABLE pages (book TEXT, size INTEGER, packed BLOB)")
        shelf.execute("PRAGMA cache_size = -8000")
        shelf.execute("BEGIN")
        for item in items:
            if not isinstance(item, Dossier) or (address := _may_be_page(item)) is None:
                yield item
                continue
            size = len(item.primary.content)
            packed = pickle.dumps((item, address), pickle.HIGHEST_PROTOCOL)
            shelf.execute("INSERT INTO pages VALUES (?, ?, ?)", (address.book, size, packed))
        shelf.execute("CREATE INDEX pages_book ON pages (book)")
        books = "SELECT book, count(*), sum(size) FROM pages GROUP BY book ORDER BY min(rowid)"
        for book, count, size in shelf.execute(books).fetchall():
            rows = shelf.execute("SELECT packed FROM pages WHERE book = ? ORDER BY rowid", (book,))
            waiting = (pickle.loads(row[0]) for row in rows)  # noqa: S301 - our own bytes
            if count > _MOST_PAGES or size > _LARGEST_BOOK:
                yield from (dossier for dossier, _ in waiting)
            else:
                yield from _book(list(waiting))


def _may_be_page(dossier: Dossier) -> Address | None:
    document = dossier.primary
    if len(document.content) > _LARGEST_PAGE or dossier.pages:
        return None
    if document.media_type is not None and not document.media_type.startswith("text/"):
        return None
    if is_office(document.content):
        return None
    where = _address(document)
    first = first_of(where, document.content)
    if first is not None:
        return first
    address = address_of(where)
    return address if address is not None and address.kind != "first" else None


def _address(document: Document) -> str:
    """Its URL, else its path; rows of a corpus without URL have none of their own."""
    return document.url or ("" if "#" in document.source else document.source)


def _book(waiting: Sequence[tuple[Dossier, Address]]) -> Iterator[Dossier]:
    """The dossiers of one book: tied, or each as it came."""
    if len(waiting) == 1:
        ((dossier, address),) = waiting
        if address.kind != "first" and not numbers_a_page(dossier.primary.content):
            yield dossier
            return
    pages: list[_Page] = []
    for dossier, address in waiting:
        page = _read(dossier, address)
        if page is None:
            yield dossier
        else:
            pages.append(page)
    if not _number(pages):
        yield from (page.dossier for page in pages)
        return
    for group in _groups(pages):
        for version in _versions(group):
            if _is_report(version):
                yield _tied(version)
            else:
                yield from (page.dossier for page in version)


def _read(dossier: Dossier, address: Address) -> _Page | None:
    from parsers import sections  # noqa: PLC0415 - heavy, and few inputs need it
    from parsers.identity import titles  # noqa: PLC0415

    try:
        page = read_document(dossier.primary)
    except DocumentError:
        return None
    title = titles.choose(titles.candidates(page, titles.read_head(page), None))
    name, number = without_number(title.folded) if title else ("", None)
    said = read_said(dossier.primary, page, name)
    if said.number is None:
        said.number = number
    return _Page(dossier, address, said, sections.numbers(page))


def _number(pages: Sequence[_Page]) -> bool:
    """Gives each page its number; False if addresses and pages do not agree on one."""
    shifts = {
        page.said.number - page.address.number for page in pages if page.said.number is not None
    }
    if len(shifts - {0}) > 1:
        return False
    numbered = [page for page in pages if page.address.kind != "first"]
    shift = _shift(numbered, pages)
    if shift is None:
        return False
    for page in pages:
        page.number = 1 if page.address.kind == "first" else page.address.number + shift
        if page.number < 1 or page.said.number not in (None, page.number):
            return False
    return True


def _shift(numbered: Sequence[_Page], pages: Sequence[_Page]) -> int | None:
    """What to add to an address's number: t2024_1.html is the second page of t2024.html."""
    for page in numbered:
        if page.said.number is not None:
            return page.said.number - page.address.number
    known = {page.address for page in pages}
    known |= {a for page in pages for link in page.said.links if (a := address_of(link))}
    book = pages[0].address.book if pages else ""
    numbers = {a.number for a in known if a.book == book and a.kind != "first"}
    if all(page.address.kind != "numbered" for page in numbered):
        return 1 if 0 in numbers else 0
    first = Address(book, "first", 1) in known
    return None if not first or not numbers else 1 if 1 in numbers else 0 if 2 in numbers else None


def _groups(pages: Sequence[_Page]) -> list[list[_Page]]:
    """Pages that say that they belong together, by number."""
    group: dict[Hashable, Hashable] = {}

    def root(one: Hashable) -> Hashable:
        while group.setdefault(one, one) != one:
            one = group[one]
        return one

    shift = next((p.number - p.address.number for p in pages if p.address.kind != "first"), 0)
    for page in pages:
        said = page.said
        if said.running:
            group[root(page.number)] = root(("head", said.title))
        elif said.number is not None and said.total is not None:
            group[root(page.number)] = root(("total", said.total))
        for link in said.links:
            other = address_of(link)
            if other is not None and other.book == page.address.book:
                number = 1 if other.kind == "first" else other.number + shift
                group[root(page.number)] = root(number)
    found: dict[Hashable, list[_Page]] = {}
    for page in sorted(pages, key=lambda page: page.number):
        found.setdefault(root(page.number), []).append(page)
    return list(found.values())


def _versions(group: Sequence[_Page]) -> Iterator[list[_Page]]:
    """One list of pages for each capture of the first; of the others those fetched nearest."""
    by_number = [list(same) for _, same in groupby(group, key=lambda page: page.number)]
    first, *others = [_distinct(same) for same in by_number]
    if any(
        page.dossier.primary.fetched_at is None for same in (first, *others) for page in same[1:]
    ):
        # Several documents at one address and no time: which belong together is not known.
        yield from ([page] for same in by_number for page in same)
        return
    for page in first:
        yield [page, *(min(same, key=lambda other: _apart(page, other)) for same in others)]


def _distinct(pages: Sequence[_Page]) -> list[_Page]:
    return list({page.dossier.primary.sha256: page for page in reversed(pages)}.values())[::-1]


def _apart(one: _Page, other: _Page) -> timedelta:
    """How far apart two pages were fetched."""
    a, b = one.dossier.primary.fetched_at, other.dossier.primary.fetched_at
    return abs(datetime.fromisoformat(a) - datetime.fromisoformat(b)) if a and b else timedelta(0)


def _is_report(pages: Sequence[_Page]) -> bool:
    """Whether tied pages are one report: one title, its sections, and none of them twice."""
    titles = sorted({page.said.title for page in pages if page.said.title}, key=len)
    if any(titles[0] not in title for title in titles):
        return False
    if all(page.said.running for page in pages):
        return True
    if len(pages) == 1 and _total(pages) == 1:
        return False
    seen: set[int] = set()
    for page in pages:
        if seen & page.headings:
            return False
        seen |= page.headings
    return bool(seen)


def _total(pages: Sequence[_Page]) -> int:
    """How many pages there are at least: as they say, or as their links count them."""
    shift = next((p.number - p.address.number for p in pages if p.address.kind != "first"), None)
    last = pages[-1].number
    totals = {page.said.total for page in pages if page.said.total is not None}
    if len(totals) == 1:
        return max(*totals, last)
    linked = {
        other.number
        for page in pages
        for link in page.said.links
        if (other := address_of(link)) is not None
        and other.book == page.address.book
        and other.kind != "first"
    }
    if shift is None:  # of a first page alone, whose links count from 1 or from 2
        shift = 1 if 1 in linked else 0
    return max([number + shift for number in linked] + [last])


def _tied(pages: Sequence[_Page]) -> Dossier:
    first, *others = [page.dossier for page in pages]
    return replace(
        first,
        pages=tuple(other.primary for other in others),
        attachments=tuple(a for dossier in (first, *others) for a in dossier.attachments),
        page_numbers=tuple(page.number for page in pages),
        page_total=_total(pages),
    )
