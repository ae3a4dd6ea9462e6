"""Compiles the ``periods`` section of a lexicon: every form of a word of time and the class of words it belongs to.

A class is one character, so that a text becomes a string over which ``period_grammar`` has a regular expression.
The forms are data: a new one, or a new language, is an edit of ``lexicons/<lang>.yaml``. Refuses to know a word itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from extractors.figures.lexicon import LexiconError, read_sections
from extractors.figures.normalise import fold

OTHER, BREAK = ".", "|"
# The lexicon's plain lists and the class of their forms. Lists with values (months, ordinals …) are read apart.
LISTS = {
    "year": "y",
    "years": "~",
    "year_from": "f",
    "year_to": "t",
    "year_by": "u",
    "year_compared": "@",
    "month_from": "{",
    "between_after": "}",
    "exceeding": "=",
    "month": "m",
    "month_within": "j",
    "quarter": "q",
    "half": "h",
    "half_year": "H",
    "rolling": "L",
    "same": "s",
    "span": "x",
    "start": "e",
    "start_from": "E",
    "end": "z",
    "end_by": "^",
    "earlier": "G",
    "earlier_or_ago": "7",
    "later": "5",
    "year_later": "6",
    "later_before": "%",
    "after": "+",
    "mid_century": "*",
    "end_of_century": "!",
    "then": "3",
    "by_then": "4",
    "that_year": "_",
    "that_period": "#",
    "year_earlier": "<",
    "ago": "I",
    "of": "g",
    "article": "1",
    "part_of": "i",
    "year_adjective": "2",
    "within": "V",
    "point": "O",
    "by": "B",
    "since": "S",
    "as_of": "A",
    "compared": "K",
    "from": "R",
    "to": "T",
    "and": "&",
    "by_after": "b",
    "since_after": "n",
    "as_of_after": "a",
    "compared_after": "k",
    "figures": "F",
    "event": "v",
    "counted": "c",
    "percent": "p",
    "no_period": OTHER,
    "to_date": "Q",
    "year_end": ")",
    "by_or_compared": "Z",
}
_VALUED = {"ordinals": "o", "counts": "C", "relative_year": "w", "relative_year_from": ">", "relative": "l"}
_MONTHS = {"month_endings": "M", "month_from_endings": "W", "month_by_endings": "U", "month_before_day_endings": "X"}
_OTHERS = (
    "months",
    "months_needing_context",
    "parts",
    "ordinal_endings",
    "day_endings",
    "year_endings",
    "decade_endings",
)
_PARTS = {"H": 6, "Q": 3}  # months; M9 is the first nine months
SPOKEN = ("previous", "spoken")  # relative to the period spoken of before, not to publication
_SIGNS = {"-": "-", "–": "-", ",": ",", "%": "p", "&": "&", ":": ":"}

# A word, a blank line, an ISO date, a number with its marks, or a sign. No part can match in two ways: linear.
TOKEN = re.compile(
    r"[^\W\d_][^\W_]*(?:'[^\W\d_]+)?'?|\n[ \n]*\n|\d{4}-\d\d-\d\d(?!\d)|\d+(?:[.,:/']\d+)*|[-–,.%&/;:!?()\[\]«»\"|]"
)

# Between the words of one form: blanks with at most one line break, never a blank line.
_GAP = r"(?: {1,3}\n? {0,8}|\n {0,8})"

Value = Any  # by class: a number, the months (first, last) of a part, a date, one of SPOKEN, or None


class Form(NamedTuple):
    """What a word is: its class and value, and the longer forms that begin with it.

    ``longer`` has one group for each of these forms (longest first), ``meanings`` their classes and values.
    """

    kind: str
    value: Value
    longer: re.Pattern[str] | None = None
    meanings: tuple[tuple[str, Value], ...] = ()


class Vocabulary(NamedTuple):
    """One language's words of time, compiled; the first group of ``round_year_ending`` makes a decade ("1990s")."""

    words: dict[str, Form]
    parts: dict[str, Form]
    weak: frozenset[str]
    ordinal_ending: re.Pattern[str]
    day_ending: re.Pattern[str]
    year_ending: re.Pattern[str]
    round_year_ending: re.Pattern[str]


@cache
def load_vocabulary(lang: str) -> Vocabulary:
    """Compile the ``periods`` section of one language's lexicon. Raises LexiconError when a list is missing or odd."""
    section = read_sections(lang).get("periods", {})
    if odd := sorted(set(section).symmetric_difference({*LISTS, *_VALUED, *_MONTHS, *_OTHERS})):
        raise LexiconError(f"lexicons/{lang}.yaml: periods: missing or unknown lists: {', '.join(odd)}")
    forms: dict[str, tuple[str, Value]] = {}
    parts: dict[str, Form] = {}
    for name, kind in LISTS.items():
        forms.update({fold(form, lang): (kind, None) for form in section[name]})
    for name, kind in _VALUED.items():
        for value, listed in section[name].items():
            number = value if value in SPOKEN else int(value)
            forms.update({fold(form, lang): (kind, number) for form in listed})
    for name, kind in _MONTHS.items():
        for ending in section[name]:
            for number, stems in section["months"].items():
                forms.update({fold(stem + ending, lang): (kind, int(number)) for stem in stems})
    for name, listed in section["parts"].items():
        months = _part_months(name)
        parts.update({form: Form("J" if name[0] == "M" else "P", months) for form in listed})
    forms.update({form: (part.kind, part.value) for form, part in parts.items() if form[0].isalpha()})
    decade = _endings(section["decade_endings"], glued=[e for e in section["decade_endings"] if e.isascii()])
    return Vocabulary(
        _index(forms),
        parts,
        frozenset(
            fold(stem + end, lang) for stem in section["months_needing_context"] for end in _month_endings(section)
        ),
        re.compile(_endings(section["ordinal_endings"])),
        re.compile(_endings(section["day_endings"], glued=())),
        re.compile(plain := f"{_endings(section['ordinal_endings'])}|{_endings(section['year_endings'])}"),
        re.compile(f"({decade})|{plain}"),
    )


def _month_endings(section: dict[str, Any]) -> set[str]:
    return {ending for name in _MONTHS for ending in section[name]}


def _part_months(name: str) -> tuple[int, int]:
    number = int(name[1:])
    length = _PARTS.get(name[0])
    return (1, number) if length is None else (length * (number - 1) + 1, length * number)


def _index(forms: dict[str, tuple[str, Value]]) -> dict[str, Form]:
    words = {sign: Form(kind, None) for sign, kind in _SIGNS.items()}
    words.update({form: Form(*entry) for form, entry in forms.items() if TOKEN.fullmatch(form)})
    longer: dict[str, list[tuple[str, str, Value]]] = {}
    for form, entry in forms.items():
        if form not in words:
            longer.setdefault(TOKEN.findall(form)[0], []).append((form, *entry))
    for first, entries in longer.items():
        entries.sort(key=lambda entry: -len(entry[0]))
        known = words.get(first, Form(OTHER, None))
        words[first] = known._replace(
            longer=re.compile("|".join(f"({_phrase(form)})" for form, _, _ in entries)),
            meanings=tuple((kind, value) for _, kind, value in entries),
        )
    return words


def _phrase(form: str) -> str:
    end = r"(?![^\W_])" if form[-1].isalnum() else ""
    return _GAP.join(re.escape(word) for word in form.split(" ")) + end


def _endings(endings: Sequence[str], glued: Sequence[str] | None = None) -> str:
    """Match an ending after a hyphen, or glued to its digits when it is too long to be a unit."""
    if glued is None:
        glued = [ending for ending in endings if len(ending) > 1]
    return rf"(?:[ ]?-[ ]?(?:{_either(endings)})|[ ]?(?:{_either(glued)}))(?![^\W_])"


def _either(forms: Sequence[str]) -> str:
    return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)) or "(?!)"
