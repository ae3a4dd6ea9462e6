"""Gives a bare number the unit that was told before it: "41 billion dollars, a year earlier 40 billion".

The closest amount before decides, in the same sentence or in the two before, and an amount of money may
take the currency that is the only one of the text. Refuses small numbers, a number with a
noun of its own, and an amount of another kind in between.
"""

from __future__ import annotations

from extractors.dimensions import MONEY
from extractors.records import Quantity
from extractors.scenes import Article, Scene

_LARGE = 1_000_000
_IN_SERIES = 10_000
_BACK = 2
_UNITS = MONEY | {"t"}
_NO_AMOUNT = frozenset({None, "percent", "pp", "times", "years", "months", "days", "year", "month"})


def takes_unit(article: Article, scene: Scene, quantity: Quantity, unit: str) -> bool:
    """Return whether a bare ``quantity`` takes ``unit`` from the amount told before it."""
    if unit not in _UNITS or quantity.unit is not None or quantity.value is None:
        return False
    least = _IN_SERIES if _goes_on(scene, quantity, unit) else _LARGE
    if quantity.value < least or not _stands_alone(scene, quantity):
        return False
    at = scene.sentence.index
    if unit in MONEY and article.currencies <= {unit}:
        return True
    told = (_last_unit(before, quantity) for before in reversed(article.scenes[max(at - _BACK, 0) : at + 1]))
    return next((last for last in told if last is not None), None) == unit


def _goes_on(scene: Scene, quantity: Quantity, unit: str) -> bool:
    """Return whether a series of years goes on: "783 тыс. тонн в 2020-м, 586 тыс. в 2021-м"."""
    return unit == "t" and len(scene.periods) > 1 and _last_unit(scene, quantity) == unit


def _last_unit(scene: Scene, quantity: Quantity) -> str | None:
    before = [other.unit for other in scene.quantities if other.span[1] <= quantity.span[0]]
    named = [unit.removesuffix(" per year") for unit in before if unit is not None and unit not in _NO_AMOUNT]
    return named[-1] if named else None


def _stands_alone(scene: Scene, quantity: Quantity) -> bool:
    """Return whether no noun of its own follows: the clause ends, or a small word, a verb or a date goes on."""
    at = scene.place(quantity)[1] + 1
    words = scene.sentence.words
    if at >= len(words) or scene.sentence.breaks(at - 1, at):
        return True
    if words[at].text in scene.syntax["followers"]:
        return True
    if words[at].text in scene.syntax["wholes"]:
        at += 1  # "the 50 billion of 2024"
    verbs = (hit.first for name in ("target", "outturn", "growth") for hit in scene.words(name))
    return at in verbs or any(scene.place_of(mention.span)[0] == at for mention in scene.periods)
