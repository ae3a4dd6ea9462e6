"""How records are spread over columns, and put together again without loss.

Amounts stay decimal text on the way (``5.29E+8`` and ``529000000`` are printed differently and agree with different
figures). Ids are made here: the sha256 of what a row says, never of when it was written, so that the same thing seen
again is the same row.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import TYPE_CHECKING

from extractors.records import Article, BaselineFigure, Bound, How, Kind, Observation, Period, PeriodKind
from warehouse.rows import Alert, AlertState, Awaits, Change, ChangeType, Delivery, RunState, SourceState
from warehouse.views import Evidence, Run

if TYPE_CHECKING:
    from warehouse.statements import Row


def content_hash(*parts: object) -> str:
    """Return the sha256 of ``parts`` (text, numbers, None, or lists of them), as hexadecimal digits."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def text_hash(article: Article) -> str:
    """What makes two versions of an article the same: its title and text."""
    return content_hash(article.title, article.text)


def figure_columns(figure: Observation | BaselineFigure) -> Row:
    """Return the columns that observations and baseline share."""
    period = figure.period
    return {
        "indicator": figure.indicator,
        "kind": figure.kind,
        "period_start": period.start,
        "period_end": period.end,
        "period_label": period.label,
        "period_kind": period.kind,
        "period_how": period.how,
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "unit": figure.unit,
        "bound": figure.bound,
        "stage": figure.stage,
        "speaker": figure.speaker,
    }


def observation_columns(observation: Observation) -> Row:
    """Return the columns of an observation, without its id and verdict."""
    return figure_columns(observation) | {
        "span_start": observation.span[0],
        "span_end": observation.span[1],
        "text": observation.text,
        "sentence": observation.sentence,
        "confidence": observation.confidence,
        "reasons": observation.reasons,
    }


def baseline_columns(figure: BaselineFigure) -> Row:
    """Return the columns of a baseline figure, without its id and origin."""
    return figure_columns(figure) | {
        "vintage": figure.vintage,
        "outlet": figure.outlet,
        "place": figure.place,
        "flag": figure.flag,
    }


def read_observation(row: Row) -> Observation:
    """Put an observation together from a row of ``observations``."""
    return Observation(
        indicator=row["indicator"],
        kind=Kind(row["kind"]),
        period=_read_period(row),
        span=(row["span_start"], row["span_end"]),
        text=row["text"],
        sentence=row["sentence"],
        value=_decimal(row["value"]),
        low=_decimal(row["low"]),
        high=_decimal(row["high"]),
        unit=row["unit"],
        bound=Bound(row["bound"]),
        stage=row["stage"],
        speaker=row["speaker"],
        confidence=row["confidence"],
        reasons=tuple(row["reasons"]),
    )


def read_baseline_figure(row: Row) -> BaselineFigure:
    """Put a baseline figure together from a row of ``baseline``."""
    return BaselineFigure(
        indicator=row["indicator"],
        kind=Kind(row["kind"]),
        period=_read_period(row),
        vintage=row["vintage"],
        speaker=row["speaker"],
        outlet=row["outlet"],
        place=row["place"],
        value=_decimal(row["value"]),
        low=_decimal(row["low"]),
        high=_decimal(row["high"]),
        unit=row["unit"],
        bound=Bound(row["bound"]),
        stage=row["stage"],
        flag=row["flag"],
    )


def read_change(row: Row, stories: int) -> Change:
    """Put a change together from its row (``c``), first observation, article, baseline row and edited observation."""
    change, article = row["c"], row["a"]
    return Change(
        id=change["change_id"],
        indicator=change["indicator"],
        relation=change["relation"],
        kind=Kind(change["kind"]),
        verdict=change["verdict"],
        period=change["period_label"],
        old=read_baseline_figure(row["b"]) if row["b"]["baseline_id"] else None,
        new=read_observation(row["o"]),
        url=article["url"],
        outlet=article["outlet"],
        title=article["title"],
        lang=article["lang"],
        source_id=article["source_id"],
        published=article["published"],
        created=change["created"],
        reason=change["reason"],
        stories=stories,
        edited_from=read_observation(row["e"]) if row["e"]["observation_id"] else None,
        type=ChangeType(change["type"]),
        correction=change["correction"],
        severity=change["severity"],
        severity_reasons=tuple(change["severity_reasons"]),
    )


def read_evidence(row: Row) -> Evidence:
    """Put evidence together from an observation (``o``), its article and, where there is one, its corroboration."""
    observation, article, corroboration = row["o"], row["a"], row["k"]
    return Evidence(
        observation=read_observation(observation),
        verdict=observation["verdict"],
        reason=observation["verdict_reason"],
        held=observation["held_for_review"],
        current=row["current"],
        change_id=corroboration["change_id"],
        story_id=row["story_id"],
        article_id=article["article_id"],
        version=article["version"],
        url=article["url"],
        outlet=article["outlet"],
        title=article["title"],
        lang=article["lang"],
        published=article["published"],
        fetched=article["fetched"],
    )


def read_alert(row: Row, change: Change) -> Alert:
    """Put an alert together from a row of ``alerts`` and its change."""
    return Alert(
        id=row["alert_id"],
        change=change,
        subscription=row["subscription"],
        channel=row["channel"],
        state=AlertState(row["state"]),
        attempts=row["attempts"],
        next_attempt=row["next_attempt"],
        repeat=row["repeat"],
        created=row["created"],
        awaits=Awaits(row["awaits"]) if row["awaits"] else None,
    )


def read_delivery(row: Row) -> Delivery:
    """Put a receipt together from a row of ``deliveries``."""
    return Delivery(
        alert_id=row["alert_id"],
        channel=row["channel"],
        state=AlertState(row["state"]),
        detail=row["detail"],
        at=row["attempted"],
        attempt=row["attempt"],
        repeat=row["repeat"],
    )


def read_run(row: Row) -> Run:
    """Put a run together from a row of ``runs``."""
    return Run(row["run_id"], row["started"], row["finished"], RunState(row["state"]), row["counts"])


def read_source_state(row: Row) -> SourceState:
    """Put the state of a source together from a row of ``sources``."""
    return SourceState(**row)


def _read_period(row: Row) -> Period:
    kind, how = PeriodKind(row["period_kind"]), How(row["period_how"])
    return Period(row["period_start"], row["period_end"], row["period_label"], kind, how)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
