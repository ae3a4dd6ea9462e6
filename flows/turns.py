"""Waiting for one's turn: the warehouse has one writer at a time, and those who come meanwhile try again.

Only the wait is repeated, never what is done with the warehouse: a message sent twice cannot be taken back.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flows.console import run_log
from warehouse.connection import Connection, open_warehouse
from warehouse.errors import WarehouseLocked

PAUSE_SECONDS = 2.0
COMMAND_PATIENCE = 120.0
"""Seconds that a command waits, telling so on standard error; a pass holds the warehouse for minutes at worst."""
_LOGGER = logging.getLogger("figurewatch.turns")


@contextmanager
def open_in_turn(
    path: Path, patience_seconds: float, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Connection]:
    """Open the warehouse at ``path`` for writing as soon as it is free.

    Raises:
        WarehouseLocked: it was not within ``patience_seconds``.
        WarehouseError: as for ``open_warehouse``, at once.
    """
    waited = 0.0
    with ExitStack() as stack:
        while True:
            try:
                con = stack.enter_context(open_warehouse(path))
            except WarehouseLocked as error:
                if waited >= patience_seconds:
                    raise
                _LOGGER.info("waiting: %s", error)
                sleep(PAUSE_SECONDS)
                waited += PAUSE_SECONDS
            else:
                break
        yield con


@contextmanager
def open_for_command(path: Path) -> Iterator[Connection]:
    """``open_in_turn`` for a person at a terminal, who is told of a wait."""
    with run_log(), open_in_turn(path, COMMAND_PATIENCE) as con:
        yield con
