"""Decides who is told of what a batch brought, and when: new changes, corrections, alerts taken back or released.

A change of an indicator that asks for it waits for a second source, or a day, unless an authority told it. When an
article takes a figure back that nobody else tells, what was not sent of it never is, and those it was sent to are told.
All of it is part of the transaction that records the batch. It refuses to alert twice of one figure, however often an
article goes back and forth.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.indicators import IndicatorSpec, Policy
from extractors.records import Tier
from warehouse.columns import content_hash, figure_columns
from warehouse.edits import Edit, Said
from warehouse.judging import Judgement, NewChange
from warehouse.reports import Told, select_changes_among, select_told
from warehouse.rows import AlertState, Awaits, Change, ChangeType, Destination, Route
from warehouse.severity import classify_severity
from warehouse.statements import Row, insert, run, select
from warehouse.stories import fact_of

if TYPE_CHECKING:
    import duckdb

PATIENCE = dt.timedelta(hours=24)
"""How long a change waits for a second source."""

LEAST_SOURCES = 2

_UNASSESSED: Row = {"severity": None, "severity_reasons": []}
_MAY_HAVE_ARRIVED = (AlertState.SENT, AlertState.SENDING, AlertState.UNKNOWN, AlertState.HELD)
_NOT_SENT = tuple(state for state in AlertState if state not in (AlertState.SENT, AlertState.SUPERSEDED))


@dataclass(frozen=True, slots=True)
class Findings:
    """What a batch brought: ``returned`` are the changes told in it that no article told any more before it."""

    judgement: Judgement
    returned: frozenset[str]
    specs: Mapping[str, IndicatorSpec]
    tiers: Mapping[str, Tier]
    run_id: str
    now: dt.datetime


def record_changes(con: duckdb.DuckDBPyConnection, findings: Findings, route: Route) -> tuple[tuple[Change, ...], int]:
    """Record changes and corrections with their alerts, move the alerts that were waiting; return what was added."""
    judgement, now = findings.judgement, findings.now
    told = select_told(con, judgement.told.keys() | {change for edit in judgement.edits for change in edit.changes})
    taken_back = {change for edit in judgement.edits for change in edit.changes} - told.keys()
    reached = _select_reached(con, taken_back)
    corrections = _find_corrections(con, judgement, taken_back)
    severities = _assess(findings, told)
    rows = [_change_row(new) | severities.get(new.id, _UNASSESSED) for new in judgement.changes]
    rows += [_correction_row(identifier, edit, findings) for identifier, edit in corrections.items()]
    insert(con, "update_changes_severity", [{"change_id": id_} | severities[id_] for id_ in sorted(severities)])
    insert(con, "insert_changes", [row | {"created": now, "run_id": findings.run_id} for row in rows])
    changes = select_changes_among(con, [row["change_id"] for row in rows])
    if taken_back:
        states = {"states": _NOT_SENT, "superseded": AlertState.SUPERSEDED}
        run(con, "update_alerts_superseded", changes=sorted(taken_back), **states, now=now)
    alerts = [
        _alert_row(identifier, place, now)
        for identifier, edit in corrections.items()
        for place in _reached_by(edit, reached)
    ]
    for new in judgement.changes:
        if new.id in told:  # and not taken back by a second version in the same batch
            corrected = _reached_by(new.edit, reached)
            wait = None if _is_founded(told[new.id], new.judged.spec, findings.tiers) else Awaits.SECOND_SOURCE
            routed = [place for place in route(changes[new.id]) if place not in corrected]
            alerts += [_alert_row(new.id, place, now) for place in corrected]
            alerts += [_alert_row(new.id, place, now, wait) for place in routed]
    insert(con, "insert_alerts", alerts)
    _restore(con, findings)
    _release(con, findings, told)
    return tuple(changes[row["change_id"]] for row in rows), len(alerts)


def _find_corrections(
    con: duckdb.DuckDBPyConnection, judgement: Judgement, taken_back: Collection[str]
) -> dict[str, Edit]:
    """Return the edits that no new change tells, by the ids of the corrections that do; each only once ever."""
    own = {new.edit for new in judgement.changes}
    found = {
        _correction_id(edit): edit for edit in judgement.edits if edit.old.change_id in taken_back and edit not in own
    }
    known = {row["change_id"] for row in select(con, "select_change_ids", ids=sorted(found))} if found else set()
    return {identifier: edit for identifier, edit in found.items() if identifier not in known}


def _correction_id(edit: Edit) -> str:
    """The same for both directions, so that an article that goes back and forth is reported once each way."""
    figures = sorted(map(_value_of, (edit.old, edit.new or edit.old)))
    return content_hash("correction", _type_of(edit), edit.url, edit.place, figures)


def _value_of(said: Said) -> str:
    return content_hash(fact_of(figure_columns(said.observation), None))


def _type_of(edit: Edit | None) -> ChangeType:
    if edit is None:
        return ChangeType.MOVED
    if edit.new is None:
        return ChangeType.WITHDRAWN
    return ChangeType.REVERTED if edit.again else ChangeType.EDITED


def _change_row(new: NewChange) -> Row:
    judged = new.judged
    return {
        "change_id": new.id,
        "type": _type_of(new.edit),
        "correction": False,
        "indicator": judged.observation.indicator,
        "relation": judged.spec.relation,
        "kind": judged.observation.kind,
        "verdict": judged.comparison.verdict,
        "period_label": judged.observation.period.label,
        "observation_id": judged.observation_id,
        "baseline_id": judged.baseline_id,
        "edited_from": new.edit.old.observation_id if new.edit else None,
        "reason": judged.comparison.reason,
    }


def _correction_row(identifier: str, edit: Edit, findings: Findings) -> Row:
    said = edit.new or edit.old
    observation = said.observation
    return {
        "change_id": identifier,
        "type": _type_of(edit),
        "correction": True,
        "indicator": observation.indicator,
        "relation": findings.specs[observation.indicator].relation,
        "kind": observation.kind,
        "verdict": said.verdict,
        "period_label": observation.period.label,
        "observation_id": said.observation_id,
        "baseline_id": said.baseline_id,
        "edited_from": edit.old.observation_id,
        "reason": said.reason,
    } | _UNASSESSED


def _assess(findings: Findings, told: Mapping[str, Told]) -> dict[str, Row]:
    """Return how much each change that was told matters, by its id, now that so many tell it."""
    rows = {}
    for change, judged in findings.judgement.told.items():
        if change in told:
            tiers = [tier for source in told[change].source_ids if (tier := findings.tiers.get(source))]
            best = min(tiers, key=list(Tier).index, default=None)
            found = classify_severity(judged.comparison, tier=best, stories=told[change].stories, spec=judged.spec)
            rows[change] = {"severity": found.severity, "severity_reasons": found.reasons}
    return rows


def _alert_row(change_id: str, place: Destination, now: dt.datetime, awaits: Awaits | None = None) -> Row:
    return {
        "alert_id": content_hash("alert", change_id, place.subscription, place.channel),
        "change_id": change_id,
        "subscription": place.subscription,
        "channel": place.channel,
        "state": AlertState.PENDING,
        "attempts": 0,
        "next_attempt": now + PATIENCE if awaits else now,
        "repeat": False,
        "awaits": awaits,
        "created": now,
        "updated": now,
    }


def _is_founded(told: Told, spec: IndicatorSpec, tiers: Mapping[str, Tier]) -> bool:
    """Whether a change that is told so need not wait."""
    official = any(tiers.get(source) is Tier.OFFICIAL for source in told.source_ids)
    return spec.policy is Policy.AT_ONCE or official or told.stories >= LEAST_SOURCES


def _select_reached(con: duckdb.DuckDBPyConnection, changes: Iterable[str]) -> dict[str, list[Destination]]:
    """Return the places that messages of ``changes`` have reached, or may have."""
    reached: dict[str, list[Destination]] = {}
    ids = sorted(changes)
    for row in select(con, "select_reached", changes=ids, states=_MAY_HAVE_ARRIVED) if ids else ():
        reached.setdefault(row["change_id"], []).append(Destination(row["subscription"], row["channel"]))
    return reached


def _reached_by(edit: Edit | None, reached: Mapping[str, Sequence[Destination]]) -> list[Destination]:
    changes = sorted(edit.changes) if edit else ()
    return list(dict.fromkeys(place for change in changes for place in reached.get(change, ())))


def _restore(con: duckdb.DuckDBPyConnection, findings: Findings) -> None:
    """Let alerts go that were taken back with their figure, now that it is told again."""
    if findings.returned:
        run(
            con,
            "update_alerts_restored",
            changes=sorted(findings.returned),
            superseded=AlertState.SUPERSEDED,
            pending=AlertState.PENDING,
            patience=PATIENCE,
            now=findings.now,
        )


def _release(con: duckdb.DuckDBPyConnection, findings: Findings, told: Mapping[str, Told]) -> None:
    """Let alerts go that waited for what has come."""
    founded = [
        change
        for change, judged in sorted(findings.judgement.told.items())
        if change in told and _is_founded(told[change], judged.spec, findings.tiers)
    ]
    if founded:
        run(con, "update_alerts_released", changes=founded, pending=AlertState.PENDING, now=findings.now)
