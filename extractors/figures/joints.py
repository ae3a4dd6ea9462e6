"""Joins neighbouring amounts: ranges, from–to changes, and series that share a scale or a unit.

A range becomes one amount without a value; a change from one level to another stays two amounts, the first taking
scale and unit from the second. Two bare numbers joined by a hyphen that do not rise are a score, and no figure.
"""

from __future__ import annotations

from decimal import Decimal

from extractors.figures.amounts import Amount
from extractors.figures.bounds import Markers
from extractors.figures.clauses import governor_after, governor_before, trend_of, verb_follows
from extractors.figures.numerals import ONE, plain
from extractors.figures.tokens import Tokens
from extractors.figures.units import TIMES
from extractors.records import Bound, Trend

_DASHES = frozenset({"-", "–"})
_SHARES_SCALE = Decimal(1000)


def join_amounts(tokens: Tokens, amounts: list[Amount], markers: list[Markers]) -> list[tuple[Amount, Markers]]:
    """Return the amounts with ranges joined, each with its markers; scores are dropped."""
    joined: list[tuple[Amount, Markers]] = []
    at = 0
    while at < len(amounts):
        amount, marker = amounts[at], markers[at]
        after = amounts[at + 1] if at + 1 < len(amounts) else None
        if after is None or after.begin - amount.stop > 3 or not _same_sentence(tokens, amount.stop, after.first):  # noqa: PLR2004
            joined.append((amount, marker))
            at += 1
            continue
        kind = _relation(tokens, amount, after, marker, markers[at + 1])
        if kind == "score":
            at += 2
            continue
        if kind == "range" and _make_range(amount, after, marker):
            joined.append((amount, marker))
            at += 2
            continue
        if kind in ("levels", "range"):
            _share(amount, after, both=True)
            if kind == "levels":
                after.reached = True
                floor = joined[-1][0].stop if joined else 0
                after.change = _trend(tokens, amount, after, marker, floor)
            after.joined = True
        joined.append((amount, marker))
        at += 1
    _share_in_series(tokens, joined)
    return joined


def _same_sentence(tokens: Tokens, stop: int, first: int) -> bool:
    return all(tokens.near(at) for at in range(stop, first + 1))


def _relation(tokens: Tokens, one: Amount, two: Amount, marker: Markers, marker_two: Markers) -> str:
    """What joins two neighbouring amounts: "range", "levels", "score" or nothing."""
    if TIMES in (one.unit, two.unit) and one.unit != two.unit and one.unit is not None:
        return ""
    between = tokens.words[one.stop : two.first]
    compatible = one.unit is None or two.unit is None or one.unit == two.unit or one.is_guess
    if not compatible or two.is_signed:
        return ""
    if len(between) == 1 and between[0] in _DASHES:
        return _by_dash(tokens, one, two)
    first = tokens.entry(one.stop)
    if marker.between and len(between) == 1 and first.joint and between[0] != ",":
        return "range"
    if one.case == "ablative" and two.case == "dative" and len(between) <= 1:
        return "levels" if _is_change(tokens, one, two, marker) else "range"
    if marker_two.to and (marker.from_ or marker.between or len(between) == 1):
        return _from_to(tokens, one, two, marker)
    if len(between) == 1 and first.joint and between[0] in ("or", "или", "немесе", "ya", "yaxud") and one.unit is None:
        return "range"
    return ""


def _by_dash(tokens: Tokens, one: Amount, two: Amount) -> str:
    dash = one.stop
    glued = tokens.glued(dash) and tokens.glued(two.first)
    bare = one.unit is None and two.unit is None and not two.is_guess and two.number.scale == ONE
    if (
        bare
        and glued
        and one.number.in_digits
        and two.number.in_digits
        and two.number.value <= 20
        and one.number.value <= 20
    ):  # noqa: PLR2004
        return "score"
    if not tokens.same_line(two.first) or not tokens.same_line(dash):
        return ""
    if one.unit is not None and two.unit is None and not glued and two.number.scale == ONE:
        return ""
    return "range"


def _from_to(tokens: Tokens, one: Amount, two: Amount, marker: Markers) -> str:
    if _is_change(tokens, one, two, marker):
        return (
            "levels"
            if marker.from_ or one.unit is not None
            else ("range" if one.unit is None and not marker.by else "levels")
        )
    if tokens.lexicon.lang == "ru" and tokens.word(one.first - 1) in ("с", "со", "c"):
        return "levels"
    return "range"


def _trend(tokens: Tokens, one: Amount, two: Amount, marker: Markers, floor: int) -> Trend:
    if verb_follows(tokens):
        found = governor_after(tokens, two.stop, two.stop + 5)
    else:
        found = governor_before(tokens, marker.begin, floor)
    return trend_of(found)


def _is_change(tokens: Tokens, one: Amount, two: Amount, marker: Markers) -> bool:
    if verb_follows(tokens):
        found = governor_after(tokens, two.stop, two.stop + 5)
    else:
        found = governor_before(tokens, marker.begin, 0)
    return found is not None and found.kind != "exceed" and (found.kind in ("rise", "fall") or verb_follows(tokens))


def _make_range(one: Amount, two: Amount, marker: Markers) -> bool:
    """Join ``two`` into ``one`` when the ends ascend; returns whether they do."""
    if one.value is None or two.value is None:
        return False
    low, high = one.value, two.value
    if one.number.scale == ONE and two.number.scale > ONE and one.value < _SHARES_SCALE:
        low = plain(low * two.number.scale)
    if low >= high:
        return False
    one.low, one.high, one.value = low, high, None
    one.unit = one.unit if one.unit is not None and not one.is_guess else two.unit
    if two.unit is not None and one.is_guess:
        one.unit = two.unit
    one.stop, one.case, one.is_noun, one.is_guess = two.stop, two.case, two.is_noun, two.is_guess
    one.has_prefix = one.has_prefix or two.has_prefix
    one.bound = Bound.RANGE
    if marker.from_ or marker.between:
        one.start = marker.begin
    return True


def _share(one: Amount, two: Amount, *, both: bool) -> None:
    """Let ``one`` take the scale and unit of ``two``, and ``both``: the other way round as well."""
    if (
        one.value is not None
        and one.number.scale == ONE
        and two.number.scale > ONE
        and one.value < _SHARES_SCALE
        and one.unit is None
    ):
        one.value = plain(one.value * two.number.scale)
    elif both and two.value is not None and two.number.scale == ONE and one.number.scale > ONE and two.unit is None:
        if two.value < _SHARES_SCALE:
            two.value = plain(two.value * one.number.scale)
    if one.unit is None or one.is_guess:
        one.unit, one.is_noun = two.unit, two.is_noun
    elif both and (two.unit is None or two.is_guess):
        two.unit, two.is_noun = one.unit, one.is_noun


def _share_in_series(tokens: Tokens, joined: list[tuple[Amount, Markers]]) -> None:
    """ "0.7, 1.2 and 2.4 percent": the last unit serves all, when a word like "and" ends the series."""
    for at in range(len(joined) - 1, 0, -1):
        two, one = joined[at][0], joined[at - 1][0]
        gap = tokens.words[one.stop : two.first] if two.first - one.stop == 1 else []
        if (
            not gap
            or two.unit is None
            or two.is_guess
            or one.unit is not None
            and not one.is_guess
            or one.number.is_fraction
        ):
            continue
        by_word = tokens.entry(one.stop).joint is not None and gap[0] != ","
        if (by_word or (gap[0] == "," and two.joined)) and not two.has_prefix and tokens.same_line(two.first):
            _share(one, two, both=False)
            one.joined = two.joined = True
