"""Which network addresses we talk to (T09): public ones over https, and in development this machine's own loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from lti.lms.base import Permanent, Transient

Resolver = Callable[[str, int], Sequence[str]]
"""(host, port) -> addresses as text; raises OSError where the name is unknown."""

_DEFAULT_PORTS = {"https": 443, "http": 80}
_NAT64 = IPv6Network("64:ff9b::/96")
_CLOUD_INTERNAL = frozenset({IPv4Address("168.63.129.16")})
"""Public by number, but a cloud's own machine service: never an LMS."""


def refused(detail: str) -> Permanent:
    """Return the error for an address we do not talk to."""
    return Permanent("address_refused", detail)


def origin(url: str) -> str:
    """Return `scheme://host:port` of a URL, lower case with the port written out; refuses what is not a plain URL."""
    try:
        parts = parse_url(url)
    except LocationParseError:
        raise refused("not a URL") from None
    if parts.scheme not in _DEFAULT_PORTS or not parts.host:
        raise refused("not an http address")
    if parts.auth is not None:
        raise refused("credentials in the address")
    return f"{parts.scheme}://{parts.host}:{parts.port or _DEFAULT_PORTS[parts.scheme]}"


def host_of(url: str) -> str:
    """Return the host name of a URL, lower case."""
    return origin(url).split("://", 1)[1].rsplit(":", 1)[0]


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Ask the system, for 5 s at most: its own waiting has no limit that we could set."""
    found: list[str] = []
    failed: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            found.extend(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    thread = threading.Thread(target=ask, daemon=True, name="resolve")
    thread.start()
    thread.join(5.0)
    if failed:
        raise failed[0]
    if not found:
        raise TimeoutError("no answer from the name service")
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Guard:
    """The rule, and the resolver it is applied to; the addresses it returns are the ones to connect to."""

    loopback: bool = False
    ports: frozenset[int] = frozenset({443})
    resolve: Resolver = system_resolver

    def check_url(self, url: str) -> None:
        """Refuse a URL by its text alone: scheme, credentials."""
        if origin(url).startswith("http:") and not self.loopback:
            raise refused("https only")

    def addresses(self, scheme: str, host: str, port: int) -> Sequence[str]:
        """Resolve once and return the addresses, or raise Permanent if a single one of them is not allowed."""
        try:
            found = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise Transient("unreachable", f"{host}: {error}") from error
        for text in found:
            self._check(scheme, host, port, text)
        return found

    def _check(self, scheme: str, host: str, port: int, text: str) -> None:
        """Refuse one address."""
        address = _embedded(ip_address(text.partition("%")[0]))
        if self.loopback and address.is_loopback:
            return
        if not _public(address):
            raise refused(f"{host} is not a public address")
        if scheme != "https" or port not in self.ports:
            raise refused(f"{scheme} on port {port}")


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address inside a NAT64 one, which is how IPv6-only hosts reach IPv4 servers."""
    if isinstance(address, IPv6Address) and address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _public(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address is an ordinary public one; mapped and tunnelled forms never are."""
    if isinstance(address, IPv6Address) and (address.ipv4_mapped or address.sixtofour or address.teredo):
        return False
    return address.is_global and not address.is_multicast and address not in _CLOUD_INTERNAL
