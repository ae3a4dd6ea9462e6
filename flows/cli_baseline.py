"""`figurewatch baseline …`: parse, call, print."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from flows.options import DAY, AsJson, By, Why, read_clock, read_settings

app = typer.Typer(no_args_is_help=True, help="The accepted figures and where they were said.")
ChangeId = Annotated[str, typer.Argument(help="Id of a change, or its beginning.")]


@app.command("show")
def show(
    indicator: Annotated[str, typer.Argument(help="Only this indicator (or the beginning of its id).")] = "",
    *,
    as_of: Annotated[
        dt.datetime | None, typer.Option("--as-of", formats=DAY, help="As it stood at the end of this day.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the figures that stand, who said them, when and where, and who accepted them."""
    from flows.baseline_command import show_baseline

    show_baseline(read_settings(), indicator, as_of.date() if as_of else None, as_json=as_json)


@app.command("history")
def history(
    indicator: Annotated[str, typer.Argument(help="An indicator (or the beginning of its id).")],
    *,
    as_json: AsJson = False,
) -> None:
    """List every version of the figures of an indicator, and what took the place of each."""
    from flows.baseline_command import show_history

    show_history(read_settings(), indicator, as_json=as_json)


@app.command("accept")
def accept(change: ChangeId, *, by: By, why: Why) -> None:
    """Append what a change says to the baseline; later figures are compared with it."""
    from flows.baseline_command import accept as accept_

    accept_(read_settings(), change, by=by, why=why, now=read_clock())


@app.command("reject")
def reject(change: ChangeId, *, by: By, why: Why) -> None:
    """Mark a change as none: its waiting alerts are taken back, the same value is no news again."""
    from flows.baseline_command import reject as reject_

    reject_(read_settings(), change, by=by, why=why, now=read_clock())


@app.command("verify")
def verify(paths: Annotated[list[Path], typer.Argument(help="The texts of the interviews.")]) -> None:
    """Prove that every baseline figure is found in the interviews, at its place; list all their other figures."""
    from flows.verify_command import verify_interviews

    raise typer.Exit(verify_interviews(read_settings(), paths))
