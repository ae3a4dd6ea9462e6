"""How a change stands now: decided by a person, or overtaken by one that is better founded.

Two changes that give different figures for one indicator, kind and period cannot both be right. An accepted one
overtakes the others; otherwise the one that a source of a better tier tells. Between equals nothing is decided, and
what no article tells any more overtakes nothing. Derived on reading: a change itself is never touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.records import Kind
from warehouse.decisions import About, Decision, Outcome, select_decisions
from warehouse.reports import select_told
from warehouse.rows import Change

if TYPE_CHECKING:
    import duckdb

_UNRANKED = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """``decision`` is the one that counts, if any; ``superseded_by`` the id of the change that overtook this one."""

    decision: Decision | None = None
    superseded_by: str | None = None


def select_standings(
    con: duckdb.DuckDBPyConnection, changes: Sequence[Change], ranks: Mapping[str, int]
) -> dict[str, Standing]:
    """Return how each of ``changes`` stands, by id.

    ``changes`` are all there are, so that every rival is among them; ``ranks`` gives the tier of each source by its id,
    the best one being the lowest.
    """
    decisions = select_decisions(con, About.CHANGE)
    best = {
        change_id: min((ranks.get(source, _UNRANKED) for source in told.source_ids), default=_UNRANKED)
        for change_id, told in select_told(con, [change.id for change in changes]).items()
    }
    rivals: dict[tuple[str, Kind, str], list[Change]] = defaultdict(list)
    for change in changes:
        if change.kind is not Kind.MILESTONE and not change.correction:
            rivals[change.indicator, change.kind, change.period or ""].append(change)
    overtaken = {
        loser: winner for group in rivals.values() for loser, winner in _overtake(group, decisions, best).items()
    }
    return {change.id: Standing(decisions.get(change.id), overtaken.get(change.id)) for change in changes}


def _overtake(group: Sequence[Change], decisions: Mapping[str, Decision], best: Mapping[str, int]) -> dict[str, str]:
    outcomes = {change.id: decisions[change.id].outcome for change in group if change.id in decisions}
    left = [change for change in group if outcomes.get(change.id) is not Outcome.REJECTED]
    accepted = [change for change in left if outcomes.get(change.id) is Outcome.ACCEPTED]
    if accepted:
        winner = max(accepted, key=lambda change: decisions[change.id].at)
        return {change.id: winner.id for change in left if change is not winner}
    told = [change for change in left if change.id in best]
    if not told:
        return {}
    winner = min(told, key=lambda change: (best[change.id], -change.created.timestamp(), change.id))
    rank = best[winner.id]
    return {change.id: winner.id for change in told if best[change.id] > rank}
