"""Invented articles and figures for the warehouse's tests, and the shortest way to record them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from config.indicators import load_indicators
from extractors.indicators import IndicatorSpec
from extractors.records import Article, BaselineFigure, Kind, Observation, Period, PeriodKind, Tier
from warehouse.baseline import sync_baseline
from warehouse.rows import Batch, BatchResult, Change, Destination, FetchRow, Reading
from warehouse.store import begin_run, record_batch

SPECS = load_indicators(Path(__file__).parents[2] / "config" / "indicators")
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DESK = Destination("desk", "mail")
AUTHORITY = {"source": Tier.OFFICIAL}
TABLES = (
    "runs",
    "sources",
    "pages",
    "fetches",
    "articles",
    "observations",
    "baseline",
    "changes",
    "corroborations",
    "stories",
    "alerts",
    "deliveries",
    "decisions",
)


def year(number: int) -> Period:
    return Period(dt.date(number, 1, 1), dt.date(number + 1, 1, 1), str(number))


BASELINE = (
    BaselineFigure(
        indicator="az.trade_turnover",
        kind=Kind.LEVEL,
        period=year(2023),
        vintage=dt.date(2024, 3, 10),
        speaker="A president",
        outlet="A newspaper",
        place="B 1",
        value=Decimal(529_000_000),
        unit="USD",
    ),
    BaselineFigure(
        indicator="eu.visa_facilitation",
        kind=Kind.MILESTONE,
        period=Period(dt.date(2025, 3, 27), dt.date(2025, 3, 28), "2025-03-27", PeriodKind.AS_OF),
        vintage=dt.date(2025, 4, 16),
        speaker="A minister",
        outlet="A reporter",
        place="A 6",
        stage="mandate_approved",
    ),
)


def trade(millions: str = "611", period: int = 2025, sentence: str = "", confidence: float = 0.9) -> Observation:
    sentence = sentence or f"In {period} the trade of the two countries came to {millions} million dollars in all."
    text = f"{millions} million dollars"
    start = max(sentence.find(text), 0)
    return Observation(
        indicator="az.trade_turnover",
        kind=Kind.LEVEL,
        period=year(period),
        span=(start, start + len(text)),
        text=text,
        sentence=sentence,
        value=Decimal(millions) * 1_000_000,
        unit="USD",
        confidence=confidence,
        reasons=("cue next to the figure",),
    )


def companies(number: int, day: dt.date) -> Observation:
    period = Period(day, day + dt.timedelta(days=1), day.isoformat(), PeriodKind.AS_OF)
    spec = next(spec for spec in SPECS if spec.id == "eu.companies")
    sentence = f"On {day} there were {number} companies."
    return Observation(spec.id, spec.kind, period, (0, 4), str(number), sentence, Decimal(number), unit=spec.unit)


def visa(stage: str, day: dt.date) -> Observation:
    period = Period(day, day + dt.timedelta(days=1), day.isoformat(), PeriodKind.AS_OF)
    sentence = f"The visa talks reached the stage: {stage}."
    return Observation("eu.visa_facilitation", Kind.MILESTONE, period, (0, 8), stage, sentence, stage=stage)


def reading(
    url: str, *observations: Observation, text: str = "", published: dt.datetime = NOW, status: str = "read"
) -> Reading:
    article = Article(
        url=url,
        title="A headline",
        text=text or " ".join(observation.sentence for observation in observations) or "Nothing of note.",
        lang="en",
        published=published,
        published_from="page",
        outlet=url.split("/")[2],
    )
    return Reading(
        article,
        "source",
        f"<p>{article.text}</p>".encode("utf-8", "replace"),
        NOW,
        observations,
        {"no period": 2},
        status,
    )


def feed(source: str = "source", **fields: object) -> FetchRow:
    row = FetchRow(
        source, "feed", f"https://{source}.example/feed", NOW, ok=True, reason="ok", etag='"1"', body_hash="a"
    )
    return replace(row, **fields)  # type: ignore[arg-type] - the test names the fields


def to_desk(_: Change) -> Sequence[Destination]:
    return (DESK,)


def prepare(con, run_id: str = "run-1", now: dt.datetime = NOW) -> None:
    sync_baseline(con, BASELINE, now)
    begin_run(con, run_id, now)


def record(
    con,
    *readings: Reading,
    run_id: str = "run-1",
    now: dt.datetime = NOW,
    route=to_desk,
    fetches=(),
    specs: Sequence[IndicatorSpec] = SPECS,
    tiers: Mapping[str, Tier] = AUTHORITY,
) -> BatchResult:
    return record_batch(con, Batch(run_id, now, fetches, readings), specs=specs, tiers=tiers, route=route)


def count(con) -> dict[str, int]:
    return {table: con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in TABLES}


def dump(con) -> dict[str, list]:
    return {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in TABLES}


def spec_of(change: Change) -> IndicatorSpec:
    """The shipped indicator of a change."""
    return next(spec for spec in SPECS if spec.id == change.indicator)
