"""The changes as Atom and as JSON Feed: all of them, by relation and by indicator.

An entry keeps its id for ever and its ``updated`` moves when something of it does: another source, a correction, a
decision. While nothing changes a feed stays the same bytes, so that readers are answered by "not modified". Feeds are
named by ids that do not depend on where the site is published; without its address links are relative, and those that
JSON Feed wants absolute are left out.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flows.change_pages import ChangePage
from flows.timelines import LANG

MOST_ENTRIES = 100
FEED_URN = uuid.UUID("5b0a1f0e-6a0e-5d55-9b8a-0a4f5b1c7e21")  # names the feed for ever, wherever it is published
ALL = "all"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without an entry was updated

Render = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: ``name`` is "all", a relation or an indicator's id; ``page`` is what it is the feed of.

    ``contents`` has what an entry says as HTML, by the file of its change, rendered once for all feeds.
    """

    name: str
    title: str
    page: str
    entries: tuple[ChangePage, ...]
    contents: Mapping[str, str]

    @property
    def urn(self) -> str:
        """Its id."""
        return (FEED_URN if self.name == ALL else uuid.uuid5(FEED_URN, self.name)).urn

    @property
    def updated(self) -> datetime:
        """When something of it changed last."""
        return max((entry.updated for entry in self.entries), default=_NEVER)

    @property
    def atom_path(self) -> str:
        """Its file as Atom, from the top of the site."""
        return "atom.xml" if self.name == ALL else f"feeds/{self.name}.xml"

    @property
    def json_path(self) -> str:
        """Its file as JSON Feed, from the top of the site."""
        return "feed.json" if self.name == ALL else f"feeds/{self.name}.json"


def make_feed(name: str, title: str, page: str, changes: Sequence[ChangePage], contents: Mapping[str, str]) -> Feed:
    """The feed of the newest of ``changes``, which are in the order of the site."""
    return Feed(name, title, page, tuple(changes[:MOST_ENTRIES]), contents)


def render_atom(feed: Feed, site_url: str, render: Render) -> str:
    """Atom (RFC 4287); ``render`` is given the template, the way to the top of the site and the values."""
    return render("atom.xml.j2", _base(feed, site_url), feed=feed, site_url=site_url)


def render_json(feed: Feed, site_url: str) -> str:
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    document: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "language": LANG,
        "authors": [{"name": "figurewatch"}],
    }
    if site_url:
        document |= {"home_page_url": f"{site_url}/{feed.page}", "feed_url": f"{site_url}/{feed.json_path}"}
    document["items"] = [_item(entry, feed.contents[entry.filename], site_url) for entry in feed.entries]
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _item(entry: ChangePage, content: str, site_url: str) -> dict[str, object]:
    change = entry.fact.change
    item: dict[str, object] = {"id": entry.urn, "title": entry.title}
    if site_url:
        item["url"] = f"{site_url}/changes/{entry.filename}"
    if entry.fact.url:
        item["external_url"] = entry.fact.url
    return item | {
        "content_html": content,
        "date_published": change.created.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "tags": [change.relation, change.indicator, change.verdict, *([entry.mark] if entry.mark else [])],
    }


def _base(feed: Feed, site_url: str) -> str:
    if site_url:
        return f"{site_url}/"
    return "../" * feed.atom_path.count("/")
