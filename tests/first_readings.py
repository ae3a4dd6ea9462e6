"""What evidence was worth on the annotated articles at their first reading: ``python -m tests.first_readings``.

``tests/cases/first_readings.csv`` keeps the evidence of every observation of 250 articles as the program of that day
read them, before a rule was made from their errors, and whether it was right. Only there are enough errors to weigh
evidence by. Prints how often each piece was right, and what the shipped weights and weights fitted on four fifths of
the articles are worth on the fifth.
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from extractors.calibration import Evidence, assess, borne_out, excluded, not_following, of_date, of_stage
from extractors.records import How, Kind, Period
from tests.reliability import FOLDS, SURE, Reading, fit_hold, fold_of, print_reliability, wilson

ROWS = Path(__file__).parent / "cases" / "first_readings.csv"
FAR = 22  # words between measure and figure where the file says only that they are many
GRID = [step / 50 for step in range(15, 51)]
ROUNDS = 3
BEST = "in the figure's own sentence"
OUTCOMES = {"follows": borne_out, "does not follow": not_following, "excludes": excluded}

Row = Mapping[str, str]
Weights = Mapping[str, float]


def main() -> int:
    rows = load_rows()
    weights = fit(rows)
    for name in sorted(weights):
        rights = [row["right"] == "1" for row in rows if name in pieces(row)]
        low, high = wilson(sum(rights), len(rights))
        told = f"{sum(rights) / len(rights):.3f}  ({low:.3f}–{high:.3f})"
        print(f"{name:32} {len(rights):4}  {told}  part fitted on all {weights[name]:.2f}")
    print_reliability(readings(rows, shipped))
    print(f"  more wrong than right below {fit_hold(readings(rows, shipped)):.3f}")
    for fold in range(FOLDS):
        print_fold(fold, rows)
    return 0


def print_fold(fold: int, rows: Sequence[Row]) -> None:
    inside = [row for row in rows if fold_of(row["article"]) == fold]
    others = [row for row in rows if fold_of(row["article"]) != fold]
    print(f"fold {fold + 1}: {len(inside)} observations, {share(inside):.3f} right")
    for name, told in (
        ("fitted outside", readings(inside, fitted(fit(others)))),
        ("shipped", readings(inside, shipped)),
        ("one number", [(share(others), row["right"] == "1") for row in inside]),
    ):
        sure = [right for confidence, right in told if confidence >= SURE]
        print(f"  {name:15} loss {loss(told):.3f}  from {SURE} {sum(sure)} of {len(sure)} right")
    hold = fit_hold(readings(others, shipped))
    held = [right for confidence, right in readings(inside, shipped) if confidence < hold]
    print(f"  held below {hold:.3f} (fitted outside): {sum(held)} of {len(held)} right")


def load_rows() -> list[Row]:
    with ROWS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pieces(row: Row) -> tuple[str, ...]:
    """Return the pieces of evidence of ``row`` by name; each has one weight."""
    found = [
        f"parties {row['parties_back']} back" if row["parties_back"] != "0" else "",
        f"measure {row['measure_back']} back" if row["measure_back"] != "0" else "",
        "measure far" if row["is_far"] == "1" else "",
        "unit told before" if row["is_elided"] == "1" else "",
        f"period {row['period']}" if row["period"] not in ("", How.STATED) else "",
        row["kind"] if row["kind"] in (Kind.SHARE, Kind.MILESTONE, Kind.DATE) else "",
        row["says"],
    ]
    return (BEST, *(name for name in found if name))


def shipped(row: Row) -> float:
    """Return the confidence that the shipped weights give."""
    kind = Kind(row["kind"])
    if kind is Kind.MILESTONE:
        return of_stage(0)
    if not row["period"]:
        return of_date(0)
    period = Period(None, None, None, how=How(row["period"]))
    cost = FAR if row["is_far"] == "1" else 0
    back = int(row["parties_back"]), int(row["measure_back"])
    sure, _ = assess(Evidence(back[0], "", back[1], cost, row["is_elided"] == "1", period, kind))
    return OUTCOMES[row["says"]](sure) if row["says"] else sure


def fitted(weights: Weights) -> Callable[[Row], float]:
    """Return the confidence as a product of ``weights``, a piece of evidence each."""
    return lambda row: math.prod(weights.get(name, 1.0) for name in pieces(row))


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """Return the weights of least loss on ``rows``, found one at a time on a grid."""
    weights = dict.fromkeys((name for row in rows for name in pieces(row)), 0.98)
    for _ in range(ROUNDS):
        for name in weights:
            own = [row for row in rows if name in pieces(row)]
            weights[name] = min(GRID, key=lambda part: loss(readings(own, fitted({**weights, name: part}))))
    return weights


def readings(rows: Sequence[Row], confidence: Callable[[Row], float]) -> list[Reading]:
    return [(confidence(row), row["right"] == "1") for row in rows]


def loss(told: Sequence[Reading]) -> float:
    """Return the mean logarithmic loss: 0 for certainty that is always right."""
    clipped = [(min(max(sure, 0.01), 0.99), right) for sure, right in told]
    return -sum(math.log(sure if right else 1 - sure) for sure, right in clipped) / max(len(told), 1)


def share(rows: Sequence[Row]) -> float:
    return sum(row["right"] == "1" for row in rows) / max(len(rows), 1)


if __name__ == "__main__":
    sys.exit(main())
