"""Portals whose problems do not count for a while: ``[[mute]]`` of gongkai.toml."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from gongkai.cli.app import Call
from gongkai.settings import Mute
from parsers.errors import UsageError


def muted(call: Call) -> Mapping[str, Mute]:
    """The mutes that hold today, by the portal's home address.

    Raises:
        UsageError: a mute names a portal that nobody knows.
    """
    today = datetime.date.today()
    holding = [mute for mute in call.settings.mute if today <= mute.until]
    if not holding:
        return {}
    from gongkai.cli.crawling import known_portals  # noqa: PLC0415 - loads the crawler
    from scraper import catalog  # noqa: PLC0415

    portals = known_portals(call)
    found = {}
    for mute in holding:
        try:
            (portal,) = catalog.select(portals, [mute.portal])
        except UsageError as error:
            error.place = error.place or "[[mute]] in the configuration"
            raise
        found[portal.home] = mute
    return found
