"""Tells an amount that something reached from one by which it changed, from a part of it and from the price of things.

"By 1 million", "79 million or 22 percent more", "a gain of 2 million", "of which 2.5 billion", "54 goods worth 310
million" are no levels of what was told before them. Refuses nothing by itself; ``kinds`` asks.
"""

from __future__ import annotations

from decimal import Decimal

from extractors.dimensions import is_countable
from extractors.indicators import IndicatorSpec
from extractors.records import Bound, Quantity, Role, Trend
from extractors.scenes import Scene

_NEXT = 4
_CLAUSE = 18
_COMMA = 4
_BOUNDS = 2
_NOUN = 2
_OBJECT = 4
_COUPLE = 2
_FAR = 99
_RESTATED = 8
_WHOLE_PERCENT = 100
_ROUNDED = Decimal("0.03")


def is_amount(quantity: Quantity) -> bool:
    """Return whether the quantity was read as an amount, not as a change, a multiple or a share."""
    return (
        quantity.role not in (Role.INCREMENT, Role.GROWTH, Role.MULTIPLE, Role.SHARE)
        or (quantity.role is Role.INCREMENT and quantity.bound is Bound.UP_TO)  # "expected to rise up to 10 million"
    )


def is_difference(scene: Scene, quantity: Quantity) -> bool:
    """Return whether the amount is one of change: "by 1 million", "1.7 million more", "на 1,4 млн больше"."""
    last, words = scene.place(quantity)[1], scene.sentence.words
    if _is_computed(scene, quantity):
        return True
    follows = last + 1 < len(words) and not scene.sentence.breaks(last, last + 1)
    behind = follows and any(hit.first == last + 1 for hit in scene.words("comparative"))
    if behind and not words[last].text.endswith(tuple(scene.syntax["from_endings"])):
        return True
    return is_by(scene, quantity) and _to_growth(scene, quantity) <= _CLAUSE


def is_gain(scene: Scene, quantity: Quantity) -> bool:
    """Return whether a noun of change stands right before the amount: "a gain of 2 million", "прибавка – 1,7 млн"."""
    first, words = scene.place(quantity)[0], scene.sentence.words
    at = first - 1
    while at > 0 and words[at].text in scene.syntax["copulas"]:
        at -= 1
    apart = at >= 0 and scene.breaks((at, at), (first, first)) >= _COMMA  # "in addition, 40 agreements"
    return at >= 0 and not apart and words[at].text in scene.syntax["gains"] and at >= first - _NEXT


def is_slice(scene: Scene, quantity: Quantity, spec: IndicatorSpec) -> bool:
    """Return whether the amount is a part of another one: "of which 2.5 billion", "в том числе 1,2 млн"."""
    first, last = scene.place(quantity)
    if any(0 < hit.first - last <= 1 for hit in scene.words("partitive")):
        return True
    own = [mention.first for mention in scene.parties if mention.code in spec.parties]
    return any(
        0 < first - hit.last <= _NEXT and not any(hit.last < at < first for at in own) for hit in scene.words("slice")
    )


def is_price(scene: Scene, quantity: Quantity) -> bool:
    """Return whether the amount is what things counted beside it are worth: "54 goods worth $310 million"."""
    first, last = scene.place(quantity)
    things = [other for other in scene.quantities if other.unit and is_countable(other.unit)]
    counts = [scene.place(other) for other in things if other.value is None or other.value > _COUPLE]
    for hit in scene.words("worth"):
        before = 0 <= first - hit.last <= 1 + _BOUNDS and any(0 < hit.first - end <= _NOUN for _, end in counts)
        after = 0 <= hit.first - last <= 1 and any(0 < start - hit.last <= _NOUN for start, _ in counts)
        if before or after:
            return True
    return False


def is_by(scene: Scene, quantity: Quantity) -> bool:
    """Return whether a word for the amount of a change stands before it: "by 1 million", "на 1,4 млн"."""
    at, words = scene.place(quantity)[0] - 1, scene.sentence.words
    while at > 0 and words[at].text in scene.syntax["bounds"]:
        at -= 1
    if at < 0 or words[at].text not in scene.syntax["bys"]:
        return False
    sums = tuple(scene.syntax["sum_verbs"])
    spent = (back for back in range(max(at - _OBJECT, 0), at) if words[back].text.startswith(sums))
    return all(scene.breaks((back, back), (at, at)) for back in spent)  # "торговал с соседом на 61 млн"


def is_restated(scene: Scene, quantity: Quantity) -> bool:
    """Return whether a rough part is told again as a percentage: "over a third, some 35 per cent"."""
    if quantity.unit is not None or quantity.role is not Role.SHARE:
        return False
    place, ands = scene.place(quantity), scene.syntax["ands"]
    return any(
        other.unit == "percent" and other.role not in (Role.GROWTH, Role.INCREMENT)
        and 0 < scene.place(other)[0] - place[1] <= _RESTATED
        and not any(word.text in ands for word in scene.sentence.words[place[1] : scene.place(other)[0]])
        for other in scene.quantities
    )  # fmt: skip


def _is_computed(scene: Scene, quantity: Quantity) -> bool:
    """Return whether the amount is what the one before it changed by: "431.2, which is 79 or 22.4% more"."""
    if not quantity.value or quantity.unit in ("percent", "times"):
        return False
    at = scene.quantities.index(quantity)
    told = scene.quantities[max(at - 1, 0) : at + 2]
    rate = next((q.value for q in told if _is_told_change(q) and _follows(scene, quantity, q)), None)
    if not rate or rate >= _WHOLE_PERCENT:
        return False
    levels = [q.value for q in scene.quantities[:at] if q.unit == quantity.unit and q.value]
    changes = (level * rate / (_WHOLE_PERCENT + sign * rate) for level in levels for sign in (1, -1))
    return any(abs(change - quantity.value) <= quantity.value * _ROUNDED for change in changes)


def _is_told_change(quantity: Quantity) -> bool:
    changed = quantity.role in (Role.GROWTH, Role.INCREMENT) or quantity.change is not Trend.NONE
    return quantity.unit == "percent" and changed


def _follows(scene: Scene, one: Quantity, other: Quantity) -> bool:
    return 0 < scene.place(other)[0] - scene.place(one)[1] <= _NEXT


def _to_growth(scene: Scene, quantity: Quantity) -> int:
    place = scene.place(quantity)
    return min((scene.gap((hit.first, hit.last), place) for hit in scene.words("growth")), default=_FAR)
