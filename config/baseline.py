"""Loads ``config/baseline/*.yaml``: the figures of the two interviews, one file per interview.

Every figure of an interview is accounted for: a ``figures`` row belongs to an indicator, a ``background`` row is no
indicator and says why. Accepted changes live in the warehouse, never here.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from config.load import ConfigError, collecting, load_yaml, refuse
from extractors.records import UNKNOWN_PERIOD, BaselineFigure, Bound, Kind, Period, PeriodKind

_LABEL = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(\d\d)(?:-(\d\d))?))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One row of ``figures:``. ``place`` is the number of the question, ``period`` a label of DESIGN §4."""

    indicator: str
    kind: Kind
    place: int
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    bound: Bound = Bound.EXACT
    period: str | None = None
    period_kind: PeriodKind = PeriodKind.DURING
    stage: str | None = None
    flag: str | None = None

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BackgroundRow:
    """One figure of an interview that is no indicator: the number as printed, where it stands and why it is none."""

    figure: str
    place: int
    reason: str

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """One file: who spoke, where and when, and all figures. ``recognised_by`` is a name that only its text has."""

    id: str
    recognised_by: str
    speaker: str
    outlet: str
    published: dt.date
    lang: str
    question: str
    figures: tuple[FigureRow, ...]
    background: tuple[BackgroundRow, ...] = ()

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Baseline:
    """All interviews, and their figures as records."""

    interviews: tuple[Interview, ...]
    figures: tuple[BaselineFigure, ...]


def load_baseline(folder: Path) -> Baseline:
    """Return the baseline of ``folder``.

    Raises:
        ConfigError: files cannot be read as interviews (all are named), or a period label is none.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise ConfigError(f"{folder}: no baseline files; FIGUREWATCH_CONFIG_DIR needs baseline/*.yaml")
    interviews: list[Interview] = []
    figures: list[BaselineFigure] = []
    problems: list[str] = []
    for path in paths:
        with collecting(problems):
            interview = load_yaml(path, Interview)
            interviews.append(interview)
            figures += [_record(path, interview, row) for row in interview.figures]
    refuse(problems)
    return Baseline(tuple(interviews), tuple(figures))


def _record(path: Path, interview: Interview, row: FigureRow) -> BaselineFigure:
    return BaselineFigure(
        indicator=row.indicator,
        kind=row.kind,
        period=_period(path, row),
        vintage=interview.published,
        speaker=interview.speaker,
        outlet=interview.outlet,
        place=f"{interview.id} {interview.question}{row.place}",
        value=row.value,
        low=row.low,
        high=row.high,
        unit=row.unit,
        bound=row.bound,
        stage=row.stage,
        flag=row.flag,
    )


def _period(path: Path, row: FigureRow) -> Period:
    if row.period is None:
        return UNKNOWN_PERIOD
    first, _, last = row.period.partition("..")
    try:
        start, end = _dates(first)[0], _dates(last or first)[1]
    except ValueError as error:
        raise ConfigError(f"{path}: {row.indicator}: period {row.period!r} is no label like 2024 or 2024-H1") from error
    return Period(start, end, row.period, row.period_kind)


def _dates(label: str) -> tuple[dt.date, dt.date]:
    match = _LABEL.fullmatch(label)
    if not match:
        raise ValueError(label)
    year, half, quarter, month, day = (int(group) if group else 0 for group in match.groups())
    if day:
        date = dt.date(year, month, day)
        return date, date + dt.timedelta(days=1)
    first = month or (6 * half - 5 if half else 3 * quarter - 2 if quarter else 1)
    last = month or (6 * half if half else 3 * quarter if quarter else 12)
    end = dt.date(year, last, calendar.monthrange(year, last)[1]) + dt.timedelta(days=1)
    return dt.date(year, first, 1), end
