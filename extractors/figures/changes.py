"""Says what a number does in its sentence: the change it is part of, and whether it is a level, a growth or a part.

The preposition or case decides between BY and TO ("вырос на 17 % до 50 млрд"; "X %-ға артып, Y-ға жетті"), the verb
decides whether "up to" is a ceiling or the level reached. Unclear sentences leave the change "none".
"""

from __future__ import annotations

from extractors.figures.amounts import Amount
from extractors.figures.bounds import Markers
from extractors.figures.clauses import Governor, governor_after, governor_before, trend_of, verb_follows
from extractors.figures.tokens import Tokens
from extractors.figures.units import BASIS_POINTS, PERCENT, POINTS, TIMES
from extractors.records import Bound, Role, Trend

_PARTS = frozenset({PERCENT, POINTS, BASIS_POINTS})
_NEAR = 4
_CUE_REACH = 6


def read_change(tokens: Tokens, at: int, amounts: list[tuple[Amount, Markers]]) -> None:
    """Set change, role and (for "up to") bound of the amount at place ``at`` among ``amounts``."""
    amount, markers = amounts[at]
    floor = amounts[at - 1][0].stop if at else 0
    ceiling = amounts[at + 1][0].begin if at + 1 < len(amounts) else len(tokens.words)
    if verb_follows(tokens):
        _read_with_cases(tokens, amount, ceiling)
    else:
        _read_with_prepositions(tokens, amount, markers, floor, ceiling, amounts[at - 1][0] if at else None)
    if amount.number.is_fraction and amount.role is Role.LEVEL:
        amount.role = Role.SHARE
    if amount.is_signed and amount.unit == PERCENT and amount.change is Trend.NONE:
        _read_sign(tokens, amount, markers)


def _read_sign(tokens: Tokens, amount: Amount, markers: Markers) -> None:
    before = governor_before(tokens, markers.begin, max(0, markers.begin - 2))
    if tokens.word(amount.stop) in ("of", "от", "к") or (before is not None and before.kind == "reach"):
        return
    amount.change = Trend.FALL if amount.value is not None and amount.value < 0 else Trend.RISE
    amount.role = Role.GROWTH


def _read_with_prepositions(
    tokens: Tokens, amount: Amount, markers: Markers, floor: int, ceiling: int, previous: Amount | None
) -> None:
    goes_to = markers.bound is Bound.EXACT  # "went up to": the phrase holds the verb
    governor = governor_before(tokens, markers.begin + goes_to, floor)
    inherited = (
        governor is None
        and previous is not None
        and previous.change is not Trend.NONE
        and _follows(tokens, previous, amount)
    )
    trend = trend_of(governor)
    reaching = governor is not None and governor.kind == "reach"
    own = _own_trend(tokens, amount)
    is_part = amount.unit in _PARTS or amount.number.is_fraction
    if amount.unit == TIMES:
        behind = governor_after(tokens, amount.stop, ceiling, reach=_NEAR)
        amount.change = _first(own, trend, trend_of(behind))
        amount.role = Role.MULTIPLE
        return
    if markers.from_ and not markers.by and amount.bound is not Bound.RANGE:
        return
    if markers.to or goes_to:
        _read_to(
            amount,
            trend,
            reaching=reaching or inherited or amount.reached,
        )
        return
    if trend is not Trend.NONE and (markers.by or is_part or not reaching):
        adjacent = markers.by or is_part or (governor is not None and governor.at >= markers.begin - 1)
        if adjacent:
            _set_growth(amount, trend)
            return
    if inherited and amount.joined and previous is not None:
        amount.change, amount.role = previous.change, previous.role
        return
    behind = governor_after(tokens, amount.stop, ceiling, reach=_NEAR)
    if (
        behind is not None
        and trend_of(behind) is not Trend.NONE
        and (is_part or markers.by)
        and tokens.entry(behind.at).before is None
    ):
        _set_growth(amount, trend_of(behind))


def _read_to(amount: Amount, trend: Trend, *, reaching: bool) -> None:
    """ "до", "to": the level reached under a verb of change or reaching, else a ceiling."""
    moves = trend is not Trend.NONE
    if amount.bound is Bound.UP_TO and moves:
        amount.bound = Bound.EXACT
    if moves or reaching:
        if amount.change is Trend.NONE:
            amount.change = trend
        return
    if amount.bound is Bound.EXACT:
        amount.bound = Bound.UP_TO


def _first(*trends: Trend) -> Trend:
    return next((trend for trend in trends if trend is not Trend.NONE), Trend.NONE)


def _set_growth(amount: Amount, trend: Trend) -> None:
    amount.change = trend
    amount.role = Role.GROWTH if amount.unit in _PARTS or amount.number.is_fraction else Role.INCREMENT


def _own_trend(tokens: Tokens, amount: Amount) -> Trend:
    entry = tokens.entries[amount.number.first]
    if amount.unit == TIMES and entry.multiple:
        return Trend.RISE if entry.rise else Trend.FALL if entry.fall else Trend.NONE
    return Trend.NONE


def _follows(tokens: Tokens, previous: Amount, amount: Amount) -> bool:
    """Whether no clause ends between two amounts."""
    if amount.first - previous.stop > _CUE_REACH:
        return False
    return not any(
        tokens.words[at] in ".;!?(" or tokens.entries[at].break_ for at in range(previous.stop, amount.first)
    )


def _read_with_cases(tokens: Tokens, amount: Amount, ceiling: int) -> None:
    at = amount.stop
    to = tokens.entry(at).to is not None and amount.case == "dative"
    governor: Governor | None = governor_after(tokens, at + 1 if to else at, ceiling)
    trend = trend_of(governor)
    own = _own_trend(tokens, amount)
    bound_word = tokens.entry(at).after is not None and amount.bound is not Bound.EXACT
    if bound_word and governor is not None and governor.at == at:
        governor = governor_after(tokens, at + 1, ceiling)
        trend = trend_of(governor)
    if amount.unit == TIMES:
        amount.role, amount.change = Role.MULTIPLE, _first(own, trend)
        return
    if to:
        if trend is not Trend.NONE and governor is not None and governor.at <= at + _NEAR:
            amount.change = trend
        elif governor is None or governor.kind != "reach" or governor.at > at + _NEAR:
            amount.bound = Bound.UP_TO if amount.bound is Bound.EXACT else amount.bound
        return
    if trend is Trend.NONE or governor is None:
        return
    is_part = amount.unit in _PARTS or amount.number.is_fraction
    adjacent = governor.at <= at + 2
    if is_part and adjacent and amount.case in ("", "dative", "plural", "adjective"):
        _set_growth(amount, trend)
    elif amount.reached or (tokens.lexicon.lang == "az" and amount.case == "dative" and adjacent):
        amount.change = trend
    elif tokens.lexicon.lang == "kk" and amount.case == "dative" and adjacent:
        _set_growth(amount, trend)
    elif amount.case == "" and governor.at == at:
        _set_growth(amount, trend)
