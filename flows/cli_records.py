"""The commands that read what is on record: `changes`, `explain`, `status`, `export`, `replay`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.options import CHANGED, DAY, AsJson, read_clock, read_settings


def changes(
    since: Annotated[dt.datetime | None, typer.Option(formats=DAY, help="Only those recorded since.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List what moved against the baseline, the newest first."""
    from flows.listings import show_changes
    from flows.local_time import TIME_ZONE

    show_changes(read_settings(), since.replace(tzinfo=TIME_ZONE) if since else None, as_json=as_json)


def explain(
    identifier: Annotated[
        str, typer.Argument(metavar="ID", help="Id of a change, an alert or a held figure, or its beginning.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Show the chain of one figure: page, sentence, cues, baseline, arithmetic, verdict, readers and why not others."""
    from flows.explain_command import show_explanation

    show_explanation(read_settings(), identifier, as_json=as_json)


def status(*, as_json: AsJson = False) -> None:
    """Show the last runs, the state of every source, pages and alerts by state."""
    from flows.listings import show_status

    show_status(read_settings(), as_json=as_json)


def export(
    content: Annotated[
        Literal["baseline", "changes", "citations", "observations"], typer.Argument(help="Which table.")
    ],
    *,
    form: Annotated[Literal["csv", "json", "parquet"], typer.Option("--format", help="How it is written.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="The file; standard output when absent.")
    ] = None,
) -> None:
    """Write the baseline with all its versions, the changes, who told them, or all observations for other programs."""
    from flows.export_command import export as export_
    from warehouse.exports import Content

    export_(read_settings(), Content(content), form, output)


def replay(
    *,
    since: Annotated[dt.datetime, typer.Option(formats=DAY, help="Pages fetched on this day or later.")],
    source: Annotated[str | None, typer.Option(help="Only the pages of this source.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the differences, record nothing.")] = False,
    alert: Annotated[bool, typer.Option("--alert", help="Tell subscribers of changes that are found now.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read stored pages with today's program and show what is different; exit with 10 when something is."""
    from flows.local_time import TIME_ZONE
    from flows.replay_command import replay as replay_

    if alert and dry_run:
        raise typer.BadParameter("--alert and --dry-run exclude each other")
    day, now = since.replace(tzinfo=TIME_ZONE), read_clock()
    if replay_(read_settings(), day, source, now, dry_run=dry_run, alert=alert, as_json=as_json):
        raise typer.Exit(CHANGED)
