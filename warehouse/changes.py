"""Decides what is news: which observations make a change, which only say again what a change has said.

A change is known by its indicator, kind, period, class of verdict and value; values are the same when their intervals
meet, stages when they rank the same. Whoever says it again corroborates it; wire copies of one story count once, and so
do the stories of one outlet. Nothing here touches the database. It refuses to call an observation news that is less
certain than its indicator asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.indicators import IndicatorSpec, PeriodRule
from extractors.records import BaselineFigure, Kind, Observation, Period
from extractors.verdicts import NEWS, Verdict
from warehouse.columns import content_hash
from warehouse.comparison import agree

# An indicator without a baseline moves like one with.
_CLASSES = dict(zip(NEWS, ("moved", "contradicts", "moved", "stage"), strict=True))

# Copies of an agency's sentence differ by a dateline, a day or a cut tail; two authors share far fewer of their words.
SAME_STORY = 0.8

_WORD = re.compile(r"\w+")

Identity = tuple[str, Kind, str, str]


class Telling(NamedTuple):
    """One sentence that says a change, in the article of ``outlet`` at ``url``, as part of a story."""

    story_id: str
    outlet: str
    url: str
    words: frozenset[str]


@dataclass(slots=True)
class KnownChange:
    """A change that is recorded or about to be, with everyone who told it."""

    id: str
    observation: Observation
    tellings: list[Telling] = field(default_factory=list)

    @property
    def stories(self) -> int:
        """How many independent sources tell it: the outlets that told its stories first, each once."""
        first = {telling.story_id: telling.outlet for telling in reversed(self.tellings)}
        return len(set(first.values()))


def is_news(verdict: str, observation: Observation, spec: IndicatorSpec) -> bool:
    """Whether an observation with this verdict may make a change."""
    return verdict in NEWS and observation.confidence >= spec.minimum_confidence


def is_history(observation: Observation, against: BaselineFigure | None) -> bool:
    """Whether an article looks back at a stage that was passed before the baseline's was reached: no news today."""
    if observation.kind is not Kind.MILESTONE or against is None:
        return False
    seen, known = observation.period, against.period
    return seen.end is not None and known.start is not None and seen.end <= known.start


def identify(observation: Observation, verdict: str, spec: IndicatorSpec) -> Identity:
    """Return what a change must share with ``observation``, beside its value, to be the same change.

    The period counts where the figure belongs to it; a stock restated day after day, a stage and a date have none.
    """
    return (observation.indicator, observation.kind, _period_key(observation, spec), _CLASSES[Verdict(verdict)])


def change_id(observation: Observation, identity: Identity) -> str:
    """Return the id of the change that ``observation`` makes."""
    amounts = (observation.value, observation.low, observation.high)
    value = [format(amount.normalize(), "f") if amount is not None else None for amount in amounts]
    return content_hash("change", identity, value, observation.bound, observation.stage, _date_key(observation))


def find_change(known: Iterable[KnownChange], observation: Observation, spec: IndicatorSpec) -> KnownChange | None:
    """Return the first of ``known`` (all of one identity) that says the same value."""
    return next((change for change in known if says_same(change.observation, observation, spec)), None)


def says_same(one: Observation, other: Observation, spec: IndicatorSpec) -> bool:
    """Whether two observations of one indicator, kind and period agree."""
    if one.stage is not None or other.stage is not None:
        ranks = {stage.name: stage.rank for stage in spec.stages}
        return one.stage == other.stage or ranks.get(one.stage or "", -1) == ranks.get(other.stage or "", -2)
    if one.kind is Kind.DATE:
        return _overlap(one.period, other.period)
    return agree(one, other, spec.tolerance)


def find_edited(
    earlier: Mapping[str, Observation], observation: Observation, spec: IndicatorSpec
) -> tuple[str, Observation] | tuple[None, None]:
    """Return what ``earlier``, the same article's last version, said in place of ``observation``, with its id.

    Nothing when it said the same, or nothing of the kind.
    """
    places = [
        (identifier, figure)
        for identifier, figure in earlier.items()
        if (figure.indicator, figure.kind) == (observation.indicator, observation.kind)
        and _period_key(figure, spec) == _period_key(observation, spec)
    ]
    if not places or any(says_same(figure, observation, spec) for _, figure in places):
        return None, None
    return places[0]


def find_story(tellings: Sequence[Telling], url: str, sentences: Iterable[str]) -> str:
    """Return the story that an article with these evidence ``sentences`` belongs to: one told already, or its own."""
    spoken = [words_of(sentence) for sentence in sentences]
    for telling in tellings:
        if telling.url == url or any(_alike(telling.words, words) for words in spoken):
            return telling.story_id
    return content_hash("story", [sorted(words) for words in spoken])


def words_of(sentence: str) -> frozenset[str]:
    """Return the words and numbers of a sentence without case, by which copies know each other."""
    return frozenset(_WORD.findall(sentence.casefold()))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME_STORY * len(one | other) > 0


def _period_key(observation: Observation, spec: IndicatorSpec) -> str:
    standing = spec.period in (PeriodRule.STOCK, PeriodRule.STANDING) and observation.kind is spec.kind
    if standing or observation.kind in (Kind.MILESTONE, Kind.DATE):
        return ""
    return observation.period.label or ""


def _overlap(one: Period, other: Period) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return one.label == other.label
    return one.start < other.end and other.start < one.end


def _date_key(observation: Observation) -> str | None:
    return observation.period.label if observation.kind is Kind.DATE else None
