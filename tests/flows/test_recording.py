"""What was fetched and read, as the rows that the warehouse keeps."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors.records import Entry
from flows.fetching import PageFetch
from flows.recording import page_rows

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
URL = "https://outlet.example/a"


@pytest.mark.parametrize(("reason", "asked"), [("host_down", False), ("asked_to_wait", False), ("timeout", True)])
def test_a_page_that_was_not_asked_for_is_marked(reason, asked):
    (row,) = page_rows([PageFetch("outlet", Entry(URL, "A title"), URL, NOW, reason)], [], {})
    assert (row.ok, row.reason, row.asked) == (False, reason, asked)


def test_a_page_is_recorded_with_the_title_and_date_of_its_feed():
    (row,) = page_rows([PageFetch("outlet", Entry(URL, "A title", NOW), URL, NOW, "timeout")], [], {})
    assert (row.title, row.published) == ("A title", NOW)
