"""Which files the site has and what each says; ``publishing`` puts them in their place.

Pages carry no inline script or style and no address of others but links to the evidence, and their security policy
says so; the page of all changes alone loads a script, the site's own search, and works without it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from config.sources import Source
from extractors.indicators import IndicatorSpec
from flows.change_pages import ChangePage, describe_changes
from flows.known_dates import find_dates, render_calendar
from flows.local_time import local_day
from flows.messages import template_environment
from flows.pages import IndicatorPage, describe_indicator
from flows.search_index import entry_id, render_index
from flows.site_feeds import ALL, Feed, make_feed, render_atom, render_json
from flows.source_pages import describe_coverage, describe_pages_read, describe_runs, describe_sources
from flows.timelines import LANG
from flows.wording import TEMPLATES
from warehouse.reports import Told
from warehouse.rows import Change
from warehouse.standing import Standing
from warehouse.tellings import Telling
from warehouse.views import Latest, Status, TimelinePoint

RELATION_TITLES = {"eu": "Kazakhstan and the European Union", "az": "Kazakhstan and Azerbaijan"}
MOST_NEWS = 12  # changes on the first page
_ASSETS = ("style.css", "search.js", "icon.svg")


@dataclass(frozen=True, slots=True)
class SiteData:
    """All that the site shows; ``site_url`` is where it will be published, without it links are relative."""

    specs: Mapping[str, IndicatorSpec]
    sources: Sequence[Source]
    latest: Sequence[Latest]
    timelines: Mapping[str, Sequence[TimelinePoint]]
    changes: Sequence[Change]
    status: Status
    now: datetime
    standings: Mapping[str, Standing] = field(default_factory=dict)
    tellings: Mapping[str, Sequence[Telling]] = field(default_factory=dict)
    told: Mapping[str, Told] = field(default_factory=dict)
    site_url: str = ""


def render_files(data: SiteData) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the site but its charts: its path in the site and what it holds."""
    changes = describe_changes(data.changes, data.specs, data.standings, data.tellings)
    feeds = _make_feeds(data.specs, changes)
    for name, text in (*_render_pages(data, changes, feeds), *_render_feeds(feeds, data.site_url)):
        yield name, text.encode()
    dates = find_dates(data.specs, data.timelines, changes)
    yield "dates.ics", render_calendar(dates, data.site_url)
    today = local_day(data.now)
    coming, past = [known for known in dates if known.end > today], [known for known in dates if known.end <= today]
    yield "dates.html", _render("dates.html.j2", coming=coming, past=past[::-1], feed=feeds[ALL]).encode()
    yield "search.json", render_index(changes, data.specs).encode()
    for name in _ASSETS:
        yield name, (TEMPLATES / name).read_bytes()


def _render_pages(
    data: SiteData, changes: Sequence[ChangePage], feeds: Mapping[str, Feed]
) -> Iterator[tuple[str, str]]:
    indicators = [
        describe_indicator(
            spec, [latest for latest in data.latest if latest.indicator == spec.id], data.timelines.get(spec.id, ())
        )
        for spec in sorted(data.specs.values(), key=lambda spec: spec.titles.get(LANG, spec.id))
    ]
    yield from _render_overviews(data, indicators, changes, feeds)
    for indicator in indicators:
        of_it = [page for page in changes if page.fact.change.indicator == indicator.id]
        values: dict[str, Any] = {"page": indicator, "changes": of_it, "feed": feeds[indicator.id]}
        yield f"indicators/{indicator.id}.html", _render("indicator.html.j2", "../", **values)
    for page in changes:
        feed = feeds.get(page.fact.change.indicator, feeds[ALL])
        yield f"changes/{page.filename}", _render("change.html.j2", "../", page=page, feed=feed)


def _render_overviews(
    data: SiteData, indicators: Sequence[IndicatorPage], changes: Sequence[ChangePage], feeds: Mapping[str, Feed]
) -> Iterator[tuple[str, str]]:
    # Only the first page and that of the sources say when the site was made: the others stay as they are.
    runs = describe_runs(data.status.runs)
    standing: dict[str, Any] = {"now": data.now, "last_run": runs[0] if runs else None, "feed": feeds[ALL]}
    shown: dict[str, Any] = {"indicators": indicators, "changes": changes[:MOST_NEWS], "total": len(changes)}
    yield "index.html", _render("index.html.j2", relations=RELATION_TITLES, **shown, **standing)
    yield "changes.html", _render("changes.html.j2", changes=changes, feed=feeds[ALL], entry_id=entry_id)
    states = {state.source_id: state for state in data.status.sources}
    counts = Counter(source for told in data.told.values() for source in told.source_ids)
    sources = describe_sources(data.sources, states, counts)
    pages, coverage = describe_pages_read(data.status.pages), describe_coverage(sources)
    values: dict[str, Any] = {"sources": sources, "coverage": coverage, "pages": pages, "runs": runs}
    yield "sources.html", _render("sources.html.j2", **values, **standing)
    titles = {indicator.id: indicator.title for indicator in indicators}
    yield "feeds.html", _render("feeds.html.j2", feeds=feeds, relations=RELATION_TITLES, titles=titles, feed=feeds[ALL])


def _make_feeds(specs: Mapping[str, IndicatorSpec], changes: Sequence[ChangePage]) -> dict[str, Feed]:
    contents = {page.filename: _render("fact.html.j2", page=page) for page in changes}
    feeds = [make_feed(ALL, "figurewatch: changes of known figures", "index.html", changes, contents)]
    for relation, title in RELATION_TITLES.items():
        of_it = [page for page in changes if page.fact.change.relation == relation]
        feeds.append(make_feed(relation, f"figurewatch: {title}", "index.html", of_it, contents))
    for spec in specs.values():
        of_it = [page for page in changes if page.fact.change.indicator == spec.id]
        title = f"figurewatch: {spec.titles.get(LANG, spec.id)}"
        feeds.append(make_feed(spec.id, title, f"indicators/{spec.id}.html", of_it, contents))
    return {feed.name: feed for feed in feeds}


def _render_feeds(feeds: Mapping[str, Feed], site_url: str) -> Iterator[tuple[str, str]]:
    for feed in feeds.values():
        yield feed.atom_path, render_atom(feed, site_url, _render)
        yield feed.json_path, render_json(feed, site_url)


def _render(template: str, root: str = "", **values: object) -> str:
    """Render a page; ``root`` is the way from it to the top of the site."""
    return template_environment().get_template(template).render(root=root, **values)
