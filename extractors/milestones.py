"""Reads the stage of a milestone from prose: an agreement, a right, a building.

The milestone must be named in the sentence, or in one of the two before when the sentence has none of its own; a stage
phrase there is reached unless it is negated or told in the future. Of all stages that an article states the furthest
counts. Refuses another country's agreement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.calibration import of_stage
from extractors.indicators import IndicatorSpec, PeriodRule, Stage
from extractors.parties import countries, member_states
from extractors.phrases import Hit
from extractors.records import UNKNOWN_PERIOD, How, Kind, Observation, Period, PeriodKind, PeriodMention
from extractors.reference_periods import as_of
from extractors.scenes import Article, Scene, clause_span
from extractors.topics import is_of_home

_NEAR = 26
_BESIDE = 3
_CLOSE = 6
_SAME_BREATH = 12
_EUROPE = frozenset({"EU", "EUROPE"})
_BACK = 2
_SHORT = 4
_HOME = "KZ"
_TAKEN_BACK = 0  # the rank of a right withdrawn, of talks broken off
_NEGATED = 4
_UNSET = 3
_FUTURE = 7
_AFTER = 2
_BEHIND = 1
_JOINED = 5
_COMMA = 4
_OLD = 9


@dataclass(frozen=True, slots=True)
class Stated:
    """A stage where the text states it; ``carried`` counts the sentences since the milestone was named."""

    stage: Stage
    scene: Scene
    hit: Hit
    carried: int


def read_milestones(article: Article, specs: Sequence[IndicatorSpec]) -> list[Observation]:
    """Return at most one observation per milestone: the furthest stage that ``article`` states."""
    found: list[Observation] = []
    for spec in specs:
        if spec.period is not PeriodRule.MILESTONE or not _concerns(article, spec):
            continue
        stated = stated_stages(article, spec)
        if stated:
            taken_back = [item for item in stated if item.stage.rank == _TAKEN_BACK]
            furthest = max(_settled(stated), key=lambda item: (item.stage.rank, not item.stage.ahead, -item.carried))
            found.append(_observation(article, spec, (taken_back or [furthest])[0]))
    return found


def _settled(stated: list[Stated]) -> list[Stated]:
    """Where the stage before is told as the present one, what is still ahead does not count as reached."""
    ranks = {item.stage.rank for item in stated if not item.stage.ahead}
    return [item for item in stated if not (item.stage.ahead and max(ranks, default=0) == item.stage.rank - 1)]


def _concerns(article: Article, spec: IndicatorSpec) -> bool:
    return bool(article.codes & set(spec.parties)) and (_HOME in article.codes or article.lang == "kk")


def stated_stages(article: Article, spec: IndicatorSpec) -> list[Stated]:
    """Return all stages stated, sentence by sentence; the topic lives on for a sentence, longer while stages follow."""
    stated: list[Stated] = []
    topic = _BACK + 1
    for scene in article.scenes:
        named = bool(scene.hits(spec, "cues"))
        if _is_anothers(article, scene, spec) or (not named and _names_sibling(scene, spec)):
            topic = _BACK + 1
            continue
        topic = 0 if named else max(topic + (len(scene.sentence.words) > _SHORT), 1)
        if topic > _BACK:
            continue
        found = _stages(scene, spec, topic)
        stated += found
        if found and topic:
            topic = 1
    return stated


def _stages(scene: Scene, spec: IndicatorSpec, carried: int) -> list[Stated]:
    cues = scene.hits(spec, "cues")
    found = []
    for stage in spec.stages:
        for hit in scene.hits(spec, f"stage:{stage.name}"):
            near = carried or (_is_near(scene, cues, hit, stage) and not _is_of_sibling(scene, spec, cues, hit))
            if near and _is_told(scene, hit, stage):
                found.append(Stated(stage, scene, hit, carried))
    return found


def _is_told(scene: Scene, hit: Hit, stage: Stage) -> bool:
    if stage.ahead:
        return True
    if _is_of_predecessor(scene, hit):
        return False
    return not _is_negated(scene, hit) and (stage.rank == 1 or not (_is_future(scene, hit) or _is_unset(scene, hit)))


def _is_of_predecessor(scene: Scene, hit: Hit) -> bool:
    """Return whether the stage is that of the agreement replaced: "replaces the accord that had been in effect"."""
    place, participle = (hit.first, hit.last), scene.sentence.words[hit.first].text
    limit = _COMMA if participle.startswith(tuple(scene.syntax["participles"])) else 0
    for word in scene.words("replaces"):
        where = word.first, word.last
        told = scene.sentence.words[min(word.last, hit.last) : max(word.first, hit.first)]
        related = not scene.syntax["relatives"] or any(w.text in scene.syntax["relatives"] for w in told) or limit
        if related and scene.gap(where, place) <= _OLD + limit and scene.breaks(where, place) <= limit:
            return True
    return False


def _is_near(scene: Scene, cues: list[Hit], hit: Hit, stage: Stage) -> bool:
    gap = min(scene.gap((cue.first, cue.last), (hit.first, hit.last)) for cue in cues)
    if not stage.beside:
        return gap <= _NEAR
    owned = hit.first > 0 and scene.sentence.words[hit.first - 1].text in scene.syntax["possessives"]
    whole = gap <= _SAME_BREATH and any(_unbroken(scene, cue, hit) for cue in cues)
    return whole or gap <= (_NEAR if owned else _CLOSE)


def _unbroken(scene: Scene, cue: Hit, hit: Hit) -> bool:
    """Return whether nothing but words and an "and" stands between: "the agreement between X and Y was signed"."""
    return scene.breaks((cue.first, cue.last), (hit.first, hit.last)) < _COMMA


def _siblings(scene: Scene, spec: IndicatorSpec) -> list[Hit]:
    """Return where the other milestones of the relation are named: what is told of honey is not told of fish."""
    others = [s for s in scene.vocabulary.specs if s.stages and s.id != spec.id and s.relation == spec.relation]
    return [hit for other in others for hit in scene.hits(other, "cues")]


def _names_sibling(scene: Scene, spec: IndicatorSpec) -> bool:
    return bool(_siblings(scene, spec))


def _is_of_sibling(scene: Scene, spec: IndicatorSpec, cues: list[Hit], hit: Hit) -> bool:
    """Return whether another milestone stands nearer to the stage, unless both are named together."""
    place = hit.first, hit.last
    own = min(scene.gap((cue.first, cue.last), place) for cue in cues)
    for other in _siblings(scene, spec):
        where = other.first, other.last
        together = min(scene.gap(where, (cue.first, cue.last)) for cue in cues) <= _JOINED
        if not together and scene.gap(where, place) < own:
            return True
    return False


def _is_anothers(article: Article, scene: Scene, spec: IndicatorSpec) -> bool:
    """Return whether the sentence is of another country's agreement or of another market."""
    place = _first_place(scene, spec)
    if scene.hits(spec, "exclude") or not is_of_home(article, scene, spec, place):
        return True
    named = {mention.code for mention in scene.parties} | scene.capitals
    return "EU" in spec.parties and bool(named & countries() - {_HOME} - member_states()) and not named & _EUROPE


def _first_place(scene: Scene, spec: IndicatorSpec) -> tuple[int, int]:
    return next(((cue.first, cue.last) for cue in scene.hits(spec, "cues")), (0, 0))


def _is_negated(scene: Scene, hit: Hit) -> bool:
    behind = _BEHIND if scene.vocabulary.lang in ("kk", "az") else 0  # Turkic languages negate behind the verb
    return any(
        hit.first - _NEGATED <= word.last <= hit.last + behind or _governs(scene, hit, word)
        for word in scene.words("negation")
    )


def _is_unset(scene: Scene, hit: Hit) -> bool:
    """Return whether only its date or preparation is told: "the date of the first round", "раундтың күні"."""
    for word in scene.words("unset"):
        before = 0 < hit.first - word.last <= _UNSET and _unbroken(scene, word, hit)
        if before or (0 <= word.first - hit.last <= _AFTER and scene.vocabulary.lang in ("kk", "az")):
            return True
    return False


def _is_future(scene: Scene, hit: Hit) -> bool:
    names = [(word.first, word.last) for word in scene.words("named_after")]
    names += [scene.place_of(mention.span) for mention in scene.periods]  # "14 May" tells no possibility
    for word in scene.words("future"):
        if any(first <= word.first and word.last <= last for first, last in names):
            continue
        if (hit.first < word.first and word.last < hit.last) or word.first < hit.first <= word.last:
            return True
        reach = _FUTURE if scene.vocabulary.lang in ("en", "ru") else _AFTER  # verbs come last in Turkic languages
        before = word.last < hit.first and scene.sentence.distance(word.last, hit.first) <= reach
        after = hit.last < word.first and scene.sentence.distance(hit.last, word.first) <= _AFTER
        if before or after or _governs(scene, hit, word):
            return True
    return False


def _governs(scene: Scene, hit: Hit, word: Hit) -> bool:
    """Return whether ``word`` is of the verb of a stage that is a thing: "the first batch … will be sent"."""
    held = (verb for verb in scene.words("held") if hit.last < verb.first and verb.last < word.first)
    return hit.last < word.first and _is_thing(scene, hit) and _unbroken(scene, hit, word) and not any(held)


def _is_thing(scene: Scene, hit: Hit) -> bool:
    """Return whether a stage is named by a thing whose verb follows: "the first batch … will be sent"."""
    return scene.sentence.words[hit.first].text.startswith(tuple(scene.syntax["firsts"]))


def _observation(article: Article, spec: IndicatorSpec, stated: Stated) -> Observation:
    scene = stated.scene
    start, end = clause_span(scene, (stated.hit.start, stated.hit.end))
    return Observation(
        indicator=spec.id,
        kind=Kind.MILESTONE,
        period=_period(article, scene, spec, stated.hit),
        span=(start, end),
        text=scene.text[start:end],
        sentence=scene.text[scene.sentence.start : scene.sentence.end].strip(),
        stage=stated.stage.name,
        confidence=of_stage(stated.carried),
        reasons=(f"stage {stated.stage.name} stated",),
    )


def _is_of_subclause(scene: Scene, hit: Hit, where: tuple[int, int]) -> bool:
    """Return whether a date is that of what happened before: "the first shipment since Brussels … a year ago"."""
    between = scene.sentence.words[hit.last + 1 : max(where[0] - 1, 0)]  # "since March 2020" dates the stage itself
    return any(word.text in scene.syntax["subordinators"] for word in between)


def _is_to_come(scene: Scene, mention: PeriodMention) -> bool:
    """Return whether a month without its year is that of something ahead: "the opening will take place in March"."""
    where = scene.place_of(mention.span)
    ahead = (scene.gap((word.first, word.last), where) for word in scene.words("future"))
    return mention.period.how is How.RELATIVE and min(ahead, default=_FUTURE) <= _AFTER


def _period(article: Article, scene: Scene, spec: IndicatorSpec, hit: Hit) -> Period:
    """Return the date of a stage: one that stands nearer to it than to another stage, else the publication."""
    place = hit.first, hit.last
    others = [(other.first, other.last) for stage in spec.stages for other in scene.hits(spec, f"stage:{stage.name}")]
    dated: list[tuple[int, Period]] = []
    for mention in scene.periods:
        where = scene.place_of(mention.span)
        gap = scene.gap(where, place)
        usable = not mention.is_base and mention.period.start and mention.period.kind is not PeriodKind.BY
        usable = usable and not (_is_of_subclause(scene, hit, where) or _is_to_come(scene, mention))
        if usable and all(gap <= (beside := scene.gap(where, other)) or beside > _BESIDE for other in others):
            dated.append((gap, mention.period))
    if dated:
        return min(dated, key=lambda item: item[0])[1]
    return as_of(article.published) if article.published else UNKNOWN_PERIOD
