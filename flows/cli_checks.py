"""`figurewatch source …` and `figurewatch check-config`: parse, call, print."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from flows.options import DEGRADED, AsJson, read_clock, read_settings

source_app = typer.Typer(no_args_is_help=True, help="The sources that are watched.")


@source_app.command("test")
def source_test(
    sources: Annotated[list[str] | None, typer.Argument(help="Ids of sources; all when absent.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Fetch sources and say what they give."""
    from flows.checks import probe_sources

    if not probe_sources(read_settings(), sources or [], read_clock(), as_json=as_json):
        raise typer.Exit(DEGRADED)


def check_config(*, as_json: AsJson = False) -> None:
    """Check every file of the configuration, and whether every secret that it names is there."""
    from flows.checks import check_configuration

    check_configuration(read_settings(), os.environ, as_json=as_json)
