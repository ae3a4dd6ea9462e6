"""What people decided: about changes, and about figures that were held for review.

Decisions are only ever appended; of several about one thing the latest counts. A decision about a held figure is kept
by its *claim* too (which address says what of which indicator and period), so that it holds for a later version of the
article and for another reading of the same page. Refuses to forget who decided, when and why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from extractors.records import Observation
from warehouse.columns import content_hash
from warehouse.statements import insert, select

if TYPE_CHECKING:
    import duckdb


class About(StrEnum):
    """What a decision is about."""

    CHANGE = "change"
    FIGURE = "figure"


class Outcome(StrEnum):
    """How it ended."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Fault(StrEnum):
    """What is wrong with a figure that a person rejects."""

    NUMBER = "number"
    PERIOD = "period"
    INDICATOR = "indicator"
    PARTY = "party"
    KIND = "kind"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; ``fault`` is given where a figure was rejected, ``why`` may be empty only there."""

    about: About
    subject_id: str
    outcome: Outcome
    by: str
    why: str
    at: dt.datetime
    fault: Fault | None = None
    claim: str | None = None


def claim_of(url: str, observation: Observation) -> str:
    """Return what ``observation`` claims in the article at ``url``, whatever its place in the text and its wording."""
    amounts = (observation.value, observation.low, observation.high)
    values = [format(amount.normalize(), "f") if amount is not None else None for amount in amounts]
    period = observation.period.label
    what = (observation.indicator, observation.kind, period, observation.unit, observation.bound, observation.stage)
    return content_hash("claim", url, what, values)


def record_decision(con: duckdb.DuckDBPyConnection, decision: Decision) -> None:
    """Append ``decision``; to be called inside a transaction with what follows from it."""
    moment = decision.at.isoformat()
    row = {
        "decision_id": content_hash("decision", decision.about, decision.subject_id, decision.outcome, moment),
        "about": decision.about,
        "subject_id": decision.subject_id,
        "claim": decision.claim,
        "outcome": decision.outcome,
        "reason": decision.fault,
        "decided_by": decision.by,
        "why": decision.why,
        "decided": decision.at,
    }
    insert(con, "insert_decisions", [row])


def select_decisions(con: duckdb.DuckDBPyConnection, about: About) -> Mapping[str, Decision]:
    """Return the decisions that count, by the id of what they are about."""
    return {decision.subject_id: decision for decision in _all(con, about)}


def select_rejected(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Return the ids of the changes that stand rejected."""
    decisions = select_decisions(con, About.CHANGE)
    return frozenset(id_ for id_, decision in decisions.items() if decision.outcome is Outcome.REJECTED)


def select_claims(con: duckdb.DuckDBPyConnection) -> Mapping[str, Decision]:
    """Return the decisions about figures that count, by claim."""
    return {decision.claim: decision for decision in _all(con, About.FIGURE) if decision.claim}


def _all(con: duckdb.DuckDBPyConnection, about: About) -> list[Decision]:
    return [
        Decision(
            About(row["about"]),
            row["subject_id"],
            Outcome(row["outcome"]),
            row["decided_by"],
            row["why"],
            row["decided"],
            Fault(row["reason"]) if row["reason"] else None,
            row["claim"],
        )
        for row in select(con, "select_decisions", about=about)
    ]
