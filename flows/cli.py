"""The `figurewatch` command: parse, call, print.

Data goes to standard output, everything else to standard error. Exit codes: 0 ran, 1 failed, 2 bad usage or
configuration, 3 degraded (some source failed), 4 a delivery failed, 10 changes found (with ``--exit-code``).
Heavy libraries are imported inside the commands that need them, so that ``extract`` starts at once.
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

from config.settings import Settings, load_settings
from extractors.errors import FigurewatchError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Watches the news for changes of known figures on Kazakhstan-EU and Kazakhstan-Azerbaijan relations.",
)
baseline_app = typer.Typer(no_args_is_help=True, help="The accepted figures and where they were said.")
alerts_app = typer.Typer(invoke_without_command=True)
notify_app = typer.Typer(no_args_is_help=True, help="Deliveries to subscribers.")
source_app = typer.Typer(no_args_is_help=True, help="The sources that are watched.")
app.add_typer(baseline_app, name="baseline")
app.add_typer(alerts_app, name="alerts")
app.add_typer(notify_app, name="notify")
app.add_typer(source_app, name="source")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines instead of a table.")]
DEGRADED, UNDELIVERED, CHANGED = 3, 4, 10


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


def _settings() -> Settings:
    return load_settings(os.environ)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@app.command()
def demo() -> None:
    """Run the main job for two days of a bundled sample newsroom, offline."""
    from flows.demo import run_demo

    run_demo(_settings(), os.environ)


@app.command()
def run(
    *, exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 10 when there are changes.")] = False
) -> None:
    """Do one pass: poll, fetch, read, compare, record, alert, publish."""
    from flows.passes import run_pass

    report = run_pass(_settings(), _now(), os.environ)
    typer.echo(report.summary())
    if report.deliveries.failures:
        raise typer.Exit(UNDELIVERED)
    if report.failed_sources:
        raise typer.Exit(DEGRADED)
    if exit_code and report.changes:
        raise typer.Exit(CHANGED)


@app.command()
def serve() -> None:
    """Keep the schedule (monitor, notify, digest, publish) until interrupted."""
    from flows.serving import serve_schedule

    serve_schedule(_settings(), _now, os.environ)


@app.command()
def extract(
    inputs: Annotated[
        list[str] | None, typer.Argument(help="Files, pages (http…) or nothing for standard input.")
    ] = None,
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read and write JSON lines.")] = False,
    html: Annotated[bool, typer.Option("--html", help="Write a page in place of tables.")] = False,
    lang: Annotated[str | None, typer.Option(help="ru, en, kk or az; detected when absent.")] = None,
    published: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Resolves 'last year'.")] = None,
) -> None:
    """Show the figures of a text and what they say of the indicators, against the shipped baseline."""
    from flows.extract_command import extract_json_lines, extract_texts

    settings = _settings()
    if jsonl and html:
        raise typer.BadParameter("--jsonl and --html exclude each other")
    if jsonl:
        raise typer.Exit(extract_json_lines(inputs or [], settings, sys.stdin.buffer, sys.stdout))
    day = published.date() if published else None
    extract_texts(inputs or [], settings, lang=lang, published=day, as_page=html)


@baseline_app.command("show")
def baseline_show(
    indicator: Annotated[str, typer.Argument(help="Only this indicator (or the beginning of its id).")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """List the accepted figures and who said them, when and where."""
    from flows.listings import show_baseline

    show_baseline(_settings(), indicator, as_json=as_json)


@baseline_app.command("verify")
def baseline_verify(paths: Annotated[list[Path], typer.Argument(help="The texts of the interviews.")]) -> None:
    """Prove that every baseline figure is found in the interviews, at its place; list all their other figures."""
    from flows.verify_command import verify_interviews

    raise typer.Exit(verify_interviews(_settings(), paths))


@app.command()
def changes(
    since: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only those recorded since.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List what moved against the baseline, the newest first."""
    from flows.listings import show_changes
    from flows.local_time import TIME_ZONE

    show_changes(_settings(), since.replace(tzinfo=TIME_ZONE) if since else None, as_json=as_json)


@app.command()
def explain(
    change: Annotated[str, typer.Argument(help="Id of a change, or its beginning.")], *, as_json: AsJson = False
) -> None:
    """Show the chain of one change: page, sentence, figure, baseline, verdict, alerts, deliveries."""
    from flows.listings import show_explanation

    show_explanation(_settings(), change, as_json=as_json)


@alerts_app.callback()
def alerts(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List what was sent to whom, and what waits or failed."""
    if context.invoked_subcommand is None:
        from flows.listings import show_alerts

        show_alerts(_settings(), as_json=as_json)


@alerts_app.command("requeue")
def alerts_requeue(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Ids of alerts, or their beginnings; all that were not sent when absent.")
    ] = None,
) -> None:
    """Give alerts that are dead, held, failed or unknown a new start."""
    from flows.alerts_command import requeue

    requeue(_settings(), ids or [], _now())


@app.command()
def status(*, as_json: AsJson = False) -> None:
    """Show the last runs, the state of every source, pages and alerts by state."""
    from flows.listings import show_status

    show_status(_settings(), as_json=as_json)


@notify_app.command("test")
def notify_test(subscription: Annotated[str, typer.Argument(help="Id of a subscription.")]) -> None:
    """Send a marked drill over every channel of a subscription."""
    from flows.checks import send_test

    if not send_test(_settings(), subscription, _now(), os.environ):
        raise typer.Exit(UNDELIVERED)


@source_app.command("test")
def source_test(
    sources: Annotated[list[str] | None, typer.Argument(help="Ids of sources; all when absent.")] = None,
) -> None:
    """Fetch sources and say what they give."""
    from flows.checks import probe_sources

    if not probe_sources(_settings(), sources or [], _now()):
        raise typer.Exit(DEGRADED)


@app.command("check-config")
def check_config() -> None:
    """Check every file of the configuration, and whether every secret that it names is there."""
    from flows.checks import check_configuration

    check_configuration(_settings(), os.environ)
