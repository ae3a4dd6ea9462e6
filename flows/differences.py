"""What two readings of the same pages have not in common: figures, their verdicts, and the changes that follow.

Pure: records in, differences out. A figure that only moved in its text, or whose confidence moved without consequence,
is no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from extractors.records import Observation
from flows.wording import format_figure, format_period, load_wordings
from warehouse.replay import Finding
from warehouse.rows import Change

T = TypeVar("T")
_WORDS = load_wordings()["en"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: ``what`` is "figure" or "change", ``how`` is "new", "lost" or "changed".

    ``old`` and ``new`` are in words; ``alerts`` names the places that a change goes to by today's subscriptions, a lost
    one's with a minus.
    """

    what: str
    how: str
    indicator: str
    url: str
    old: str
    new: str
    sentence: str
    alerts: tuple[str, ...] = ()


def diff_findings(url: str, old: Sequence[Finding], new: Sequence[Finding]) -> list[Difference]:
    """Return the differences between two readings of the article at ``url``."""
    gone, come = list(old), list(new)
    pairs = [pair for fits in (_same_figure, _same_place) for pair in _pair(gone, come, fits)]
    changed = [(before, after) for before, after in pairs if _outcome(before) != _outcome(after)]
    return [
        *(_difference("changed", url, before, after) for before, after in changed),
        *(_difference("lost", url, before, None) for before in gone),
        *(_difference("new", url, None, after) for after in come),
    ]


def diff_changes(
    old: Mapping[str, Change], new: Mapping[str, Change], route: Callable[[Change], Sequence[str]]
) -> list[Difference]:
    """Return the differences between two sets of changes by id; ``route`` says where one would go."""
    lost = [change for id_, change in old.items() if id_ not in new]
    made = [change for id_, change in new.items() if id_ not in old]
    moved = [(change, new[id_]) for id_, change in old.items() if id_ in new and new[id_].verdict != change.verdict]
    moved += _pair(lost, made, lambda one, other: _place(one) == _place(other))
    return [
        *(_change_difference("changed", before, after, route) for before, after in moved),
        *(_change_difference("lost", change, None, route) for change in lost),
        *(_change_difference("new", None, change, route) for change in made),
    ]


def _pair(gone: list[T], come: list[T], fits: Callable[[T, T], bool]) -> list[tuple[T, T]]:
    """Take out of both lists, and return, what belongs together."""
    pairs = []
    for before in list(gone):
        after = next((other for other in come if fits(before, other)), None)
        if after is not None:
            gone.remove(before)
            come.remove(after)
            pairs.append((before, after))
    return pairs


def _same_figure(one: Finding, other: Finding) -> bool:
    return _figure(one.observation) == _figure(other.observation)


def _same_place(one: Finding, other: Finding) -> bool:
    first, second = one.observation, other.observation
    same_words = first.text == second.text or (first.span[0] < second.span[1] and second.span[0] < first.span[1])
    return first.indicator == second.indicator and (first.kind == second.kind or same_words)


def _figure(seen: Observation) -> tuple[object, ...]:
    period = (seen.period.start, seen.period.end, seen.period.label, seen.period.kind)
    amounts = (seen.value, seen.low, seen.high, seen.unit, seen.bound, seen.stage)
    return (seen.indicator, seen.kind, period, amounts, seen.speaker)


def _outcome(finding: Finding) -> tuple[object, ...]:
    return (_figure(finding.observation), finding.verdict, finding.held)


def _place(change: Change) -> tuple[object, ...]:
    return (change.indicator, change.kind, change.url)


def _difference(how: str, url: str, old: Finding | None, new: Finding | None) -> Difference:
    (seen, *_) = [finding.observation for finding in (new, old) if finding]
    return Difference("figure", how, seen.indicator, url, _words(old), _words(new), seen.sentence)


def _words(finding: Finding | None) -> str:
    if finding is None:
        return ""
    seen = finding.observation
    told = f" ({seen.speaker})" if seen.speaker else ""
    held = ", held for review" if finding.held else ""
    figure = f"{format_figure(seen, _WORDS)} ({seen.kind}), {format_period(seen.period, _WORDS)}{told}"
    return f"{figure}: {finding.verdict}{held}"


def _change_difference(
    how: str, old: Change | None, new: Change | None, route: Callable[[Change], Sequence[str]]
) -> Difference:
    (change, *_) = [each for each in (new, old) if each]
    before, after = set(route(old)) if old else set(), set(route(new)) if new else set()
    alerts = (*(f"+{place}" for place in sorted(after - before)), *(f"-{place}" for place in sorted(before - after)))
    was, is_ = (_change_words(each) if each else "" for each in (old, new))
    return Difference("change", how, change.indicator, change.url, was, is_, change.sentence, alerts)


def _change_words(change: Change) -> str:
    correction = ", correction" if change.correction else ""
    shown = f"{format_figure(change.new, _WORDS)} ({change.kind}), {format_period(change.new.period, _WORDS)}"
    return f"{shown}: {change.verdict}{correction}"
