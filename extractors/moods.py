"""Reads the mood of a clause: what was not reached, and what only might have been.

"Did not exceed 700 million" bounds a figure from above; "had it reached a billion" and "мог бы составить" tell none.
Refuses to take a contrast for a condition: "if it was 109 million in 2020, it was 529 in 2023" tells two figures.
"""

from __future__ import annotations

from extractors.records import Bound, Quantity
from extractors.scenes import Scene

Place = tuple[int, int]

_COMMA = 4  # what a comma costs
_BESIDE = 4
_OPEN = frozenset({Bound.EXACT, Bound.OVER})


def is_unreal(scene: Scene, place: Place) -> bool:
    """Return whether the clause of a figure tells what did not happen, by its own mood or that of its "if"."""
    told = [(hit.first, hit.last) for hit in scene.words("unreal")]
    if any(scene.breaks(where, place) < _COMMA for where in told):
        return True
    return bool(told) and any(
        word.text in scene.syntax["ifs"] and not scene.breaks((at, at), place)
        for at, word in enumerate(scene.sentence.words[: place[0]])
    )


def bound_of(scene: Scene, quantity: Quantity) -> Bound:
    """Return the bound of ``quantity``, which a verb denied beside it turns round: "did not exceed 700 million"."""
    if quantity.bound not in _OPEN:
        return quantity.bound
    first, last = scene.place(quantity)
    for hit in scene.words("denied"):
        behind = scene.vocabulary.lang in ("kk", "az")  # where verbs close their clause
        gap = hit.first - last if behind else first - hit.last
        if 0 < gap <= _BESIDE and scene.breaks((hit.first, hit.last), (first, last)) < _COMMA:
            return Bound.AT_MOST
    return quantity.bound
