"""Reference periods in news text: which year, months or days a figure is about, in four languages.

``extract_periods`` reads every mention (stated years, parts of years, dates, relative and open periods, deadlines,
comparison bases) and resolves it to dates with a canonical label. What is relative is resolved from the publication
date or from the period spoken of before; what cannot be resolved keeps its place with ``how`` unknown and no dates.
Refuses to guess: no year is taken from the clock, and a number is a year only with evidence (``period_words``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import NamedTuple

from extractors.figures.normalise import fold
from extractors.figures.period_dates import Dates
from extractors.figures.period_grammar import MEANING, Phrase, read_phrases
from extractors.figures.period_meaning import has_earlier, is_earlier, resolve_phrase
from extractors.figures.period_words import Words, read_words
from extractors.records import Period, PeriodKind, PeriodMention

_CONTEXT = 800  # characters behind which an earlier mention no longer says what "a year earlier" is earlier than
_NEAR = 40  # characters before "from 2022" in which a percentage makes it a base of comparison
_SPOKEN_OF = (PeriodKind.DURING, PeriodKind.AS_OF)  # kinds that "a year earlier" can refer to
_REFERS = {"3": "named", "_": "named", "4": "deadline"}  # "at that time", "that year", "by then"
_MARKERS = (
    dict.fromkeys("BZbu^U4", PeriodKind.BY)
    | dict.fromkeys("Snf>W{", PeriodKind.SINCE)
    | dict.fromkeys("Aa", PeriodKind.AS_OF)
)


class _Place(NamedTuple):
    """What the words around a phrase make of it: ``before`` is the class that governs it, ``whole`` if no days."""

    kind: PeriodKind
    base: bool
    before: str
    growth_near: bool
    whole: bool


def extract_periods(text: str, lang: str, published: dt.date | None) -> list[PeriodMention]:
    """Return the periods mentioned in ``text``, in order and without overlap; spans point into ``text``.

    ``published`` resolves relative mentions ("last year"); without it they come back with no dates.
    """
    words = read_words(fold(text, lang), text, lang)
    found: list[PeriodMention] = []
    memory = _Memory()
    for phrase in read_phrases(words):
        if not _is_period(phrase, words):
            continue
        span = words.starts[phrase.first], words.ends[phrase.last]
        place = _read_place(phrase, words)
        if phrase.form == "same" and place.base and not _names_year(phrase):
            phrase = phrase._replace(shift="previous")  # noqa: PLW2901 -- a base without its year is the year before
        context = memory.spoken_of(phrase, span[0])
        period = memory.resolve(phrase, place.kind, published, context)
        if period is None:
            continue
        if place.growth_near and place.before == "Z" and phrase.form == "part" and context:
            earlier = memory.resolve(phrase, PeriodKind.DURING, published, context)
            period = earlier if earlier is not None and earlier.end == context[0] else period  # "к апрелю", in May
        mention = _mark_base(PeriodMention(span, period, place.base), place, published, context)
        found.append(mention)
        memory.note(mention)
    return found


class _Memory:
    """The periods that later ones refer to: the last spoken of, the last named at all, the last deadline."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[Dates, int]] = {}
        self._resolved: dict[tuple[object, ...], Period | None] = {}

    def resolve(
        self, phrase: Phrase, kind: PeriodKind, published: dt.date | None, context: Dates | None
    ) -> Period | None:
        """Return the period of ``phrase``; the same words in the same context are resolved once."""
        key = (phrase.form, kind, context, phrase[MEANING:])
        if key not in self._resolved:
            self._resolved[key] = resolve_phrase(phrase, kind, published, context)
        return self._resolved[key]

    def spoken_of(self, phrase: Phrase, at: int) -> Dates | None:
        """Return what ``phrase`` at offset ``at`` refers back to; too far back is nothing."""
        dates, end = self._last.get(_REFERS.get(phrase.kinds[0], "spoken"), (None, 0))
        return dates if at - end <= _CONTEXT else None

    def note(self, mention: PeriodMention) -> None:
        """Remember a resolved mention."""
        period = mention.period
        if period.start is None or period.end is None:
            return
        told = (period.start, period.end), mention.span[1]
        if period.kind is PeriodKind.BY:
            self._last["deadline"] = told
        elif period.kind in _SPOKEN_OF:
            self._last["named"] = told
            if not mention.is_base:
                self._last["spoken"] = told


def _several(pair: tuple[int, int] | None) -> bool:
    return pair is not None and pair[0] != pair[1]


def _mark_base(
    mention: PeriodMention, place: _Place, published: dt.date | None, context: Dates | None
) -> PeriodMention:
    """Settle what the words alone leave open, and let a base of comparison cover its period.

    Growth "from 2022" or "к 2022 году" compares with that year once it is over; "к декабрю" before the month spoken
    of compares too; "на 15 июля" after publication is when something will be, not a state as of then.
    """
    period = mention.period
    if period.start is None or period.end is None:
        return replace(mention, period=replace(period, kind=PeriodKind.DURING)) if mention.is_base else mention
    over = published is not None and period.end <= published
    backwards = place.before == "Z" and place.whole and context is not None and period.end <= context[0]
    base = mention.is_base or backwards or (place.growth_near and (over or place.before == "R"))
    planned = place.before == "O" and published is not None and period.start > published
    if (base or planned) and period.kind is not PeriodKind.DURING:
        period = replace(period, kind=PeriodKind.DURING)
    return PeriodMention(mention.span, period, base)


def _is_period(phrase: Phrase, words: Words) -> bool:
    """Tell a part of a year without its year from a duration ("for nine months", "three quarters of exports")."""
    if phrase.form != "part":
        return True
    before, _ = _word_before(phrase, words, "1g")
    after = words.kinds[phrase.last + 1 : phrase.last + 2]
    if after and after in "G7I":
        return False
    if "q" in phrase.kinds:
        return after not in ("c", "g") or "o" in phrase.kinds
    if "H" in phrase.kinds:
        return before not in ("O", "B", "R", "Z", "L")
    if phrase.kinds.strip("-")[:1] in ("d", "C") and "m" in phrase.kinds:
        return before == "V" and after != "T"
    return True


def _word_before(phrase: Phrase, words: Words, skipped: str) -> tuple[str, str]:
    """Return the class of the word before a phrase and the classes skipped on the way to it (at most four)."""
    index = phrase.first - 1
    lowest = max(index - 4, -1)
    while index > lowest and words.kinds[index] in skipped:
        index -= 1
    return words.kinds[index] if index >= 0 else "", words.kinds[index + 1 : phrase.first]


def _word_after(phrase: Phrase, words: Words) -> str:
    following = words.kinds[phrase.last + 1 : phrase.last + 5].lstrip("mj1F")
    if following[:1] in (".", ",") and following[1:2] == "k":
        index = words.kinds.index("k", phrase.last + 1)
        return "k" if words.starts[index] - words.ends[phrase.last] <= _NEAR else ""
    return following[:1]


def _growth_near(phrase: Phrase, words: Words) -> bool:
    for index in range(phrase.first - 1, max(phrase.first - 7, -1), -1):
        if words.kinds[index] == "|" or words.starts[phrase.first] - words.ends[index] > _NEAR:
            return False
        if words.kinds[index] == "p":
            return True
    return False


def _read_place(phrase: Phrase, words: Words) -> _Place:
    before, between = _word_before(phrase, words, "g1ViezF2-")
    if ("F" in between and before not in ("K", "Z", "=")) or (before == "=" and between.strip("1F-")):
        before = ""
    after = _word_after(phrase, words)
    ranged = phrase.form in ("years", "stretch") or _several(phrase.months) or _several(phrase.days)
    growth = before in ("R", "Z") and not ranged and phrase.form != "edge" and _growth_near(phrase, words)
    if _is_base(phrase, words, before, between, after):
        return _Place(PeriodKind.DURING, base=True, before=before, growth_near=growth, whole=phrase.days is None)
    inside = phrase.kinds[-1]
    kind = PeriodKind.DURING
    if after in ("b", "n", "a") and phrase.form != "from_start" and not set("fW") & set(phrase.kinds[:-1]):
        kind = _MARKERS[after]
    elif inside in "fuWU>^{4" and not ranged and phrase.form not in ("later", "from_start"):
        kind = _MARKERS[inside]
    elif before == "O":
        day = phrase.form in ("days", "date") and not ranged and not between
        kind = PeriodKind.AS_OF if day or phrase.form == "edge" or set("ez") & set(between) else kind
    elif before == "R":
        kind = kind if ranged or growth else PeriodKind.SINCE
    elif before in ("B", "Z", "S", "A"):
        kind = _MARKERS[before]
    return _Place(kind, base=False, before=before, growth_near=growth, whole=phrase.days is None)


def _is_base(phrase: Phrase, words: Words, before: str, between: str, after: str) -> bool:
    if before in ("K", "=") or after == "k" or "@" in phrase.kinds or is_earlier(phrase):
        return True
    past = isinstance(phrase.shift, int) and phrase.shift < 0
    if phrase.form == "same":
        return (_names_year(phrase) and phrase.shift != 0) or before == "Z"
    if before == "Z":
        compared = words.kinds[max(phrase.first - 2, 0) : phrase.first - 1] in tuple("MXWyqhY~")
        return compared or "F" in between or (phrase.form == "year" and (past or phrase.shift == "previous"))
    if before == "T" and phrase.form == "year" and phrase.years:
        return _growth_near(phrase, words)
    if phrase.kinds[-1] not in ("f", ">") or after == "n":
        return False
    told = words.kinds[phrase.last + 1 : phrase.last + 3]
    return past or phrase.shift == "previous" or (phrase.form == "year" and told[1:] == "p")


def _names_year(phrase: Phrase) -> bool:
    return bool(phrase.years) or phrase.shift is not None or has_earlier(phrase)
