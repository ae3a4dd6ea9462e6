"""Turns folded text into the classes of the words that periods are made of.

Every form in the lexicon's ``periods`` section has a class, written as one character; a text becomes a string of
such characters (a run of other words is one "."), over which ``period_grammar`` has one regular expression. So the
languages live in the lexicons, the grammar is written once, and reading is one pass over the text. Refuses to know
a word by itself, and to take a bare four-digit number for a year without evidence beside it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from extractors.figures.lexicon import read_sections
from extractors.figures.normalise import fold

OTHER, BREAK = ".", "|"
# The lexicon's plain lists and the class of their forms. Lists with values (months, ordinals …) are read apart.
LISTS = {
    "year": "y", "years": "~", "year_from": "f", "year_to": "t", "year_by": "u", "month": "m", "month_within": "j",
    "quarter": "q", "half": "h", "half_year": "H", "rolling": "L", "same": "s", "span": "x", "start": "e",
    "start_from": "E", "end": "z", "end_by": "^", "earlier": "G", "year_earlier": "<", "ago": "I", "of": "g",
    "article": "1", "part_of": "i", "within": "V", "point": "O", "by": "B", "since": "S", "as_of": "A",
    "compared": "K", "from": "R", "to": "T", "and": "&", "by_after": "b", "since_after": "n", "as_of_after": "a",
    "compared_after": "k", "figures": "F", "event": "v", "counted": "c", "percent": "p", "no_period": OTHER,
    "to_date": "Q", "by_or_compared": "Z",
}  # fmt: skip
_PARTS = {"H": 6, "Q": 3}
_SIGNS = {"-": "-", "–": "-", ",": ",", "%": "p", "&": "&"}
_SPOKEN = ("previous", "spoken")  # relative to the period spoken of before, not to publication
_CURRENCY = frozenset("$€£₸₼₽₺¥№#")
_YEARS = range(1900, 2101)

_TOKEN = re.compile(
    r"[^\W\d_][^\W_]*(?:'[^\W\d_]+)?'?|\n[ \n]*\n|\d{4}-\d\d-\d\d(?!\d)|\d+(?:[.,:/']\d+)*|[-–,.%&/;:!?()\[\]«»\"|]"
)
_DATE = re.compile(r"(?:(\d{1,2})[./](\d{1,2})[./]|(\d{4})-(\d\d)-(\d\d)$)(\d{4})?$")

Value = Any  # by class: a number, the months (first, last) of a part, a date, "previous", or None


class Form(NamedTuple):
    """What a word is: its class and value, and the longer forms that begin with it (longest first)."""

    kind: str
    value: Value
    longer: tuple[tuple[re.Pattern[str], str, Value], ...] = ()


class Vocabulary(NamedTuple):
    """One language's words of time, compiled."""

    words: dict[str, Form]
    parts: dict[str, Form]
    weak: frozenset[str]
    ordinal_ending: re.Pattern[str]
    day_ending: re.Pattern[str]
    year_ending: re.Pattern[str]
    decade_ending: re.Pattern[str]


class Words(NamedTuple):
    """A text as classes: one character, one span and one value per word; runs of unknown words are one."""

    kinds: str
    starts: list[int]
    ends: list[int]
    values: list[Value]


@cache
def load_vocabulary(lang: str) -> Vocabulary:
    """Compile the ``periods`` section of one language's lexicon."""
    section = read_sections(lang)["periods"]
    forms: dict[str, tuple[str, Value]] = {}
    parts: dict[str, Form] = {}
    for name, kind in LISTS.items():
        forms.update({fold(form, lang): (kind, None) for form in section[name]})
    for name, kind in (
        ("ordinals", "o"),
        ("counts", "C"),
        ("relative_year", "w"),
        ("relative_year_from", ">"),
        ("relative", "l"),
    ):
        for value, listed in section[name].items():
            number = value if value in _SPOKEN else int(value)
            forms.update({fold(form, lang): (kind, number) for form in listed})
    for name, kind in (
        ("month_endings", "M"),
        ("month_from_endings", "W"),
        ("month_by_endings", "U"),
        ("month_before_day_endings", "X"),
    ):
        for ending in section[name]:
            for number, stems in section["months"].items():
                forms.update({fold(stem + ending, lang): (kind, int(number)) for stem in stems})
    for name, listed in section["parts"].items():
        months = _part_months(name)
        parts.update({form: Form("J" if name[0] == "M" else "P", months) for form in listed})
    forms.update({form: (part.kind, part.value) for form, part in parts.items() if form[0].isalpha()})
    return Vocabulary(
        _index(forms),
        parts,
        frozenset(fold(form, lang) for form in section["months_needing_context"]),
        _endings(section["ordinal_endings"]),
        _endings(section["day_endings"], glued=()),
        _endings(section["year_endings"]),
        _endings(section["decade_endings"], glued=[e for e in section["decade_endings"] if e.isascii()]),
    )


def _part_months(name: str) -> tuple[int, int]:
    number = int(name[1:])
    length = _PARTS.get(name[0])
    return (1, number) if length is None else (length * (number - 1) + 1, length * number)


def _index(forms: dict[str, tuple[str, Value]]) -> dict[str, Form]:
    words = {sign: Form(kind, None) for sign, kind in _SIGNS.items()}
    words.update({form: Form(*entry) for form, entry in forms.items() if _TOKEN.fullmatch(form)})
    longer: dict[str, list[tuple[str, str, Value]]] = {}
    for form, entry in forms.items():
        if form not in words:
            longer.setdefault(_TOKEN.findall(form)[0], []).append((form, *entry))
    for first, entries in longer.items():
        entries.sort(key=lambda entry: -len(entry[0]))
        known = words.get(first, Form(OTHER, None))
        words[first] = known._replace(longer=tuple((_phrase(form), kind, value) for form, kind, value in entries))
    return words


def _phrase(form: str) -> re.Pattern[str]:
    end = r"(?![^\W_])" if form[-1].isalnum() else ""
    return re.compile(r"[ \n]".join(re.escape(word) for word in form.split(" ")) + end)


def _endings(endings: Sequence[str], glued: Sequence[str] | None = None) -> re.Pattern[str]:
    """Match an ending after a hyphen, or glued to its digits when it is too long to be a unit."""
    if glued is None:
        glued = [ending for ending in endings if len(ending) > 1]
    return re.compile(rf"(?:[ ]?-[ ]?(?:{_either(endings)})|[ ]?(?:{_either(glued)}))(?![^\W_])")


def _either(forms: Sequence[str]) -> str:
    return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)) or "(?!)"


def read_words(folded: str, original: str, lang: str) -> Words:
    """Return the words of time in ``folded`` (``original`` is looked at for capitals only)."""
    vocabulary = load_vocabulary(lang)
    look_up = vocabulary.words.get
    read: list[tuple[str, int, int, Value]] = []
    weak: list[int] = []
    last = ""
    done = 0
    for match in _TOKEN.finditer(folded):
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
    for pattern, kind, value in form.longer:
        if found := pattern.match(folded, start):
            return kind, value, found.end()
    return form.kind, form.value, end


def _read_number(word: str, folded: str, start: int, vocabulary: Vocabulary) -> tuple[str, Value, int]:
    end = start + len(word)
    if not word.isdecimal() or len(word) > 4:
        day = _read_date(word)
        return ("D", day, end) if day else ("0", None, end)
    for length in (1, 2):
        part = vocabulary.parts.get(folded[start : end + length])
        if part and not folded[end + length : end + length + 1].isalnum():
            return part.kind, part.value, end + length
    number = int(word)
    if len(word) == 4:
        return _read_year(number, folded, start, vocabulary)
    if not 1 <= number <= 31:
        return "0", number, end
    found = vocabulary.ordinal_ending.match(folded, end) or vocabulary.day_ending.match(folded, end)
    return ("r", number, found.end()) if found else ("d", number, end)


def _read_year(number: int, folded: str, start: int, vocabulary: Vocabulary) -> tuple[str, Value, int]:
    end = start + 4
    if number not in _YEARS or folded[max(0, start - 2) : start].strip()[-1:] in _CURRENCY:
        return "0", number, end
    for kind, ending in (
        ("9", vocabulary.decade_ending),
        ("N", vocabulary.ordinal_ending),
        ("N", vocabulary.year_ending),
    ):
        if (found := ending.match(folded, end)) and (kind == "N" or number % 10 == 0):
            return kind, number, found.end()
    return "Y", number, end


def _read_date(word: str) -> dt.date | None:
    found = _DATE.match(word)
    if found is None:
        return None
    day, month, iso_year, iso_month, iso_day, year = found.groups()
    try:
        if iso_year:
            return dt.date(int(iso_year), int(iso_month), int(iso_day))
        return dt.date(int(year), int(month), int(day)) if year and int(year) in _YEARS else None
    except ValueError:
        return None


def _drop_weak_months(kinds: list[str], weak: list[int], letters: list[str], lang: str) -> None:
    """A form that is another word too ("may", "march", "қазан") is a month beside a day, a year or a preposition."""
    for index, letter in zip(weak, letters, strict=True):
        before = kinds[index - 1] if index else OTHER
        after = kinds[index + 1] if index + 1 < len(kinds) else OTHER
        named = lang != "en" or letter.isupper()
        if not (named and (before in "drVRTBSAOK-yfYNwlgi&sW" or after in "drYN-mjTb")):
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
    after, beyond = (kinds[index + 1 : index + 3] + [OTHER, OTHER])[:2]
    if after == "-":
        rising = beyond in "YN" and bool(values[index] < values[index + 2])
        return rising or beyond in "yft~" or index + 2 in shown
    return after in "yftu~" or (after in ",&T" and index + 2 in shown)


def _year_from_before(kinds: list[str], index: int) -> bool:
    after = kinds[index + 1] if index + 1 < len(kinds) else OTHER
    if after in "cp":
        return False
    before = kinds[index - 1] if index else OTHER
    earlier = kinds[index - 2] if index > 1 else OTHER
    if before in "VBZSAKOgRiMXWqhPJlysFe":
        return True
    if before == "1":
        return after == "F" or earlier in "VBZSAKOgR"
    if before in ",&-TB/":
        return earlier == "Y" or (before == "," and earlier in "MXWdry") or (before == "-" and earlier in "iv")
    return before == "v"
