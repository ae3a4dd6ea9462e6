"""Turns folded text into the classes of the words that periods are made of.

A text becomes one character per word of time (``period_vocabulary``) and "." for a run of other words; numbers get
the class of what they can be: a year, a day, a date. Reading is one pass over the text. Refuses to take a bare
four-digit number for a year, or "may" and "march" for months, without evidence beside them.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from extractors.figures.period_vocabulary import BREAK, OTHER, TOKEN, Form, Value, Vocabulary, load_vocabulary

_CURRENCY = frozenset("$€£₸₼₽₺¥№#")
_JOINING = frozenset("-–'")  # and letters: what an ending or a second year begins with
_YEARS = range(1900, 2101)
_LONGEST_MONTH = 31  # days
_MONTHS = 12
_PAIR = re.compile(r"(\d{4})/(\d{2}|\d{4})$")
_SECOND = re.compile(r"[-–](\d\d)(?!\d|[-.,]\d)")  # of "2024-25"; a month, as in "2024-10", is at most 12
_DATE = re.compile(r"(?:(\d{1,2})[./](\d{1,2})[./]|(\d{4})-(\d\d)-(\d\d)$)(\d{4})?$")


class Words(NamedTuple):
    """A text as classes: one character, one span and one value per word; runs of unknown words are one."""

    kinds: str
    starts: list[int]
    ends: list[int]
    values: list[Value]


def read_words(folded: str, original: str, lang: str) -> Words:
    """Return the words of time in ``folded`` (``original`` is looked at for capitals only)."""
    vocabulary = load_vocabulary(lang)
    look_up = vocabulary.words.get
    read: list[tuple[str, int, int, Value]] = []
    weak: list[int] = []
    last = ""
    done = 0
    for match in TOKEN.finditer(folded):
        start, end = match.span()
        if start < done:
            continue
        word = match.group()
        form = look_up(word)
        if form is None:
            if not word[0].isdecimal():
                kind = BREAK if word[0] == "\n" else OTHER
                if last != kind:
                    last = kind
                    read.append((kind, start, end, None))
                continue
            last, value, done = _read_number(word, folded, start, vocabulary)
        else:
            last, value, done = form.kind, form.value, end
            if form.longer:
                last, value, done = _read_longer(form, folded, start, end)
            if last in "MWXU" and folded[start:done] in vocabulary.weak:
                weak.append(len(read))
        read.append((last, start, done, value))
    kinds = [kind for kind, _, _, _ in read]
    values = [value for _, _, _, value in read]
    _drop_weak_months(kinds, weak, [original[read[index][1]] for index in weak], lang)
    _settle_years(kinds, values, [index for index, kind in enumerate(kinds) if kind in "YN"])
    return Words("".join(kinds), [start for _, start, _, _ in read], [end for _, _, end, _ in read], values)


def _read_longer(form: Form, folded: str, start: int, end: int) -> tuple[str, Value, int]:
    found = form.longer.match(folded, start) if form.longer else None
    if found is None or found.lastindex is None:
        return form.kind, form.value, end
    kind, value = form.meanings[found.lastindex - 1]
    return kind, value, found.end()


def _read_number(word: str, folded: str, start: int, vocabulary: Vocabulary) -> tuple[str, Value, int]:
    end = start + len(word)
    if not word.isdecimal() or len(word) > 4:
        return _read_marked(word, folded, end, vocabulary)
    number = int(word)
    if len(word) == 4:
        return _read_year(number, folded, start, vocabulary)
    beside = folded[end : end + 2].lstrip(" ")[:1]
    if beside == "-" or beside.isalpha():  # else no ending can follow
        for length in (1, 2):
            part = vocabulary.parts.get(folded[start : end + length])
            if part and not folded[end + length : end + length + 1].isalnum():
                return part.kind, part.value, end + length
        if found := vocabulary.ordinal_ending.match(folded, end) or vocabulary.day_ending.match(folded, end):
            return "r" if 1 <= number <= _LONGEST_MONTH else "0", number, found.end()
    return "d" if 1 <= number <= _LONGEST_MONTH else "0", number, end


def _read_year(number: int, folded: str, start: int, vocabulary: Vocabulary) -> tuple[str, Value, int]:
    end = start + 4
    if number not in _YEARS or folded[max(0, start - 2) : start].strip()[-1:] in _CURRENCY:
        return "0", number, end
    beside = folded[end : end + 2].lstrip(" ")[:1]
    if not (beside.isalpha() or beside in _JOINING):
        return "Y", number, end
    if (found := _SECOND.match(folded, end)) and max(number % 100, 12) < int(found[1]) <= number % 100 + 15:
        return "8", (number, number // 100 * 100 + int(found[1])), found.end()
    ending = vocabulary.year_ending if number % 10 else vocabulary.round_year_ending
    if (found := ending.match(folded, end)) is None:
        return "Y", number, end
    return "9" if found.lastindex else "N", number, found.end()


def _read_marked(word: str, folded: str, end: int, vocabulary: Vocabulary) -> tuple[str, Value, int]:
    """Read a date, or two years as one number ("2024/25"); any other number with marks in it is no period."""
    if pair := _PAIR.match(word):
        first, second = int(pair[1]), int(pair[2])
        if first in _YEARS and second in (first + 1, (first + 1) % 100):
            ending = vocabulary.ordinal_ending.match(folded, end)
            return "8", (first, first + 1), ending.end() if ending else end
    day = _read_date(word)
    return ("D", day, end) if day else ("0", None, end)


def _read_date(word: str) -> dt.date | None:
    found = _DATE.match(word)
    if found is None:
        return None
    day, month, iso_year, iso_month, iso_day, year = found.groups()
    if "/" in word:  # the day comes first in Europe, the month in America
        if int(day) <= _MONTHS and int(month) <= _MONTHS and day != month:
            return None
        day, month = (day, month) if int(day) > _MONTHS else (month, day)
    parts = (iso_year, iso_month, iso_day) if iso_year else (year, month, day)
    try:
        return dt.date(*map(int, parts)) if parts[0] and int(parts[0]) in _YEARS else None
    except ValueError:
        return None


def _drop_weak_months(kinds: list[str], weak: list[int], letters: list[str], lang: str) -> None:
    """A form that is another word too ("may", "march", "қазан") is a month beside a day, a year or a preposition."""
    for index, letter in zip(weak, letters, strict=True):
        before = kinds[index - 1] if index else OTHER
        after = kinds[index + 1] if index + 1 < len(kinds) else OTHER
        named = lang != "en" or letter.isupper()
        if not (named and (before in "drVRTBSAOK-yfYNwlgi&sW" or after in "drYN-mjTbgl")):
            kinds[index] = OTHER


def _settle_years(kinds: list[str], values: list[Value], candidates: list[int]) -> None:
    """Keep as "Y" the numbers that something beside them shows to be years; turn the others into numbers."""
    shown: set[int] = set()
    for index in reversed(candidates):
        if kinds[index] == "N" or _year_from_after(kinds, values, index, shown):
            shown.add(index)
    for index in candidates:
        kinds[index] = "Y" if index in shown or _year_from_before(kinds, index) else "0"


def _year_from_after(kinds: list[str], values: list[Value], index: int, shown: set[int]) -> bool:
    after, beyond = [*kinds[index + 1 : index + 3], OTHER, OTHER][:2]
    if after == ":":
        return beyond in "0dr"
    if after == "P":
        return True
    if after == "-":
        rising = beyond in "YN" and bool(values[index] < values[index + 2])
        return rising or beyond in "yft~@" or index + 2 in shown
    return after in "yftu~@" or (after in ",&T" and index + 2 in shown)


def _year_from_before(kinds: list[str], index: int) -> bool:
    after = kinds[index + 1] if index + 1 < len(kinds) else OTHER
    if after in "cp":
        return False
    before = kinds[index - 1] if index else OTHER
    earlier = kinds[index - 2] if index > 1 else OTHER
    if before in "VBZSAKOgRiMXWUqhPJlysFez=)":
        return True
    if before == "2":
        at = index - 2 - (earlier == "1")
        return at >= 0 and kinds[at] in "VBSAK"
    if before == "1":
        return after == "F" or earlier in "VBZSAKOgR"
    if before in ",&-TB/":
        return earlier == "Y" or (before == "," and earlier in "MXWdry") or (before == "-" and earlier in "ivezMXW")
    return before == "v"
