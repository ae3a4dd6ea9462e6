"""The sample newsroom: invented outlets, rendered for a given day and served over real HTTP on loopback.

It exists so that the demo and the tests run the real flows on real feeds and pages without the network. Everything
in it is invented, figures included. It refuses to invent at run time: the same data and day give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import jinja2

from config.sources import Source, SourceKind
from extractors.records import Tier
from flows.newsroom_data import Newsroom, Outlet, Page, load_newsroom

__all__ = [
    "NewsroomServer",
    "Response",
    "feed_path",
    "load_newsroom",
    "page_path",
    "render",
    "serve_newsroom",
    "sources",
]

_FEED_TYPES = {
    "rss20": "application/rss+xml; charset=utf-8",
    "rss091": "text/xml; charset=utf-8",
    "rdf": "application/rdf+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "sitemap": "application/xml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Response:
    """What the server answers for one path."""

    body: bytes
    content_type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def sources(newsroom: Newsroom, base_url: str) -> tuple[Source, ...]:
    """The outlets as configured sources, with addresses below ``base_url`` ("http://127.0.0.1:PORT")."""
    return tuple(
        Source(
            id=outlet.id,
            outlet=outlet.name,
            url=base_url + feed_path(outlet),
            kind=SourceKind.NEWS_SITEMAP if outlet.feed == "sitemap" else SourceKind.FEED,
            lang=outlet.lang,
            tier=Tier(outlet.tier),
            relations=outlet.relations,
            verified=True,
            note="sample newsroom",
        )
        for outlet in newsroom.outlets
    )


def feed_path(outlet: Outlet) -> str:
    """The path of the outlet's feed or news sitemap."""
    return f"/{outlet.id}/{outlet.feed_path}"


def page_path(outlet: Outlet, page: Page) -> str:
    """The path of one article page."""
    return f"/{outlet.id}/" + outlet.page_path.format(
        slug=page.slug, day=page.published, number=zlib.crc32(page.slug.encode()) % 900_000 + 100_000
    )


def render(newsroom: Newsroom, day: int, base_url: str) -> dict[str, Response]:
    """Every answer of the newsroom on ``day`` (1-based) by path. The same arguments give the same bytes."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(newsroom.folder), autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.filters |= {"rfc822": format_datetime, "iso": dt.datetime.isoformat}
    answers = {"/robots.txt": Response(b"User-agent: *\nAllow: /\n", "text/plain; charset=utf-8")}
    for outlet in newsroom.outlets:
        answers |= _render_outlet(environment, newsroom, outlet, day, base_url)
    return answers


def _render_outlet(
    environment: jinja2.Environment, newsroom: Newsroom, outlet: Outlet, day: int, base_url: str
) -> dict[str, Response]:
    own = tuple(page for page in newsroom.pages_on(day) if page.outlet == outlet.id)
    paths = [feed_path(outlet), *(page_path(outlet, page) for page in own)]
    if day in outlet.down:
        broken = Response(b"<h1>500 Internal Server Error</h1>", "text/html; charset=utf-8", 500)
        return dict.fromkeys(paths, broken)
    context = _context(newsroom, outlet, own, day, base_url)
    login = day in outlet.login
    feed = environment.get_template("templates/login.html.j2" if login else f"feeds/{outlet.feed}.xml.j2")
    kind = "text/html; charset=utf-8" if login else _FEED_TYPES[outlet.feed]
    answers = {paths[0]: _response(feed.render(context), kind, context["changed"])}
    template = environment.get_template(f"templates/{outlet.template}.html.j2")
    for path, page in zip(paths[1:], own, strict=True):
        body = template.render(context, page=page)
        kind = f"text/html; charset={outlet.encoding}"
        answers[path] = _response(body, kind, page.updated or page.published, outlet.encoding)
    return answers


def _context(newsroom: Newsroom, outlet: Outlet, own: tuple[Page, ...], day: int, base_url: str) -> dict[str, Any]:
    furniture = newsroom.furniture[outlet.lang]
    today = newsroom.days[day - 1 if outlet.live_sidebar else 0]
    noon = dt.datetime.combine(today, dt.time(12), dt.UTC)
    return {
        "outlet": outlet,
        "home": f"{base_url}/{outlet.id}",
        "base_url": base_url,
        "today": today,
        "labels": furniture.labels,
        "months": furniture.months,
        "tags": furniture.tags,
        "pages": own,
        "path_of": partial(page_path, outlet),
        "pick": partial(_pick, furniture.headlines, f"{outlet.id} {today}"),
        "changed": max((page.updated or page.published for page in own), default=noon),
    }


def _pick(headlines: tuple[str, ...], salt: str, count: int, block: str) -> list[str]:
    """``count`` headlines for a block of the page, always the same ones for the same salt and block."""
    start = zlib.crc32(f"{salt} {block}".encode())
    return [headlines[(start + index) % len(headlines)] for index in range(count)]


def _response(text: str, content_type: str, modified: dt.datetime, encoding: str = "utf-8") -> Response:
    body = text.encode(encoding, errors="xmlcharrefreplace")
    headers = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"',
        "Last-Modified": format_datetime(modified.astimezone(dt.UTC), usegmt=True),
    }
    return Response(body, content_type, headers=headers)


class NewsroomServer:
    """A running newsroom: where it is, what was asked of it, and the switch to another day."""

    def __init__(self, newsroom: Newsroom, day: int, base_url: str) -> None:
        """Render ``day``; the HTTP handler reads ``answers`` from then on."""
        self.newsroom = newsroom
        self.base_url = base_url
        self.requests: list[tuple[str, str, int]] = []
        self.set_day(day)

    def set_day(self, day: int) -> None:
        """Answer as on ``day`` (1-based) from now on."""
        self.answers = render(self.newsroom, day, self.base_url)


@contextmanager
def serve_newsroom(newsroom: Newsroom, day: int = 1) -> Iterator[NewsroomServer]:
    """Serve the newsroom on 127.0.0.1 at a free port, until the block ends.

    ``requests`` of the handle lists (method, path, status) in the order of the answers.
    """
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as httpd:
        httpd.daemon_threads = True
        httpd.block_on_close = False
        httpd.newsroom = NewsroomServer(newsroom, day, f"http://127.0.0.1:{httpd.server_port}")  # type: ignore[attr-defined]  # read by the handler
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield httpd.newsroom  # type: ignore[attr-defined]  # set above
        finally:
            httpd.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        newsroom: NewsroomServer = self.server.newsroom  # type: ignore[attr-defined]  # set by serve_newsroom
        missing = Response(b"<h1>404 Not Found</h1>", "text/html; charset=utf-8", 404)
        answer = newsroom.answers.get(urlsplit(self.path).path, missing)
        unchanged = self._unchanged(answer.headers)
        status = 304 if unchanged else answer.status
        newsroom.requests.append((self.command, self.path, status))
        self.send_response(status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if not unchanged:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command == "GET" and not unchanged:
            self.wfile.write(answer.body)

    do_HEAD = do_GET  # noqa: N815 - the base class looks methods up by this name

    def _unchanged(self, headers: Mapping[str, str]) -> bool:
        if not headers:
            return False
        etag = self.headers.get("If-None-Match")
        if etag is not None:
            return etag == headers["ETag"]
        return self.headers.get("If-Modified-Since") == headers["Last-Modified"]

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Keep the terminal clean; the request log is the record."""
