"""Measures figures: ``python -m tests.figures [GOLD.jsonl …]`` prints what docs/figures.md tells.

First the sentences of ``tests/cases``, which the tests hold right, and each that is known to be read wrongly; then
every file given, with the F1 of values and of money and percentages with their units, matched one to one within a
sentence; then speed, on one core. A line of a file has ``text``, ``lang`` (detected when absent) and ``quantities``:
``value`` or ``low`` and ``high``, ``unit``.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from extractors.figures import extract_figures
from extractors.figures.language import detect_language
from extractors.figures.units import base_unit, is_money
from extractors.records import LANGUAGES, Quantity

CASES = Path(__file__).parent / "cases"
PUBLISHED = dt.date(2025, 6, 15)
TABLES = ("quantities", "news", "periods")
LENGTH = 100_000
HOSTILE = {
    "digits": "1234567890",
    "groups of digits": "123 ",
    "scale words": "million ",
    "open ranges": "from 5 to ",
    "periods": "in 2024 ",
    "numbers and commas": "5, ",
}
_SAME = {"%": "percent", "percentage": "percent"}
Row = dict[str, Any]


def read_table(lang: str, name: str) -> list[Row]:
    """Return the sentences of one table of ``tests/cases``; none when the language has no such table."""
    path = CASES / lang / f"{name}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []


def is_right(case: Row, lang: str) -> bool:
    """Return whether all quantities of a sentence, and nothing else, are read as it says."""
    found = extract_figures(case["text"], lang, PUBLISHED).quantities
    return [_as_row(quantity) for quantity in found] == [_filled(row) for row in case["quantities"]]


def _as_row(quantity: Quantity) -> Row:
    row = {"text": quantity.text, "unit": quantity.unit, "bound": str(quantity.bound), "change": str(quantity.change)}
    return row | {"value": _number(quantity.value), "low": _number(quantity.low), "high": _number(quantity.high)}


def _filled(row: Row) -> Row:
    told = {key: _number(row.get(key)) for key in ("value", "low", "high")}
    return {"unit": None, "bound": "exact", "change": "none"} | {k: v for k, v in row.items() if k != "role"} | told


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 6)


def score(rows: Iterable[Row]) -> dict[str, tuple[int, int, int]]:
    """Return right, read and demanded, of values and of money and percentages with their units."""
    counts = {kind: [0, 0, 0] for kind in ("value", "money", "percent")}
    for row in rows:
        lang = row.get("lang") or detect_language(row["text"])
        read = [_as_row(quantity) for quantity in extract_figures(row["text"], lang, None).quantities]
        for kind, sums in counts.items():
            seen, gold = (
                Counter(key for item in items if (key := _key(item, kind))) for items in (read, row["quantities"])
            )
            for at, number in enumerate(((seen & gold).total(), seen.total(), gold.total())):
                sums[at] += number
    return {kind: (right, read, demanded) for kind, (right, read, demanded) in counts.items()}


def _key(item: Row, kind: str) -> tuple[Any, ...] | None:
    unit = base_unit(_SAME.get(item.get("unit") or "", item.get("unit")))
    amount = tuple(_number(item.get(key)) for key in ("value", "low", "high"))
    if kind == "value":
        return amount
    wanted = unit == "percent" if kind == "percent" else is_money(unit)
    return (*amount, unit) if wanted else None


def _seconds(texts: Sequence[str], lang: str) -> float:
    started = time.process_time()
    for text in texts:
        extract_figures(text, lang, PUBLISHED)
    return time.process_time() - started


def _print_tables() -> None:
    print("sentences of tests/cases, wholly right")
    for lang in LANGUAGES:
        tables = {name: read_table(lang, name) for name in TABLES}
        right = {name: sum(is_right(case, lang) for case in tables[name]) for name in ("quantities", "news")}
        told = [f"{name} {right[name]}/{len(tables[name])}" for name in right]
        print(f"  {lang}  {'  '.join(told)}  periods {len(tables['periods'])} (held by the tests)")
    print("\nknown to be read wrongly")
    for lang in LANGUAGES:
        for case in read_table(lang, "unread"):
            found = extract_figures(case["text"], lang, PUBLISHED).quantities
            print(f"  {lang}  {case['construct']}: {case['text']}")
            print(f"      wanted {_told(map(_filled, case['quantities']))}; read {_told(map(_as_row, found))}")


def _told(rows: Iterable[Row]) -> str:
    """Return what was read of each number in a few words."""
    odd = {"exact", "none", None}
    told = []
    for row in rows:
        amount = f"{row['low']:,.10g}–{row['high']:,.10g}" if row["value"] is None else f"{row['value']:,.10g}"
        told.append(" ".join([amount, *(row[key] for key in ("unit", "bound", "change") if row[key] not in odd)]))
    return ", ".join(told) or "nothing"


def _print_files(paths: Sequence[str]) -> None:
    for path in paths:
        rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
        print(f"\n{Path(path).name}: {len(rows)} sentences")
        for kind, (right, read, demanded) in score(rows).items():
            f1 = 200 * right / (read + demanded) if read + demanded else 0.0
            print(f"  {kind:8} F1 {f1:5.1f}  right {right}, read {read}, demanded {demanded}")


def _print_speed() -> None:
    print("\nspeed of the figures step, numbers to periods, on one core")
    for lang in LANGUAGES:
        texts = [case["text"] for name in ("quantities", "news") for case in read_table(lang, name)] * 5
        _seconds(texts[:10], lang)
        print(f"  {lang}  {len(texts) / _seconds(texts, lang):,.0f} sentences/s")
    news = " ".join(case["text"] for case in read_table("en", "news"))
    plain = _seconds([(news * (LENGTH // len(news) + 1))[:LENGTH]], "en")
    for name, unit in HOSTILE.items():
        text = (unit * LENGTH)[:LENGTH]
        print(f"  a text of {name}: {_seconds([text], 'en') / plain:.1f} times the time of news, for each character")


if __name__ == "__main__":
    _print_tables()
    _print_files(sys.argv[1:])
    _print_speed()
