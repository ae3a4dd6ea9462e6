"""`figurewatch baseline show|history|accept|reject`: the figures that stand, how they came to, and the decisions.

Once something was recorded, the warehouse has the baseline: configuration only says what the interviews gave. Before
that, configuration is all there is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from config.bundle import load_config
from config.settings import Settings
from extractors.indicators import IndicatorSpec
from extractors.records import BaselineFigure
from flows.local_time import TIME_ZONE, local_day
from flows.messages import cite_baseline, indicator_title
from flows.tables import print_json, print_lines, print_rows, to_fields
from flows.turns import open_for_command
from flows.wording import format_figure, format_period, load_wordings
from warehouse.baseline import CONFIG, Vintage, accept_change, reject_change, select_vintages
from warehouse.connection import exists, open_snapshot
from warehouse.reports import select_change
from warehouse.rows import Change, short_id

_WORDS = load_wordings()["en"]


def show_baseline(settings: Settings, indicator: str, day: dt.date | None, *, as_json: bool) -> None:
    """Print the figures that stand, or stood at the end of ``day``, of indicators that begin with ``indicator``.

    Raises:
        SnapshotMissing: ``day`` is given and nothing is recorded yet.
    """
    known = _vintages(settings, "") if day or exists(settings.warehouse) else []
    if day is None and not known:  # a warehouse that no run has written to has no baseline of its own
        known = list(map(_configured, load_config(settings.config_dir).baseline.figures))
    found = [each for each in known if each.figure.indicator.startswith(indicator) and _stands(each, day)]
    if as_json:
        for vintage in found:
            print_json(_flat(vintage))
        return
    then = f" on {day}" if day else ""
    print_rows(
        ("indicator", "kind", "figure", "period", "said by", "note"),
        [(*_cells(vintage.figure), _note(vintage)) for vintage in found],
        empty=f"no baseline figure of an indicator that begins with {indicator!r}{then}",
    )


def show_history(settings: Settings, indicator: str, *, as_json: bool) -> None:
    """Print every version of the figures of indicators that begin with ``indicator``, and what became of each.

    Raises:
        SnapshotMissing: nothing is recorded yet.
    """
    found = _vintages(settings, indicator)
    if as_json:
        for vintage in found:
            print_json(_flat(vintage))
        return
    by_id = {vintage.id: vintage for vintage in found}
    print_rows(
        ("indicator", "kind", "figure", "period", "said by", "recorded", "until", "note"),
        [
            (*_cells(each.figure), f"{local_day(each.recorded)}", _ending(each, by_id), _note(each))
            for each in sorted(found, key=lambda each: (each.figure.indicator, each.recorded, each.figure.vintage))
        ],
        empty=f"no baseline figure of an indicator that begins with {indicator!r}",
    )


def accept(settings: Settings, prefix: str, *, by: str, why: str, now: dt.datetime) -> None:
    """Append what the change says to the baseline and print what it replaces.

    Raises:
        UnknownId: no change has such an id, or several have.
        WarehouseLocked: a run has been writing for too long.
    """
    specs = _specs(settings)
    with open_for_command(settings.warehouse) as con:
        change = select_change(con, prefix)
        before = select_vintages(con)
        figure = accept_change(con, change, specs[change.indicator], by=by, why=why, now=now)
        after = select_vintages(con)
    stood = {vintage.id for vintage in before if vintage.superseded is None}
    replaced = [vintage for vintage in after if vintage.id in stood and vintage.superseded is not None]
    print_lines(f"accepted  {_headline(change, specs)}: {format_figure(figure, _WORDS)}")
    for vintage in replaced:
        print_lines(f"replaces  {format_figure(vintage.figure, _WORDS)}; {cite_baseline(vintage.figure, _WORDS)}")
    if len(after) == len(before):
        print_lines("the baseline says so already; nothing was added")


def reject(settings: Settings, prefix: str, *, by: str, why: str, now: dt.datetime) -> None:
    """Mark the change as rejected and print what that meant.

    Raises:
        UnknownId: no change has such an id, or several have.
        WarehouseLocked: a run has been writing for too long.
    """
    specs = _specs(settings)
    with open_for_command(settings.warehouse) as con:
        change = select_change(con, prefix)
        withdrawn = reject_change(con, change, by=by, why=why, now=now)
    print_lines(f"rejected  {_headline(change, specs)}: {format_figure(change.new, _WORDS)}")
    if withdrawn:
        print_lines("it was accepted before; the baseline stands as if it had not been")


def _vintages(settings: Settings, indicator: str) -> list[Vintage]:
    with open_snapshot(settings.warehouse) as con:
        return [vintage for vintage in select_vintages(con) if vintage.figure.indicator.startswith(indicator)]


def _stands(vintage: Vintage, day: dt.date | None) -> bool:
    if day is None:
        return vintage.superseded is None
    return vintage.stood_at(dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), TIME_ZONE))


def _configured(figure: BaselineFigure) -> Vintage:
    first = dt.datetime.combine(figure.vintage, dt.time(), TIME_ZONE)
    return Vintage("", figure, CONFIG, first, first, None, None, None, None, None)


def _flat(vintage: Vintage) -> dict[str, object]:
    fields = to_fields(vintage)
    return to_fields(fields.pop("figure")) | fields


def _cells(figure: BaselineFigure) -> tuple[str, ...]:
    shown = format_figure(figure, _WORDS), format_period(figure.period, _WORDS)
    return figure.indicator, figure.kind, *shown, cite_baseline(figure, _WORDS)


def _note(vintage: Vintage) -> str:
    notes = [vintage.figure.flag] if vintage.figure.flag else []
    if vintage.accepted_by:
        notes.append(f"accepted {local_day(vintage.recorded)} by {vintage.accepted_by}: {vintage.accepted_why}")
    return "; ".join(notes)


def _ending(vintage: Vintage, by_id: Mapping[str, Vintage]) -> str:
    if vintage.superseded is None:
        return "stands"
    day = local_day(vintage.superseded)
    successor = by_id.get(vintage.superseded_by or "")
    if successor is None:
        return f"{day}, withdrawn"
    source = f" (change {short_id(successor.change_id)})" if successor.change_id else ""
    return f"{day}, replaced by {format_figure(successor.figure, _WORDS)}{source}"


def _headline(change: Change, specs: Mapping[str, IndicatorSpec]) -> str:
    return f"{indicator_title(specs, change.indicator, 'en')}, {format_period(change.new.period, _WORDS)}"


def _specs(settings: Settings) -> dict[str, IndicatorSpec]:
    return {spec.id: spec for spec in load_config(settings.config_dir).indicators}
