"""What the modules of the command line share: options, exit codes, and the two things only a command may ask for.

Settings come from the environment and the moment from the clock here and nowhere else; both are passed on as arguments.
"""

from __future__ import annotations

import datetime as dt
import os
from typing import Annotated

import typer

from config.settings import Settings, load_settings

DEGRADED, UNDELIVERED, CHANGED = 3, 4, 10
DAY = ["%Y-%m-%d"]


def _not_blank(text: str) -> str:
    if not text.strip():
        raise typer.BadParameter("say something: it is kept with the decision")
    return text.strip()


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines instead of a table.")]
By = Annotated[str, typer.Option("--by", help="Who decides.", callback=_not_blank)]
Why = Annotated[str, typer.Option("--why", help="On which grounds.", callback=_not_blank)]


def read_settings() -> Settings:
    """Return the settings of the environment."""
    return load_settings(os.environ)


def read_clock() -> dt.datetime:
    """Return the moment at which a command runs."""
    return dt.datetime.now(dt.UTC)
