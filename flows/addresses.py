"""Which addresses figurewatch may speak to: public ones on the web's own ports, and those that the settings name.

A feed can name any address, and a name can resolve to anything, so the check is made on what is connected to: a name
is resolved once, every address it has must be public, and the connection goes to a checked address. Refuses user
names, backslashes, zone ids, other schemes, and other ports except on addresses that the settings name with that port.
``ipaddress.is_global`` is not enough: it lets translated and tunnelled forms of private addresses through.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpcore
import httpx

from flows.fetch_error import FetchError

if TYPE_CHECKING:
    import ssl
    from concurrent.futures import Executor

Resolve = Callable[[str, int], list[str]]
Connect = Callable[[str, int, float], httpcore.NetworkStream]

_PORTS = {80, 443}
_MAX_LENGTH = 4000
_SUSPICIOUS = re.compile(r"[\x00-\x20\x7f\\<>\"]")
_USER = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*:/*[^/?#]*@")

# IANA special-purpose registries, as of 2025, multicast and reserved space, and the one address of a cloud's metadata
# that looks public (Azure). IPv6 outside 2000::/3 is not public at all: ::/8 with its mapped and translated forms,
# 64:ff9b::/96, 100::/64, 5f00::/16, fc00::/7 (and the metadata at fd00:ec2::254), fe80::/10, fec0::/10, ff00::/8.
_SPECIAL_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo (2001::/32), ORCHID, benchmarks
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)


def parse_address(text: str, private_ports: Iterable[int] = ()) -> httpx.URL:
    """Return ``text`` as an address that may be fetched, without its fragment.

    Raises:
        FetchError: ``bad_address``, with what is wrong.
    """
    shown = _SUSPICIOUS.sub("?", text[:200])
    if _SUSPICIOUS.search(text) or len(text) > _MAX_LENGTH:
        raise FetchError("bad_address", shown, "spaces, backslashes, quotes, control characters or too long")
    try:
        url = httpx.URL(text)
        host = url.host  # decoded only now, and a label that says xn-- need not be one
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError("bad_address", shown, str(error)) from error
    if url.scheme not in ("http", "https"):
        raise FetchError("bad_address", shown, f"scheme {url.scheme or 'missing'}")
    if url.userinfo or _USER.match(text):
        raise FetchError("bad_address", _USER.sub(f"{url.scheme}://…@", shown), "a user name or password")
    if not host or "%" in host:
        raise FetchError("bad_address", shown, "no plain host")
    if port_of(url) not in _PORTS.union(private_ports):
        raise FetchError("bad_address", shown, f"port {url.port}")
    return url.copy_with(fragment=None)


def port_of(url: httpx.URL) -> int:
    """Return the port that ``url`` is fetched from."""
    if url.port is not None:
        return url.port
    return 443 if url.scheme == "https" else 80


def is_public(address: str) -> bool:
    """Tell whether a literal IP address belongs to the public internet and wraps no other."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return not any(parsed in network for network in _SPECIAL_V4)
    return parsed in _GLOBAL_V6 and not any(parsed in network for network in _SPECIAL_V6)


def resolve_host(host: str, port: int) -> list[str]:
    """Return the addresses of ``host`` as the system gives them, with zone ids where it adds them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def connect_to(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
    """Open a TCP connection to a checked address."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout=seconds)


@dataclass(slots=True)
class Allowance:
    """How many bytes may still come; the client gives more once the head of an answer is there."""

    left: int

    def take(self, count: int, address: str) -> None:
        """Count what came.

        Raises:
            FetchError: ``too_large``, when it is more than may come.
        """
        self.left -= count
        if self.left < 0:
            raise FetchError("too_large", address, f"{-self.left:,} bytes too many, headers and all")


@dataclass(frozen=True, slots=True)
class GuardedNetwork(httpcore.NetworkBackend):
    """The network of one request: checked addresses only, and no wait beyond its deadline.

    Timeouts of HTTP libraries restart with every byte; here each wait gets what is left of the whole.

    Attributes:
        address: what people asked for, for messages.
        remaining: gives the seconds left.
        allowed: (address, port) pairs that may be spoken to although not public.
        resolve: gives the addresses of a host; runs in ``resolvers``, because the system's resolver knows no deadline.
        connect: opens a connection to an address.
        resolvers: threads for ``resolve``.
        allowance: the bytes that the connection may send.
        reached: called once a connection is there.
    """

    address: str
    remaining: Callable[[], float]
    allowed: frozenset[tuple[str, int]]
    resolve: Resolve
    connect: Connect
    resolvers: Executor
    allowance: Allowance
    reached: Callable[[], None]

    def connect_tcp(self, host: str, port: int, *_: object, **__: object) -> httpcore.NetworkStream:
        """Resolve ``host`` once, refuse it if any address of it is not allowed, connect to the first that answers."""
        addresses = self._look_up(host, port)
        refused = [address for address in addresses if not self._may_reach(address, port)]
        if refused or not addresses:
            raise FetchError("refused_address", self.address, f"{host}:{port} is {', '.join(refused[:5]) or 'nowhere'}")
        failure: Exception = httpcore.ConnectError("no address")
        for address in addresses:
            try:
                stream = self.connect(address, port, self.left())
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                self.reached()
                return _BoundedStream(stream, self)
        raise failure

    def _may_reach(self, address: str, port: int) -> bool:
        return (address, port) in self.allowed or (port in _PORTS and is_public(address))

    def _look_up(self, host: str, port: int) -> list[str]:
        try:
            return self.resolvers.submit(self.resolve, host, port).result(timeout=self.left())
        except TimeoutError as error:
            raise FetchError("dns", self.address, "the resolver did not answer in time") from error
        except (OSError, UnicodeError) as error:
            raise FetchError("dns", self.address, str(error)) from error

    def left(self) -> float:
        """Return the seconds left, or raise httpcore's own time-out."""
        left = self.remaining()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole fetch took too long")
        return left


class _BoundedStream(httpcore.NetworkStream):
    """A connection whose every wait is bounded by the deadline of the request, and which gives no endless answer.

    The bytes are counted as they come, so that interim answers, headers and the lengths of chunks count as well.
    """

    def __init__(self, stream: httpcore.NetworkStream, network: GuardedNetwork) -> None:
        self._stream = stream
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline replaces it
        found = self._stream.read(max_bytes, self._network.left())
        self._network.allowance.take(len(found), self._network.address)
        return found

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline replaces it
        self._stream.write(buffer, self._network.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the deadline replaces it
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._network.left())
        return _BoundedStream(stream, self._network)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
