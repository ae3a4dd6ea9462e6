"""The list of figures that were too uncertain to alert, and what people make of it.

A figure that is accepted is judged anew as a certain one, by the same rules as any other: its change, its alerts and
their waiting follow from that. One that is rejected never makes a change, in this version of its article or a later.
The observation that was held stays as it was recorded. It refuses to decide about what is not held.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.indicators import IndicatorSpec
from extractors.records import Article
from warehouse.columns import read_evidence
from warehouse.decisions import About, Decision, Fault, Outcome, claim_of, record_decision, select_claims
from warehouse.errors import UnknownId
from warehouse.rows import BatchResult, Reading, short_id
from warehouse.statements import Row, select
from warehouse.store import Occasion, record_reviewed
from warehouse.transactions import transaction
from warehouse.views import Evidence

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Held:
    """A figure that waits for a person, with the article that says it."""

    id: str
    evidence: Evidence
    article: Article
    source_id: str

    @property
    def claim(self) -> str:
        """What a decision about it is kept by."""
        return claim_of(self.article.url, self.evidence.observation)


def select_held(con: duckdb.DuckDBPyConnection, id_prefix: str = "") -> tuple[Held, ...]:
    """Return what waits for a person in the current versions of articles, the earliest first."""
    decided = select_claims(con)
    found = [_read_held(row) for row in select(con, "select_held", prefix=id_prefix)]
    return tuple(held for held in found if held.claim not in decided)


def find_held(con: duckdb.DuckDBPyConnection, id_prefix: str) -> Held:
    """Return the one held figure whose id begins with ``id_prefix``.

    Raises:
        UnknownId: there is none that waits, or more than one.
    """
    found = select_held(con, id_prefix) if id_prefix else ()
    if not found:
        raise UnknownId(f"no figure that waits has an id that begins with {id_prefix!r}; see `figurewatch review`")
    if len(found) > 1:
        fitting = ", ".join(short_id(held.id) for held in found[:5])
        raise UnknownId(f"{len(found)} figures have an id that begins with {id_prefix!r} ({fitting}); give more of it")
    return found[0]


def accept_held(
    con: duckdb.DuckDBPyConnection, held: Held, *, by: str, why: str, specs: Sequence[IndicatorSpec], occasion: Occasion
) -> BatchResult:
    """Record that ``held`` is right and judge it as certain, in one transaction; return what that brought."""
    observation = held.evidence.observation
    reading = Reading(held.article, held.source_id, b"", held.evidence.fetched, (observation,))
    with transaction(con):
        record_decision(con, Decision(About.FIGURE, held.id, Outcome.ACCEPTED, by, why, occasion.now, claim=held.claim))
        return record_reviewed(con, held.evidence.article_id, reading, specs, occasion)


def reject_held(
    con: duckdb.DuckDBPyConnection, held: Held, *, by: str, why: str, fault: Fault, now: dt.datetime
) -> None:
    """Record that ``held`` is wrong, and what about it."""
    with transaction(con):
        record_decision(con, Decision(About.FIGURE, held.id, Outcome.REJECTED, by, why, now, fault, held.claim))


def _read_held(row: Row) -> Held:
    article = row["a"]
    names = ("url", "title", "text", "lang", "published", "published_from", "author", "outlet")
    return Held(
        row["o"]["observation_id"],
        read_evidence(row),
        Article(**{name: article[name] for name in names}),
        article["source_id"],
    )
