"""Decides what a figure states of its measure: a level, a growth, a multiple, a share or a target.

Growth is year on year only; over several years it is a multiple or nothing. An amount of change ("by 1 million") is no
level. A plan is not an outturn: the nearest verb of the clause decides, and a period that lies ahead.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from extractors.differences import is_amount, is_by, is_difference, is_gain, is_price, is_slice
from extractors.dimensions import MONEY
from extractors.indicators import IndicatorSpec, PeriodRule, Scope
from extractors.moods import is_unreal
from extractors.plans import is_planned, is_wished, starts_from
from extractors.records import Kind, Period, PeriodKind, Quantity, Role, Trend
from extractors.scenes import Article, Scene, is_compared, question
from extractors.series import told_span

_NEAR = 9
_YEARS = 30
_LONG = 550
_NEXT = 4
_WHOLE = 8
_CLAUSE = 18
_COMMA = 4
_OBJECT = 4
_LAST_YEAR = 1
_SIGNS = "+-−–"


def kind_of(article: Article, scene: Scene, quantity: Quantity, spec: IndicatorSpec) -> Kind | None:
    """Return the kind of ``quantity`` as a figure of ``spec``, None when it cannot be one."""
    published = article.published
    if (quantity.unit in ("percent", "times") or is_fraction(quantity)) and spec.unit not in ("percent", "times"):
        return _change_of_level(article, scene, quantity, spec)
    match spec.kind:
        case Kind.SHARE:
            return _share(article, scene, quantity, spec)
        case Kind.GROWTH | Kind.MULTIPLE:
            return _change(article, scene, quantity, spec)
        case Kind.TARGET:
            planned = is_planned(scene, quantity, published)
            amount = is_amount(quantity) and not is_difference(scene, quantity)
            return Kind.TARGET if planned and (amount or spec.unit == "degC") else None
        case _:
            return _level(scene, quantity, spec, published)


def is_fraction(quantity: Quantity) -> bool:
    """Return whether ``quantity`` is a change told as a part: "a quarter less", "вырос на треть"."""
    return quantity.unit is None and quantity.role is Role.GROWTH


def directed(scene: Scene, quantity: Quantity) -> Quantity:
    """Return ``quantity`` with the direction that the nearest word of change gives to a growth: "fell twofold"."""
    if quantity.unit not in ("percent", "times") and not is_fraction(quantity):
        return quantity
    if quantity.unit == "percent" and _near(scene, quantity, "slowdown") <= _CLAUSE:
        return replace(quantity, change=Trend.RISE)
    if quantity.change is not Trend.NONE and quantity.unit != "times":
        return quantity
    fall, rise = _near(scene, quantity, "fall"), _near_rise(scene, quantity)
    if min(fall, rise) > _NEAR or fall == rise:
        return quantity
    return replace(quantity, change=Trend.FALL if fall < rise else Trend.RISE)


def _near_rise(scene: Scene, quantity: Quantity) -> int:
    """Return how far the nearest word of growth is that tells no fall and is no part of the number ("-fold")."""
    place = scene.place(quantity)
    falls = {hit.first for hit in scene.words("fall")}
    hits = (hit for hit in scene.words("growth") if hit.first not in falls)
    return min((gap for hit in hits if (gap := scene.gap((hit.first, hit.last), place))), default=99)


def is_multi_year(article: Article, scene: Scene, quantity: Quantity) -> bool:
    """Return whether the change is told over several years."""
    place = scene.place(quantity)
    if _years_since_base(article, scene) > 1 or span_before(article, scene):
        return True
    if quantity.unit == "times" and told_span(scene) is not None:
        return True
    if any(_covers(scene, (hit.first, hit.last), place) for hit in scene.words("plural_year")):
        return True
    near = [m.period for m in scene.periods if scene.gap(scene.place_of(m.span), place) <= _YEARS and not m.is_base]
    return any(period.kind is PeriodKind.SINCE or spans_years(period) for period in near)


def _covers(scene: Scene, years: tuple[int, int], place: tuple[int, int]) -> bool:
    """Return whether "in five years" is told of the figure, and no year of its own stands in between."""
    if scene.gap(years, place) > _YEARS:
        return False
    told = [scene.place_of(m.span) for m in scene.periods if not m.is_base and not spans_years(m.period)]
    return not any(years[1] < own[0] < place[0] and scene.breaks(years, own) >= _COMMA for own in told)


def span_before(article: Article, scene: Scene) -> Period | None:
    """Return the years that the sentence before compares, where this one names none ("This is a fivefold rise")."""
    at = scene.sentence.index
    return told_span(article.scenes[at - 1]) if at and not scene.periods else None


def _years_since_base(article: Article, scene: Scene) -> int:
    """Return how many years lie between the base of comparison and the period told, or publication without one."""
    bases = [m.period.start.year for m in scene.periods if m.is_base and m.period.start]
    told = [m.period.start.year for m in scene.periods if not m.is_base and m.period.start]
    if not bases or not (told or article.published):
        return 0
    until = max(told or _years_before(article, scene), default=article.published.year - 1 if article.published else 0)
    return until - max(bases)


def _years_before(article: Article, scene: Scene) -> list[int]:
    at = scene.sentence.index
    told = [m.period for m in article.scenes[at - 1].periods if not m.is_base] if at else []
    return [period.start.year for period in told if period.start and period.kind is PeriodKind.DURING]


def _looks_back(article: Article, scene: Scene, quantity: Quantity) -> bool:
    """Return whether an earlier time is measured against what was told last: "three years ago it was five times less".

    Without "than" the comparison is with the present, which is no growth of that earlier time.
    """
    compared = any(mention.is_base or is_compared(scene, mention) for mention in scene.periods)
    if compared or scene.words("comparing") or _near(scene, quantity, "comparative") > _NEAR:
        return False
    place = scene.place(quantity)
    told = [m for m in scene.periods if m.period.start and m.period.kind is not PeriodKind.SINCE]
    if not told:
        return False
    own = min(told, key=lambda mention: scene.gap(scene.place_of(mention.span), place)).period
    at = scene.sentence.index
    scenes = article.scenes[max(at - 2, 0) : at + 1]
    years = [m.period.start.year for near in scenes for m in near.periods if m.period.start and not m.is_base]
    present = article.published.year - _LAST_YEAR if article.published else 0
    return own.start is not None and own.start.year < max(*years, present, 0)


def spans_years(period: Period) -> bool:
    """Return whether ``period`` is longer than a year and a half."""
    return period.start is not None and period.end is not None and (period.end - period.start).days > _LONG


def _near(scene: Scene, quantity: Quantity, name: str) -> int:
    place = scene.place(quantity)
    return min((scene.gap((hit.first, hit.last), place) for hit in scene.words(name)), default=99)


def _level(scene: Scene, quantity: Quantity, spec: IndicatorSpec, published: dt.date | None) -> Kind | None:
    if not is_amount(quantity) or is_difference(scene, quantity) or is_slice(scene, quantity, spec):
        return None
    if is_gain(scene, quantity) or is_price(scene, quantity):
        return None
    if spec.period is PeriodRule.FLOW and is_planned(scene, quantity, published):
        return Kind.TARGET if Kind.TARGET in spec.derived else None
    if spec.scope is Scope.PARTY and spec.unit in MONEY and is_wished(scene, quantity, published):
        return None
    return None if is_unreal(scene, scene.place(quantity)) else Kind.LEVEL


def _change_of_level(article: Article, scene: Scene, quantity: Quantity, spec: IndicatorSpec) -> Kind | None:
    if not _is_change(scene, quantity) or _looks_back(article, scene, quantity):
        return None
    if is_multi_year(article, scene, quantity):
        return Kind.MULTIPLE if quantity.unit == "times" and Kind.MULTIPLE in spec.derived else None
    if is_planned(scene, quantity, article.published):
        return None
    return Kind.GROWTH if Kind.GROWTH in spec.derived else None


def _change(article: Article, scene: Scene, quantity: Quantity, spec: IndicatorSpec) -> Kind | None:
    if not _is_change(scene, quantity) or _looks_back(article, scene, quantity):
        return None
    if spec.period is PeriodRule.TARGET:
        happened = _near(scene, quantity, "outturn") <= _NEAR and not is_planned(scene, quantity, article.published)
        return None if is_fraction(quantity) or happened else Kind.GROWTH
    if spec.kind is Kind.MULTIPLE:
        return Kind.MULTIPLE if is_multi_year(article, scene, quantity) else None
    if is_multi_year(article, scene, quantity):
        return None
    if is_planned(scene, quantity, article.published):
        return Kind.TARGET if Kind.TARGET in spec.derived else None
    return Kind.GROWTH


def _is_signed(scene: Scene, quantity: Quantity) -> bool:
    """Return whether a sign or a word for it stands before the number: "+11.6 %", "плюс 64 процента"."""
    first = quantity.text.split(maxsplit=1)[0].lower()
    before = scene.sentence.words[max(scene.place(quantity)[0] - 1, 0)].text
    return first[0] in _SIGNS or first in scene.syntax["signs"] or before in scene.syntax["signs"]


def _is_change(scene: Scene, quantity: Quantity) -> bool:
    if quantity.unit == "percent" and _is_signed(scene, quantity):
        return True
    if _is_denied(scene, quantity) or (quantity.unit == "percent" and _is_share_told(scene, quantity)):
        return False
    if quantity.role in (Role.GROWTH, Role.MULTIPLE, Role.INCREMENT) or quantity.change is not Trend.NONE:
        return True
    if quantity.role is not Role.SHARE and (quantity.unit == "times" or is_by(scene, quantity)):
        return True
    growth = min(_near(scene, quantity, "growth"), _near(scene, quantity, "fall"))
    if _is_rate(scene, quantity):
        return True
    return growth <= _NEAR and growth < _near(scene, quantity, "share")


def _is_denied(scene: Scene, quantity: Quantity) -> bool:
    """Return whether the verb of change is negated: "did not fall by 30 %"; "not only grew" denies nothing."""
    place = scene.place(quantity)
    denials = {hit.last + 1 for hit in scene.words("negation")}
    denials -= {hit.first for hit in scene.words("comparative")}  # "no more than 5 %" is a bound
    verbs = (hit for name in ("growth", "fall") for hit in scene.words(name)) if denials else ()
    return any(hit.first in denials and scene.gap((hit.first, hit.last), place) <= _OBJECT for hit in verbs)


def _is_share_told(scene: Scene, quantity: Quantity) -> bool:
    """Return whether a percentage is a share, or the one that a share is compared with: "30.1 %, up from 29 %"."""
    if quantity.role is Role.SHARE:
        forecast = any(mention.period.kind is PeriodKind.BY for mention in scene.periods)
        return quantity.change is Trend.NONE and not (forecast and _near(scene, quantity, "losing") <= _NEAR)
    if quantity.role in (Role.GROWTH, Role.INCREMENT) or not scene.words("share") or is_by(scene, quantity):
        return False
    earlier = (q for q in reversed(scene.quantities) if q.unit == "percent" and q.span[1] <= quantity.span[0])
    before = next(earlier, None)
    return before is not None and before.role is Role.SHARE


def _is_rate(scene: Scene, quantity: Quantity) -> bool:
    """Return whether a noun of change is the subject: "Growth in trade between the two reached 17 percent"."""
    if quantity.unit != "percent" or quantity.role is Role.SHARE:
        return False
    first, words = scene.place(quantity)[0], scene.sentence.words
    nouns = (at for at in range(max(first - _CLAUSE, 0), first) if words[at].text in scene.syntax["changes"])
    return any(not _parts(scene, at, first) for at in nouns)


def _parts(scene: Scene, one: int, other: int) -> bool:
    """Return whether a comma or another figure stands between two words."""
    if any(one < scene.place(each)[0] < other for each in scene.quantities):
        return True
    return scene.breaks((one, one), (other, other)) >= _COMMA


def _share(article: Article, scene: Scene, quantity: Quantity, spec: IndicatorSpec) -> Kind | None:
    if quantity.unit is None and quantity.role is Role.SHARE:
        return Kind.SHARE if not _is_of_other_whole(scene, quantity, spec) else None  # "half of the trade"
    if quantity.unit != "percent" or quantity.role in (Role.GROWTH, Role.INCREMENT) or _is_signed(scene, quantity):
        return None
    share = _near(scene, quantity, "share")
    named = quantity.role is Role.SHARE or _is_part_of(scene, quantity, spec)
    changed = _near(scene, quantity, "growth") < share and not _is_end_point(scene, quantity)
    asked = question(article, scene)
    named |= asked is not None and bool(asked.words("share"))
    if not named and (share > _CLAUSE or changed):
        return None
    if Kind.TARGET in spec.derived and is_planned(scene, quantity, article.published):
        return Kind.TARGET
    return Kind.SHARE


def _is_of_other_whole(scene: Scene, quantity: Quantity, spec: IndicatorSpec) -> bool:
    """Return whether a whole of another kind follows: "two thirds of the plants are old" beside the share of coal."""
    last, words = scene.place(quantity)[1], scene.sentence.words
    behind = [word.text for word in words[last : last + 2]]
    if not scene.syntax["wholes"] & set(behind):
        return False
    wholes = [*scene.hits(spec, "cues"), *scene.hits(spec, "requires")]
    return not any(
        0 < hit.first - last <= _WHOLE and not scene.breaks((last, last), (hit.first, hit.last)) for hit in wholes
    )


def _is_end_point(scene: Scene, quantity: Quantity) -> bool:
    """Return whether the number stands in "from … to …", where it is a share reached and not a change."""
    first = scene.place(quantity)[0]
    return starts_from(scene, quantity) or (first > 0 and scene.sentence.words[first - 1].text in scene.syntax["tos"])


def _is_part_of(scene: Scene, quantity: Quantity, spec: IndicatorSpec) -> bool:
    """Return whether a whole follows at once, of which the share is part ("30 % of the trade")."""
    last, words = scene.place(quantity)[1], scene.sentence.words
    if last + 1 < len(words) and words[last + 1].text in scene.syntax["wholes"]:
        return True
    wholes = [*scene.hits(spec, "cues"), *scene.hits(spec, "requires")]
    return any(0 < hit.first - last <= _NEXT and not scene.sentence.breaks(last, hit.first) for hit in wholes)
