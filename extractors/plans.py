"""Decides whether a clause tells a plan or an outturn.

A plan is a forecast, a goal or a wish: the nearest verb decides, and a period that lies ahead. Refuses where things
stand now ("from 4 million to …") and what a past period of the same clause has settled.
"""

from __future__ import annotations

import datetime as dt

from extractors.records import Bound, Period, PeriodKind, Quantity
from extractors.scenes import Scene, is_report

_NEAR = 9
_VERB = 20
_CONTRAST = 8
_WISH = 5
_OPENING = 2
_MONTH = 31
_BESIDE = 3
_COPULA = 3  # a dash: "сейчас – 6 млн тонн"
_GERUND = "ing"  # "the goal of increasing trade" has increased nothing


def is_planned(scene: Scene, quantity: Quantity, published: dt.date | None) -> bool:
    """Return whether the clause of ``quantity`` tells a plan, a forecast or a wish."""
    place = scene.place(quantity)
    if starts_from(scene, quantity) or _is_now(scene, place) or _has_run_since(scene, place):
        return False
    if opens_with_goal(scene):
        return True
    plans = [(hit.first, hit.last) for hit in scene.words("target")]
    planned = min((_distance(scene, *plan, place) + _apart(scene, plan, place) for plan in plans), default=99)
    outturns = [hit for hit in scene.words("outturn") if not _is_auxiliary(scene, hit.first)]
    happened = min((_distance(scene, hit.first, hit.last, place) for hit in outturns), default=99)
    deadline = _deadline(scene, place, published)
    told = [m for m in scene.periods if not m.is_base and not is_report(scene, m)]
    over = [m for m in told if m.period.end and published and m.period.end <= published]
    past = min((scene.gap(scene.place_of(m.span), place) for m in over), default=99)
    if min(planned, deadline) > _VERB or past < min(planned, deadline):
        return False
    return min(planned, deadline) <= happened if deadline <= _NEAR else planned < happened


def opens_with_goal(scene: Scene) -> bool:
    """Return whether the sentence is about a goal and its one amount: "Задача, поставленная главами, – миллиард"."""
    words = scene.sentence.words[:_OPENING]
    alone = len({quantity.unit for quantity in scene.quantities if quantity.unit != "percent"}) == 1
    return alone and any(word.text in scene.syntax["goals"] for word in words)


def _is_now(scene: Scene, place: tuple[int, int]) -> bool:
    """Return whether "now" opens the clause of the figure: "Hazırda enerjinin 70 faizi …"."""
    small, words = scene.syntax["nows"], scene.sentence.words
    before = (at for at in range(place[0] - 1, -1, -1) if words[at].text in small)
    at = next(before, None)
    return at is not None and scene.breaks((at, at), place) <= _COPULA and place[0] - at <= _NEAR


def _has_run_since(scene: Scene, place: tuple[int, int]) -> bool:
    """Return whether "since 1991" stands right behind the figure, which so has been reached whatever is to come."""
    since = [scene.place_of(m.span) for m in scene.periods if m.period.kind is PeriodKind.SINCE]
    return any(0 < where[0] - place[1] <= _BESIDE and not scene.breaks(place, where) for where in since)


def _is_auxiliary(scene: Scene, at: int) -> bool:
    """Return whether a past form tells the future: "will have carried", "будет перевезено"."""
    words = scene.sentence.words
    if at and words[at - 1].text in scene.syntax["infinitives"]:
        return True
    if at and words[at].text.endswith(_GERUND) and words[at - 1].text in scene.syntax["gerund_heads"]:
        return scene.vocabulary.lang == "en"
    return any(word.text in scene.syntax["auxiliaries"] for word in words[max(at - 2, 0) : at])


def is_wished(scene: Scene, quantity: Quantity, published: dt.date | None) -> bool:
    """Return whether an undated total is one to be reached ("to be brought to 100 billion")."""
    place = scene.place(quantity)
    near = min((_distance(scene, hit.first, hit.last, place) for hit in scene.words("target")), default=99)
    return _has_deadline(scene, quantity, published) or (near <= _WISH and is_planned(scene, quantity, published))


def _apart(scene: Scene, one: tuple[int, int], other: tuple[int, int]) -> int:
    return _WISH if scene.breaks(one, other) > _CONTRAST else 0


def _has_deadline(scene: Scene, quantity: Quantity, published: dt.date | None) -> bool:
    return _deadline(scene, scene.place(quantity), published) <= _NEAR


def _deadline(scene: Scene, place: tuple[int, int], published: dt.date | None) -> int:
    """Return how far a period ahead stands in the same clause."""
    ahead = [scene.place_of(m.span) for m in scene.periods if not m.is_base and _lies_ahead(m.period, published)]
    return min((scene.gap(where, place) for where in ahead if scene.breaks(where, place) < _CONTRAST), default=99)


def _distance(scene: Scene, first: int, last: int, place: tuple[int, int]) -> int:
    distance = scene.gap((first, last), place)
    return distance + (6 if first > place[1] and scene.vocabulary.lang in ("en", "ru") else 0)


def starts_from(scene: Scene, quantity: Quantity) -> bool:
    """The first of "from … to …" is where things stand, whatever is planned."""
    first, last = scene.place(quantity)
    words, small = scene.sentence.words, scene.syntax
    if last + 1 < len(words) and words[last + 1].text in small["exceeds"]:
        return False
    if first > 0 and words[first - 1].text in small["froms"]:
        return True
    return quantity.bound is Bound.EXACT and words[last].text.endswith(tuple(small["from_endings"]))


def _lies_ahead(period: Period, published: dt.date | None) -> bool:
    """Return whether a period is to come; in an undated text the deadline of a forecast is."""
    if published is None:
        return period.kind is PeriodKind.BY
    return period.end is not None and (period.end - published).days > _MONTH
