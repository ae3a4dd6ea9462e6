"""Holds new article versions against the baseline and against what is known: records in, rows out.

Articles are judged in the order of their publication, so that the same pages give the same first telling of a change
whatever the order they came in. Nothing here touches the database; all of it is written by ``store`` in one piece.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from extractors.indicators import IndicatorSpec
from extractors.records import BaselineFigure, Observation
from extractors.verdicts import NEWS
from warehouse.changes import Identity, KnownChange, change_id, find_change, identify, is_history, is_news
from warehouse.columns import content_hash, figure_columns, observation_columns
from warehouse.comparison import Comparison, compare
from warehouse.decisions import Decision, Outcome, claim_of
from warehouse.edits import Edit, Past, Said, find_edits, find_unread
from warehouse.rows import Reading
from warehouse.statements import Row

Known = dict[Identity, list[KnownChange]]
Histories = dict[str, list[Past]]
Specs = Mapping[str, IndicatorSpec]


@dataclass(frozen=True, slots=True)
class Version:
    """An article as it was not known before."""

    article_id: str
    reading: Reading

    @property
    def url(self) -> str:
        """Where it stands."""
        return self.reading.article.url


@dataclass(frozen=True, slots=True)
class Measure:
    """What observations are held against: specs by id, baseline figures by indicator, row ids of those figures.

    ``decisions`` are those of people about what articles claim, by claim.
    ``earlier`` are figures that articles told, by indicator, each with the addresses of (at most two of) them.
    """

    specs: Mapping[str, IndicatorSpec]
    figures: Mapping[str, Sequence[BaselineFigure]]
    row_ids: Mapping[BaselineFigure, str]
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    earlier: dict[str, list[tuple[Observation, frozenset[str]]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """One observation, and what it was found to mean."""

    version: Version
    observation: Observation
    observation_id: str
    spec: IndicatorSpec
    comparison: Comparison
    baseline_id: str | None
    is_rejected: bool = False

    @property
    def is_news(self) -> bool:
        """Whether it may make a change."""
        history = is_history(self.observation, self.comparison.against)
        return is_news(self.comparison.verdict, self.observation, self.spec) and not (history or self.is_rejected)

    @property
    def is_held(self) -> bool:
        """Whether only its confidence keeps it from making a change."""
        uncertain = self.observation.confidence < self.spec.minimum_confidence
        return self.comparison.verdict in NEWS and uncertain and not self.is_rejected


@dataclass(frozen=True, slots=True)
class NewChange:
    """A change that nobody told before; ``edit`` where its article told another figure in its place."""

    id: str
    judged: Judged
    edit: Edit | None


@dataclass(slots=True)
class Judgement:
    """Rows to be written, and what is new: changes, and figures that their articles do not tell any more.

    ``told`` gives one telling of every change that was told, new or known, by the change's id.
    """

    observations: list[Row] = field(default_factory=list)
    corroborations: list[Row] = field(default_factory=list)
    changes: list[NewChange] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    told: dict[str, Judged] = field(default_factory=dict)


def judge(
    versions: Sequence[Version], measure: Measure, known: Known, histories: Histories, *, now: dt.datetime
) -> Judgement:
    """Judge all observations of ``versions``; ``known`` and ``histories`` (by address) gain what is new."""
    judgement = Judgement()
    for version in versions:
        made: dict[str, Judged] = {}
        said = []
        for judged in {each.observation_id: each for each in _judge_version(version, measure)}.values():
            judgement.observations.append(_observation_row(judged))
            identifier = _tell(judged, known, made) if judged.is_news else None
            if identifier:
                judgement.told.setdefault(identifier, judged)
                judgement.corroborations.append(_corroboration_row(version, identifier, judged.observation_id, now))
            said.append(_said(judged, identifier))
        for observation in version.reading.observations:
            if observation.confidence >= measure.specs[observation.indicator].minimum_confidence:
                measure.earlier.setdefault(observation.indicator, []).append((observation, frozenset({version.url})))
        edits = _find_edits(judgement, version, said, histories, measure.specs, now=now)
        for identifier, judged in made.items():
            edit = next((edit for edit in edits if edit.new and edit.new.change_id == identifier), None)
            judgement.changes.append(NewChange(identifier, judged, edit))
    return judgement


def _find_edits(
    judgement: Judgement, version: Version, said: list[Said], histories: Histories, specs: Specs, *, now: dt.datetime
) -> list[Edit]:
    """Return the edits of ``version``; what it still says but was not found in it this time stays told by it."""
    past = histories.setdefault(version.url, [])
    article, edits = version.reading.article, list[Edit]()
    current = Past(tuple(said), len(article.text))
    if past and not version.reading.replayed:
        text = f"{article.title}\n{article.text}"
        edits = find_edits(version.url, past, current, text, specs)
        unread = find_unread(past, current, text, specs)
        current = Past((*said, *unread), current.length)
        judgement.corroborations.extend(
            _corroboration_row(version, each.change_id, each.observation_id, now) for each in unread if each.change_id
        )
    past.append(current)
    judgement.edits.extend(edits)
    return edits


def _judge_version(version: Version, measure: Measure) -> Iterator[Judged]:
    for read in version.reading.observations:
        decision = measure.decisions.get(claim_of(version.url, read))
        rejected = decision is not None and decision.outcome is Outcome.REJECTED
        observation = _vouched(read, decision) if decision and not rejected else read
        said = [*figure_columns(observation).values(), *(["reviewed"] if observation is not read else [])]
        observation_id = content_hash("observation", version.article_id, observation.span, *said)
        spec = measure.specs[observation.indicator]
        figures, earlier = measure.figures.get(spec.id, ()), measure.earlier.get(spec.id, ())
        history = [figure for figure, urls in earlier if urls != {version.url}]
        comparison = compare(observation, figures, spec, history=history)
        baseline_id = measure.row_ids[comparison.against] if comparison.against else None
        yield Judged(version, observation, observation_id, spec, comparison, baseline_id, rejected)


def _vouched(observation: Observation, decision: Decision) -> Observation:
    """Return an observation that a person accepted as what it is then: certain."""
    return replace(observation, confidence=1.0, reasons=(*observation.reasons, f"accepted in review by {decision.by}"))


def _tell(judged: Judged, known: Known, made: dict[str, Judged]) -> str:
    """Return the id of the change that ``judged`` tells; one that is new is put among the ``known`` and ``made``."""
    is_founded = judged.comparison.against is not None
    identity = identify(judged.observation, judged.comparison.verdict, judged.spec, is_founded=is_founded)
    changes = known.setdefault(identity, [])
    change = find_change(changes, judged.observation, judged.spec)
    if change is None:
        change = KnownChange(change_id(judged.observation, identity), judged.observation)
        changes.append(change)
        made[change.id] = judged
    return change.id


def _said(judged: Judged, identifier: str | None) -> Said:
    return Said(
        judged.observation_id,
        judged.observation,
        identifier,
        judged.comparison.verdict,
        judged.comparison.reason,
        judged.baseline_id,
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


def _corroboration_row(version: Version, change: str, observation_id: str, now: dt.datetime) -> Row:
    return {
        "change_id": change,
        "observation_id": observation_id,
        "article_id": version.article_id,
        "url": version.url,
        "recorded": now,
    }
