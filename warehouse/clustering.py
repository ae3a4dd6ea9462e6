"""Puts new articles among the stories that are known; part of the transaction that records them.

Only articles of the same indicators and about the same time are looked at, so that it costs no more as history grows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from extractors.indicators import IndicatorSpec
from warehouse.judging import Version
from warehouse.rows import Reading
from warehouse.statements import Row, insert, select
from warehouse.stories import METHOD, WINDOW, Signature, Telling, fact_of, facts_of, join_stories, own_story, sign

if TYPE_CHECKING:
    import duckdb

Specs = Mapping[str, IndicatorSpec]


def said_at(reading: Reading) -> dt.datetime:
    """When an article was published, or else seen."""
    return reading.article.published or reading.fetched


def record_stories(con: duckdb.DuckDBPyConnection, versions: Sequence[Version], specs: Specs) -> None:
    """Record which stories ``versions`` belong to, and join stories that turn out to be one."""
    readings = [(version, version.reading) for version in versions]
    if not readings:
        return
    known = _tellings_near([reading for _, reading in readings], con, specs)
    stories = {telling.url: telling.story_id for telling in known}
    new = [
        Telling(
            article_id=version.article_id,
            url=version.url,
            lang=reading.article.lang,
            said=said_at(reading),
            signature=sign(reading.article.text),
            facts=facts_of(reading.observations, specs),
            story_id=stories.get(version.url) or own_story(version.url),
        )
        for version, reading in readings
    ]
    joined = join_stories(new, known)
    insert(con, "insert_stories", [_story_row(telling, joined) for telling in new])
    moved = {telling.story_id for telling in known} & joined.keys()
    insert(con, "update_stories_joined", [{"story_id": story, "kept": joined[story]} for story in sorted(moved)])


def _story_row(telling: Telling, joined: Mapping[str, str]) -> Row:
    return {
        "article_id": telling.article_id,
        "url": telling.url,
        "lang": telling.lang,
        "said": telling.said,
        "story_id": joined.get(telling.story_id, telling.story_id),
        "method": METHOD,
        "shingles": telling.signature.shingles,
        "signature": list(telling.signature.slots),
    }


def _tellings_near(readings: Sequence[Reading], con: duckdb.DuckDBPyConnection, specs: Specs) -> list[Telling]:
    """Return the articles that may be one story with ``readings``."""
    said = sorted(map(said_at, readings))
    indicators = sorted({each.indicator for reading in readings for each in reading.observations})
    rows = select(
        con,
        "select_stories_near",
        urls=sorted({reading.article.url for reading in readings}),
        indicators=indicators,
        since=said[0] - WINDOW,
        until=said[-1] + WINDOW,
        method=METHOD,
    )
    return [
        Telling(
            article_id=row["article_id"],
            url=row["url"],
            lang=row["lang"],
            said=row["said"],
            signature=Signature(row["shingles"], row["signature"]) if row["text"] is None else sign(row["text"]),
            facts=frozenset(fact_of(figure, specs.get(figure["indicator"])) for figure in row["figures"]),
            story_id=row["story_id"],
        )
        for row in rows
    ]
