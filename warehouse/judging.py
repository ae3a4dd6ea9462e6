"""Holds new article versions against the baseline and against what is known: records in, rows out.

Articles are judged in the order of their publication, so that the same pages give the same first telling of a change
whatever the order they came in. Nothing here touches the database; all of it is written by ``store`` in one piece.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extractors.indicators import IndicatorSpec
from extractors.records import BaselineFigure, Observation
from extractors.verdicts import NEWS
from warehouse.changes import (
    Identity,
    KnownChange,
    Telling,
    change_id,
    find_change,
    find_edited,
    find_story,
    identify,
    is_history,
    is_news,
    words_of,
)
from warehouse.columns import content_hash, figure_columns, observation_columns
from warehouse.comparison import Comparison, compare
from warehouse.rows import Change, Reading
from warehouse.statements import Row

Known = dict[Identity, list[KnownChange]]


@dataclass(frozen=True, slots=True)
class Version:
    """An article as it was not known before, with the observations (by id) of its version before this one."""

    article_id: str
    reading: Reading
    earlier: Mapping[str, Observation]


@dataclass(frozen=True, slots=True)
class Measure:
    """What observations are held against: specs by id, baseline figures by indicator, row ids of those figures."""

    specs: Mapping[str, IndicatorSpec]
    figures: Mapping[str, Sequence[BaselineFigure]]
    row_ids: Mapping[BaselineFigure, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """One observation, and what it was found to mean."""

    version: Version
    observation: Observation
    observation_id: str
    spec: IndicatorSpec
    comparison: Comparison
    baseline_id: str | None

    @property
    def is_news(self) -> bool:
        """Whether it may make a change."""
        history = is_history(self.observation, self.comparison.against)
        return is_news(self.comparison.verdict, self.observation, self.spec) and not history

    @property
    def is_held(self) -> bool:
        """Whether only its confidence keeps it from making a change."""
        return self.comparison.verdict in NEWS and self.observation.confidence < self.spec.minimum_confidence


@dataclass(slots=True)
class Judgement:
    """Rows to be written, and the new changes as records beside all that tells them at the end of the batch."""

    observations: list[Row] = field(default_factory=list)
    changes: list[Row] = field(default_factory=list)
    corroborations: list[Row] = field(default_factory=list)
    records: list[tuple[Change, KnownChange]] = field(default_factory=list)


def judge(versions: Sequence[Version], measure: Measure, known: Known, *, run_id: str, now: dt.datetime) -> Judgement:
    """Judge all observations of ``versions``; ``known`` gains what is new."""
    judgement = Judgement()
    for version in versions:
        judged = {each.observation_id: each for each in _judge_version(version, measure)}
        for each in judged.values():
            judgement.observations.append(_observation_row(each) | {"run_id": run_id})
            if each.is_news:
                _tell(judgement, known, each, run_id, now)
    return judgement


def _judge_version(version: Version, measure: Measure) -> Iterator[Judged]:
    for observation in version.reading.observations:
        said = figure_columns(observation).values()
        observation_id = content_hash("observation", version.article_id, observation.span, *said)
        spec = measure.specs[observation.indicator]
        comparison = compare(observation, measure.figures.get(observation.indicator, ()), spec)
        baseline_id = measure.row_ids[comparison.against] if comparison.against else None
        yield Judged(version, observation, observation_id, spec, comparison, baseline_id)


def _tell(judgement: Judgement, known: Known, judged: Judged, run_id: str, now: dt.datetime) -> None:
    observation, version = judged.observation, judged.version
    identity = identify(observation, judged.comparison.verdict, judged.spec)
    changes = known.setdefault(identity, [])
    change = find_change(changes, observation, judged.spec)
    if change is None:
        change = KnownChange(change_id(observation, identity), observation)
        changes.append(change)
        edited_id, edited = find_edited(version.earlier, observation, judged.spec)
        judgement.records.append((_record(judged, change.id, edited, now), change))
        row = _change_row(judged, change.id) | {"edited_from": edited_id, "created": now, "run_id": run_id}
        judgement.changes.append(row)
    url = version.reading.article.url
    sentences = [each.sentence for each in version.reading.observations if each.indicator == observation.indicator]
    story_id = find_story(change.tellings, url, sentences)
    change.tellings.append(Telling(story_id, version.reading.article.outlet, url, words_of(observation.sentence)))
    judgement.corroborations.append(
        {
            "change_id": change.id,
            "observation_id": judged.observation_id,
            "article_id": version.article_id,
            "url": url,
            "story_id": story_id,
            "recorded": now,
        }
    )


def _observation_row(judged: Judged) -> Row:
    return observation_columns(judged.observation) | {
        "observation_id": judged.observation_id,
        "article_id": judged.version.article_id,
        "verdict": judged.comparison.verdict,
        "verdict_reason": judged.comparison.reason,
        "baseline_id": judged.baseline_id,
        "held_for_review": judged.is_held,
    }


def _change_row(judged: Judged, identifier: str) -> Row:
    return {
        "change_id": identifier,
        "indicator": judged.observation.indicator,
        "relation": judged.spec.relation,
        "kind": judged.observation.kind,
        "verdict": judged.comparison.verdict,
        "period_label": judged.observation.period.label,
        "observation_id": judged.observation_id,
        "baseline_id": judged.baseline_id,
        "reason": judged.comparison.reason,
    }


def _record(judged: Judged, identifier: str, edited: Observation | None, now: dt.datetime) -> Change:
    article = judged.version.reading.article
    return Change(
        id=identifier,
        indicator=judged.observation.indicator,
        relation=judged.spec.relation,
        kind=judged.observation.kind,
        verdict=judged.comparison.verdict,
        period=judged.observation.period.label,
        old=judged.comparison.against,
        new=judged.observation,
        url=article.url,
        outlet=article.outlet,
        title=article.title,
        lang=article.lang,
        source_id=judged.version.reading.source_id,
        published=article.published,
        created=now,
        reason=judged.comparison.reason,
        edited_from=edited,
    )
