"""`figurewatch alerts …` and `figurewatch notify …`: parse, call, print."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from flows.options import UNDELIVERED, AsJson, read_clock, read_settings

alerts_app = typer.Typer(invoke_without_command=True)
notify_app = typer.Typer(no_args_is_help=True, help="Deliveries to subscribers.")


@alerts_app.callback()
def alerts(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List what was sent to whom, and what waits or failed."""
    if context.invoked_subcommand is None:
        from flows.listings import show_alerts

        show_alerts(read_settings(), as_json=as_json)


@alerts_app.command("requeue")
def alerts_requeue(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Ids of alerts, or their beginnings; all that were not sent when absent.")
    ] = None,
) -> None:
    """Give alerts that are dead, held, failed or unknown a new start."""
    from flows.alerts_command import requeue

    requeue(read_settings(), ids or [], read_clock())


@notify_app.command("test")
def notify_test(subscription: Annotated[str, typer.Argument(help="Id of a subscription.")]) -> None:
    """Send a marked drill over every channel of a subscription."""
    from flows.checks import send_test

    if not send_test(read_settings(), subscription, read_clock(), os.environ):
        raise typer.Exit(UNDELIVERED)
