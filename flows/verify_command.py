"""Prints the proof of the baseline: every figure of the interviews found, explained or missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from config.bundle import load_config
from config.load import ConfigError
from config.settings import Settings
from flows.tables import print_lines
from flows.verifying import Report, recognise, verify


def verify_interviews(settings: Settings, paths: Sequence[Path]) -> int:
    """Check each text of ``paths`` and return the exit code: 0 when nothing is missing or unexplained, else 1.

    Raises:
        ConfigError: a file cannot be read, or is none of the interviews of the baseline.
    """
    config = load_config(settings.config_dir)
    complete = True
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: cannot be read ({error}); name the text of an interview") from error
        interview = recognise(text, config.baseline)
        if interview is None:
            known = ", ".join(f"{each.outlet} ({each.published})" for each in config.baseline.interviews)
            raise ConfigError(f"{path}: is none of the interviews of the baseline: {known}")
        report = verify(text, interview, config.baseline, config.indicators)
        _print(path, report)
        complete = complete and report.is_complete
    return 0 if complete else 1


def _print(path: Path, report: Report) -> None:
    found = sum(check.found is not None for check in report.rows)
    print_lines(f"{path.name}: interview {report.interview}, {found} of {len(report.rows)} baseline figures found")
    for check in report.rows:
        row = check.row
        label = f"{row.indicator} {row.kind} {row.period or ''}".rstrip()
        print_lines(f"  {'found  ' if check.found else 'MISSING'}  {row.place:>2}  {label}: {check.found or '–'}")
    for note, seen in report.background:
        print_lines(f"  {'context' if seen else 'unread '}  {note.place:>2}  {note.figure}: {note.reason}")
    for place, figure in report.unexplained:
        print_lines(f"  UNKNOWN  {place:>2}  {figure}: give it an indicator or a background row")
    for flag in report.flags:
        print_lines(f"  flag         {flag}")
