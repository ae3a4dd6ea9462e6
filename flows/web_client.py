"""The one HTTP client: nothing else in figurewatch opens a connection to the web.

It refuses more than it accepts: addresses that are not public (``flows.addresses``), answers that are too large, too
slow, cut short, packed more than once or no text at all, redirects that nobody checked, cookies, proxies and passwords
from the environment. It obeys robots.txt, crawl delays and Retry-After. Every failure is a ``FetchError`` with a short
reason.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import re
import ssl
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpcore
import httpx

from config.settings import Settings
from extractors.links import registrable_domain
from flows.addresses import (
    Allowance,
    Connect,
    GuardedNetwork,
    Resolve,
    connect_to,
    parse_address,
    port_of,
    resolve_host,
)
from flows.bodies import read_body
from flows.fetch_error import FetchError
from flows.politeness import Politeness
from flows.proxy import connect_through
from flows.robots import ROBOTS_BYTES, Robots

PAGE_BYTES = 3_000_000
FEED_BYTES = 5_000_000
_HEAD_BYTES = 200_000  # what interim answers and headers may take; httpcore refuses a head beyond 100 kB by itself
_CHUNKING = 2  # how many times its size a body may take on the wire, cut into chunks
_RESOLVERS = 160  # a name server that keeps silent holds a thread for long, and must not hold up other names
_MAX_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_NOT_MODIFIED = 304
_LONGEST_PAUSE = 86_400.0
_ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/html;q=0.9, */*;q=0.5"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_VALIDATOR = re.compile(r"[ -~]{1,500}")  # one that could not be sent back is worth nothing


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: status 2xx with its body, or 304 without. ``seconds`` leaves waiting for a turn out."""

    url: str
    final_url: str
    status: int
    body: bytes
    content_type: str
    charset: str | None
    packing: str
    etag: str
    last_modified: str
    wire_bytes: int
    seconds: float


class WebClient:
    """Fetches addresses; shared by all threads of a run.

    Args of the constructor: ``user_agent`` names the project and a contact; ``allowed_private`` are (address, port)
    pairs that may be spoken to although not public; ``spacing`` and ``deadline`` are seconds, between two requests to
    a domain and for one fetch with all its redirects. The rest exists to be replaced by tests.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        allowed_private: frozenset[tuple[str, int]] = frozenset(),
        spacing: float = 1.0,
        deadline: float = 30.0,
        holds: Mapping[str, float] | None = None,
        resolve: Resolve = resolve_host,
        connect: Connect = connect_to,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """Open nothing yet."""
        self._user_agent = user_agent
        self._allowed = allowed_private
        self._private_ports = {port for _, port in allowed_private}
        self._deadline = deadline
        self._resolve = resolve
        self._connect = connect
        self._clock = clock
        self._now = now
        self._politeness = Politeness(spacing, clock, sleep)
        for domain, seconds in (holds or {}).items():
            self._politeness.hold(domain, seconds)
        self._tls = httpx.create_ssl_context(trust_env=False)
        self._resolvers = ThreadPoolExecutor(_RESOLVERS, thread_name_prefix="resolve")
        self._robots = Robots(self._fetch_robots)

    def __enter__(self) -> Self:
        """Use as a context, so that the resolver's threads end."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the resolver's threads."""
        self._resolvers.shutdown(wait=False, cancel_futures=True)

    def fetch(self, url: str, *, max_bytes: int = PAGE_BYTES, etag: str = "", last_modified: str = "") -> Fetched:
        """Get ``url``; ``max_bytes`` counts after decompression; the validators make the request conditional.

        Raises:
            FetchError: anything but a complete answer with status 2xx, or 304 when it was conditional.
        """
        validators = {"if-none-match": etag, "if-modified-since": last_modified}
        headers = {name: value for name, value in validators.items() if _VALIDATOR.fullmatch(value)}
        return self._follow(url, max_bytes, headers, obey_robots=True)

    def holds(self) -> dict[str, float]:
        """Return the seconds for which domains still want to be left alone, for the client of the next run."""
        return self._politeness.holds()

    def _follow(self, url: str, max_bytes: int, headers: dict[str, str], *, obey_robots: bool) -> Fetched:
        target = parse_address(url, self._private_ports)
        seen: set[str] = set()
        left = self._deadline
        for _ in range(_MAX_REDIRECTS + 1):
            if str(target) in seen:
                break
            seen.add(str(target))
            delay = self._robots.crawl_delay(url, target) if obey_robots else 0.0
            with self._politeness.turn(registrable_domain(str(target)), url, delay) as reached:
                started = self._clock()
                network = self._network(url, started + left, reached)
                found = self._request(url, target, max_bytes, headers, network)
                left -= self._clock() - started
            if isinstance(found, Fetched):
                return found
            target = found
        raise FetchError("redirect_loop", url, f"{len(seen)} redirects, the last to {target}")

    def _network(self, url: str, until: float, reached: Callable[[], None]) -> GuardedNetwork:
        return GuardedNetwork(
            address=url,
            remaining=lambda: until - self._clock(),
            allowed=self._allowed,
            resolve=self._resolve,
            connect=self._connect,
            resolvers=self._resolvers,
            allowance=Allowance(_HEAD_BYTES),
            reached=reached,
        )

    def _request(
        self, url: str, target: httpx.URL, max_bytes: int, headers: dict[str, str], network: GuardedNetwork
    ) -> Fetched | httpx.URL:
        """Make one request; return the answer, or where it redirects to."""
        started = self._clock()
        try:
            with (
                # One connection per request: a pool would share an idle one between the names of an address.
                httpcore.ConnectionPool(self._tls, max_connections=1, network_backend=network) as pool,
                closing(pool.handle_request(_build_request(target, self._user_agent, headers))) as response,
            ):
                answer = httpx.Headers(response.headers)
                network.allowance.left += _CHUNKING * max_bytes
                if response.status in _REDIRECTS and "location" in answer:
                    return self._redirected(url, target, answer["location"])
                self._check_status(url, target, response.status, answer, conditional=bool(headers))
                body, wire = b"", 0
                if response.status != _NOT_MODIFIED:
                    body, wire = read_body(url, response.iter_stream(), answer, max_bytes)
        except httpcore.TimeoutException as error:
            raise FetchError("timeout", url, f"{self._deadline:g} s") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            reason = "tls" if isinstance(error.__context__, ssl.SSLError) else "connection"
            raise FetchError(reason, url, str(error)[:200]) from error
        seconds = self._clock() - started
        return _build_answer(url, target, response.status, answer, body=body, wire=wire, seconds=seconds)

    def _redirected(self, url: str, target: httpx.URL, location: str) -> httpx.URL:
        try:
            return parse_address(str(target.join(location)), self._private_ports)
        except (httpx.InvalidURL, ValueError) as error:
            raise FetchError("bad_address", url, f"redirects to {location[:200]!r}") from error

    def _check_status(
        self, url: str, target: httpx.URL, status: int, answer: httpx.Headers, *, conditional: bool
    ) -> None:
        if 200 <= status < 300 or (status == _NOT_MODIFIED and conditional):
            return
        pause = _retry_after(answer, self._now())
        if pause is not None:
            self._politeness.hold(registrable_domain(str(target)), pause)
        raise FetchError(f"http_{status}", url, str(target) if str(target) != url else "", retry_after=pause)

    def _fetch_robots(self, url: str, address: str) -> str:
        try:
            return self._follow(address, ROBOTS_BYTES, {}, obey_robots=False).body.decode("utf-8", "replace")
        except FetchError as error:
            raise FetchError(error.reason, url, error.detail, error.retry_after) from error


def make_client(settings: Settings, holds: Mapping[str, float] | None = None) -> WebClient:
    """The client of an installation; ``holds`` are what ``WebClient.holds`` of earlier runs left."""
    return WebClient(
        settings.user_agent,
        allowed_private=settings.allow_private,
        spacing=settings.spacing_seconds,
        holds=holds,
        connect=connect_through(settings.proxy) if settings.proxy else connect_to,
    )


def _build_request(target: httpx.URL, user_agent: str, headers: dict[str, str]) -> httpcore.Request:
    address = httpcore.URL(
        scheme=target.raw_scheme, host=target.raw_host, port=port_of(target), target=target.raw_path or b"/"
    )
    fixed: dict[str, str] = {
        "Host": target.netloc.decode("ascii"),
        "User-Agent": user_agent,
        "Accept": _ACCEPT,
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    return httpcore.Request("GET", address, headers=list((fixed | headers).items()))


def _build_answer(
    url: str, target: httpx.URL, status: int, answer: httpx.Headers, *, body: bytes, wire: int, seconds: float
) -> Fetched:
    content_type = answer.get("content-type", "")
    charset = _CHARSET.search(content_type)
    return Fetched(
        url=url,
        final_url=str(target),
        status=status,
        body=body,
        content_type=content_type.partition(";")[0].strip().lower()[:100],
        charset=charset[1] if charset else None,
        packing=answer.get("content-encoding", "identity")[:100],
        etag=_validator(answer.get("etag", "")),
        last_modified=_validator(answer.get("last-modified", "")),
        wire_bytes=wire,
        seconds=seconds,
    )


def _validator(text: str) -> str:
    return text if _VALIDATOR.fullmatch(text) else ""


def _retry_after(answer: httpx.Headers, now: dt.datetime) -> float | None:
    """Return the seconds of Retry-After, given as seconds or as a date: by the answer's own clock, else by ``now``."""
    text = answer.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,12}", text):
        return min(float(text), _LONGEST_PAUSE)
    until = _parse_http_date(text)
    if until is None:
        return None
    now = _parse_http_date(answer.get("date", "")) or now
    return min(max(0.0, (until - now).total_seconds()), _LONGEST_PAUSE)


def _parse_http_date(text: str) -> dt.datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
