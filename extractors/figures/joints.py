"""Joins neighbouring amounts: ranges, from–to changes, and series that share a scale or a unit.

A range becomes one amount without a value; a change from one level to another stays two amounts, the first taking
scale and unit from the second. Two small bare numbers joined by a hyphen are a score, and no figure.
"""

from __future__ import annotations

from enum import Enum, auto
from itertools import pairwise

from extractors.figures.amounts import Amount, Refused
from extractors.figures.bounds import Markers
from extractors.figures.clauses import governor_after, governor_before, sentence_trend, trend_of, verb_follows
from extractors.figures.numerals import ONE, plain
from extractors.figures.refusals import Reason
from extractors.figures.tokens import NOTHING, Tokens
from extractors.figures.units import SHARES, TIMES, base_unit, is_money, rated_unit
from extractors.records import Bound, Trend

_DASHES = frozenset({"-", "–"})
_SHARES_SCALE = 1000  # a number below it can have left out the scale word of its neighbour
_HIGHEST_SCORE = 20
_WIDEST_GAP = 4
_VERB_REACH = 5
_ELISION_GAP = 5
_MILLION = 1_000_000

Marked = tuple[Amount, Markers]


class Joint(Enum):
    """How two neighbouring amounts belong together."""

    NONE = auto()
    RANGE = auto()
    LEVELS = auto()
    SCORE = auto()


def join_amounts(tokens: Tokens, amounts: list[Marked]) -> tuple[list[Marked], list[Refused]]:
    """Return the amounts with ranges joined, each with its markers, and the scores, which are no figures."""
    joined: list[Marked] = []
    scores: list[Refused] = []
    at = 0
    while at < len(amounts):
        one, markers = amounts[at]
        joint = Joint.NONE
        if at + 1 < len(amounts):
            two, markers_two = amounts[at + 1]
            if two.begin - one.stop <= _WIDEST_GAP:
                joint = _relation(tokens, one, two, markers, markers_two)
            if joint is not Joint.NONE and not all(tokens.near(step) for step in range(one.stop, two.first + 1)):
                joint = Joint.NONE
            if joint is Joint.RANGE and not _make_range(tokens, one, two, markers):
                joint = _of_descending(tokens, one, two, markers)
            elif joint is Joint.RANGE:
                at += 1
            at += joint is Joint.SCORE
            if joint is Joint.LEVELS:
                floor = joined[-1][0].stop if joined else 0
                _make_levels(tokens, one, two, markers, floor)
        if joint is Joint.SCORE:
            scores.append(Refused((tokens.starts[one.first], tokens.ends[two.stop - 1]), Reason.SCORE))
        else:
            joined.append((one, markers))
        at += 1
    _share_in_series(tokens, joined)
    _share_elided_money(tokens, joined)
    return joined, scores


def _relation(tokens: Tokens, one: Amount, two: Amount, markers: Markers, markers_two: Markers) -> Joint:
    """How two neighbours belong together; ``markers`` say what stands before each."""
    if not _can_join(one, two, markers):
        return Joint.NONE
    single = tokens.words[one.stop] if two.first - one.stop == 1 else ""
    if single in _DASHES:
        return _by_dash(tokens, one, two)
    change = Joint.LEVELS if _is_change(tokens, two, markers) else Joint.RANGE
    if one.case == "ablative" and two.case == "dative" and two.first - one.stop <= 1:
        return change
    word = tokens.entry(one.stop) if single and single != "," else NOTHING
    if markers.between and (markers_two.to or word.joint):
        return Joint.RANGE
    if markers_two.to and not markers_two.by and (markers.from_ or single):
        return change if markers.from_ else _plain_to(tokens, one, two, markers, is_ceiling=markers_two.may_be_ceiling)
    between_behind = word.joint and tokens.entry(two.stop).between
    return Joint.RANGE if between_behind or (word.either and one.unit is None) else Joint.NONE


def _can_join(one: Amount, two: Amount, markers: Markers) -> bool:
    if two.is_signed or one.value is None or two.value is None:
        return False
    if two.unit == TIMES and one.unit is None and not markers.by and one.number.scale != ONE:
        return False
    return one.unit is None or two.unit is None or one.unit in (two.unit, base_unit(two.unit)) or one.is_guess


def _plain_to(tokens: Tokens, one: Amount, two: Amount, markers: Markers, *, is_ceiling: bool) -> Joint:
    """Tell ranges ("2 to 3 percent", "$10 to $12 billion") from a growth and its level ("rose $5 to $105").

    Behind "by" only ends that lie close together are a range ("by 2 to 2.5 degrees"), and only where the word for
    "to" joins ranges, which "до" (``is_ceiling``) does not without "от".
    """
    if one.unit is None and not markers.by:
        return Joint.RANGE
    if one.unit is None and not is_ceiling and one.value is not None and two.value is not None:
        return Joint.RANGE if two.unit in SHARES or two.value <= 2 * one.value else Joint.NONE
    moved = markers.by or trend_of(governor_before(tokens, markers.begin, max(0, markers.begin - 1))) is not Trend.NONE
    alike = (one.has_prefix and two.has_prefix) or (one.unit in SHARES and one.unit == two.unit and not is_ceiling)
    return Joint.RANGE if alike and not moved else Joint.NONE


def _of_descending(tokens: Tokens, one: Amount, two: Amount, markers: Markers) -> Joint:
    """What ends that fall are: the levels of a change, a score ("a vote of 218 to 206"), or nothing joined."""
    if markers.from_ or one.case == "ablative":
        return Joint.LEVELS
    bare = one.unit is None and (two.unit is None or two.is_guess) and one.number.in_digits and two.number.in_digits
    stands_alone = not (one.has_prefix or markers.by or markers.between or markers.bound)
    moved = trend_of(governor_before(tokens, markers.begin, max(0, markers.begin - _VERB_REACH))) is not Trend.NONE
    return Joint.SCORE if bare and stands_alone and not moved and not verb_follows(tokens) else Joint.NONE


def _by_dash(tokens: Tokens, one: Amount, two: Amount) -> Joint:
    dash = one.stop
    glued = tokens.glued(dash) and tokens.glued(two.first)
    bare = one.unit is None and two.unit is None and one.number.in_digits and two.number.in_digits
    if bare and glued and (one.number.value >= two.number.value or two.number.value <= _HIGHEST_SCORE):
        return Joint.SCORE
    if not tokens.same_line(two.first) or not tokens.same_line(dash):
        return Joint.NONE
    if one.unit is not None and two.unit is None and not glued and two.number.scale == ONE:
        return Joint.NONE
    return Joint.RANGE


def _is_change(tokens: Tokens, two: Amount, markers: Markers) -> bool:
    """Whether a verb makes "from X to Y" a change and not a range."""
    if verb_follows(tokens):
        found = governor_after(tokens, two.stop, two.stop + _VERB_REACH)
        return found is not None and found.kind != "exceed"
    return sentence_trend(tokens, markers.begin) is not Trend.NONE


def _make_range(tokens: Tokens, one: Amount, two: Amount, markers: Markers) -> bool:
    """Join ``two`` into ``one`` when the ends ascend; returns whether they do."""
    if one.value is None or two.value is None:
        return False
    low, high = one.value, two.value
    if one.number.scale == ONE and two.number.scale > ONE and one.value < _SHARES_SCALE:
        scaled = plain(low * two.number.scale)
        low = scaled if scaled < high else low
    if low >= high:
        return False
    one.low, one.high, one.value = low, high, None
    if one.unit is None or one.is_guess or one.unit == base_unit(two.unit):
        one.unit = two.unit
    one.stop, one.case, one.is_noun, one.is_guess = two.stop, two.case, two.is_noun, two.is_guess
    one.has_prefix = one.has_prefix or two.has_prefix
    one.bound = Bound.RANGE
    if markers.from_ or markers.between:
        one.start = next(
            at for at in range(one.first - 1, -1, -1) if tokens.entries[at].from_ or tokens.entries[at].between
        )
    behind = tokens.entry(one.stop)
    if (one.case == "dative" and behind.to) or behind.between:
        one.stop += 1
        if one.unit is None and (unit := rated_unit(tokens, one.stop)) is not None:  # "екі миллионға дейін тонна"
            one.unit, one.stop, one.case, one.is_noun = unit.code, unit.stop, unit.case, unit.is_noun
    return True


def _make_levels(tokens: Tokens, one: Amount, two: Amount, markers: Markers, floor: int) -> None:
    _share(one, two, both=True)
    two.reached = two.joined = True
    if verb_follows(tokens):
        two.change = trend_of(governor_after(tokens, two.stop, two.stop + _VERB_REACH))
    else:
        two.change = trend_of(governor_before(tokens, markers.begin, floor))


def _share(one: Amount, two: Amount, *, both: bool) -> None:
    """Let ``one`` take the scale and unit of ``two``, and ``both``: the other way round as well."""
    if one.unit is None:
        _take_scale(one, two)
    if both and two.unit is None:
        _take_scale(two, one)
    if one.unit is None or one.is_guess or one.unit == base_unit(two.unit):  # "from $7 to $15 an hour"
        one.unit, one.is_noun = two.unit, two.is_noun
    elif both and (two.unit is None or two.is_guess):
        two.unit, two.is_noun = one.unit, one.is_noun


def _take_scale(poor: Amount, rich: Amount) -> None:
    if poor.value is not None and poor.number.scale == ONE < rich.number.scale and poor.value < _SHARES_SCALE:
        poor.value = plain(poor.value * rich.number.scale)


def _share_elided_money(tokens: Tokens, joined: list[Marked]) -> None:
    """Share a currency said once: "экспорт — 34,6 млрд, импорт — 9,1 млрд долларов"."""
    for (one, _), (two, _) in pairwise(joined):
        if one.unit is not None or one.number.scale < _MILLION or one.number.scale != two.number.scale:
            continue
        named = is_money(two.unit) and not two.has_prefix and two.first - one.stop <= _ELISION_GAP
        if named and tokens.sentence(one.first) == tokens.sentence(two.first) and tokens.words[one.stop] == ",":
            one.unit = two.unit


def _share_in_series(tokens: Tokens, joined: list[Marked]) -> None:
    """Share the last unit of a series that ends with a word like "and": "0.7, 1.2 and 2.4 percent"."""
    for at in range(len(joined) - 1, 0, -1):
        two, one = joined[at][0], joined[at - 1][0]
        if two.first - one.stop != 1 or two.unit is None or two.is_guess or two.has_prefix or one.number.is_fraction:
            continue
        if (one.unit is not None and not one.is_guess) or not tokens.same_line(two.first):
            continue
        comma = tokens.words[one.stop] == ","
        entry = tokens.entries[one.stop]
        if entry.joint and not entry.either and (not comma or two.joined):
            _share(one, two, both=False)
            one.joined = two.joined = True
