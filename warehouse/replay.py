"""What is needed to read stored pages again: the pages in the order of their recording, and a copy to record them in.

The copy is the snapshot with everything since a day taken out of it; recording the same pages there by the same rules
shows what today's program makes of them. Every page is held against the baseline as it stood when it was recorded, so
that a figure accepted since is no difference of the program. The warehouse itself is only ever added to.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.records import Article, Observation
from warehouse.baseline import UNSENT
from warehouse.columns import read_observation
from warehouse.decisions import claim_of, select_claims
from warehouse.files import connect, snapshot_path
from warehouse.reports import select_changes_among, select_told
from warehouse.rows import AlertState, Change
from warehouse.statements import Row, insert, run, select
from warehouse.store import begin_run
from warehouse.transactions import transaction

if TYPE_CHECKING:
    import duckdb

SCRATCH_RUN = "replay"


@dataclass(frozen=True, slots=True)
class PageRef:
    """A version of an article that can be read again; ``started`` is when the run that recorded it began.

    Of versions with the same bytes (the later ones are replays) only the last one is there.
    """

    article_id: str
    url: str
    source_id: str
    published: dt.datetime | None
    fetched: dt.datetime
    started: dt.datetime


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as it was fetched, and the article that was read from it then."""

    article_id: str
    article: Article
    source_id: str
    raw: bytes
    charset: str | None
    fetched: dt.datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """An observation as it was judged; ``held`` while it waits for review, not once somebody decided."""

    observation: Observation
    verdict: str
    held: bool


def select_replayable(con: duckdb.DuckDBPyConnection, since: dt.datetime) -> tuple[PageRef, ...]:
    """Return the article versions that were fetched at ``since`` or later, in the order of their recording."""
    return tuple(PageRef(**row) for row in select(con, "select_replayable", since=since))


def load_pages(con: duckdb.DuckDBPyConnection, refs: Sequence[PageRef]) -> list[StoredPage]:
    """Return the pages of ``refs``, in their order."""
    rows = select(con, "select_stored_pages", articles=[ref.article_id for ref in refs]) if refs else []
    by_id = {row["article_id"]: row for row in rows}
    return [_read_page(by_id[ref.article_id]) for ref in refs]


def select_findings(con: duckdb.DuckDBPyConnection, articles: Mapping[str, str]) -> dict[str, list[Finding]]:
    """Return the observations of ``articles`` (addresses by article id), by article id; of each claim the last word."""
    decided = select_claims(con)
    found: dict[str, dict[str, Finding]] = {article: {} for article in articles}
    for row in select(con, "select_observations_among", articles=sorted(articles)) if articles else ():
        observation = read_observation(row)
        claim = claim_of(articles[row["article_id"]], observation)
        held = row["held_for_review"] and claim not in decided
        found[row["article_id"]][claim] = Finding(observation, row["verdict"], held)
    return {article: list(findings.values()) for article, findings in found.items()}


def select_changes_of(con: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> dict[str, Change]:
    """Return the changes that ``articles`` (by id) tell or correct, by id."""
    rows = select(con, "select_changes_told", articles=list(articles)) if articles else []
    return select_changes_among(con, [row["change_id"] for row in rows])


def select_articles(con: duckdb.DuckDBPyConnection, urls: Sequence[str]) -> dict[str, str]:
    """Return the id of the last version of each article, by address."""
    rows = select(con, "select_latest_versions", urls=sorted(set(urls))) if urls else []
    return {row["url"]: row["article_id"] for row in rows}


@contextmanager
def open_scratch(path: Path, since: dt.datetime, now: dt.datetime) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a copy of the snapshot of ``path`` as it was before ``since``, with the run SCRATCH_RUN begun."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".replay-") as folder:
        copy = Path(folder) / path.name
        shutil.copy2(snapshot_path(path), copy)
        con = connect(copy)
        try:
            with transaction(con):
                run(con, "delete_tellings_since", since=since)
                run(con, "delete_changes_untold", since=since)
                run(con, "delete_stories_since", since=since)
                run(con, "delete_observations_since", since=since)
                run(con, "delete_articles_since", since=since)
            begin_run(con, SCRATCH_RUN, now)
            yield con
        finally:
            con.close()


def set_baseline(con: duckdb.DuckDBPyConnection, rows: Sequence[Row], at: dt.datetime) -> None:
    """Put into the scratch ``con`` those of the baseline's ``rows`` that stood for the run that began ``at``."""
    standing = [row for row in rows if row["recorded"] <= at and (row["superseded"] is None or row["superseded"] > at)]
    with transaction(con):
        run(con, "delete_baseline")
        insert(con, "insert_baseline", standing)


def baseline_rows(con: duckdb.DuckDBPyConnection) -> list[Row]:
    """Return all versions of the baseline as rows."""
    return select(con, "select_baseline_rows")


def withdraw_untold(con: duckdb.DuckDBPyConnection, changes: Sequence[str], now: dt.datetime) -> int:
    """Take back what was not sent of those of ``changes`` that no article tells any more; return how many those are."""
    untold = sorted(set(changes) - select_told(con, changes).keys())
    if untold:
        with transaction(con):
            run(
                con,
                "update_alerts_superseded",
                changes=untold,
                states=UNSENT,
                superseded=AlertState.SUPERSEDED,
                now=now,
            )
    return len(untold)


def _read_page(row: Row) -> StoredPage:
    names = ("url", "title", "text", "lang", "published", "published_from", "author", "outlet")
    article = Article(**{name: row[name] for name in names})
    raw = zlib.decompress(row["raw"])
    return StoredPage(row["article_id"], article, row["source_id"], raw, row["charset"], row["fetched"])
