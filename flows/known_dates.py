"""The days that figures name: deadlines of targets, days of forums and summits; as a list and as a calendar.

They come from the baseline and from the changes that stand. A change that moves a date moves its event: the id stays
and the sequence goes up, so that calendars follow. Refuses what has no day at all. The same dates give the same bytes
(RFC 5545, through the icalendar library, which folds and escapes).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from extractors.indicators import IndicatorSpec
from extractors.records import BaselineFigure, Kind, Observation
from flows.change_pages import STRUCK, ChangePage
from flows.messages import cite_baseline, indicator_title
from flows.reasons import find_grounds
from flows.timelines import LANG, closed
from flows.wording import format_figure, format_period, load_wordings
from warehouse.grounds import Ground
from warehouse.views import TimelinePoint

_LONGEST = timedelta(days=31)  # what lasts longer is known by its end
_MOVES = (Ground.DEADLINE_MOVED, Ground.OTHER_DATE)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KnownDate:
    """A day or a few (``end`` is exclusive); ``filename`` is the page of the change that told it, if any."""

    uid: str
    indicator: str
    title: str
    what: str
    shown: str
    start: date
    end: date
    source: str
    stamp: datetime
    filename: str = ""
    sequence: int = 0
    is_target: bool = False

    @property
    def summary(self) -> str:
        """What a calendar shows."""
        return f"{self.title}: {self.what}" if self.what else self.title


def find_dates(
    specs: Mapping[str, IndicatorSpec], timelines: Mapping[str, Sequence[TimelinePoint]], changes: Sequence[ChangePage]
) -> list[KnownDate]:
    """All days that are known, the earliest first."""
    found: dict[str, KnownDate] = {}
    known = (point.baseline for indicator in specs for point in timelines.get(indicator, ()) if point.baseline)
    for figure in sorted(known, key=lambda figure: figure.vintage):
        if made := _make(figure, specs, cite_baseline(figure, load_wordings()[LANG]), _midnight(figure.vintage)):
            found[made.uid] = made
    for page in sorted(_standing(changes), key=lambda page: (page.fact.change.created, page.fact.change.id)):
        change = page.fact.change
        made = _make(change.new, specs, page.fact.attribution, change.created)
        if made is None:
            continue
        grounds = find_grounds(change, specs.get(change.indicator))
        moved = grounds is not None and grounds.ground in _MOVES and change.old is not None
        uid = _uid(change.old) if moved and change.old else made.uid
        before = found.get(uid)
        sequence = before.sequence + 1 if before else 0
        found[uid] = replace(made, uid=uid, sequence=sequence, filename=page.filename)
    once = {(known.indicator, known.start, known.end, known.what): known for known in found.values()}
    return sorted(once.values(), key=lambda known: (known.end, known.start, known.title, known.uid))


def render_calendar(dates: Iterable[KnownDate], site_url: str) -> bytes:
    """The dates as iCalendar: all-day events that make nobody busy."""
    calendar = Calendar()
    calendar.add("prodid", "-//figurewatch//known dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", "figurewatch: known dates")
    calendar.add("x-wr-calname", "figurewatch: known dates")
    for known in dates:
        event = Event()
        event.add("uid", known.uid)
        event.add("dtstamp", known.stamp)
        event.add("sequence", known.sequence)
        event.add("dtstart", known.start)
        event.add("dtend", known.end)
        event.add("summary", known.summary)
        event.add("description", f"{known.shown}. {known.source}")
        event.add("categories", [known.indicator])
        event.add("transp", "TRANSPARENT")
        if site_url:
            event.add("url", f"{site_url}/indicators/{known.indicator}.html")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _standing(changes: Iterable[ChangePage]) -> list[ChangePage]:
    return [page for page in changes if page.mark not in STRUCK and not page.fact.change.correction]


def _make(
    figure: BaselineFigure | Observation, specs: Mapping[str, IndicatorSpec], source: str, stamp: datetime
) -> KnownDate | None:
    span = closed(figure.period)
    if figure.kind not in (Kind.TARGET, Kind.DATE) or span is None or figure.indicator not in specs:
        return None
    words = load_wordings()[LANG]
    start, end = span
    period = format_period(figure.period, words)
    what = "" if figure.kind is Kind.DATE else format_figure(figure, words)
    if figure.kind is Kind.TARGET:
        start = end - _DAY
    elif end - start > _LONGEST:
        start, what = end - _DAY, f"{period}, ends this day"
    return KnownDate(
        uid=_uid(figure),
        indicator=figure.indicator,
        title=indicator_title(specs, figure.indicator, LANG),
        what=what,
        shown=period,
        start=start,
        end=end,
        source=source,
        stamp=stamp,
        is_target=figure.kind is Kind.TARGET,
    )


def _uid(figure: BaselineFigure | Observation) -> str:
    span = closed(figure.period)
    name = f"figurewatch date {figure.indicator} {figure.kind} {span[1].isoformat() if span else ''}"
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
