"""Decides what a figure states of its measure: a level, a growth, a multiple, a share or a target.

Growth is year on year only; over several years it is a multiple or nothing. An amount of change ("by 1 million") is no
level. A plan is not an outturn: the nearest verb of the clause decides, and a period that lies ahead.
"""

from __future__ import annotations

import datetime as dt

from extractors.indicators import IndicatorSpec
from extractors.records import Kind, PeriodKind, Quantity, Role, Trend
from extractors.scenes import Scene

_NEAR = 9
_CLAUSE = 16
_YEARS = 30


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
            return Kind.TARGET if _is_amount(quantity) and is_planned(scene, quantity, published) else None
        case _:
            return _level(scene, quantity, spec, published)


def is_planned(scene: Scene, quantity: Quantity, published: dt.date | None) -> bool:
    """Return whether the clause of ``quantity`` tells a plan, a forecast or a wish."""
    place = scene.place(quantity)
    planned = min((_distance(scene, hit.first, hit.last, place) for hit in scene.words("target")), default=99)
    happened = min((_distance(scene, hit.first, hit.last, place) for hit in scene.words("outturn")), default=99)
    ahead = [m for m in scene.periods if not m.is_base and _lies_ahead(m.period.end, published)]
    deadline = min((scene.gap(scene.place_of(m.span), place) for m in ahead), default=99)
    if min(planned, deadline) > 30:
        return False
    return min(planned, deadline) <= happened if deadline <= 12 else planned < happened


def is_multi_year(scene: Scene, quantity: Quantity) -> bool:
    """Return whether the change is told over several years."""
    place = scene.place(quantity)
    if any(scene.gap((hit.first, hit.last), place) <= _YEARS for hit in scene.words("plural_year")):
        return True
    return any(
        m.period.kind is PeriodKind.SINCE and scene.gap(scene.place_of(m.span), place) <= _YEARS for m in scene.periods
    )


def _distance(scene: Scene, first: int, last: int, place: tuple[int, int]) -> int:
    distance = scene.gap((first, last), place)
    return distance + (2 if first > place[1] and scene.vocabulary.lang in ("en", "ru") else 0)


def _lies_ahead(end: dt.date | None, published: dt.date | None) -> bool:
    return end is not None and published is not None and end > published + dt.timedelta(days=31)


def _is_amount(quantity: Quantity) -> bool:
    return quantity.role not in (Role.INCREMENT, Role.GROWTH, Role.MULTIPLE, Role.SHARE)


def _near(scene: Scene, quantity: Quantity, name: str) -> int:
    place = scene.place(quantity)
    return min((scene.gap((hit.first, hit.last), place) for hit in scene.words(name)), default=99)


def _level(scene: Scene, quantity: Quantity, spec: IndicatorSpec, published: dt.date | None) -> Kind | None:
    if not _is_amount(quantity):
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
    if quantity.unit == "times":
        return True
    growth = _near(scene, quantity, "growth")
    return growth <= _NEAR and growth < _near(scene, quantity, "share")


def _share(scene: Scene, quantity: Quantity, spec: IndicatorSpec, published: dt.date | None) -> Kind | None:
    if quantity.unit != "percent" or quantity.role in (Role.GROWTH, Role.INCREMENT):
        return None
    if quantity.role is not Role.SHARE and _near(scene, quantity, "share") > _CLAUSE:
        return None
    if Kind.TARGET in spec.derived and is_planned(scene, quantity, published):
        return Kind.TARGET
    return Kind.SHARE
