"""Decides which measure governs a figure, by what stands nearest in its sentence.

The measure is the nearest cue of the indicator or of a rival measure ("exports" beside "trade turnover"); a longer
name covers a shorter one inside it ("foreign trade turnover"). Refuses a figure that a rival governs.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.dimensions import MONEY, is_countable
from extractors.indicators import IndicatorSpec, Scope
from extractors.phrases import Hit, longest
from extractors.records import Kind, PeriodKind, Quantity
from extractors.scenes import Scene

Place = tuple[int, int]

_AFTER = {"en": 6, "ru": 6, "kk": 9, "az": 9}  # verbs and their objects stand before the verb in Turkic languages
_ATTACHED = 5
_SAME_BREATH = 2
_COMMA = 4
_NEXT = 10
_FAR = 60
_NEAR = 26
_BESIDE = 8
_OPENING = 2
_END = 1_000
_COUPLE = 2
_NO_MEASURE = "trade_words"
_TIME = "time"
_NO_AMOUNT = frozenset({None, "percent", "pp", "times", "years", "months", "days", "hours", "year", "month"})


@dataclass(frozen=True, slots=True)
class Measure:
    """The measure of a figure: where its cue stands (None when carried over), how far, and from which scene."""

    place: Place | None
    cost: int
    carried: int = 0


def find_measure(scene: Scene, quantity: Quantity, spec: IndicatorSpec, kind: Kind) -> Measure | None:
    """Return the indicator's own cue when it governs ``quantity`` in its sentence, else None."""
    own = scene.hits(spec, "cues")
    if not own:
        return _route_itself(scene, quantity, spec, kind)
    rivals = [*_real_rivals(scene, spec), *other_amounts(scene, quantity, spec, kind)]
    place = scene.place(quantity)
    best: tuple[int, bool, Hit] | None = None
    for hit in longest([*own, *rivals]):
        if hit.key == _NO_MEASURE:
            continue
        cost = 0 if kind is Kind.SHARE and _is_whole(scene, hit, place) else _cost(scene, hit, place)
        mine = any(hit is cue for cue in own)
        if best is None or (cost, not mine) < (best[0], not best[1]):
            best = cost, mine, hit
    if best is None or not best[1] or best[0] > (_NEAR if spec.scope is Scope.TEXT else _FAR):
        return None
    if spec.scope is Scope.PARTY and any(_is_subject_of(scene, rival, best[2]) for rival in rivals):
        return None
    return Measure((best[2].first, best[2].last), best[0])


def _route_itself(scene: Scene, quantity: Quantity, spec: IndicatorSpec, kind: Kind) -> Measure | None:
    """Tonnes told of the route alone are what it carried: "The Middle Corridor grew: 1.5 million tonnes in 2022"."""
    dated = any(mention.period.kind is PeriodKind.BY for mention in scene.periods)
    fits = kind is Kind.LEVEL or (kind is Kind.TARGET and dated)
    if not fits or spec.unit != "t" or _real_rivals(scene, spec):
        return None
    place = scene.place(quantity)
    named = [m for m in scene.parties if m.last < place[0]]
    if not named or any(mention.code not in spec.parties for mention in named):
        return None
    where = named[-1].first, named[-1].last
    return Measure(where, scene.gap(where, place))


def _is_subject_of(scene: Scene, rival: Hit, cue: Hit) -> bool:
    """Return whether another amount stands right before a verb of the measure ("27,500 TEU moved")."""
    return 0 < cue.first - rival.last <= _COUPLE and not scene.sentence.breaks(rival.last, cue.first)


def has_rival(scene: Scene, spec: IndicatorSpec, place: Place = (0, 0)) -> bool:
    """Return whether another measure is named in the sentence, but for parts told behind ``place`` ("of which …")."""
    words = [*scene.words("slice"), *scene.words("conditions")]
    parts = [word.first for word in words if word.first > max(place[1], _OPENING)]
    rivals = [hit for hit in longest(_real_rivals(scene, spec)) if hit.key != _NO_MEASURE]
    return any(hit.first < min(parts, default=_END) for hit in rivals)


def subject_is(scene: Scene, spec: IndicatorSpec) -> bool:
    """Return whether the first measure named in the sentence is the indicator's own."""
    own = scene.hits(spec, "cues")
    named = [hit for hit in longest([*own, *_real_rivals(scene, spec)]) if hit.key != _NO_MEASURE]
    return bool(named) and any(named[0] is cue for cue in own)


def is_about_elsewhere(scene: Scene, spec: IndicatorSpec) -> bool:
    """Return whether the sentence tells the measure or figures of another line, and does not name the party."""
    if any(mention.code in spec.parties for mention in scene.parties) or not scene.rivals(spec.elsewhere):
        return False
    return bool(scene.quantities or scene.hits(spec, "cues"))


def _real_rivals(scene: Scene, spec: IndicatorSpec) -> list[Hit]:
    rivals = [hit for hit in scene.rivals(spec.rivals) if hit.key != _TIME or not _is_of_period(scene, hit)]
    if spec.scope is not Scope.PAIR:
        return rivals
    return [hit for hit in rivals if hit.key != "foreign_trade" or not _is_of_pair(scene, hit, set(spec.parties))]


def _is_of_period(scene: Scene, hit: Hit) -> bool:
    """Return whether a word for time only belongs to a period: "than in the same time of last year"."""
    place = hit.first, hit.last
    return any(scene.gap(scene.place_of(mention.span), place) <= _COUPLE + 1 for mention in scene.periods)


def other_amounts(scene: Scene, quantity: Quantity, spec: IndicatorSpec, kind: Kind) -> list[Hit]:
    """Return the amounts a change belongs to: "27,500 TEU, 2.6 times more" is no growth of tonnes."""
    if kind not in (Kind.GROWTH, Kind.MULTIPLE):
        return []
    base = frozenset({"t"}) if "TITR" in spec.parties else MONEY
    before = [other for other in scene.quantities if other.span[1] <= quantity.span[0] and other.unit not in _NO_AMOUNT]
    places = [scene.place(other) for other in before if other.unit not in base and not _is_couple(other)]
    words = scene.sentence.words
    return [Hit("amount", first, last, words[first].start, words[last].end) for first, last in places]


def _is_couple(quantity: Quantity) -> bool:
    """Return whether a count only names the parties: "the two sides", "обеих стран"."""
    return is_countable(quantity.unit) and quantity.value is not None and quantity.value <= _COUPLE


def _is_of_pair(scene: Scene, hit: Hit, pair: set[str]) -> bool:
    """Foreign trade is the total, unless both parties stand with it ("foreign trade of Kazakhstan with the EU")."""
    place = hit.first, hit.last
    close = {m.code for m in scene.parties if scene.gap((m.first, m.last), place) <= _BESIDE}
    return pair <= close


def _cost(scene: Scene, hit: Hit, place: Place) -> int:
    cost = scene.gap((hit.first, hit.last), place)
    if hit.first > place[1]:
        apart = scene.sentence.breaks(place[1], hit.first)
        if cost > _ATTACHED or (apart >= _COMMA and _tells_next(scene, hit)):
            cost += _AFTER[scene.vocabulary.lang] if apart else _SAME_BREATH
    return cost


def _tells_next(scene: Scene, hit: Hit) -> bool:
    """Return whether a measure behind a comma has an amount of its own: "turnover – 49 billion, investment – 200"."""
    return any(0 < scene.place(other)[0] - hit.last <= _NEXT for other in scene.quantities)


def _is_whole(scene: Scene, hit: Hit, place: Place) -> bool:
    """Return whether the measure follows at once as the whole of a share ("40 % of foreign investment")."""
    after = hit.first - place[1]
    return 0 < after <= _ATTACHED and not scene.sentence.breaks(place[1], hit.first)
