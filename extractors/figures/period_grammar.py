"""The grammar of periods: one regular expression over the classes of ``period_words``, for all languages.

Word order differs (part before year, year before part), the building blocks do not. No alternative repeats without
a small limit, so matching is linear in the text. Refuses to resolve anything: what "last year" is, ``periods`` knows.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, NamedTuple

from extractors.figures.period_words import Words

_YEAR = "(?:l,?(?:Y-?)?[yftu@]|Y(?:-?[yftu@~])?|yY|w[yftu@]?|>)"
_MONTH = "[MXWU]"
_MONTHS = f"(?:{_MONTH}[-TB]{_MONTH}|(?<=R){_MONTH}&{_MONTH}|W[MXU]|{_MONTH})[mj{{]?"
_QUARTER = "(?:[dor](?:[-T&][dor])?-?q|Cq)"
_HALF = "(?:[dor]-?h|H)"
_MANY_MONTHS = "[oL]?-?[dC]-?[mj]"
_PART = f"(?:{_MONTHS}|{_QUARTER}|{_HALF}|{_MANY_MONTHS}|P(?:[-T]P)?)"
_DATED_PART = f"(?:{_PART}|J|[lL][dC]-?[mj])"
_DAYS = (
    f"(?:[dr](?:-[dr]|[&TB][dr])?-?[g1]?[MXWU](?:[-TB][dr]{_MONTH})?|[MX][mj]r"
    "|X[dr][-TB]X[dr]|X[dr](?:-[dr])?(?![cp0C]))"
)
_LINK = "(?:[gV1]{0,3}|,)"
_FORMS = {
    "date": "Dy?",
    "ending": f"(?:[dC]-?[mj]|y)T(?:{_DAYS}|[MX])(?:{_LINK}{_YEAR})?",
    "same_year": f"(?:{_DAYS}|{_PART}){_LINK}(?:1?sy|_)|(?:sy|_)[gV]?(?:{_DAYS}|{_PART})",
    "days": f"{_YEAR}[V,]?{_DAYS}[mj]?|{_DAYS}(?:{_LINK}|-){_YEAR}|{_DAYS}",
    "years": "Y[yftu@~]?[-TB]Y[yftu@~]?|(?<=R)Y[yftu@~]?&Y[yftu@~]?"
    "|YfY[tu]|Y[yf]?&?Y[y~]?(?=})|9[y~]?|8[yftu@~]?(?![cp])",
    "stretch": f"Y[yftu@]?[-TB]1?{_PART}{_LINK}Y[yftu@]?|{_MONTH}{_LINK}Y[yftu@~]?[-TB]{_MONTH}{_LINK}Y[yftu@~]?",
    "final": f"[lL][mjqh][g1]{{1,2}}{_YEAR}|(?:{_YEAR}|y)L[mjqh]",
    "same": f"s[g1]?(?:[xmjqhF]|{_PART})(?:{_LINK}(?:{_YEAR}|1?y[G7I]|1?<|l[yftu@]?))?"
    f"|(?:{_YEAR}|y)[gV]?s[xjmqhF]|y-?[G7]x|<x",
    "spoken": f"lx(?:{_LINK}{_YEAR})?|{_YEAR}[gV]?lx|sy",
    "from_start": f"1?[eE][gV1]{{0,3}}(?:{_YEAR}|y)[TB][g1z]{{0,4}}{_MONTH}|(?:{_YEAR}|y)[eE],?[MXU][z^]?",
    "edge": f"[ezE][gV1i-]{{0,3}}(?:{_YEAR}|y)|(?:{_YEAR}|y)[ezE^]|[)](?:[gV1]{{0,2}}{_YEAR})?|Q",
    "part_of_year": f"{_DATED_PART}{_LINK}{_YEAR}|{_DATED_PART}l(?=[-,])|{_PART}[gV][1g]{{0,2}}y",
    "year_and_part": f"(?:{_YEAR}|y)[gV]?{_DATED_PART}(?![gV1]{{0,3}}(?:Y|l[yftu@]))",
    "past": "(?:[lL]g?[dC0]-?|[dC]L)[yftmj~]",
    "ago": "(?:[dC0]-?)?[yftmj~][G7I]|C?<",
    "later": r"(?:[dC0]-?)?[yf~][5%]|%(?:[dC0]-?)?[yft~](?!\+)|6(?!\+)",
    "century": "[*!]",
    "then": "[34]|#(?!-|[gRTB1]{0,2}[YMXWUDdrCoPlL])",
    "that_year": "_",
    "elliptic_year": "(?<=V)l(?=-)",
    "relative_part": "l[mjqhMWXU]",
    "part": _PART,
    "year": _YEAR,
}
_UNITS = {"q": 3, "h": 6, "m": 1, "j": 1}  # months
_IMPOSSIBLE = (0, 0)
_CHAINS = ("Y-", "Y&", "Y,")  # what makes the round year before "годы" one of several, not a decade
MEANING = 3  # where the fields of a phrase begin that do not say where it stands
LONG_PART = 5  # months; "the past 3 months of the year" are its last ones, "the past 9 months" its first
_FIRST = "[*!%_#013468<>CDEHJLMPQUWXYdefjlmorstwyz~)9-]"  # what phrases begin with; elsewhere nothing is tried
_PERIOD = re.compile(f"(?={_FIRST})(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _FORMS.items()) + ")")


class Phrase(NamedTuple):
    """A period as worded. ``first`` and ``last`` index its words; months are counted from January of the year.

    ``shift`` is a relative year (-1 last, 0 this, 1 next; "previous" is before the one spoken of, "spoken" is it).
    """

    form: str
    first: int
    last: int
    kinds: str
    years: tuple[int, ...] = ()
    shift: int | str | None = None
    months: tuple[int, int] | None = None
    days: tuple[int, int] | None = None
    date: dt.date | None = None
    number: int = 1
    decade: bool = False


def read_phrases(words: Words) -> list[Phrase]:
    """Return the period phrases of a text in order; they do not overlap."""
    phrases = []
    known: dict[tuple[object, ...], Phrase | None] = {}  # the same words mean the same elsewhere
    for match in _PERIOD.finditer(words.kinds):
        first, stop = match.span()
        key = (match.lastgroup, match[0], words.kinds[max(first - 2, 0) : first], *words.values[first:stop])
        if key not in known:
            known[key] = _read_phrase(str(match.lastgroup), first, stop, words)
            if (phrase := known[key]) is not None:
                phrases.append(phrase)
        elif (phrase := known[key]) is not None:
            skipped = len(match[0]) - len(phrase.kinds)
            phrases.append(phrase._replace(first=first + skipped, last=stop - 1))
    for index in range(len(phrases) - 2, -1, -1):
        phrases[index] = _share_year(phrases[index], phrases[index + 1], words)
    return phrases


def _share_year(phrase: Phrase, following: Phrase, words: Words) -> Phrase:
    """Give the first of "в мае и июне прошлого года" the year of the last."""
    alike = (phrase.form == "part" and following.form in ("part", "part_of_year")) or (
        phrase.form == following.form == "days" and not phrase.years and phrase.shift is None
    )
    if alike and words.kinds[phrase.last + 1 : following.first] in ("&", ",", ",&"):
        return phrase._replace(years=following.years, shift=following.shift)
    return phrase


class _Values(NamedTuple):
    """What the words of one phrase say, sorted by what they are."""

    years: list[int]
    named: list[int]
    numbers: list[int]
    spans: list[tuple[int, int]]
    shifts: list[int | str]
    dates: list[dt.date]


_SORTS = {kind: sort for sort, kinds in enumerate(("Y9", "MWXU", "drCo0", "PJ8", "lw>", "D")) for kind in kinds}


def _collect(kinds: str, values: list[Any]) -> _Values:
    found = _Values([], [], [], [], [], [])
    for kind, value in zip(kinds, values, strict=True):
        if value is not None and (sort := _SORTS.get(kind)) is not None:
            found[sort].append(value)
    return found


def _read_phrase(form: str, first: int, stop: int, words: Words) -> Phrase | None:
    kinds = words.kinds[first:stop]
    if kinds[:2] == "lY" and words.values[first] == 0:
        first, kinds = first + 1, kinds[1:]  # "this is 2024's …", or "this 2024": the number says it all
    found = _collect(kinds, words.values[first:stop])
    if form == "spoken" and len(found.shifts) + len(found.years) > 1 and kinds.endswith("lx") and found.shifts[-1] == 0:
        form = "same"  # "өткен жылдың осы кезеңі": this period of another year
        found.shifts.pop()
    numbers = found.numbers
    months = days = None
    if form == "days" or (form == "same_year" and found.named and found.numbers):
        if not found.named or not numbers or max(numbers) > 31:
            return None
        months, days = (found.named[0], found.named[-1]), (numbers[0], numbers[-1])
    elif form not in ("past", "ago", "later"):
        months = _months_of(form, kinds, found)
        if months == _IMPOSSIBLE:
            return None
    return Phrase(
        form,
        first,
        stop - 1,
        kinds,
        tuple(found.years) or (found.spans[0] if form == "years" else ()),
        found.shifts[-1] if found.shifts else None,
        months,
        days,
        found.dates[0] if found.dates else None,
        numbers[0] if numbers else 1,
        kinds[:2] == "Y~" and found.years[0] % 10 == 0 and words.kinds[max(first - 2, 0) : first] not in _CHAINS,
    )


def _months_of(form: str, kinds: str, found: _Values) -> tuple[int, int] | None:
    """Return the months a part covers, None for a whole year, ``_IMPOSSIBLE`` for a fifth quarter."""
    if form == "years":
        return None
    if form in ("ending", "final"):
        return _closing_months(form, kinds, found)
    if form == "stretch":
        return found.named[0] if kinds[0] != "Y" and found.named else 1, _last_month(kinds, found)
    if found.spans:
        return found.spans[0][0], found.spans[-1][1]
    if found.named:
        low, high = found.named[0], found.named[-1]
        return low, high if high >= low else high + 12
    return (1, 6) if "H" in kinds else _counted_months(kinds, found.numbers)


def _closing_months(form: str, kinds: str, found: _Values) -> tuple[int, int]:
    """Return the months up to a named one ("three months to April"), or those that end the year."""
    if form == "ending":
        length = found.numbers[0] if kinds[0] in "dC" else 12
        return found.named[-1] - length + 1, found.named[-1]
    length = next(length for unit, length in _UNITS.items() if unit in kinds)
    return 13 - length, 12


def _last_month(kinds: str, found: _Values) -> int:
    if found.spans or found.named:
        return (found.spans[-1] if found.spans else found.named)[-1]
    months = (1, 6) if "H" in kinds else _counted_months(kinds, found.numbers)
    return months[-1] if months else 12


def _counted_months(kinds: str, numbers: list[int]) -> tuple[int, int] | None:
    length = next((length for unit, length in _UNITS.items() if unit in kinds), 0)
    if not (length and numbers):
        return None
    low, high = numbers[0], numbers[-1]
    if length * high > 12 or low > high:
        return _IMPOSSIBLE
    if length > 1 and "C" not in kinds:
        return length * (low - 1) + 1, length * high
    ending = kinds[0] in "lL" and kinds[1] in "dC" and high < LONG_PART
    return (13 - high, 12) if ending else (1, length * high)
