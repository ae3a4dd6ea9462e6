"""Decides what a figure states of its measure: a level, a growth, a multiple, a share or a target.

Growth is year on year only; over several years it is a multiple or nothing. An amount of change ("by 1 million") is no
level. A plan is not an outturn: the nearest verb of the clause decides, and a period that lies ahead.
"""

from __future__ import annotations

import datetime as dt

from extractors.indicators import IndicatorSpec
from extractors.records import Bound, Kind, Period, PeriodKind, Quantity, Role, Trend
from extractors.scenes import Scene

_NEAR = 9
_YEARS = 30
_VERB = 20
_LONG = 550
_NEXT = 4
_CLAUSE = 18
_BOUNDS = frozenset("почти около более менее чем примерно порядка свыше almost nearly about around some over more than целых ещё еще".split())


def kind_of(scene: Scene, quantity: Quantity, spec: IndicatorSpec, published: dt.date | None) -> Kind | None:
    """Return the kind of ``quantity`` as a figure of ``spec``, None when it cannot be one."""
    if quantity.unit in ("percent", "times") and spec.unit not in ("percent", "times"):
        return _change_of_level(scene, quantity, spec, published)
    match spec.kind:
        case Kind.SHARE:
            return _share(scene, quantity, spec, published)
        case Kind.GROWTH | Kind.MULTIPLE:
            return _change(scene, quantity, spec, published)
        case Kind.TARGET:
            planned = _is_amount(quantity) and is_planned(scene, quantity, published)
            return Kind.TARGET if planned and not _is_difference(scene, quantity) else None
        case _:
            return _level(scene, quantity, spec, published)


def is_planned(scene: Scene, quantity: Quantity, published: dt.date | None) -> bool:
    """Return whether the clause of ``quantity`` tells a plan, a forecast or a wish."""
    place = scene.place(quantity)
    if _starts_from(scene, quantity):
        return False
    planned = min((_distance(scene, hit.first, hit.last, place) for hit in scene.words("target")), default=99)
    happened = min((_distance(scene, hit.first, hit.last, place) for hit in scene.words("outturn")), default=99)
    ahead = [m for m in scene.periods if not m.is_base and _lies_ahead(m.period.end, published)]
    deadline = min((scene.gap(scene.place_of(m.span), place) for m in ahead), default=99)
    over = [m for m in scene.periods if not m.is_base and m.period.end and published and m.period.end <= published]
    past = min((scene.gap(scene.place_of(m.span), place) for m in over), default=99)
    if min(planned, deadline) > _VERB or past < min(planned, deadline):
        return False
    return min(planned, deadline) <= happened if deadline <= _NEAR else planned < happened


def is_multi_year(scene: Scene, quantity: Quantity) -> bool:
    """Return whether the change is told over several years."""
    place = scene.place(quantity)
    if any(scene.gap((hit.first, hit.last), place) <= _YEARS for hit in scene.words("plural_year")):
        return True
    near = [m.period for m in scene.periods if scene.gap(scene.place_of(m.span), place) <= _YEARS and not m.is_base]
    return any(period.kind is PeriodKind.SINCE or spans_years(period) for period in near)


def spans_years(period: Period) -> bool:
    """Return whether ``period`` is longer than a year and a half."""
    return period.start is not None and period.end is not None and (period.end - period.start).days > _LONG


def _distance(scene: Scene, first: int, last: int, place: tuple[int, int]) -> int:
    distance = scene.gap((first, last), place)
    return distance + (6 if first > place[1] and scene.vocabulary.lang in ("en", "ru") else 0)


def _starts_from(scene: Scene, quantity: Quantity) -> bool:
    """The first of "from … to …" is where things stand, whatever is planned."""
    lang, first = scene.vocabulary.lang, scene.place(quantity)[0]
    if lang in ("kk", "az"):
        return scene.sentence.words[scene.place(quantity)[1]].text.endswith(("дан", "ден", "тан", "тен", "нан", "нен", "dan", "dən"))
    return first > 0 and scene.sentence.words[first - 1].text in ("from", "с", "со")


def _lies_ahead(end: dt.date | None, published: dt.date | None) -> bool:
    return end is not None and published is not None and end > published + dt.timedelta(days=31)


def _is_amount(quantity: Quantity) -> bool:
    return (
        quantity.role not in (Role.INCREMENT, Role.GROWTH, Role.MULTIPLE, Role.SHARE)
        or (quantity.role is Role.INCREMENT and quantity.bound is Bound.UP_TO)  # "expected to rise up to 10 million"
    )


def _is_difference(scene: Scene, quantity: Quantity) -> bool:
    """Return whether the amount is one of change: "by 1 million", "на 1,4 млн больше"."""
    return _is_by(scene, quantity) and _near(scene, quantity, "growth") <= _CLAUSE


def _is_slice(scene: Scene, quantity: Quantity) -> bool:
    """Return whether the amount is a part of another one: "of which 2.5 billion", "в том числе 1,2 млн"."""
    first = scene.place(quantity)[0]
    return any(0 < first - hit.last <= _NEXT for hit in scene.words("slice"))


def _is_by(scene: Scene, quantity: Quantity) -> bool:
    at, words = scene.place(quantity)[0] - 1, scene.sentence.words
    while at > 0 and words[at].text in _BOUNDS:
        at -= 1
    return at >= 0 and words[at].text in ("by", "на")


def _near(scene: Scene, quantity: Quantity, name: str) -> int:
    place = scene.place(quantity)
    return min((scene.gap((hit.first, hit.last), place) for hit in scene.words(name)), default=99)


def _level(scene: Scene, quantity: Quantity, spec: IndicatorSpec, published: dt.date | None) -> Kind | None:
    if not _is_amount(quantity) or _is_difference(scene, quantity) or _is_slice(scene, quantity):
        return None
    if spec.unit in ("USD", "t") and is_planned(scene, quantity, published):
        return Kind.TARGET if Kind.TARGET in spec.derived else None
    return Kind.LEVEL


def _change_of_level(scene: Scene, quantity: Quantity, spec: IndicatorSpec, published: dt.date | None) -> Kind | None:
    if not _is_change(scene, quantity):
        return None
    if is_multi_year(scene, quantity):
        return Kind.MULTIPLE if quantity.unit == "times" and Kind.MULTIPLE in spec.derived else None
    if is_planned(scene, quantity, published):
        return None
    return Kind.GROWTH if Kind.GROWTH in spec.derived else None


def _change(scene: Scene, quantity: Quantity, spec: IndicatorSpec, published: dt.date | None) -> Kind | None:
    if spec.unit == "degC":
        return None
    if not _is_change(scene, quantity):
        return None
    if spec.period == "target":
        return Kind.GROWTH
    if spec.kind is Kind.MULTIPLE:
        return Kind.MULTIPLE if is_multi_year(scene, quantity) else None
    if is_multi_year(scene, quantity):
        return None
    if is_planned(scene, quantity, published):
        return Kind.TARGET if Kind.TARGET in spec.derived else None
    return Kind.GROWTH


def _is_change(scene: Scene, quantity: Quantity) -> bool:
    if quantity.role in (Role.GROWTH, Role.MULTIPLE, Role.INCREMENT) or quantity.change is not Trend.NONE:
        return True
    if quantity.role is Role.SHARE:
        return False
    if quantity.unit == "times" or _is_by(scene, quantity):
        return True
    growth = _near(scene, quantity, "growth")
    return growth <= _NEAR and growth < _near(scene, quantity, "share")


def _share(scene: Scene, quantity: Quantity, spec: IndicatorSpec, published: dt.date | None) -> Kind | None:
    if quantity.unit != "percent" or quantity.role in (Role.GROWTH, Role.INCREMENT):
        return None
    share = _near(scene, quantity, "share")
    named = quantity.role is Role.SHARE or _is_part_of(scene, quantity, spec)
    changed = _near(scene, quantity, "growth") < share and not _is_end_point(scene, quantity)
    if not named and (share > _CLAUSE or changed):
        return None
    if Kind.TARGET in spec.derived and is_planned(scene, quantity, published):
        return Kind.TARGET
    return Kind.SHARE


def _is_end_point(scene: Scene, quantity: Quantity) -> bool:
    """Return whether the number stands in "from … to …", where it is a share reached and not a change."""
    first = scene.place(quantity)[0]
    return _starts_from(scene, quantity) or (first > 0 and scene.sentence.words[first - 1].text in ("to", "до"))


def _is_part_of(scene: Scene, quantity: Quantity, spec: IndicatorSpec) -> bool:
    """Return whether a whole follows at once, of which the share is part ("30 % of the trade")."""
    last, words = scene.place(quantity)[1], scene.sentence.words
    if last + 1 < len(words) and words[last + 1].text == "of":
        return True
    wholes = [*scene.hits(spec, "cues"), *scene.hits(spec, "requires")]
    return any(0 < hit.first - last <= _NEXT and not scene.sentence.breaks(last, hit.first) for hit in wholes)
