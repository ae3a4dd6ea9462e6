"""Measures linking on annotated articles: ``python -m tests.accuracy [CASES.jsonl …]``.

Prints precision, recall and F1 for linked observations (indicator, value, unit, kind, period), for values alone, the
accuracy of the verdicts and the worst indicators, by default on the articles in ``tests/cases/articles``. Those were
written blind, but rules have been made from their errors since: only a set that nobody has looked at is honest.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from config.baseline import load_baseline
from config.indicators import load_indicators
from extractors.indicators import PeriodRule
from flows.extracting import read_text, to_record

CONFIG = Path(__file__).parent.parent / "config"
ARTICLES = Path(__file__).parent / "cases" / "articles"
SPECS = load_indicators(CONFIG / "indicators")
POINTS = {spec.id for spec in SPECS if spec.period in (PeriodRule.STOCK, PeriodRule.STANDING, PeriodRule.TARGET)}
# Figures restated for years and targets: readers name their kind differently, and there is only one.
ONE_KIND = {spec.id for spec in SPECS if spec.period in (PeriodRule.STANDING, PeriodRule.TARGET, PeriodRule.DATE)}
GROWTH = {"growth", "multiple"}
NAMELESS_KIND = {"level", "stock", "count"}

Row = dict[str, Any]


def main(arguments: list[str]) -> int:
    paths = [Path(argument) for argument in arguments] or sorted(ARTICLES.glob("*.jsonl"))
    if missing := [path for path in paths if not path.is_file()]:
        print(f"{missing[0]} is not there; name files of annotated articles", file=sys.stderr)
        return 2
    report([case for path in paths for case in load_cases(path)])
    return 0


def load_cases(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def report(cases: list[Row]) -> dict[str, Counter[str]]:
    """Print the tables and return the counts of linked observations by scope ("all" and each language)."""
    baseline = load_baseline(CONFIG / "baseline").figures
    linked: dict[str, Counter[str]] = defaultdict(Counter)
    values: dict[str, Counter[str]] = defaultdict(Counter)
    indicators: dict[str, Counter[str]] = defaultdict(Counter)
    verdicts: Counter[bool] = Counter()
    for case in cases:
        published = dt.date.fromisoformat(case["published"]) if case["published"] else None
        reading = read_text(case["text"], SPECS, baseline, lang=case["lang"], published=published)
        found = [seen for seen in to_record(case["id"], reading)["observations"] if not is_extra(case, seen)]
        pairs, false, missed = pair(case["gold"], found)
        for scope in ("all", case["lang"]):
            linked[scope].update(right=len(pairs), false=len(false), missed=len(missed))
            values[scope].update(value_counts(case["gold"], found))
        for gold, seen in pairs:
            verdicts[gold["verdict"] == seen["verdict"]] += 1
        for row in false:
            indicators[row["indicator"]]["false"] += 1
        for row in missed:
            indicators[row["indicator"]]["missed"] += 1
    print_table("linked", linked)
    print_table("values", values)
    total = sum(verdicts.values())
    print(f"verdicts  {verdicts[True]} of {total} right" + (f" ({verdicts[True] / total:.3f})" if total else ""))
    for name, counts in sorted(indicators.items(), key=lambda item: -sum(item[1].values()))[:10]:
        print(f"worst     {name}: {counts['false']} false, {counts['missed']} missed")
    return linked


def is_extra(case: Row, seen: Row) -> bool:
    """A second passage that tells a gold figure again counts neither way."""
    text = seen["evidence"]["text"]
    return any(text in passage or passage in text for passage in case["also_ok"])


def pair(gold: list[Row], found: list[Row]) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Return (gold, found) pairs of the demanded gold, the false observations and the missed gold."""
    left = list(found)
    pairs: list[tuple[Row, Row]] = []
    missed: list[Row] = []
    for row in sorted(gold, key=lambda row: row["optional"]):
        hit = next((seen for seen in left if agrees(row, seen)), None)
        if hit is not None:
            left.remove(hit)
            if not row["optional"]:
                pairs.append((row, hit))
        elif not row["optional"]:
            missed.append(row)
    false = [seen for seen in left if not any(repeats(row, seen) for row in gold)]
    return pairs, false, missed


def repeats(row: Row, seen: Row) -> bool:
    """A second reading of a gold figure, or of an optional one without regard to the period, is not false."""
    return agrees(row, seen) or (row["optional"] and agrees(row, seen, with_period=False))


def agrees(row: Row, seen: Row, *, with_period: bool = True) -> bool:
    if row["indicator"] != seen["indicator"]:
        return False
    if row["kind"] == "milestone":
        return bool((row["verdict"] == "confirms") == (seen["verdict"] == "confirms"))
    same_kind = row["indicator"] in ONE_KIND or kind_class(row["kind"]) == kind_class(seen["kind"])
    return same_kind and same_value(row, seen) and (not with_period or same_period(row, seen))


def kind_class(kind: str) -> str:
    return "level" if kind in NAMELESS_KIND | {"share"} else "growth" if kind in GROWTH else kind


def same_value(row: Row, seen: Row) -> bool:
    if row["kind"] == "date":
        return True
    gold, mine = numbers(row), numbers(seen)
    return any(abs(abs(a) - abs(b)) <= 0.005 * max(abs(a), abs(b), 1e-9) for a in gold for b in mine)


def numbers(row: Row) -> list[float]:
    found = [float(row[key]) for key in ("value", "low", "high") if row.get(key) is not None]
    return [(number - 1) * 100 for number in found] if row.get("unit") == "times" else found


def same_period(row: Row, seen: Row) -> bool:
    gold, mine = row["period"], (seen["period"] or {}).get("label")
    if not gold or gold == mine:
        return True
    if mine is None:
        return False
    point = row["kind"] == "target" or row["indicator"] in POINTS
    return point and gold.split("..")[-1][:4] == mine.split("..")[-1][:4]


def value_counts(gold: list[Row], found: list[Row]) -> dict[str, int]:
    demanded = [row for row in gold if not row["optional"] and numbers(row)]
    right = sum(any(same_value(row, seen) for seen in found if numbers(seen)) for row in demanded)
    false = sum(not any(same_value(row, seen) for row in gold) for seen in found if numbers(seen))
    return {"right": right, "false": false, "missed": len(demanded) - right}


def print_table(name: str, table: dict[str, Counter[str]]) -> None:
    for scope, counts in sorted(table.items()):
        right, false, missed = counts["right"], counts["false"], counts["missed"]
        precision = right / (right + false) if right + false else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        counted = f"({right} right, {false} false, {missed} missed)"
        print(f"{name:9} {scope:4} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  {counted}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
