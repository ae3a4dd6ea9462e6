"""Finds what a new version of an article says otherwise than the versions before it.

Figures of one place (indicator, kind and, where it counts, period) are held against each other, so that a figure that
was only moved, reworded or printed with another digit is no edit. Nothing here touches the database. It refuses to take
a page that lost most of its text for one whose figures were withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors.indicators import IndicatorSpec
from extractors.records import Kind, Observation
from warehouse.changes import period_key, says_same

LEAST_LEFT = 0.5
"""Of the text of the version before: with less left, a page was cut (a paywall, a broken template), not edited."""

Place = tuple[str, Kind, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A figure as one version of an article says it; ``change_id`` is the change that it tells, if it is news."""

    observation_id: str
    observation: Observation
    change_id: str | None
    verdict: str
    reason: str
    baseline_id: str | None


@dataclass(frozen=True, slots=True)
class Edit:
    """A figure that an article no longer says, with the one that stands in its place, if any.

    ``again`` means that an earlier version had said the new one already; ``changes`` are all changes that any version
    told at this place and that this one does not tell.
    """

    url: str
    place: Place
    old: Said
    new: Said | None
    again: bool
    changes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Past:
    """A version of an article as it was recorded before; ``length`` counts the characters of its text."""

    said: tuple[Said, ...]
    length: int


def find_edits(url: str, past: Sequence[Past], now: Past, text: str, specs: Mapping[str, IndicatorSpec]) -> list[Edit]:
    """Return the edits between the last whole version of ``past`` and ``now``, one for each figure that is gone.

    ``text`` is all that the article says now: while a figure's sentence stands there, it was not edited.
    """
    before = _last_whole(past)
    is_cut = now.length < LEAST_LEFT * before.length
    edits: dict[tuple[Place, str | None], Edit] = {}
    for old, here, spec in _gone(before, now, specs):
        new = _successor(here, before.said, spec)
        if old.observation.sentence in text or (new is None and is_cut):
            continue
        place = place_of(old.observation, spec)
        stood = [said for version in past for said in version.said if place_of(said.observation, spec) == place]
        still = {said.change_id for said in here}
        changes = frozenset(said.change_id for said in stood if said.change_id and said.change_id not in still)
        again = new is not None and any(_says_any(version.said, new, spec) for version in past)
        edits.setdefault((place, new.observation_id if new else None), Edit(url, place, old, new, again, changes))
    return list(edits.values())


def find_unread(past: Sequence[Past], now: Past, text: str, specs: Mapping[str, IndicatorSpec]) -> list[Said]:
    """Return the news that the last version told and that stands in ``text``, but was not found there this time.

    What stands around a sentence decides how it is read: a line of furniture among the paragraphs is enough.
    """
    gone = _gone(_last_whole(past), now, specs)
    return [old for old, here, _ in gone if old.change_id and not here and old.observation.sentence in text]


def _last_whole(past: Sequence[Past]) -> Past:
    longest = max((version.length for version in past), default=0)
    whole = [version for version in past if version.length >= LEAST_LEFT * longest]
    return whole[-1] if whole else Past((), 0)


def _gone(
    before: Past, now: Past, specs: Mapping[str, IndicatorSpec]
) -> Iterator[tuple[Said, Sequence[Said], IndicatorSpec]]:
    """Yield the figures that ``now`` does not say any more, each with what it says in their place."""
    for old in before.said:
        if spec := specs.get(old.observation.indicator):
            place = place_of(old.observation, spec)
            here = [said for said in now.said if place_of(said.observation, spec) == place]
            if not any(says_same(said.observation, old.observation, spec) for said in here):
                yield old, here, spec


def place_of(observation: Observation, spec: IndicatorSpec) -> Place:
    """Return what two figures of an article must share for one to stand in the place of the other."""
    return (observation.indicator, observation.kind, period_key(observation.kind, observation.period.label, spec))


def _successor(here: Sequence[Said], before: Sequence[Said], spec: IndicatorSpec) -> Said | None:
    new = [said for said in here if not _says_any(before, said, spec)]
    return next((said for said in new if said.change_id), new[0] if new else None)


def _says_any(said: Sequence[Said], new: Said, spec: IndicatorSpec) -> bool:
    return any(
        place_of(each.observation, spec) == place_of(new.observation, spec)
        and says_same(each.observation, new.observation, spec)
        for each in said
    )
