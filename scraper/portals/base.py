"""The interface of a platform family."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from scraper.discover import Lead
from scraper.page import Page

# A pager that states more is not believed at once; the crawl has its own, lower limits.
MAX_PAGES = 1000
# What `Family.recognise` says of a data service's own answers.
CERTAIN = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list.

    Attributes:
        url: canonical address.
        title: words of the anchor, or its longer title attribute, blanks squeezed out.
        date: ISO date beside it, None if there is none.
        files: document files that the list names for it: (canonical address, name).
    """

    url: str
    title: str
    date: str | None = None
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pager:
    """What a list page says of the whole list.

    Attributes:
        following: further pages by number, 1 being the first page of the list. A family gives as
            many as the page lets it know; the crawl asks them in order and stops at the end.
        total_pages: number of pages that the portal states, None if it does not.
        total_entries: number of entries that the portal states, None if it does not.
        unread: there is a pager, but where its next page lies could not be read.
        hidden: the list is filled by a script from an address that could not be made out.
    """

    following: dict[int, str] = field(default_factory=dict)
    total_pages: int | None = None
    total_entries: int | None = None
    unread: bool = False
    hidden: bool = False


class Family(Protocol):
    """One platform family: how it is recognised, and how its lists are read.

    A list may come as HTML or as what a script would ask for (JSON, XML, a fragment): `Page.text`
    has it as it came, `Page.data` if it is JSON, `Page.tree` as HTML. A family whose first page
    holds no entries gives the address of the data as page 1 in `Pager.following`: a GET with its
    parameters, or a POST as `scraper.asks` writes it. Every parameter comes from the page; where
    one is missing, the pager is `hidden`.

    Attributes:
        name: as the catalog writes it; lower case.
        body: ``#id`` and ``.class`` of the article's body, most specific first.
    """

    name: str
    body: tuple[str, ...]

    def recognise(self, page: Page) -> int:
        """How sure it is that the page is this family's: 0 not at all, `CERTAIN` at most."""
        ...

    def scripts(self, page: Page) -> list[str]:
        """Script files that the page loads and without which its lists cannot be addressed.

        They are included in `Page.scripts` when the page is read.
        """
        ...

    def columns(self, page: Page) -> list[Lead]:
        """Annual-report columns, their parts, or reports that have a direct address here.

        Only what the page's data name; its plain links to columns are found without the family.
        """
        ...

    def why(self, page: Page) -> str:
        """What gave the page away, for a person to read."""
        ...

    def entries(self, page: Page) -> list[Entry]:
        """Entries of the list that the page is about, in order; without menus and side boxes."""
        ...

    def pager(self, page: Page, number: int, first: str) -> Pager:
        """What the page says of the whole list.

        Args:
            page: page `number` of the list.
            number: as the crawl counts, from 1.
            first: address of page 1.
        """
        ...
