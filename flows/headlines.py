"""The fact of a change in one line: what it was, what it is, of which time, and what is particular about it.

A figure that cannot be held against the known one (a month against a year, a target for another deadline) stands
alone or beside it, never as its rise or fall.
"""

from __future__ import annotations

from collections.abc import Mapping

from extractors.indicators import IndicatorSpec
from extractors.records import Kind
from flows.moves import are_comparable, format_dated, format_dated_move, format_step, format_time
from flows.wording import Wording, format_figure
from warehouse.comparison import Ground, Grounds
from warehouse.rows import Change, ChangeType


def indicator_title(specs: Mapping[str, IndicatorSpec], indicator: str, lang: str) -> str:
    """The title that people know an indicator by; its id where it has none any more."""
    titles = specs[indicator].titles if indicator in specs else {}
    return titles.get(lang) or titles.get("en") or indicator


def name_figure(change: Change, specs: Mapping[str, IndicatorSpec], lang: str, words: Wording) -> str:
    """The indicator's title, with the kind of figure where that is not its usual one."""
    name = indicator_title(specs, change.indicator, lang)
    kind = change.new.kind
    is_usual = change.indicator not in specs or kind is specs[change.indicator].kind
    return name if is_usual else listed(name, words.kinds.get(kind.value, ""))


def tell_change(change: Change, grounds: Grounds | None, words: Wording) -> str:
    """What happened, to follow the name: ", 2023: 529 → 2025: 611 mln USD (+15.5 %), 2 sources"."""
    move = _tell_move(change, grounds, words)
    times = [format_time(figure, words) for figure in (change.old, change.new) if figure]
    begins_with_time = any(time and move.startswith(f"{time}: ") for time in times)
    is_told = change.stories and change.type is not ChangeType.WITHDRAWN
    sources = words.count("sources", change.stories) if is_told else ""
    return (", " if begins_with_time else ": ") + listed(move, _mark(change, grounds, words), sources)


def wording_key(change: Change, grounds: Grounds | None) -> str:
    """Under which key the verdict of ``change`` is worded."""
    ground = grounds.ground if grounds else None
    if ground in (Ground.FORWARD, Ground.BACK):
        return ground.value
    if ground is Ground.OTHER_DEADLINE and change.new.kind is Kind.TARGET:
        return "new_target"
    return "new_period" if change.verdict == "new" and change.old else change.verdict


def is_move(change: Change) -> bool:
    """Whether the new figure can be told as what became of the old one."""
    return change.old is not None and change.type is not ChangeType.WITHDRAWN and are_comparable(change.old, change.new)


def listed(*parts: str) -> str:
    """The parts that are not empty, with commas."""
    return ", ".join(part for part in parts if part)


def _tell_move(change: Change, grounds: Grounds | None, words: Wording) -> str:
    old, new = change.old, change.new
    if old is None or change.type is ChangeType.WITHDRAWN:
        return format_dated(new, words)
    if not is_move(change):
        if grounds and grounds.ground is Ground.DEADLINE_MOVED:
            return format_dated_move(old, new, words)
        if new.kind is Kind.TARGET:
            return words.labels["new_target"].format(new=format_dated(new, words), old=format_dated(old, words))
        return format_dated(new, words)
    move = format_dated_move(old, new, words)
    step = "" if new.kind is Kind.TARGET else format_step(old, new, words)
    return f"{move} ({step})" if step else move


def _mark(change: Change, grounds: Grounds | None, words: Wording) -> str:
    if change.type is ChangeType.MOVED or change.edited_from is None:
        return words.marks.get(wording_key(change, grounds), "")
    return words.marks[change.type].format(figure=format_figure(change.edited_from, words))
