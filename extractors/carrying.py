"""Carries a measure over from the sentences before: "Trade grew. It is to reach one billion."

The last sentence that told the indicator's own measure gives it, and its parties with it. Refuses to pass another
measure, another line or another amount on the way.
"""

from __future__ import annotations

from extractors.dimensions import MONEY
from extractors.governing import Measure, has_rival, is_about_elsewhere, other_amounts, subject_is
from extractors.indicators import IndicatorSpec, Scope
from extractors.pairs import Parties, tells_partner
from extractors.plans import opens_with_goal
from extractors.records import Kind, Quantity
from extractors.scenes import Article, Scene, question
from extractors.scopes import find_parties_of
from extractors.series import rows_back

_BACK = 2
_FAR_BACK = 4
_SERIES = 8
_AMOUNTS = frozenset({"USD", "t"})
_BARE = frozenset({None, "percent", "times", "years", "months", "year"})
_ROUTE = "TITR"
_TOTAL = "foreign_trade"
_RARE = frozenset({"W", "degC"})
_VALUES = frozenset({Kind.LEVEL, Kind.TARGET})


def carried_measure(
    article: Article, scene: Scene, quantity: Quantity, spec: IndicatorSpec, kind: Kind
) -> Measure | None:
    """Return the measure that the sentences before give to ``quantity``, None when they give none."""
    at, table = scene.sentence.index, rows_back(article, scene)
    partner = spec.scope is Scope.PAIR and tells_partner(scene, scene.place(quantity), set(spec.parties))
    if not _may_carry(article, scene, quantity, spec, kind) or not (
        table or partner or kind not in _VALUES or spec.scope is not Scope.PAIR or _goes_back(article, scene)
    ):
        return None
    goal = kind is Kind.TARGET and opens_with_goal(scene)  # of the whole that was told, not of its last part
    goal |= kind is Kind.TARGET and spec.scope is Scope.PAIR and bool(scene.words("leaders"))
    reach = _FAR_BACK if goal or (kind is Kind.TARGET and scene.words("anaphor")) else _BACK
    series = kind is not Kind.TARGET and spec.unit in _AMOUNTS and bool(scene.periods)
    for back in (table,) if table else range(1, min(at, _SERIES if series else reach) + 1):
        before = article.scenes[at - back]
        if back > reach and not _goes_on(article.scenes[at - back + 1], spec):
            return None
        elsewhere = is_about_elsewhere(before, spec)
        if not elsewhere and (subject_is(before, spec) or (partner and before.rivals((_TOTAL,)))):
            return Measure(None, 0, back)
        if elsewhere or (has_rival(before, spec) and not goal):
            return None
    return None


def _may_carry(article: Article, scene: Scene, quantity: Quantity, spec: IndicatorSpec, kind: Kind) -> bool:
    """Return whether the sentence has no other measure, line or amount to which the figure belongs."""
    return (
        (_can_carry(scene, spec) or question(article, scene) is not None)
        and not _is_of_route(scene, spec)
        and not has_rival(scene, spec, scene.place(quantity))
        and not other_amounts(scene, quantity, spec, kind)
    )


def _goes_back(article: Article, scene: Scene) -> bool:
    """Return whether a sentence leaves its subject to the ones before: a time, "it", "the goal", an answer.

    A bare amount with a subject of its own ("the fund has 300 million") is not of the measure told before.
    """
    small = scene.syntax["taking_up"] | scene.syntax["goals"] | scene.syntax["nows"]
    if scene.periods or any(word.text in small for word in scene.sentence.words):
        return True
    return any(scene.words(name) for name in ("anaphor", "leaders", "pair_words")) or bool(question(article, scene))


def _goes_on(scene: Scene, spec: IndicatorSpec) -> bool:
    """Return whether a sentence passed over tells figures of the indicator's own unit only, and nobody else's."""
    units = {quantity.unit for quantity in scene.quantities} - _BARE
    return units <= {spec.unit} and not any(mention.code not in spec.parties for mention in scene.parties)


def _can_carry(scene: Scene, spec: IndicatorSpec) -> bool:
    """A figure of a text's own subject needs a word for it ("the project") where the subject is not repeated."""
    if spec.kind is Kind.SHARE:
        return bool(scene.words("anaphor") and scene.hits(spec, "requires"))
    return (
        spec.scope is not Scope.TEXT
        or spec.unit in _RARE
        or (spec.unit in MONEY and bool(scene.words("project_words")))
    )


def _is_of_route(scene: Scene, spec: IndicatorSpec) -> bool:
    """Return whether the sentence has turned to the route, so that "volumes" are no longer those of trade."""
    return spec.scope is Scope.PAIR and any(mention.code == _ROUTE for mention in scene.parties)


def parties_of_measure(article: Article, scene: Scene, measure: Measure, spec: IndicatorSpec) -> Parties | None:
    """A measure carried over brings its parties with it, when no other one was named since."""
    at = scene.sentence.index
    if not measure.carried or any(later.parties for later in article.scenes[at - measure.carried + 1 : at + 1]):
        return None
    told = article.scenes[at - measure.carried]
    cue = next(((hit.first, hit.last) for hit in told.hits(spec, "cues")), None)
    parties = find_parties_of(article, told, cue, cue, spec) if cue else None
    return Parties(parties.carried + measure.carried, parties.reason) if parties else None
