"""Domains that asked to be left alone, from one run to the next: a pause may be longer than a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from warehouse.statements import insert, run, select
from warehouse.transactions import transaction

if TYPE_CHECKING:
    import duckdb


def select_holds(con: duckdb.DuckDBPyConnection, now: dt.datetime) -> dict[str, float]:
    """Return the seconds from ``now`` for which domains are still to be left alone."""
    return {row["domain"]: (row["not_before"] - now).total_seconds() for row in select(con, "select_hosts", now=now)}


def record_holds(con: duckdb.DuckDBPyConnection, holds: Mapping[str, float], now: dt.datetime) -> None:
    """Replace what is known by ``holds``, seconds from ``now`` by domain, in one transaction."""
    rows = [
        {"domain": domain, "not_before": now + dt.timedelta(seconds=seconds)}
        for domain, seconds in sorted(holds.items())
    ]
    with transaction(con):
        run(con, "delete_hosts")
        insert(con, "insert_hosts", rows)
