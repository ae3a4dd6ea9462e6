"""`figurewatch review …`: parse, call, print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.options import AsJson, By, read_clock, read_settings

app = typer.Typer(invoke_without_command=True)
FigureId = Annotated[str, typer.Argument(help="Id of a figure that waits, or its beginning.")]
Faults = Annotated[str, typer.Option("--reason", help="number, period, indicator, party, kind or other.")]
Remark = Annotated[str, typer.Option("--why", help="More on it, for those who come later.")]
SaveCase = Annotated[
    Path | None, typer.Option("--save-case", dir_okay=False, help="Add a regression case to this YAML file.")
]


@app.callback()
def review(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the figures that were too uncertain to alert, with their sentences and reasons."""
    if context.invoked_subcommand is None:
        from flows.review_command import list_held

        list_held(read_settings(), as_json=as_json)


@app.command("start")
def start(*, by: By, save_case: SaveCase = None) -> None:
    """Go through the list and ask about each figure; every answer is kept at once."""
    from flows.review_command import go_through

    go_through(read_settings(), by=by, case=save_case, clock=read_clock)


@app.command("accept")
def accept(figure: FigureId, *, by: By, why: Remark = "") -> None:
    """Take a figure as certain: its change is made and its alerts go out with the next pass."""
    from flows.review_command import accept as accept_

    accept_(read_settings(), figure, by=by, why=why, now=read_clock())


@app.command("reject")
def reject(figure: FigureId, *, reason: Faults, by: By, why: Remark = "", save_case: SaveCase = None) -> None:
    """Take a figure as misread; that article's claim never makes a change."""
    from flows.review_command import reject as reject_
    from warehouse.decisions import Fault

    if reason not in list(Fault):
        raise typer.BadParameter(f"{reason!r} is none of {', '.join(Fault)}", param_hint="--reason")
    reject_(read_settings(), figure, by=by, why=why, fault=Fault(reason), case=save_case, now=read_clock())
