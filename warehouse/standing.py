"""How a change stands now: decided by a person, or overtaken by one that is better founded.

Two changes that give different figures for one indicator, kind and period cannot both be right. An accepted one
overtakes the others; otherwise the one that a source of a better tier tells. Between equals nothing is decided. Derived
on reading: a change itself is never touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.records import Kind
from warehouse.decisions import About, Decision, Outcome, select_decisions
from warehouse.rows import Change
from warehouse.statements import select

if TYPE_CHECKING:
    import duckdb

_UNRANKED = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """``decision`` is the one that counts, if any; ``superseded_by`` the id of the change that overtook this one."""

    decision: Decision | None = None
    superseded_by: str | None = None


def select_standings(
    con: duckdb.DuckDBPyConnection, changes: Iterable[Change], ranks: Mapping[str, int]
) -> dict[str, Standing]:
    """Return how each of ``changes`` stands, by id.

    ``changes`` are all there are, so that every rival is among them; ``ranks`` gives the tier of each source by its id,
    the best one being the lowest.
    """
    decisions = select_decisions(con, About.CHANGE)
    best: dict[str, int] = {}
    for row in select(con, "select_change_sources"):
        rank = ranks.get(row["source_id"], _UNRANKED)
        best[row["change_id"]] = min(rank, best.get(row["change_id"], _UNRANKED))
    rivals: dict[tuple[str, Kind, str], list[Change]] = defaultdict(list)
    for change in changes:
        if change.kind is not Kind.MILESTONE:
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
    if not left:
        return {}
    winner = min(left, key=lambda change: (best.get(change.id, _UNRANKED), -change.created.timestamp(), change.id))
    rank = best.get(winner.id, _UNRANKED)
    return {change.id: winner.id for change in left if best.get(change.id, _UNRANKED) > rank}
