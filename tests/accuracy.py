"""Measures linking on annotated articles: ``python -m tests.accuracy [CASES.jsonl …]``.

Prints precision, recall and F1 of linked observations (indicator, value, unit, kind, period) by language and indicator,
the verdicts as a table, the alerts that would be sent, false links on articles without a figure, how far confidence
can be trusted, and all of it in five folds; by default on ``tests/cases/articles``. Rules have been made from those
articles' errors since they were written: only a set that nobody has looked at is honest (docs/accuracy.md).
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.baseline import load_baseline
from config.indicators import load_indicators
from extractors.indicators import PeriodRule
from extractors.verdicts import NEWS
from flows.extracting import read_text, to_record
from tests.reliability import print_folds, print_reliability

CONFIG = Path(__file__).parent.parent / "config"
ARTICLES = Path(__file__).parent / "cases" / "articles"
SPECS = load_indicators(CONFIG / "indicators")
BY_ID = {spec.id: spec for spec in SPECS}
POINTS = {spec.id for spec in SPECS if spec.period in (PeriodRule.STOCK, PeriodRule.STANDING, PeriodRule.TARGET)}
# Figures restated for years and targets: readers name their kind differently, and there is only one.
ONE_KIND = {spec.id for spec in SPECS if spec.period in (PeriodRule.STANDING, PeriodRule.TARGET, PeriodRule.DATE)}
GROWTH = {"growth", "multiple"}
NAMELESS_KIND = {"level", "stock", "count"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """A demanded figure and what was read of it: both when right, one alone when missed or false."""

    case: str
    lang: str
    is_negative: bool
    gold: Row | None
    seen: Row | None

    @property
    def state(self) -> str:
        """``right``, ``false`` or ``missed``."""
        return "missed" if self.seen is None else "right" if self.gold is not None else "false"

    @property
    def indicator(self) -> str:
        """The indicator demanded, or else read."""
        return str((self.gold or self.seen or {})["indicator"])

    @property
    def confidence(self) -> float:
        """How sure the reading is of itself; 0 of what it did not see."""
        return float(self.seen["confidence"]) if self.seen else 0.0


def main(arguments: list[str]) -> int:
    paths = [Path(argument) for argument in arguments] or sorted(ARTICLES.glob("*.jsonl"))
    if missing := [path for path in paths if not path.is_file()]:
        print(f"{missing[0]} is not there; name files of annotated articles", file=sys.stderr)
        return 2
    cases = [case for path in paths for case in load_cases(path)]
    report(measure(cases), sum(not case["gold"] for case in cases))
    return 0


def load_cases(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def measure(cases: Iterable[Row]) -> list[Item]:
    """Read all ``cases`` with the shipped configuration and hold each against its annotation."""
    baseline = load_baseline(CONFIG / "baseline").figures
    items: list[Item] = []
    for case in cases:
        published = dt.date.fromisoformat(case["published"]) if case["published"] else None
        reading = read_text(case["text"], SPECS, baseline, lang=case["lang"], published=published)
        found = [seen for seen in to_record(case["id"], reading)["observations"] if not is_extra(case, seen)]
        pairs, false, missed = pair(case["gold"], found)
        told = [*pairs, *((None, seen) for seen in false), *((gold, None) for gold in missed)]
        items += [Item(case["id"], case["lang"], not case["gold"], gold, seen) for gold, seen in told]
    return items


def report(items: Sequence[Item], negatives: int) -> None:
    """Print all tables; ``negatives`` counts the articles without a figure of an indicator."""
    for lang, counts in count(items, lambda item: item.lang).items():
        print_counts("linked", lang, counts)
    for indicator, counts in count(items, lambda item: item.indicator).items():
        if indicator != "all":
            print_counts("linked", indicator, counts)
    print_verdicts(items)
    print_alerts("alerts", items, lambda _: True)
    print_alerts("  sent at once", items, is_sure)
    print(f"negatives: {sum(item.is_negative for item in items)} false links in {negatives} articles")
    readings = [(item.confidence, item.state == "right") for item in items if item.state != "missed"]
    print_reliability(readings)
    print_folds([(item.case, item.state, item.confidence) for item in items])


def count(items: Iterable[Item], scope: Callable[[Item], str]) -> dict[str, Counter[str]]:
    """Return the states counted over all and by ``scope``."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        for name in ("all", scope(item)):
            counts[name][item.state] += 1
    return dict(sorted(counts.items(), key=lambda entry: (entry[0] != "all", entry[0])))


def is_sure(item: Item) -> bool:
    """Return whether the reading would be told at once and not be held for review."""
    return item.confidence >= BY_ID[item.indicator].minimum_confidence


def print_counts(name: str, scope: str, counts: Counter[str]) -> None:
    right, false, missed = counts["right"], counts["false"], counts["missed"]
    precision = right / (right + false) if right + false else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    counted = f"({right} right, {false} false, {missed} missed)"
    print(f"{name:14} {scope:24} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  {counted}")


def print_verdicts(items: Iterable[Item]) -> None:
    """Print the verdicts of what was linked right: those demanded down, those given across."""
    table = Counter((item.gold["verdict"], item.seen["verdict"]) for item in items if item.gold and item.seen)
    names = sorted({verdict for pair_ in table for verdict in pair_})
    right = sum(table[name, name] for name in names)
    print(f"verdicts: {right} of {table.total()} right" + (f" ({right / table.total():.3f})" if table else ""))
    print(" ".join(["  demanded    ", *(f"{name:>12}" for name in names)]))
    for gold in names:
        print(" ".join([f"  {gold:12}", *(f"{table[gold, seen] or '·':>12}" for seen in names)]))


def print_alerts(name: str, items: Iterable[Item], is_told: Callable[[Item], bool]) -> None:
    """Print how well news is told from what is none, whatever the verdict's name."""
    counts: Counter[str] = Counter()
    for item in items:
        demanded = item.gold is not None and item.gold["verdict"] in NEWS
        told = item.seen is not None and item.seen["verdict"] in NEWS and is_told(item)
        if demanded or told:
            counts["right" if demanded and told else "false" if told else "missed"] += 1
    print_counts(name, "all", counts)


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
