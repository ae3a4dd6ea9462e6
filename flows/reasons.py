"""Why a change is one, and how sure its reading is, in the reader's words.

Grounds are not stored: they follow from the two figures and the rules of the indicator, and are found again here. Where
they do not give the recorded verdict (the rules have changed, or what decided was another article's figure), or where a
reason has no words, nothing is said rather than something near it; ``figurewatch explain`` has all reasons as recorded.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extractors.indicators import IndicatorSpec
from extractors.intervals import Interval
from extractors.records import BaselineFigure, Bound, Observation
from extractors.verdicts import Verdict
from flows.foreign_text import clean
from flows.wording import NBSP, Wording, format_day, format_figure, format_number, format_period
from warehouse.comparison import Ground, Grounds, compare
from warehouse.rows import Change
from warehouse.timing import overlap

_SURENESS = ((0.95, "very"), (0.85, "sure"), (0.75, "fairly"), (0.0, "unsure"))
_CERTAIN = 0.99  # only what a person has accepted is more than this
_APART = (Ground.DIFFERS, Ground.UNDATED, Ground.GAP_CHANGED)
_CLUES = tuple(
    (re.compile(pattern), key)
    for pattern, key in (
        ("both parties in the sentence", "both_parties"),
        ("party in the sentence", "party"),
        (r"pair carried over from (?P<n>\d+) sentences before", "parties_before"),
        (r"party (?P<n>\d+) sentences before", "party_before"),
        (r"[A-Z/]+ carried over", "one_before"),
        ("pair of the opening", "opening"),
        ("pair named in the next sentence", "next"),
        ("party elsewhere in the text", "elsewhere"),
        ("a text about its own country", "own_country"),
        (r"measure carried over from (?P<n>\d+) sentences before", "measure_before"),
        ("measure far from the figure", "measure_far"),
        ("unit told before", "unit_before"),
        (r"period \S+ stated", "period_stated"),
        (r"period \S+ relative", "period_relative"),
        (r"period \S+ inherited", "period_inherited"),
        (r"period \S+ unknown", "period_unknown"),
        (r"stage \S+ stated", "stage_stated"),
        ("date beside its name", "date_beside"),
        ("accepted in review by (?P<name>.+)", "reviewed"),
        (r".+ does not follow from .+ → .+", "not_following"),
        (r".+ follows from .+ → .+", "follows"),
        ("two figures of one period: .+", "two_figures"),
        ("a part exceeds the whole: .+", "part_exceeds"),
    )
)
"""What the readers of articles give as reasons (``extractors``), and under which key each is worded."""


def find_grounds(change: Change, spec: IndicatorSpec | None) -> Grounds | None:
    """Return on what grounds ``change`` has its verdict; None where that cannot be told any more."""
    if spec is None:
        return None
    try:
        comparison = compare(change.new, [change.old] if change.old else [], spec)
    except ValueError:  # a figure without a number under rules that ask for one: they have changed
        return None
    return comparison.grounds if comparison.verdict == change.verdict else None


def word_grounds(change: Change, grounds: Grounds | None, words: Wording) -> str:
    """Why ``change`` has its verdict, in half a sentence; empty where nothing certain can be said."""
    if grounds is None:
        is_told_otherwise = change.verdict == Verdict.CONTRADICTS and change.old is None
        return words.grounds[Ground.PART_DIFFERS] if is_told_otherwise else ""
    seen, base = grounds.seen, grounds.base
    said = words.grounds[_key(grounds)].format(
        period=format_period(seen.period, words),
        base_period=format_period(base.period, words) if base else "",
        day=format_day(base.vintage, words) if isinstance(base, BaselineFigure) else "",
        stage=format_figure(seen, words),
        base_stage=format_figure(base, words) if base else "",
    )
    return "; ".join(part for part in (said, _word_distance(grounds, words), _word_rate(grounds, words)) if part)


def word_confidence(observation: Observation, words: Wording) -> str:
    """How sure the reading is, in a word, in percent and why: "very sure, 98 %: both sides are named …"."""
    share = observation.confidence
    sure = words.sureness[next(key for least, key in _SURENESS if share >= least)]
    shown = share if share >= 1 else min(share, _CERTAIN)
    clues = [clue for reason in observation.reasons if (clue := _word_clue(reason, words))]
    text = f"{sure}, {round(shown * 100)}{NBSP}%"
    return f"{text}: {'; '.join(dict.fromkeys(clues))}" if clues else text


def _key(grounds: Grounds) -> str:
    base = grounds.base
    if grounds.ground is Ground.LATER and base and overlap(grounds.seen.period, base.period):
        return "later_said"  # May 2025 is not after 2025
    if grounds.ground is Ground.OTHER_DEADLINE and base and base.period.end is None:
        return "no_deadline"
    return grounds.ground.value


def _word_distance(grounds: Grounds, words: Wording) -> str:
    """What both figures can stand for, where that is why they differ."""
    if grounds.ground not in _APART or grounds.seen_interval is None or grounds.base_interval is None:
        return ""
    if grounds.seen_interval[0] == grounds.seen_interval[1] and grounds.base_interval[0] == grounds.base_interval[1]:
        return ""
    seen = _format_interval(grounds, grounds.seen_interval, words)
    return words.grounds["apart"].format(seen=seen, base=_format_interval(grounds, grounds.base_interval, words))


def _format_interval(grounds: Grounds, ends: Interval, words: Wording) -> str:
    low, high = ends
    value = low if low == high else None
    return format_figure(
        replace(grounds.seen, value=value, low=low, high=high, unit=grounds.unit, bound=Bound.EXACT), words
    )


def _word_rate(grounds: Grounds, words: Wording) -> str:
    rate = grounds.rate
    if rate is None:
        return ""
    value = format_number(Decimal(rate.value), words)
    return words.grounds["rate"].format(year=rate.year, of=rate.of, value=value, unit=rate.unit)


def _word_clue(reason: str, words: Wording) -> str:
    for pattern, key in _CLUES:
        if match := pattern.fullmatch(reason):
            told = match.groupdict()
            sentences = words.count("sentences", int(told.get("n") or 0))
            return words.clues[key].format(sentences=sentences, name=clean(told.get("name") or ""))
    return ""
