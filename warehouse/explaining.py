"""Puts together all that is on record about one change, alert or held figure, from the page to the receipts.

Reads only, on the writer's connection and on a snapshot alike. An id may be given by its beginning; one that fits
several things, of whatever kind, is refused, never guessed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.records import Observation
from warehouse.baseline import Vintage, select_vintages
from warehouse.columns import read_evidence, read_observation
from warehouse.decisions import Decision, claim_of, select_claims
from warehouse.errors import UnknownId
from warehouse.reports import explain as explain_change
from warehouse.reports import select_alerts, select_changes
from warehouse.rows import Alert, Change, Delivery, short_id
from warehouse.statements import select
from warehouse.views import Evidence

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class PageVersion:
    """One version of the article; ``said`` is what it said of the indicator; ``replayed``: read again, not edited."""

    version: int
    fetched: dt.datetime
    run_id: str
    replayed: bool
    said: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """What is known of one figure; ``change`` and what follows from it are missing while it is held for review.

    ``text`` is that of the version that ``evidence`` stands in; ``baseline`` the version of the figure that it was held
    against; ``decision`` what a person decided about the held figure; ``others`` who else told the change.
    """

    change: Change | None
    evidence: Evidence
    text: str
    versions: tuple[PageVersion, ...]
    baseline: Vintage | None
    decision: Decision | None
    others: tuple[Evidence, ...] = ()
    alerts: tuple[Alert, ...] = ()
    deliveries: tuple[Delivery, ...] = ()


def select_chain(con: duckdb.DuckDBPyConnection, id_prefix: str) -> Chain:
    """Return all that is known of the one change, alert or held figure whose id begins with ``id_prefix``.

    Raises:
        UnknownId: nothing has such an id, or several things have.
    """
    changes = [change.id for change in select_changes(con) if change.id.startswith(id_prefix)] if id_prefix else []
    alerts = [alert for alert in select_alerts(con) if alert.id.startswith(id_prefix)] if id_prefix else []
    held = select(con, "select_observation", prefix=id_prefix) if id_prefix else []
    named = [f"change {short_id(id_)}" for id_ in changes] + [f"alert {short_id(alert.id)}" for alert in alerts]
    named += [f"figure {short_id(row['o']['observation_id'])}" for row in held]
    if not named:
        raise UnknownId(
            f"no change, alert or held figure has an id that begins with {id_prefix!r}; see `figurewatch changes`, "
            "`figurewatch alerts` and `figurewatch review`"
        )
    if len(named) > 1:
        raise UnknownId(
            f"{len(named)} things have an id that begins with {id_prefix!r} ({', '.join(named[:5])}); give more of it"
        )
    if held:
        evidence = read_evidence(held[0])
        decision = select_claims(con).get(claim_of(evidence.url, evidence.observation))
        baseline = _vintage(con, held[0]["o"]["baseline_id"])
        return Chain(None, evidence, _text(con, evidence), _versions(con, evidence), baseline, decision)
    return _chain_of_change(con, changes[0] if changes else alerts[0].change.id)


def _chain_of_change(con: duckdb.DuckDBPyConnection, change_id: str) -> Chain:
    known = explain_change(con, change_id)
    first, change = known.first, known.change
    stood = [each for each in select_vintages(con) if each.figure == change.old and each.recorded <= change.created]
    return Chain(
        change,
        first,
        _text(con, first),
        _versions(con, first),
        stood[-1] if stood else None,
        select_claims(con).get(claim_of(first.url, first.observation)),
        known.others,
        known.alerts,
        known.deliveries,
    )


def _text(con: duckdb.DuckDBPyConnection, evidence: Evidence) -> str:
    (row,) = select(con, "select_stored_pages", articles=[evidence.article_id])
    text: str = row["text"]
    return text


def _versions(con: duckdb.DuckDBPyConnection, evidence: Evidence) -> tuple[PageVersion, ...]:
    rows = select(con, "select_versions", url=evidence.url)
    said: dict[str, list[Observation]] = {row["article_id"]: [] for row in rows}
    seen = evidence.observation
    for row in select(con, "select_observations_among", articles=sorted(said)):
        if (row["indicator"], row["kind"]) == (seen.indicator, seen.kind):
            observation = read_observation(row)
            if observation.text not in [other.text for other in said[row["article_id"]]]:
                said[row["article_id"]].append(observation)
    before = [None, *(row["page"] for row in rows)]
    return tuple(
        PageVersion(row["version"], row["fetched"], row["run_id"], row["page"] == page, tuple(said[row["article_id"]]))
        for row, page in zip(rows, before, strict=False)
    )


def _vintage(con: duckdb.DuckDBPyConnection, baseline_id: str | None) -> Vintage | None:
    return next((vintage for vintage in select_vintages(con) if vintage.id == baseline_id), None)
