"""Who tells each change: every article that does or did, in the order in which they said it.

An article is named once however many versions of it say the same. The first article of a story is its original, the
others are copies; a second story of an outlet that told the change before is no further independent source.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from warehouse.columns import read_evidence
from warehouse.statements import select
from warehouse.views import Evidence

if TYPE_CHECKING:
    import duckdb


class Part(StrEnum):
    """What an article is among those that tell a change."""

    SOURCE = "source"
    COPY = "copy"
    AGAIN = "again"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Telling:
    """An article that tells a change.

    ``part``: an independent source, a copy of an earlier article, an outlet that told it in another story before, or
    one whose last version does not say it. ``copy_of`` names the outlet of the original. ``moved`` is when this
    was recorded, or when the version that says something else was fetched.
    """

    evidence: Evidence
    part: Part
    copy_of: str
    moved: dt.datetime


def select_tellings(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[Telling, ...]]:
    """Return who tells each change, by its id, the earliest first; a change that nobody tells is missing."""
    found: dict[str, dict[str, tuple[Evidence, dt.datetime]]] = defaultdict(dict)
    for row in select(con, "select_tellings"):
        evidence = read_evidence(row)
        moved = row["k"]["recorded"] if evidence.current else row["last_version"]
        of_change = found[row["k"]["change_id"]]
        known = of_change.get(evidence.url)
        if known is None or evidence.version > known[0].version:
            of_change[evidence.url] = (evidence, moved)
    return {change_id: _place(list(told.values())) for change_id, told in found.items()}


def _place(told: list[tuple[Evidence, dt.datetime]]) -> tuple[Telling, ...]:
    originals: dict[str, str] = {}
    outlets: set[str] = set()
    tellings = []
    for evidence, moved in told:
        story, copy_of = evidence.story_id or evidence.article_id, ""
        if not evidence.current:
            part = Part.GONE
        elif story in originals:
            part, copy_of = Part.COPY, originals[story]
        else:
            part = Part.AGAIN if evidence.outlet in outlets else Part.SOURCE
            originals[story] = evidence.outlet
            outlets.add(evidence.outlet)
        tellings.append(Telling(evidence, part, copy_of, moved))
    return tuple(tellings)
