"""Decides which country a passage is about, so that "the country" and "there" need no name.

The nearest country named is the topic: in the sentence itself, else in the closest sentence before, else in the
headline. Refuses nothing by itself; who speaks and where a firm comes from is no topic.
"""

from __future__ import annotations

from extractors.indicators import IndicatorSpec
from extractors.parties import PartyMention, countries, member_states
from extractors.scenes import Article, Scene

Place = tuple[int, int]

_CLAUSE = 5
_BACK = 3
_FAR = 99


def is_of_home(article: Article, scene: Scene, spec: IndicatorSpec, place: Place) -> bool:
    """Return whether a figure at ``place`` is in a passage about the indicator's home; True when it has none."""
    home = spec.home
    if home is None:
        return True
    members = member_states() if spec.relation == "eu" else frozenset()
    named = _topics(scene)
    if named:
        return _is_nearest(scene, named, home, place, members)
    for before in reversed((*article.title, *article.scenes[: scene.sentence.index])):
        told = [m for m in before.parties if m.code in countries() - members and not m.is_actor and not m.is_aside]
        subjects = [mention for mention in told if not mention.is_partner] or told
        if subjects:
            return subjects[0].code == home or (len(subjects) > 1 and subjects[1].code == home)
    return True


def is_subject_before(article: Article, scene: Scene, spec: IndicatorSpec) -> bool:
    """Return whether the sentences before are of what a length is required to be of: "The railways are worn out. …".

    Roads told of in the sentence, or since, take the length for themselves.
    """
    if spec.unit != "km" or any(word.text in scene.syntax["roads"] for word in scene.sentence.words):
        return False
    at = scene.sentence.index
    for before in reversed(article.scenes[max(at - _BACK, 0) : at]):
        if before.hits(spec, "requires"):
            return True
        if any(word.text in scene.syntax["roads"] for word in before.sentence.words):
            return False
    return False


def _topics(scene: Scene) -> list[PartyMention]:
    named = [m for m in scene.parties if m.code in countries() and not m.is_actor and not m.is_aside]
    others = [m for m in named if not m.is_speaker]
    return others or named


def _is_nearest(scene: Scene, named: list[PartyMention], home: str, place: Place, members: frozenset[str]) -> bool:
    """Return whether ``home`` stands nearest; beside the Union its ``members`` are no other countries."""
    if not any(mention.code == home for mention in named):
        return "EU" in {m.code for m in scene.parties} and all(m.code in members for m in named)
    near = [m for m in named if scene.breaks((m.first, m.last), place) < _CLAUSE]
    mine = min((scene.gap((m.first, m.last), place) for m in near if m.code == home), default=_FAR)
    outside = [m for m in near if m.code != home and m.code not in members]
    return mine <= min((scene.gap((m.first, m.last), place) for m in outside), default=_FAR)
