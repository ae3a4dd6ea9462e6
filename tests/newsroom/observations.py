"""What today's program reads on the pages of the sample newsroom, held against a stored expectation.

``make replay-newsroom`` prints every figure that is read otherwise and fails when there is one; with ``WRITE=1`` it
stores what it reads. The file is no truth: ``expected_alerts.yaml`` was written from the meaning of
the articles. It makes every consequence of an edit of a lexicon, an indicator or a rule visible in a review.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from config.baseline import load_baseline
from config.indicators import load_indicators
from config.settings import Settings
from extractors.records import BaselineFigure, Entry, Observation
from extractors.relevance import build_gate
from flows.cases import write_observation
from flows.newsroom import load_newsroom, page_path, render
from flows.page_fetching import PageFetch
from flows.reading import read_page
from warehouse.comparison import compare

FOLDER = Path(__file__).parent
EXPECTED = FOLDER / "expected_observations.jsonl"
COMMAND = "make replay-newsroom WRITE=1"
_BASE = "https://newsroom.example"
_SPECS = load_indicators(Settings().config_dir / "indicators")
_BY_ID = {spec.id: spec for spec in _SPECS}

Line = tuple[int, str, str]


def read_newsroom() -> list[Line]:
    """Return the figures of all pages as (day, page, figure), those of a later day where they are others."""
    newsroom, gate = load_newsroom(FOLDER), build_gate(_SPECS)
    baseline = load_baseline(Settings().config_dir / "baseline").figures
    outlets = {outlet.id: outlet for outlet in newsroom.outlets}
    lines: list[Line] = []
    bodies: dict[str, bytes] = {}
    known: dict[str, list[str]] = {}
    for day, date in enumerate(newsroom.days, 1):
        answers = render(newsroom, day, _BASE)
        for page in newsroom.pages_on(day):
            path = page_path(outlets[page.outlet], page)
            answer = answers[path]
            if answer.status != 200 or bodies.get(path) == answer.body:
                continue
            bodies[path] = answer.body
            url, charset = _BASE + path, answer.content_type.partition("charset=")[2]
            entry = Entry(url, page.title, page.published)
            at = page.published.replace(year=date.year, month=date.month, day=date.day)
            reading = read_page(
                PageFetch(page.outlet, entry, url, at, "ok", url, body=answer.body, charset=charset), _SPECS, gate
            )
            name = f"{page.outlet}/{page.slug}"
            figures = sorted(_figures(reading.observations, baseline))
            if known.get(name, []) != figures:
                known[name] = figures
                lines += [(day, name, figure) for figure in figures]
    return lines


def load_expected() -> list[Line]:
    """Return the stored figures."""
    rows = map(json.loads, EXPECTED.read_text(encoding="utf-8").splitlines())
    return [(row["day"], row["page"], figure) for row in rows for figure in row["figures"]]


def find_differences(expected: list[Line], found: list[Line]) -> list[str]:
    """Return what is only in one of the two, page by page: "- …" what is lost, "+ …" what is new."""
    lost, new = set(expected) - set(found), set(found) - set(expected)
    marked = sorted([(line, "-") for line in lost] + [(line, "+") for line in new])
    return [f"{mark} day {day} {page}: {figure}" for (day, page, figure), mark in marked]


def write(found: list[Line]) -> None:
    """Store ``found``, one page of one day a line."""
    pages: dict[tuple[int, str], list[str]] = {}
    for day, page, figure in found:
        pages.setdefault((day, page), []).append(figure)
    rows = ({"day": day, "page": page, "figures": figures} for (day, page), figures in sorted(pages.items()))
    EXPECTED.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _figures(observations: tuple[Observation, ...], baseline: tuple[BaselineFigure, ...]) -> Iterator[str]:
    for seen in observations:
        spec = _BY_ID[seen.indicator]
        held = " held" if seen.confidence < spec.minimum_confidence else ""
        yield f"{write_observation(seen)} {compare(seen, baseline, spec).verdict}{held}"


def main(arguments: list[str]) -> int:
    """Print the differences and return 10 when there are any; store what was read with ``--write``."""
    found = read_newsroom()
    differences = find_differences(load_expected() if EXPECTED.exists() else [], found)
    print("\n".join(differences) or "no difference")
    if "--write" in arguments:
        write(found)
        return 0
    return 10 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
