"""Portals on several machines: by region, so that no host is ever asked from two."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from scraper.hosts import canonical, host_port, registrable_domain
from scraper.model import Portal


def split(
    portals: Sequence[Portal], shard: int, shards: int
) -> tuple[list[Portal], frozenset[str]]:
    """The portals of one shard.

    Portals of one prefecture stay together, and so do portals that share a domain. Which shard a
    group is on depends on its members alone, so that each machine can tell without the others.

    Args:
        portals: all portals of the crawl, the same on every machine.
        shard: number of this shard, from 1.
        shards: how many there are.

    Returns:
        This shard's portals in their order, and the domains that belong to others.
    """
    leader: dict[str, str] = {}

    def find(key: str) -> str:
        while leader.setdefault(key, key) != key:
            key = leader[key]
        return key

    for portal in portals:
        first, *others = _keys(portal)
        for key in others:
            one, two = find(first), find(key)
            leader[max(one, two)] = min(one, two)
    mine, foreign, own = [], set(), set()
    for portal in portals:
        keys = _keys(portal)
        digest = hashlib.sha256(find(keys[0]).encode()).digest()
        if int.from_bytes(digest[:8]) % shards == shard - 1:
            mine.append(portal)
            own |= _domains(portal)
        else:
            foreign |= _domains(portal)
    return mine, frozenset(foreign - own)


def _keys(portal: Portal) -> list[str]:
    region = [f"region {portal.adcode[:4]}"] if portal.adcode else []
    return [*region, *sorted(f"domain {name}" for name in _domains(portal))]


def _domains(portal: Portal) -> set[str]:
    addresses = [portal.home, *([portal.report_column] if portal.report_column else [])]
    hosts = [host_port(canonical(url))[0] for url in addresses]
    hosts += [name.partition(":")[0] for name in portal.hosts]
    return {registrable_domain(host) or host for host in hosts}
