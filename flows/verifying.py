"""Proves that the extractor finds every baseline figure in the interviews, at its place, and that all figures add up.

The interviews are not part of the project; whoever has them passes their text. Every figure that the extractor sees
must be a baseline row, the period of one, or a background row with a reason: what is left is reported, never passed
over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from config.baseline import BackgroundRow, Baseline, FigureRow, Interview
from extractors.figures import extract_figures
from extractors.indicators import IndicatorSpec
from extractors.observations import extract_observations, extract_stages
from extractors.records import BaselineFigure, How, Kind, Observation, PeriodMention

_NUMBERED = re.compile(r"^\d{1,2}\. ")
_DASHED = re.compile(r"^[-–—]\s*\S.*\?\s*$")
_TOLERANCE = Decimal("0.03")


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A baseline row and the text it was found in; ``found`` is None when it was not."""

    row: FigureRow
    found: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """What ``verify`` found in one interview. ``is_complete`` when every row was found and nothing is unexplained."""

    interview: str
    rows: tuple[RowCheck, ...]
    background: tuple[tuple[BackgroundRow, bool], ...]
    unexplained: tuple[tuple[int, str], ...]
    flags: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing and nothing unexplained."""
        return all(check.found for check in self.rows) and not self.unexplained


def recognise(text: str, baseline: Baseline) -> Interview | None:
    """Return the interview that ``text`` is, None when it is none of the baseline's."""
    return next((interview for interview in baseline.interviews if interview.recognised_by in text), None)


def verify(text: str, interview: Interview, baseline: Baseline, specs: Sequence[IndicatorSpec]) -> Report:
    """Return which figures of ``interview`` the extractor finds in ``text``, question by question."""
    checks: list[RowCheck] = []
    unexplained: list[tuple[int, str]] = []
    seen_background: set[BackgroundRow] = set()
    for place, section in enumerate(split_questions(text)):
        rows = [row for row in interview.figures if row.place == place]
        notes = [row for row in interview.background if row.place == place]
        figures = extract_figures(section, interview.lang, interview.published)
        found = extract_observations(section, figures, specs, lang=interview.lang, published=interview.published)
        stages = extract_stages(section, figures, specs, lang=interview.lang, published=interview.published)
        used: list[Observation] = []
        for row in rows:
            hit = next((seen for seen in found if _is_row(seen, row)), None)
            stated = stages.get((row.indicator, row.stage or ""))
            checks.append(RowCheck(row, hit.text if hit else stated))
            used += [hit] if hit else []
        labels = {seen.period.label for seen in used} | {row.period for row in rows}
        printed = [(q.span, q.text) for q in figures.quantities]
        printed += [(m.span, section[m.span[0] : m.span[1]]) for m in figures.periods if m.period.how is How.STATED]
        for span, figure in sorted(printed):
            if any(_touch(span, seen.span) for seen in used) or _is_reference(span, figures.periods, labels):
                continue
            alike = [note for note in notes if _is_same(note.figure, figure)]
            note = min(alike, key=lambda note: abs(len(note.figure) - len(figure)), default=None)
            if note:
                seen_background.add(note)
            else:
                unexplained.append((place, figure))
    background = tuple((note, note in seen_background) for note in interview.background)
    flags = (*_printed_flags(interview), *arithmetic(baseline.figures))
    return Report(interview.id, tuple(checks), background, tuple(unexplained), flags)


def split_questions(text: str) -> list[str]:
    """Return the sections of an interview: what stands before the first question, then one per question."""
    sections: list[list[str]] = [[]]
    lines = text.splitlines()
    is_question = _NUMBERED if sum(bool(_NUMBERED.match(line)) for line in lines) > 2 else _DASHED
    for line in lines:
        if is_question.match(line):
            sections.append([])
        sections[-1].append(_NUMBERED.sub("", line) if is_question is _NUMBERED else line)
    return ["\n".join(section) for section in sections]


def arithmetic(figures: Sequence[BaselineFigure]) -> list[str]:
    """Return in words where growth and multiples of the baseline do not follow from its levels."""
    flags: list[str] = []
    levels = [figure for figure in figures if figure.kind is Kind.LEVEL and figure.value]
    for figure in figures:
        if figure.value is None or figure.period.end is None or figure.kind not in (Kind.GROWTH, Kind.MULTIPLE):
            continue
        stem = figure.indicator.rsplit("_", 1)[0]
        own = [level for level in levels if level.indicator.startswith(stem)]
        last = next((level for level in own if level.period.end == figure.period.end), None)
        start = figure.period.start if figure.kind is Kind.MULTIPLE else None
        base = next((level for level in own if _is_base(level, figure, start)), None)
        if last and base and last.value and base.value:
            flags += _check(figure, last.value / base.value)
    return flags


def _check(figure: BaselineFigure, ratio: Decimal) -> list[str]:
    if figure.value is None:
        return []
    printed = figure.value if figure.kind is Kind.MULTIPLE else 1 + figure.value / 100
    real = f"{ratio:.2f} times" if figure.kind is Kind.MULTIPLE else f"{(ratio - 1) * 100:+.0f} percent"
    said = f"{figure.bound} {figure.value:f}".removeprefix("exact ")
    verb = "follows from" if abs(printed - ratio) <= printed * _TOLERANCE else "does not follow from"
    return [f"{figure.indicator} {figure.period.label}: {said} {figure.unit} {verb} the levels ({real})"]


def _is_base(level: BaselineFigure, figure: BaselineFigure, start: object) -> bool:
    if start is not None:
        return level.period.start == start
    if level.period.end is None or figure.period.start is None:
        return False
    return level.period.end == figure.period.start


def _printed_flags(interview: Interview) -> list[str]:
    return [f"{row.indicator} {row.period or ''}: {row.flag}" for row in interview.figures if row.flag]


def _is_row(seen: Observation, row: FigureRow) -> bool:
    if seen.indicator != row.indicator or seen.kind != row.kind:
        return False
    if row.stage is not None:
        return seen.stage == row.stage
    if row.kind is Kind.DATE:
        return seen.period.label == row.period
    numbers = (seen.value, seen.low, seen.high) == (row.value, row.low, row.high)
    return numbers and (row.period is None or _says_period(seen, row.period))


def _says_period(seen: Observation, label: str) -> bool:
    """A stock as of the interview's day agrees with the year or month that the row gives."""
    return seen.period.label is not None and (seen.period.label == label or seen.period.label.startswith(label))


def _touch(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span[0] < other[1] and other[0] < span[1]


def _is_reference(span: tuple[int, int], periods: Sequence[PeriodMention], labels: set[str | None]) -> bool:
    return any(mention.span == span and mention.period.label in labels for mention in periods)


def _is_same(noted: str, figure: str) -> bool:
    """The extractor may take a noun or a bound more or less than the note."""
    one, other = (" ".join(text.split()).casefold() for text in (noted, figure))
    return one in other or other in one
