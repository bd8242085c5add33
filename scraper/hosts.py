"""Which addresses a portal's crawl may ask: DESIGN, "Politeness and safety"."""

from __future__ import annotations

import ipaddress
from functools import cache
from urllib.parse import urlsplit, urlunsplit

import tldextract
from requests.utils import requote_uri

from parsers.errors import UsageError
from scraper.model import FetchError, Portal

_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_URL = 2000
# RFC 6052: an IPv6 address of this network is an IPv4 address behind a translator.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

# Only the list that comes with the package: a crawl must not depend on a download.
_extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def canonical(url: str) -> str:
    """One spelling for one address: host in lower case, no fragment, no default port.

    Paths keep their case, because some portals' servers tell them apart.

    Raises:
        ValueError: it is not an http or https address, carries a password, or is too long.
    """
    parts = urlsplit(requote_uri(url.strip()))
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").rstrip(".")
    if scheme not in _DEFAULT_PORTS or not host:
        raise ValueError(f"not an http or https address: {url[:200]!r}")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address with a user name is not asked")
    if len(url) > _MAX_URL:
        raise ValueError(f"an address longer than {_MAX_URL} characters is not asked")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    return urlunsplit((scheme, netloc, parts.path or "/", parts.query, ""))


def host_port(url: str) -> tuple[str, int]:
    """Host (lower case) and port of a canonical address."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _DEFAULT_PORTS[parts.scheme]


def origin(url: str) -> str:
    """Scheme, host and port of a canonical address."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "", "", ""))


@cache
def registrable_domain(host: str) -> str | None:
    """The domain that one body registered (``www.x.gov.cn`` -> ``x.gov.cn``); None for others."""
    found = _extract(host)
    return f"{found.domain}.{found.suffix}" if found.domain and found.suffix else None


def literal_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host name spells out, None if it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_local_name(host: str) -> bool:
    """Whether a name means this very machine (RFC 6761)."""
    return host == "localhost" or host.endswith(".localhost")


def is_loopback(url: str) -> bool:
    """Whether an address names this machine, by number or by name."""
    host, _ = host_port(url)
    address = literal_address(host)
    return address.is_loopback if address else is_local_name(host)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            found = found.ipv4_mapped
        elif found in _NAT64:
            found = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        elif found.sixtofour:
            return found.sixtofour.is_global
    return found.is_global and not found.is_multicast


def _refuse_private(host: str, portal: Portal) -> None:
    if not is_public(host):
        raise UsageError(
            f"the portal {portal.name!r} is an address of a private network",
            place=portal.home,
            code="private_address",
            action="if it is yours to crawl, set allow_private = true in gongkai.toml",
        )


class HostRule:
    """The hosts that one portal's crawl may ask, and the addresses it may connect to.

    Args:
        portal: the portal.
        allow_private: the portal may be an address of a private network.
        foreign: registrable domains of portals that another shard crawls; no hop leads there.

    Raises:
        UsageError: the portal's home is not an http or https address (``bad_address``), or one of
            a private network (``private_address``).
    """

    def __init__(
        self,
        portal: Portal,
        *,
        allow_private: bool = False,
        foreign: frozenset[str] = frozenset(),
    ) -> None:
        try:
            self.home = canonical(portal.home)
        except ValueError as error:
            raise UsageError(
                f"the portal {portal.name!r} has no usable home address: {error}",
                place=portal.home,
                code="bad_address",
                action="give an address that begins with http:// or https://",
            ) from None
        self._host, self._port = host_port(self.home)
        address = literal_address(self._host)
        self.literal = address is not None or is_local_name(self._host)
        if address is not None and not allow_private and not address.is_loopback:
            _refuse_private(self._host, portal)
        self._foreign = foreign
        self._domain = None if self.literal else registrable_domain(self._host)
        self._hosts = {self._host} | {name.strip().lower() for name in portal.hosts if name.strip()}
        self._hops: set[str] = set()

    def allows(self, url: str) -> bool:
        """Whether the crawl may ask this canonical address."""
        host, port = host_port(url)
        if self.literal:
            return (host, port) == (self._host, self._port)
        if literal_address(host) is not None or is_local_name(host):
            # Only a portal that is itself such an address may lead there, except by the catalog.
            return host in self._hosts or f"{host}:{port}" in self._hosts
        named = host in self._hosts or f"{host}:{port}" in self._hosts or host in self._hops
        return named or (self._domain is not None and registrable_domain(host) == self._domain)

    def is_hop(self, url: str) -> bool:
        """Whether the address lies on a host that was reached by the one hop."""
        return host_port(url)[0] in self._hops

    def may_hop(self, url: str, via: str) -> bool:
        """Whether an annual-report link at `via` may lead to another gov.cn host."""
        host, _ = host_port(url)
        return (
            not self.literal
            and not self.is_hop(via)
            and (host == "gov.cn" or host.endswith(".gov.cn"))
            and registrable_domain(host) not in self._foreign
        )

    def add_hop(self, host: str) -> None:
        """Allow one more host, exactly."""
        self._hops.add(host)

    def check(self, url: str) -> None:
        """Refuse an address that the crawl may not ask.

        Raises:
            FetchError: code ``host_not_allowed``.
        """
        if not self.allows(url):
            raise FetchError(
                f"{host_port(url)[0]} is not a host of this portal",
                place=url,
                code="host_not_allowed",
                kind="refused",
                action="if it is, name it in the catalog row's hosts or crawl it as a portal",
            )

    def check_peer(self, host: str, address: str, port: int) -> None:
        """Refuse a connection that leads into a network that is not the public one.

        Args:
            host: the name that was asked for.
            address: the IP address at the other end of the connected socket.
            port: its port.

        Raises:
            FetchError: code ``address_refused``.
        """
        if self.literal:
            wanted = literal_address(self._host)
            found = ipaddress.ip_address(address.partition("%")[0])
            same = found == wanted if wanted is not None else found.is_loopback
            if same and port == self._port:
                return
        elif is_public(address):
            return
        raise FetchError(
            f"{host} leads to {address} port {port}, which is not a public address",
            place=self.home,
            code="address_refused",
            kind="refused",
            action="a portal in a private network must be given by exactly that address and port",
        )
