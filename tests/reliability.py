"""How far confidence can be trusted: the share right by confidence, in five folds, with the threshold fitted outside.

A fold is the articles whose id hashes to it, so that all figures of an article stay together. For each fold the lowest
confidence at which the other four are right often enough is taken as the threshold, and measured on it.
"""

from __future__ import annotations

import hashlib
import math
import statistics
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

FOLDS = 5
BUCKETS = (0.0, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
SURE = 0.9
TARGET = 0.97
NORMAL_95 = 1.96  # the quantile of the normal distribution for an interval of 95 %

Reading = tuple[float, bool]
"""The confidence of an observation and whether it was right."""


def wilson(right: int, total: int) -> tuple[float, float]:
    """Return the interval of 95 % of the share ``right / total`` (E. B. Wilson, 1927); (0, 1) of nothing."""
    if not total:
        return 0.0, 1.0
    share, z = right / total, NORMAL_95
    middle = share + z * z / (2 * total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max((middle - half) / (1 + z * z / total), 0.0), min((middle + half) / (1 + z * z / total), 1.0)


def print_reliability(readings: Sequence[Reading]) -> None:
    """Print how often readings of each confidence are right, and above which confidence how many."""
    print("reliability: confidence, observations, share right with its interval of 95 %")
    for low, high in pairwise(BUCKETS):
        _print_share(f"{low:.2f}–{high:.2f}", [right for sure, right in readings if low <= sure < high])
    for least in (SURE, fit_threshold(readings)):
        _print_share(f"from {least:.3f}", [right for sure, right in readings if sure >= least])


def fit_threshold(readings: Sequence[Reading]) -> float:
    """Return the lowest confidence from which at least ``TARGET`` are right at every higher one too; 1 if none is."""
    best, right = 1.0, 0
    ordered = sorted(readings, reverse=True)
    for count, (sure, is_right) in enumerate(ordered, 1):
        right += is_right
        if count == len(ordered) or ordered[count][0] < sure:
            if right < TARGET * count:
                break
            best = sure
    return best


def fit_hold(readings: Sequence[Reading]) -> float:
    """Return the highest confidence below which readings are wrong more often than right; 0 if none is."""
    ordered = sorted(readings)
    best, right, before = 0.0, 0, 0.0
    for count, (sure, is_right) in enumerate(ordered):
        if sure > before and right * 2 < count:
            best = sure
        right, before = right + is_right, sure
    return best


def fold_of(case: str) -> int:
    """Return the fold of an article, the same on every machine."""
    return hashlib.sha256(case.encode()).digest()[0] % FOLDS


def print_folds(items: Sequence[tuple[str, str, float]]) -> None:
    """Print the measures of each fold (case, state, confidence), their mean and spread."""
    print(f"folds: articles by the hash of their id; threshold fitted on the other four for {TARGET:.0%} right")
    scores: dict[str, list[float]] = {name: [] for name in ("precision", "recall", "F1", "sure", "above")}
    for fold in range(FOLDS):
        inside = [item for item in items if fold_of(item[0]) == fold]
        others = [
            (sure, state == "right") for case, state, sure in items if state != "missed" and fold_of(case) != fold
        ]
        counts = Counter(state for _, state, _ in inside)
        threshold = fit_threshold(others)
        row = {
            "precision": _share(counts["right"], counts["right"] + counts["false"]),
            "recall": _share(counts["right"], counts["right"] + counts["missed"]),
            "F1": _share(2 * counts["right"], 2 * counts["right"] + counts["false"] + counts["missed"]),
            "sure": _right_from(inside, SURE),
            "above": _right_from(inside, threshold),
        }
        told = "  ".join(f"{name} {value:.3f}" for name, value in row.items())
        print(f"  {fold + 1}  {counts['right'] + counts['missed']:4} figures  {told}  threshold {threshold:.3f}")
        for name, value in row.items():
            scores[name].append(value)
    for name, values in scores.items():
        print(f"  {name:9} mean {statistics.mean(values):.3f}  from {min(values):.3f} to {max(values):.3f}")


def _right_from(items: Sequence[tuple[str, str, float]], least: float) -> float:
    states = [state for _, state, sure in items if state != "missed" and sure >= least]
    return _share(states.count("right"), len(states))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _print_share(name: str, rights: Sequence[bool]) -> None:
    if rights:
        low, high = wilson(sum(rights), len(rights))
        share = sum(rights) / len(rights)
        print(f"  {name:11} {len(rights):5}  {share:.3f}  ({low:.3f}–{high:.3f})")
