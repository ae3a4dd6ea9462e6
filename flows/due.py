"""Which pages a run fetches: new entries, failed ones worth another try, and young articles that may be edited.

Silent edits are looked for at growing distances (after a half of the page's age, at least an hour), because most
edits come soon. A page that failed waits longer each time; it is given up by its age where its host may recover, else
after some failures. A page without an article may be a check for robots or a stub, so it gets another look or two.
Sources take turns: one that lists thousands of new pages must not keep the others out of a run.
Refuses pages of sources that are no longer configured.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from extractors.links import registrable_domain
from extractors.records import Entry
from flows.fetch_error import is_transient
from flows.fetching import SourceFetch
from flows.page_fetching import WantedPage
from warehouse.rows import KnownPage

MOST_FAILURES = 6
MOST_LOOKS = 3
_FIRST_WAIT = dt.timedelta(hours=1)
_PERHAPS_LATER = ("gated", "too_short", "empty", "not_html", "challenge", "consent", "login", "paywall")
_RECOVERY = dt.timedelta(days=3)  # hosts that are down over a weekend come back on Monday


def due_pages(
    polls: Sequence[SourceFetch], known: Mapping[str, KnownPage], now: dt.datetime, recheck: dt.timedelta
) -> list[WantedPage]:
    """Return the pages to fetch, each address once: new entries first, then those looked at again.

    The latest new entry of every source comes before the second one of any, and so on. A page that two sources list
    is that of the one on its own domain: who lists the pages of others does not become their outlet.

    ``known`` are the pages met before by address, at least those listed by ``polls`` and those since the ``horizon``;
    ``recheck`` is the age up to which an article is looked at again.
    """
    entries: dict[str, WantedPage] = {}
    foreign: dict[str, WantedPage] = {}
    for poll in polls:
        own = registrable_domain(poll.url)
        for entry in poll.entries:
            listed = entries if registrable_domain(entry.url) == own else foreign
            listed.setdefault(entry.url, WantedPage(poll.source_id, entry))
    entries = foreign | entries
    fresh = sorted(
        (page for url, page in entries.items() if url not in known),
        key=lambda page: (page.entry.published or now, page.entry.url),
        reverse=True,
    )
    configured = {poll.source_id for poll in polls}
    again = (page for page in known.values() if page.source_id in configured and _again(page, now, recheck))
    revisited = (entries.get(page.url) or _as_listed(page) for page in again)
    return list(chain(_in_turns(fresh), revisited))


def _in_turns(pages: Sequence[WantedPage]) -> list[WantedPage]:
    taken = Counter[str]()
    turns = []
    for page in pages:
        turns.append((taken[page.source_id], page))
        taken[page.source_id] += 1
    return [page for _, page in sorted(turns, key=lambda turn: turn[0])]


def horizon(now: dt.datetime, recheck: dt.timedelta) -> dt.datetime:
    """Return since when a page was first seen that may still be fetched again."""
    return now - max(recheck, _RECOVERY)


def _as_listed(page: KnownPage) -> WantedPage:
    return WantedPage(page.source_id, Entry(page.url, page.title, page.published))


def _again(page: KnownPage, now: dt.datetime, recheck: dt.timedelta) -> bool:
    age, waited = now - page.first_seen, now - page.last_fetched
    if page.first_seen < horizon(now, recheck) or (page.status in ("read", *_PERHAPS_LATER) and age > recheck):
        return False
    if page.failures:
        most = MOST_LOOKS if page.status in _PERHAPS_LATER else MOST_FAILURES
        hopeful = page.failures < most or is_transient(page.status)
        return hopeful and waited >= _FIRST_WAIT * (1 << (page.failures - 1))
    if page.status == "read":
        return waited >= max(_FIRST_WAIT, age / 2)
    return is_transient(page.status)  # known, and never asked for
