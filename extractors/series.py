"""Completes enumerations before linking: a unit told once, a year beside each number, years and numbers in one order.

News tells "1.5, 2.8 and 4.5 million tonnes in 2022, 2023 and 2024", "from 0.7 to 2.8 in 2020–2023", "2023 – 2.8" below
a heading with the unit. Only regular patterns are read; where numbers and periods do not match one to one, nothing
is paired and the nearest period decides (``reference_periods``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from extractors.dimensions import MONEY
from extractors.figures.period_dates import shift_period
from extractors.figures.quantities import extract_quantities
from extractors.records import UNKNOWN_PERIOD, How, Period, PeriodKind, PeriodMention, Quantity, Role
from extractors.scenes import Article, Scene

Place = tuple[int, int]

_AMOUNTS = MONEY | {"t"}
_LARGE = 10_000
_SMALL = 1000
_BESIDE = 5
_RATIO = 30  # members of a series are of one size; a thirtieth of the others is something else
_SCALES = frozenset(Decimal(10) ** power for power in (3, 6, 9, 12))
_PRINTED = re.compile(r"\d+(?:[.,]\d+)?")
_HEADING = re.compile(r"\(([^()\d]{3,30})\)\s*:?")
_DIGIT = re.compile(r"\d")
_ROW = 7
_ROWS = 30


def complete(article: Article) -> None:
    """Give every number of ``article`` that dropped its unit the unit of the others of its series."""
    for at, scene in enumerate(article.scenes):
        back = rows_back(article, scene)
        unit = _heading_unit(article.scenes[at - back]) if back else None
        scene.quantities = tuple(_with_unit(scene, quantity, unit) for quantity in scene.quantities)
    for scene in article.scenes:
        if rows_back(article, scene) == 1:
            head = article.scenes[scene.sentence.index - 1]
            head.quantities = tuple(quantity for quantity in head.quantities if _DIGIT.search(quantity.text))


def rows_back(article: Article, scene: Scene) -> int:
    """Return how many lines above a row of a table ("2023 – 2.8") its heading stands, 0 when the scene is no row."""
    if not _is_row(scene):
        return 0
    at = scene.sentence.index
    back = next((back for back in range(1, min(at, _ROWS) + 1) if not _is_row(article.scenes[at - back])), 0)
    head = article.scenes[at - back].sentence if back else None
    return back if head and scene.text[head.start : head.end].rstrip().endswith((":", ")")) else 0


def _is_row(scene: Scene) -> bool:
    """Return whether a line holds a period, a dash or a colon and a number, and no sentence."""
    short = len(scene.sentence.words) <= _ROW
    return (
        short and len(scene.periods) == 1 and bool(scene.quantities) and scene.place_of(scene.periods[0].span)[0] == 0
    )


def paired_period(scene: Scene, quantity: Quantity) -> Period | None:
    """Return the period that the order of a series gives to ``quantity``, None outside of a series."""
    amounts = [other for other in scene.quantities if _is_level(other) and _may_be(other, quantity.unit)]
    if quantity not in amounts or not _may_be(quantity, quantity.unit):
        return None
    mentions = [m for m in scene.periods if m.period.start and m.period.end and m.period.kind is not PeriodKind.SINCE]
    return _at_end(scene, quantity, amounts, mentions) or _in_order(scene, quantity, amounts, mentions)


def told_span(scene: Scene) -> Period | None:
    """Return the years from the first to the last level of a scene that compares years far apart, else None."""
    years = sorted(
        {m.period.start.year for m in scene.periods if m.period.start and m.period.kind is not PeriodKind.BY}
    )
    levels = {quantity.value for quantity in scene.quantities if quantity.unit in _AMOUNTS and _is_level(quantity)}
    if len(years) < 2 or len(levels) < 2 or years[-1] - years[0] < 2:
        return None
    return Period(dt.date(years[0], 1, 1), dt.date(years[-1] + 1, 1, 1), f"{years[0]}..{years[-1]}")


def _is_level(quantity: Quantity) -> bool:
    return quantity.role in (Role.LEVEL, Role.TARGET) and quantity.value is not None


def _may_be(quantity: Quantity, unit: str | None) -> bool:
    """Return whether an amount is of ``unit`` or a large number that dropped its unit."""
    bare = quantity.unit is None and quantity.value is not None and quantity.value >= _LARGE
    return bare or (quantity.unit is not None and unit in (None, quantity.unit) and quantity.unit in _AMOUNTS)


def _at_end(scene: Scene, quantity: Quantity, amounts: list[Quantity], mentions: list[PeriodMention]) -> Period | None:
    """Read "from 2020 to 2023 … from 0.7 to 2.8": the first and the last year of the stretch.

    "From 547 to 611 last year" starts from the year before; "in the past three years" does not say which years.
    """
    if len(amounts) == 2 and len(mentions) == 1 and _is_to_from(scene, *amounts):
        whole = _whole_years(mentions[0].period) < 2 and not mentions[0].is_base
        return shift_period(mentions[0].period, -1) if whole and quantity == amounts[1] else None
    if len(amounts) != 2 or len(mentions) != 1 or not _is_from(scene, amounts[0]) or not _is_to(scene, *amounts):
        return None
    start, end = mentions[0].period.start, mentions[0].period.end
    if start is None or end is None or amounts[0].span[0] < mentions[0].span[0] < amounts[1].span[0]:
        return None
    if _whole_years(mentions[0].period) < 2:
        before = quantity == amounts[0] and not mentions[0].is_base and not scene.words("plural_year")
        return shift_period(mentions[0].period, -1) if before else None
    if mentions[0].period.how is How.RELATIVE:
        return UNKNOWN_PERIOD
    year = start.year if quantity == amounts[0] else end.year - 1
    return replace(
        mentions[0].period, start=dt.date(year, 1, 1), end=dt.date(year + 1, 1, 1), label=str(year),
        kind=PeriodKind.DURING,
    )  # fmt: skip


def _whole_years(period: Period) -> int:
    return (period.end - period.start).days // 365 if period.start and period.end else 0


def _is_from(scene: Scene, quantity: Quantity) -> bool:
    first, last = scene.place(quantity)
    words = scene.sentence.words
    endings = tuple(scene.syntax["from_endings"])
    return words[max(first - 1, 0)].text in scene.syntax["froms"] or (
        bool(endings) and words[last].text.endswith(endings)
    )


def _is_to(scene: Scene, one: Quantity, other: Quantity) -> bool:
    before, first = scene.place(one)[1], scene.place(other)[0]
    marked = not scene.syntax["tos"] or scene.sentence.words[first - 1].text in scene.syntax["tos"]
    return marked and first - before <= _BESIDE


def _is_to_from(scene: Scene, one: Quantity, other: Quantity) -> bool:
    """Return whether a change is told backwards: "to 4.5 million tonnes in 2024 from 2.8"."""
    words = scene.sentence.words
    before = words[max(scene.place(one)[0] - 1, 0)].text, words[scene.place(other)[0] - 1].text
    return before[0] in scene.syntax["tos"] and before[1] in scene.syntax["froms"]


def _in_order(
    scene: Scene, quantity: Quantity, amounts: list[Quantity], mentions: list[PeriodMention]
) -> Period | None:
    """Read two lists of one length, and periods and numbers that take turns."""
    if len(amounts) < 2 or len(amounts) != len(mentions):
        return None
    places = [(scene.place(amount), amount, None) for amount in amounts]
    named = [(scene.place_of(mention.span), None, mention) for mention in mentions]
    marks = sorted([*places, *named], key=lambda mark: mark[0])
    turns = [mark[1] is not None for mark in marks]
    count = len(amounts)
    lists = turns in ([False] * count + [True] * count, [True] * count + [False] * count)
    if lists and not (_is_list(scene, [p for p, *_ in places]) and _is_list(scene, [p for p, *_ in named])):
        return None
    if not lists and turns not in ([False, True] * count, [True, False] * count):
        return None
    return mentions[amounts.index(quantity)].period


def _is_list(scene: Scene, places: Sequence[Place]) -> bool:
    """Return whether nothing but commas and "and" stands between the members."""
    words, ands = scene.sentence.words, scene.syntax["ands"]
    return all({word.text for word in words[one[1] + 1 : other[0]]} <= ands for one, other in pairwise(places))


def _in_list(scene: Scene, quantity: Quantity) -> Quantity | None:
    """Return the next member with a scale word, when only list members stand between ("2.8, 4.5 and 4.1 million")."""
    printed = _PRINTED.fullmatch(quantity.text)
    if printed is None or Decimal(quantity.text.replace(",", ".")) != quantity.value:
        return None
    at = scene.quantities.index(quantity)
    for one, other in pairwise(scene.quantities[at:]):
        if not _is_list(scene, [scene.place(one), scene.place(other)]) or other.unit not in _AMOUNTS:
            return None
        if _scale(other):
            return other
    return None


def _with_unit(scene: Scene, quantity: Quantity, heading: Quantity | None) -> Quantity:
    if quantity.value is None or not _is_level(quantity):
        return quantity
    if (quantity.unit is None or quantity.unit in _AMOUNTS) and (last := _in_list(scene, quantity)):
        scale = _scale(last)
        return replace(quantity, value=quantity.value * scale, unit=last.unit) if scale else quantity
    if quantity.unit is not None:
        return quantity
    model = heading or _model(scene, quantity)
    if model is None or model.value is None:
        return quantity
    value = quantity.value
    if value < _SMALL:
        scale = _scale(model)
        if scale is None:
            return quantity
        value *= scale
    alike = model is heading or abs(model.value) / _RATIO <= abs(value) <= abs(model.value) * _RATIO
    return replace(quantity, value=value, unit=model.unit) if alike else quantity


def _model(scene: Scene, quantity: Quantity) -> Quantity | None:
    """Return the amount whose unit ``quantity`` shares and that ``elision`` does not find.

    A small number beside a period takes unit and scale from the amount before it, a large one the unit of the next.
    """
    if quantity.value is None:
        return None
    small = abs(quantity.value) < _SMALL
    own = [other for other in scene.quantities if other.unit in _AMOUNTS and _is_level(other)]
    earlier = [other for other in own if other.span[0] < quantity.span[0]]
    if not _has_period(scene, quantity, strict=small) or (earlier and not small):
        return None
    if earlier:
        return earlier[-1]
    later = [other for other in own if other.span[0] > quantity.span[0]]
    return later[0] if later and abs(quantity.value) >= _LARGE else None


def _has_period(scene: Scene, quantity: Quantity, *, strict: bool) -> bool:
    """Return whether a period stands beside the number; ``strict``: nothing but a dash or "in" between them."""
    place = scene.place(quantity)
    for mention in scene.periods:
        where = scene.place_of(mention.span)
        first, last = (where, place) if where[0] <= place[0] else (place, where)
        between = {word.text for word in scene.sentence.words[first[1] + 1 : last[0]]}
        if first[1] < last[0] and (between <= scene.syntax["ins"] if strict else last[0] - first[1] <= _BESIDE):
            return True
    return False


def _heading_unit(head: Scene) -> Quantity | None:
    """Read the scale and unit that a table's heading gives in brackets: "(million tonnes):", "(в млн тонн)"."""
    for found in _HEADING.finditer(head.text, head.sentence.start, head.sentence.end):
        words = found[1].split()
        for at in range(len(words)):
            one = extract_quantities(f"1 {' '.join(words[at:])}", head.vocabulary.lang)
            if len(one) == 1 and one[0].unit in _AMOUNTS:
                return one[0]
    return None


def _scale(model: Quantity) -> Decimal | None:
    """Return by which scale word the printed digits of an amount were multiplied."""
    printed = _PRINTED.match(model.text)
    if printed is None or model.value is None:
        return None
    try:
        scale = model.value / Decimal(printed[0].replace(",", "."))
    except (InvalidOperation, ZeroDivisionError):
        return None
    return scale if scale in _SCALES else None
