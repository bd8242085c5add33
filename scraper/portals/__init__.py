"""Platform families: small modules, all behind `Family`; `addressed` has one row each."""

from __future__ import annotations

from scraper.page import Page
from scraper.portals.addressed import RULES, Addressed
from scraper.portals.base import CERTAIN, Entry, Family, Pager
from scraper.portals.epoint import Epoint
from scraper.portals.eportal import Eportal
from scraper.portals.generic import Generic
from scraper.portals.guangdong import Gkmlpt, Nfcms
from scraper.portals.hanweb import Hanweb
from scraper.portals.jpaas import Jpaas
from scraper.portals.lonsun import Lonsun
from scraper.portals.openness import Openness
from scraper.portals.trs import Trs
from scraper.portals.ucap import Ucap, UcapPc, instead
from scraper.portals.vsb import Vsb

__all__ = ["FAMILIES", "Entry", "Family", "Pager", "choose", "instead", "names"]

_GENERIC = Generic()
# Where two recognise a page equally, the earlier one has it.
# Lists that a script fills come first: their pages have links like any other's.
FAMILIES: tuple[Family, ...] = (
    Jpaas(),
    Hanweb(),
    UcapPc(),
    Ucap(),
    Gkmlpt(),
    Nfcms(),
    Lonsun(),
    Openness(),
    Epoint(),
    Trs(),
    Vsb(),
    *map(Addressed, RULES),
    Eportal(),
    _GENERIC,
)


def names() -> tuple[str, ...]:
    """Names of the families, as the catalog writes them."""
    return tuple(family.name for family in FAMILIES)


def reads_data(page: Page) -> bool:
    """Whether something that is no page is a list's data of a family that we know."""
    return any(family is not _GENERIC and family.recognise(page) >= CERTAIN for family in FAMILIES)


def choose(page: Page, hint: str | None = None) -> Family:
    """The family that a page belongs to.

    Portals change their platform between two crawls, so the page decides; the catalog's word only
    decides where the page gives no sign.

    Args:
        page: a home page or a list.
        hint: the family of the catalog row, if any.
    """
    best = next((family for family in FAMILIES if family is page.recognised), None)
    if best is None:
        best = max(FAMILIES, key=lambda family: family.recognise(page))
        page.recognised = best
    if best is _GENERIC and hint is not None:
        return next((family for family in FAMILIES if family.name == hint), _GENERIC)
    return best
