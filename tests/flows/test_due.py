"""Which pages a pass asks for."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from extractors.records import Entry
from flows.due import due_pages, horizon
from flows.fetching import SourceFetch
from flows.page_fetching import WantedPage
from warehouse.rows import KnownPage

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
URL = "https://outlet.example/a"
RECHECK = dt.timedelta(hours=48)


def poll(*entries: Entry, source: str = "outlet") -> SourceFetch:
    return SourceFetch(source, ok=True, reason="ok", url="https://outlet.example/feed", at=NOW, entries=entries)


def page(seen: float, fetched: float, status: str = "read", failures: int = 0, source: str = "outlet") -> KnownPage:
    """A page first seen and last fetched so many hours ago."""
    ago = [NOW - dt.timedelta(hours=hours) for hours in (seen, fetched)]
    return KnownPage(URL, source, "hash" if status == "read" else None, *ago, status, failures)


AGAIN = {
    "an article of an hour ago": (page(1, 1), True),
    "an article looked at half an hour ago": (page(1, 0.5), False),
    "a day-old article looked at six hours ago": (page(24, 6), False),
    "a day-old article looked at thirteen hours ago": (page(24, 13), True),
    "an article older than the limit": (page(49, 40), False),
    "a page that the gate stopped an hour ago": (page(1, 1, "gated", 1), True),
    "a page that the gate stopped again, an hour ago": (page(2, 1, "gated", 2), False),
    "a page that the gate stopped again, two hours ago": (page(3, 2, "gated", 2), True),
    "a page that the gate stopped three times": (page(40, 30, "gated", 3), False),
    "a page that the gate stopped, too old now": (page(49, 40, "gated", 1), False),
    "a page with too little text": (page(2, 2, "too_short", 1), True),
    "a page with too little text each time": (page(40, 30, "too_short", 3), False),
    "a page that took too long to read": (page(2, 1, "timed_out", 1), True),
    "a page that crashed its reader three times, four hours ago": (page(9, 4, "crashed", 3), True),
    "a page that crashed its reader too often": (page(60, 50, "crashed", 6), False),
    "a page that failed once an hour ago": (page(1, 1, "timeout", 1), True),
    "a page that failed three times, two hours ago": (page(9, 2, "timeout", 3), False),
    "a page that failed three times, four hours ago": (page(9, 4, "timeout", 3), True),
    "a page that was missing too often": (page(60, 50, "http_404", 6), False),
    "a page whose host was too slow as often": (page(60, 50, "timeout", 6), True),
    "a page whose host was too slow for three days": (page(73, 65, "timeout", 3), False),
    "a page that was never asked for": (page(1, 0.2, "host_down"), True),
    "a page that was never asked for in three days": (page(73, 0.2, "host_down"), False),
    "an article that failed to come again": (page(20, 2, failures=1), True),
    "an article that failed to come again, too old now": (page(49, 20, failures=1), False),
    "a page of a source that is gone": (page(1, 1, source="gone"), False),
}


@pytest.mark.parametrize("recheck", [RECHECK, dt.timedelta(days=9)])
def test_no_page_first_seen_before_the_horizon_is_asked_for_again(recheck):
    age = (NOW - horizon(NOW, recheck)) / dt.timedelta(hours=1)
    statuses = ("read", "gated", "timeout", "http_404", "crashed", "host_down")
    for older, due in ((0, True), (0.1, False)):
        pages = {
            status: page(age + older, age, status, int(status not in ("read", "host_down"))) for status in statuses
        }
        assert any(due_pages([poll()], {URL: known}, NOW, recheck) for known in pages.values()) is due


@pytest.mark.parametrize("case", AGAIN)
def test_known_pages_are_asked_for_again_when_their_time_has_come(case):
    known, expected = AGAIN[case]
    assert bool(due_pages([poll()], {URL: known}, NOW, RECHECK)) is expected


def test_a_long_recheck_lets_slow_hosts_be_asked_as_long():
    assert due_pages([poll()], {URL: page(73, 65, "timeout", 3)}, NOW, dt.timedelta(days=5))


def test_new_entries_come_first_and_the_latest_of_them_before_the_others():
    old = Entry("https://outlet.example/old", "old", NOW - dt.timedelta(days=2))
    new = Entry("https://outlet.example/new", "new", NOW - dt.timedelta(hours=2))
    due = due_pages([poll(old, new)], {URL: page(1, 1)}, NOW, RECHECK)
    assert [wanted.entry.url for wanted in due] == [new.url, old.url, URL]


def test_a_source_that_lists_thousands_of_pages_does_not_keep_the_others_out():
    def entries(outlet: str, number: int, age: int) -> tuple[Entry, ...]:
        return tuple(
            Entry(f"https://{outlet}.example/{n}", "", NOW - dt.timedelta(hours=age, minutes=n)) for n in range(number)
        )

    flood, calm = poll(*entries("flood", 5000, 0), source="flood"), poll(*entries("calm", 3, 9), source="calm")
    due = due_pages([flood, calm], {}, NOW, RECHECK)
    assert [page.source_id for page in due[:7]] == ["flood", "calm"] * 3 + ["flood"]


def test_a_page_that_its_feed_no_longer_lists_keeps_the_title_and_date_it_had_there():
    known = dataclasses.replace(page(1, 1), title="title", published=NOW)
    assert [wanted.entry for wanted in due_pages([poll()], {URL: known}, NOW, RECHECK)] == [Entry(URL, "title", NOW)]


def test_an_address_that_two_sources_list_is_asked_for_once():
    entry = Entry(URL, "title")
    assert [wanted.source_id for wanted in due_pages([poll(entry), poll(entry, source="b")], {}, NOW, RECHECK)] == [
        "outlet"
    ]


def test_who_lists_the_pages_of_another_outlet_does_not_become_their_outlet():
    entry, told = Entry(URL, "title"), Entry(URL, "what the other says of it", NOW)
    other = dataclasses.replace(poll(told, source="other"), url="https://other.example/feed")
    assert due_pages([other, poll(entry)], {}, NOW, RECHECK)[0] == WantedPage("outlet", entry)


def test_a_page_looked_at_again_keeps_the_entry_that_its_feed_gives():
    entry = Entry(URL, "title", NOW)
    assert due_pages([poll(entry)], {URL: page(1, 1)}, NOW, RECHECK)[0].entry == entry
