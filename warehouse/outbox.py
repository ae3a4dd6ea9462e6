"""Alerts on their way to readers: claimed, sent, and the receipt kept.

An alert is marked before it is sent and again afterwards, so that a crash loses nothing and at most repeats what was in
flight: once, and marked. A channel that failed rests, with all that waits for it, longer after each failure. It refuses
to promise "exactly once", which cannot be had.

    pending ─▶ sending ─▶ sent
       ▲          ├─▶ failed ──▶ sending … ─▶ dead after LONGEST_TRYING
       └─ requeue └─▶ unknown ─▶ sending (as a repeat) ─▶ held when that is cut off too
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from warehouse.columns import content_hash
from warehouse.errors import UnknownId, WarehouseError
from warehouse.reports import read_alerts, select_changes_among
from warehouse.rows import Alert, AlertState, Change, Destination, short_id
from warehouse.statements import Row, insert, select
from warehouse.transactions import transaction

if TYPE_CHECKING:
    import duckdb

LONGEST_TRYING = dt.timedelta(days=7)
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=6)

WAITING = (AlertState.PENDING, AlertState.FAILED, AlertState.UNKNOWN)
"""The states from which an alert is sent by itself once its time has come."""

REQUEUED = (AlertState.DEAD, AlertState.FAILED, AlertState.HELD, AlertState.UNKNOWN)
"""The states that a person may give a new start."""

_OUTCOMES = (AlertState.SENT, AlertState.FAILED, AlertState.UNKNOWN, AlertState.HELD)


def claim_alerts(
    con: duckdb.DuckDBPyConnection, now: dt.datetime, destinations: Collection[Destination] | None = None
) -> tuple[Alert, ...]:
    """Mark what is due by ``now`` as being sent and return it, the oldest first.

    Args:
        con: the writer's connection.
        now: alerts with a later ``next_attempt`` stay.
        destinations: only for these; None takes all. Alerts for a channel that is gone stay where they are.
    """
    rows = _due(con, now, destinations)
    if not rows:
        return ()
    for row in rows:
        row["repeat"] = row["repeat"] or row["state"] == AlertState.UNKNOWN
        row["attempts"] += 1
        row["tried_since"] = row["tried_since"] or now
        row["state"] = AlertState.SENDING
    with transaction(con):
        _move(con, rows, now)
    return read_alerts(con, rows)


def select_due_alerts(
    con: duckdb.DuckDBPyConnection, now: dt.datetime, destinations: Collection[Destination]
) -> tuple[Alert, ...]:
    """Return what is due by ``now`` for ``destinations`` as it is, the oldest first; nothing is claimed."""
    return read_alerts(con, _due(con, now, destinations))


def is_anything_due(con: duckdb.DuckDBPyConnection, now: dt.datetime, destinations: Collection[Destination]) -> bool:
    """Whether ``claim_alerts`` would have something to do, after ``reconcile``; a snapshot's connection will do."""
    return bool(_due(con, now, destinations, (*WAITING, AlertState.SENDING)))


def select_last_told(
    con: duckdb.DuckDBPyConnection, alerts: Collection[Alert]
) -> dict[str, tuple[Change, dt.datetime]]:
    """Return, by alert, the last change of its indicator and kind that was sent to its destination before, and when."""
    rows = select(con, "select_last_told", ids=[alert.id for alert in alerts], sent=AlertState.SENT) if alerts else []
    changes = select_changes_among(con, {row["change_id"] for row in rows})
    return {row["alert_id"]: (changes[row["change_id"]], row["updated"]) for row in rows}


def record_delivery(  # noqa: PLR0917 - who, where, how it ended and when: the fields of a receipt
    con: duckdb.DuckDBPyConnection,
    alert_ids: Sequence[str],
    channel: str,
    state: AlertState,
    detail: str,
    now: dt.datetime,
) -> None:
    """Keep the receipt of one attempt that carried ``alert_ids``, and move them on.

    ``state`` is sent, failed (tried again later, dead after LONGEST_TRYING), unknown (repeated once) or held (waits for
    a person). ``detail`` must hold no secret.

    Raises:
        ValueError: ``state`` is no outcome of an attempt.
    """
    if state not in _OUTCOMES:
        raise ValueError(f"{state} is no outcome of an attempt; use one of {', '.join(_OUTCOMES)}")
    rows = select(con, "select_alerts_among", ids=list(alert_ids))
    receipts = [_receipt(row, channel, state, detail, now) for row in rows]
    for row in rows:
        row["state"], row["next_attempt"] = _after(row, state, now)
    with transaction(con):
        insert(con, "insert_deliveries", receipts)
        _move(con, rows, now)


def reconcile(con: duckdb.DuckDBPyConnection, now: dt.datetime, holding: Collection[Destination] = ()) -> int:
    """Mark what a crash left "sending" as unknown, with a receipt that says so, and return how many those were.

    Alerts for a destination of ``holding`` are held instead. To be called by whoever sends, before claiming: with the
    writer's lock held, nobody else is sending.
    """
    rows = select(con, "select_alerts", change_id=None, states=[AlertState.SENDING])
    receipts = [_receipt(row, row["channel"], AlertState.UNKNOWN, "cut off while sending", now) for row in rows]
    for row in rows:
        held = Destination(row["subscription"], row["channel"]) in holding
        row["state"], row["next_attempt"] = _after(row, AlertState.HELD if held else AlertState.UNKNOWN, now)
    if rows:
        with transaction(con):
            insert(con, "insert_deliveries", receipts)
            _move(con, rows, now)
    return len(rows)


def requeue_alerts(con: duckdb.DuckDBPyConnection, prefixes: Sequence[str], now: dt.datetime) -> int:
    """Give alerts that were not sent a new start, their channels with them, and return how many those are.

    Args:
        con: the writer's connection.
        prefixes: ids of alerts, or their beginnings; all alerts in a state of REQUEUED when there are none.
        now: they are due at once.

    Raises:
        UnknownId: no alert has such an id, or several have.
        WarehouseError: an alert named is in no state of REQUEUED.
    """
    rows = select(con, "select_alerts", change_id=None, states=None if prefixes else list(REQUEUED))
    rows = [_named(rows, prefix) for prefix in prefixes] or rows
    for row in rows:
        if row["state"] not in REQUEUED:
            states = ", ".join(REQUEUED[:-1])
            raise WarehouseError(
                f"alert {short_id(row['alert_id'])} is {row['state']}; only alerts that are {states} or {REQUEUED[-1]} "
                "can be requeued"
            )
    for row in rows:
        row["repeat"] = row["repeat"] or row["state"] == AlertState.UNKNOWN
        row["state"], row["attempts"], row["tried_since"], row["next_attempt"] = AlertState.PENDING, 0, None, now
        row["awaits"] = None
    with transaction(con):
        _move(con, [*rows, *_awakened(con, rows, now)], now)
    return len(rows)


def wait_before(attempt: int) -> dt.timedelta:
    """How long to wait after the failed ``attempt`` (1, 2 …): doubling from FIRST_WAIT up to LONGEST_WAIT."""
    doublings = min(attempt - 1, 32)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _due(
    con: duckdb.DuckDBPyConnection,
    now: dt.datetime,
    destinations: Collection[Destination] | None,
    states: Collection[AlertState] = WAITING,
) -> list[Row]:
    wanted = None if destinations is None else [asdict(destination) for destination in destinations]
    return select(con, "select_due_alerts", states=list(states), failed=AlertState.FAILED, now=now, destinations=wanted)


def _awakened(con: duckdb.DuckDBPyConnection, requeued: Sequence[Row], now: dt.datetime) -> list[Row]:
    """Return the failed alerts for whose sake the channels of ``requeued`` rest, due at ``now``."""
    ids = {row["alert_id"] for row in requeued}
    places = {(row["subscription"], row["channel"]) for row in requeued}
    failed = select(con, "select_alerts", change_id=None, states=[AlertState.FAILED])
    resting = [row for row in failed if (row["subscription"], row["channel"]) in places and row["alert_id"] not in ids]
    return [row | {"next_attempt": now} for row in resting]


def _after(row: Row, outcome: AlertState, now: dt.datetime) -> tuple[AlertState, dt.datetime | None]:
    if outcome is AlertState.FAILED:
        if now - row["tried_since"] >= LONGEST_TRYING:
            return AlertState.DEAD, None
        return AlertState.FAILED, now + wait_before(row["attempts"])
    if outcome is AlertState.UNKNOWN:
        return (AlertState.HELD, None) if row["repeat"] else (AlertState.UNKNOWN, now)
    return outcome, None


def _named(rows: Sequence[Row], prefix: str) -> Row:
    fitting = [row for row in rows if row["alert_id"].startswith(prefix)]
    if not fitting:
        raise UnknownId(f"no alert has an id that begins with {prefix!r}; see `figurewatch alerts`")
    if len(fitting) > 1:
        ids = ", ".join(short_id(row["alert_id"]) for row in fitting[:5])
        raise UnknownId(f"{len(fitting)} alerts have an id that begins with {prefix!r} ({ids}); give more of it")
    return fitting[0]


def _receipt(row: Row, channel: str, state: AlertState, detail: str, now: dt.datetime) -> Row:
    return {
        "delivery_id": content_hash("delivery", row["alert_id"], channel, row["attempts"], now.isoformat()),
        "alert_id": row["alert_id"],
        "channel": channel,
        "state": state,
        "detail": detail,
        "attempted": now,
        "attempt": row["attempts"],
        "repeat": row["repeat"],
    }


def _move(con: duckdb.DuckDBPyConnection, rows: Sequence[Row], now: dt.datetime) -> None:
    keys = ("alert_id", "state", "attempts", "tried_since", "next_attempt", "repeat", "awaits")
    insert(con, "merge_alert_states", [{key: row[key] for key in keys} | {"updated": now} for row in rows])
