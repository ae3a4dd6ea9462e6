"""The `figurewatch` command: parse, call, print.

Data goes to standard output, everything else to standard error. Exit codes: 0 ran, 1 failed, 2 bad usage or
configuration, 3 degraded (some source failed), 4 a delivery failed, 10 changes or differences found.
Heavy libraries are imported inside the commands that need them, so that ``extract`` starts at once. Commands of one
group stand in a ``cli_…`` module of their own.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Annotated

import typer

from extractors.errors import FigurewatchError
from flows import cli_alerts, cli_baseline, cli_checks, cli_records, cli_review, cli_site
from flows.options import CHANGED, DAY, DEGRADED, UNDELIVERED, read_clock, read_settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Watches the news for changes of known figures on Kazakhstan-EU and Kazakhstan-Azerbaijan relations.",
)


def main() -> None:
    """Run the command line; an expected failure ends in its own line on standard error and its exit code."""
    try:
        app()
    except FigurewatchError as error:
        sys.stderr.write(f"figurewatch: {error}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - nothing carries on; a terminal is no place for a traceback
        report = Path(tempfile.mkdtemp(prefix="figurewatch-")) / "crash.txt"
        report.write_text(traceback.format_exc(), encoding="utf-8")
        sys.stderr.write(f"figurewatch: a defect of figurewatch: {error!r}; please report it with {report}\n")
        sys.exit(1)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        from importlib.metadata import version

        typer.echo(f"figurewatch {version('figurewatch')}")
        raise typer.Exit


@app.callback()
def figurewatch(
    *,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Print the version and stop.")
    ] = False,
) -> None:
    """Watches the news for changes of known figures on Kazakhstan-EU and Kazakhstan-Azerbaijan relations."""


@app.command()
def demo() -> None:
    """Run the main job for three days of a bundled sample newsroom, offline."""
    from flows.demo import run_demo

    run_demo(read_settings(), os.environ)


@app.command()
def run(
    *, exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 10 when there are changes.")] = False
) -> None:
    """Do one pass: poll, fetch, read, compare, record, alert, publish."""
    from flows.passes import run_pass

    report = run_pass(read_settings(), read_clock(), os.environ)
    typer.echo(report.summary())
    if report.deliveries.failures:
        raise typer.Exit(UNDELIVERED)
    if report.is_degraded:
        raise typer.Exit(DEGRADED)
    if exit_code and report.changes:
        raise typer.Exit(CHANGED)


@app.command()
def serve() -> None:
    """Keep the schedule (monitor, notify, digest, publish) until interrupted."""
    from flows.serving import serve_schedule

    serve_schedule(read_settings(), read_clock, os.environ)


@app.command()
def extract(
    inputs: Annotated[
        list[str] | None, typer.Argument(help="Files, pages (http…) or nothing for standard input.")
    ] = None,
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read and write JSON lines.")] = False,
    html: Annotated[bool, typer.Option("--html", help="Write a page in place of tables.")] = False,
    lang: Annotated[
        str | None, typer.Option(help="ru, en, kk or az, detected when absent; tr for figures only.")
    ] = None,
    published: Annotated[dt.datetime | None, typer.Option(formats=DAY, help="Resolves 'last year'.")] = None,
) -> None:
    """Show the figures of a text and what they say of the indicators, against the shipped baseline."""
    from flows.extract_command import extract_json_lines, extract_texts

    settings = read_settings()
    if jsonl and html:
        raise typer.BadParameter("--jsonl and --html exclude each other")
    if jsonl:
        raise typer.Exit(extract_json_lines(inputs or [], settings, sys.stdin.buffer, sys.stdout))
    day = published.date() if published else None
    extract_texts(inputs or [], settings, lang=lang, published=day, as_page=html)


app.add_typer(cli_baseline.app, name="baseline")
app.command()(cli_records.changes)
app.command()(cli_records.explain)
app.add_typer(cli_review.app, name="review")
app.add_typer(cli_alerts.alerts_app, name="alerts")
app.command()(cli_records.status)
app.command()(cli_records.export)
app.command()(cli_records.replay)
app.add_typer(cli_alerts.notify_app, name="notify")
app.add_typer(cli_checks.source_app, name="source")
app.add_typer(cli_site.app, name="site")
app.command("check-config")(cli_checks.check_config)
