"""What a person sees of a run: a live line on a terminal, plain lines when piped, never a traceback.

figurewatch's modules log to the logger "figurewatch"; this is the only place that decides how that looks.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from rich.console import Console
from rich.status import Status

LOGGER = logging.getLogger("figurewatch")


class _TerminalHandler(logging.Handler):
    """Shows INFO as the live line and prints what deserves to stay: warnings and results."""

    def __init__(self, status: Status) -> None:
        super().__init__(logging.INFO)
        self._status = status

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if record.levelno >= logging.WARNING:
            self._status.console.print(f"[yellow]![/yellow] {_plain(message)}", highlight=False)
        else:
            self._status.update(_plain(message))


def _plain(message: str) -> str:
    return message.replace("[", r"\[")


@contextlib.contextmanager
def run_log() -> Iterator[None]:
    """Show the log of a run on standard error while the block runs."""
    console = Console(stderr=True)
    LOGGER.setLevel(logging.INFO)
    with contextlib.ExitStack() as stack:
        handler: logging.Handler
        if console.is_terminal:
            handler = _TerminalHandler(stack.enter_context(console.status("starting")))
        else:
            handler = logging.StreamHandler(console.file)
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
        LOGGER.addHandler(handler)
        stack.callback(LOGGER.removeHandler, handler)
        yield
