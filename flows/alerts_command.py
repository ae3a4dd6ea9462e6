"""`figurewatch alerts requeue`: gives what could not be sent a new start; the next pass or `notify` run sends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from config.settings import Settings
from flows.tables import count, print_lines
from flows.turns import open_for_command
from warehouse.outbox import requeue_alerts


def requeue(settings: Settings, prefixes: Sequence[str], now: dt.datetime) -> None:
    """Requeue the alerts whose ids begin with ``prefixes`` (all that were not sent when empty) and print how many.

    Raises:
        WarehouseError: an id names no alert, several, or one that needs no new start.
        WarehouseLocked: a run has been writing for too long.
    """
    with open_for_command(settings.warehouse) as con:
        number = requeue_alerts(con, prefixes, now)
    print_lines(f"{count(number, 'alert')} requeued")
