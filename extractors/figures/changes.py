"""Says what a number does in its sentence: the change it is part of, and whether it is a level, a growth or a part.

The preposition or case decides between BY and TO ("вырос на 17 % до 50 млрд"; "X %-ға артып, Y-ға жетті"), the verb
decides whether "up to" is a ceiling or the level reached. Unclear sentences leave the change "none".
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.figures.amounts import Amount
from extractors.figures.bounds import Markers
from extractors.figures.clauses import (
    Governor,
    governor_after,
    governor_before,
    sentence_trend,
    trend_of,
    verb_follows,
)
from extractors.figures.sizes import compared_behind, trend_behind
from extractors.figures.tokens import Tokens
from extractors.figures.units import PERCENT, SHARES, TIMES, is_money, time_units
from extractors.records import Bound, Role, Trend

_NEAR = 4  # tokens between an amount and the verb that takes it as "up to"
_CUES = 8  # tokens around an amount where a share or a plan is said
_NAMED = 6  # tokens between "growth" and the verb that says how much it was
_SAME_CHAIN = 6  # tokens between two amounts that one verb can govern


@dataclass(slots=True)
class _Place:
    """An amount among its neighbours; ``floor`` and ``ceiling`` are the tokens where these end and begin."""

    tokens: Tokens
    amount: Amount
    markers: Markers
    before: Amount | None
    before_by: bool
    floor: int
    ceiling: int

    @property
    def is_part(self) -> bool:
        return self.amount.unit in SHARES or self.amount.number.is_fraction


def read_change(tokens: Tokens, at: int, amounts: list[tuple[Amount, Markers]]) -> None:
    """Set change, role and (for "up to") bound of the amount at place ``at`` among ``amounts``."""
    amount, markers = amounts[at]
    place = _Place(
        tokens,
        amount,
        markers,
        before=amounts[at - 1][0] if at else None,
        before_by=at > 0 and amounts[at - 1][1].by,
        floor=amounts[at - 1][0].stop if at else 0,
        ceiling=amounts[at + 1][1].begin if at + 1 < len(amounts) else len(tokens.words),
    )
    if amount.unit == TIMES:
        _read_multiple(place)
    elif not _read_apposition(place):
        if verb_follows(tokens):
            _read_with_cases(place)
        else:
            _read_with_prepositions(place)
    if amount.role is Role.LEVEL:
        amount.role = _level_role(place)
    if amount.is_signed and amount.unit == PERCENT and amount.change is Trend.NONE:
        _read_sign(place)


def _level_role(place: _Place) -> Role:
    """A level is a share when it is a part of something, a target when the clause plans or expects it."""
    tokens, amount = place.tokens, place.amount
    if amount.number.is_fraction:
        return Role.SHARE
    first, clause = place.markers.begin, tokens.clause(amount.first)
    before = range(max(place.floor, first - _CUES), first)
    after = range(amount.stop, min(amount.stop + _CUES, place.ceiling))
    near = [tokens.entries[at] for at in (*before, *after) if tokens.clause(at) == clause]
    if amount.unit == PERCENT:
        is_part = tokens.entry(amount.stop).of is not None or amount.case == "possessive"
        if is_part or any(entry.share for entry in near):
            return Role.SHARE
    return Role.TARGET if any(entry.target for entry in near) else Role.LEVEL


def _read_multiple(place: _Place) -> None:
    tokens, amount = place.tokens, place.amount
    amount.role = Role.MULTIPLE
    entry = tokens.entries[amount.number.first]
    if entry.multiple and (entry.rise or entry.fall):
        amount.change = Trend.RISE if entry.rise else Trend.FALL
        return
    before = Trend.NONE if verb_follows(tokens) else trend_of(governor_before(tokens, place.markers.begin, place.floor))
    after = trend_of(governor_after(tokens, amount.stop, place.ceiling))
    amount.change = before if before is not Trend.NONE else after


def _read_apposition(place: _Place) -> bool:
    """The same change told in another unit: "by $2.7 billion (18.8 percent)", "на 5 млн, или 7 %"."""
    tokens, amount, before = place.tokens, place.amount, place.before
    if before is None or before.role not in (Role.GROWTH, Role.INCREMENT) or before.unit == amount.unit:
        return False
    gap = [at for at in range(before.stop, place.markers.begin) if tokens.words[at] != ","]
    if len(gap) != 1 or not (tokens.words[gap[0]] == "(" or tokens.entries[gap[0]].either):
        return False
    if tokens.words[gap[0]] == "(" and not place.is_part:
        return False
    _set_growth(place, before.change)
    return True


def _read_sign(place: _Place) -> None:
    tokens, amount = place.tokens, place.amount
    verb = governor_before(tokens, place.markers.begin, max(0, place.markers.begin - 2))
    if tokens.entry(amount.stop).of or (verb is not None and verb.kind == "reach"):
        return
    amount.change = Trend.FALL if amount.value is not None and amount.value < 0 else Trend.RISE
    amount.role = Role.GROWTH


def _read_with_prepositions(place: _Place) -> None:
    tokens, amount, markers = place.tokens, place.amount, place.markers
    goes_to = markers.bound is Bound.EXACT  # "went up to": the phrase holds the verb
    governor = governor_before(tokens, markers.begin + goes_to, place.floor)
    trend = trend_of(governor)
    if markers.from_ and not markers.by and amount.bound is not Bound.RANGE:
        return
    if (named := _named_change(place, governor)) is not Trend.NONE:
        _set_growth(place, named)
        return
    if amount.unit in time_units() and tokens.word(amount.number.stop) == "-":  # "to a two-year low"
        return
    if markers.to or goes_to or _is_risen_up_to(place, governor):
        _read_to(place, governor)
        return
    adjacent = governor is not None and governor.at >= markers.begin - 1 and not _is_taken(place, governor)
    behind = tokens.entry(amount.stop).behind
    if behind and place.is_part and not (adjacent or markers.by):  # "faster and 40% less power"
        trend = Trend.NONE
    if trend is not Trend.NONE and (markers.by or place.is_part or (adjacent and amount.unit not in time_units())):
        _set_growth(place, trend)
    elif governor is None and place.before is not None and not behind and _is_next_of_series(place):
        amount.change, amount.role = place.before.change, place.before.role
    elif (sized := trend_behind(tokens, amount, markers.begin, place.ceiling, is_part=place.is_part)) is not Trend.NONE:
        _set_growth(place, sized)
    elif markers.by and place.is_part and governor is None:
        _set_growth(place, _sentence_trend(place))


def _sentence_trend(place: _Place) -> Trend:
    """The trend of the sentence before the amount, or else right behind it: "на 5 % вырос экспорт"."""
    tokens, stop = place.tokens, place.amount.stop
    told = sentence_trend(tokens, place.markers.begin)
    return told if told is not Trend.NONE else trend_of(governor_after(tokens, stop, min(place.ceiling, stop + _NEAR)))


def _is_taken(place: _Place, governor: Governor) -> bool:
    """Whether money is what was got or gone, and no change of anything: "raised $300 million from investors"."""
    return place.tokens.entries[governor.at].takes is not None and is_money(place.amount.unit)


def _named_change(place: _Place, governor: Governor | None) -> Trend:
    if place.is_part:
        return _named_growth(place, governor)
    return compared_behind(place.tokens, place.amount, place.ceiling) if place.markers.by else Trend.NONE


def _named_growth(place: _Place, governor: Governor | None) -> Trend:
    """The growth that a verb of reaching gives the size of: "рост экспорта составил 63 %", "өсім 5 пайызды құрады"."""
    tokens = place.tokens
    if governor is None or governor.kind != "reach":
        return Trend.NONE
    first = min(governor.at, place.markers.begin)
    noun = governor_before(tokens, first, max(place.floor, first - _NAMED))
    sense = tokens.entries[noun.at].behind if noun else None
    if noun is None or sense is None:
        return Trend.NONE
    between = range(noun.at + 1, first)
    if any(tokens.entries[at].joint for at in between):  # "стал выше и составил"
        return Trend.NONE
    return Trend(sense.code)


def _is_risen_up_to(place: _Place, governor: Governor | None) -> bool:
    """Whether "rose up to 10 mln tons" states the level; "rose up to 5 %" is left a growth."""
    up_to = place.markers.bound is Bound.UP_TO and not place.markers.by
    return up_to and not place.is_part and governor is not None and governor.at >= place.markers.begin - 1


def _read_to(place: _Place, governor: Governor | None) -> None:
    """Read "до" and "to": the level reached under a verb of change or reaching, else a ceiling."""
    amount = place.amount
    trend = trend_of(governor)
    moved = place.before is not None and _in_chain(place) and (place.before.change is not Trend.NONE or place.before_by)
    if (governor is not None and governor.kind in ("rise", "fall", "reach")) or moved or amount.reached:
        if amount.change is Trend.NONE:
            amount.change = trend
        if amount.bound is Bound.UP_TO:
            amount.bound = Bound.EXACT
    elif place.markers.may_be_ceiling and amount.bound is Bound.EXACT:
        amount.bound = Bound.UP_TO


def _set_growth(place: _Place, trend: Trend) -> None:
    if trend is not Trend.NONE:
        place.amount.change = trend
        place.amount.role = Role.GROWTH if place.is_part else Role.INCREMENT


def _in_chain(place: _Place) -> bool:
    """Whether the amount before is near and no clause ends between the two."""
    tokens, before = place.tokens, place.before
    if before is None or place.amount.first - before.stop > _SAME_CHAIN:
        return False
    between = range(before.stop, place.amount.first)
    return not any(tokens.words[at] in ".;!?(" or tokens.entries[at].break_ for at in between)


def _is_next_of_series(place: _Place) -> bool:
    """Whether one verb governs a series: "rose 5%, 7% and 9%", "rose 0.4% on the month and 5.4% on the year"."""
    tokens, before, amount = place.tokens, place.before, place.amount
    if before is None or amount.unit is None or before.unit != amount.unit:
        return False
    last = place.markers.begin - 1
    if tokens.entries[last].joint is None or tokens.clause(last) != tokens.clause(before.first):
        return False
    if last == before.stop:
        return True
    one, two = tokens.entries[before.stop], tokens.entry(amount.stop)
    of_time = all(entry.unit is not None and entry.unit.code in time_units() for entry in (one, two))
    told = one.filler is not None and two.filler is not None  # "0.3% in May and 2.9% over the year"
    parallel = tokens.words[before.stop] == tokens.word(amount.stop) or of_time or told
    return place.is_part and last - before.stop <= _SAME_CHAIN and parallel and not two.of


def _read_with_cases(place: _Place) -> None:
    tokens, amount = place.tokens, place.amount
    at = amount.stop
    to = amount.case == "terminative" or (tokens.entry(at).to is not None and amount.case == "dative")
    is_bound_word = tokens.entry(at).after is not None and amount.bound is not Bound.EXACT
    is_word = is_bound_word or (to and amount.case != "terminative")
    governor = governor_after(tokens, at + is_word, place.ceiling)
    trend = trend_of(governor)
    if to:
        _read_postposed_to(amount, governor, at)
        return
    if trend is Trend.NONE or governor is None:
        if place.is_part:
            _set_growth(place, _named_growth(place, governor))
        return
    adjacent = governor.at <= at + 2
    if place.is_part:
        if adjacent and (is_bound_word or amount.case in ("", "dative", "plural", "adjective")):
            _set_growth(place, trend)
    elif amount.reached or (adjacent and amount.case == "dative" and not tokens.lexicon.dative_is_by):
        amount.change = trend
    elif (adjacent and amount.case == "dative") or (amount.case == "" and governor.at == at):
        _set_growth(place, trend)


def _read_postposed_to(amount: Amount, governor: Governor | None, at: int) -> None:
    """Read "дейін", "qədər": the level reached before a verb of change, else a ceiling."""
    near = governor is not None and governor.at <= at + _NEAR
    trend = trend_of(governor)
    if near and trend is not Trend.NONE:
        amount.change = trend
    elif not (near and governor is not None and governor.kind == "reach") and amount.bound is Bound.EXACT:
        amount.bound = Bound.UP_TO
