"""Cases of linking as ``tests/cases/<lang>/observations.yaml`` keeps them: a text, and what it says of the indicators.

A figure that a person rejected becomes a case that the rules have to pass from then on. Whoever adds it looks it over:
what else the text says is taken from today's reading. Refuses to change what a file holds already.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from extractors.errors import FigurewatchError
from extractors.figures import extract_figures
from extractors.indicators import IndicatorSpec
from extractors.observations import extract_observations
from extractors.records import Article, Observation


class CaseError(FigurewatchError):
    """The file of cases cannot be written; the message names it."""


def write_observation(observation: Observation) -> str:
    """Return ``observation`` as a case expects it: "indicator kind value period"."""
    return f"{observation.indicator} {observation.kind} {_value(observation)} {observation.period.label}"


def render_case(text: str, published: dt.date | None, expect: Iterable[Observation], note: str = "") -> str:
    """Return one case as YAML, with ``note`` as its comment."""
    expected = ", ".join(_quoted(write_observation(observation)) for observation in expect)
    day = published.isoformat() if published else "null"
    comment = f"# {note}\n" if note else ""
    return f"{comment}- text: {_quoted(text)}\n  published: {day}\n  expect: [{expected}]\n"


def save_rejected(path: Path, article: Article, wrong: Observation, specs: Sequence[IndicatorSpec], note: str) -> None:
    """Append a case to ``path`` that says everything but ``wrong``: its sentence, or all text where that needs it.

    Raises:
        CaseError: the file cannot be written.
    """
    published = article.published.date() if article.published else None
    text, title = wrong.sentence, ""
    found = _read(text, article.lang, published, specs)
    if not any(_same(one, wrong) for one in found):  # the sentence alone is not what misled the reader
        text, title = article.text, article.title
        found = _read(text, article.lang, published, specs, title)
    case = render_case(text, published, [one for one in found if not _same(one, wrong)], " ".join(note.split()))
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(case)
    except OSError as error:
        raise CaseError(f"{path}: cannot be written ({error.strerror}); name another file") from error


def _read(
    text: str, lang: str, published: dt.date | None, specs: Sequence[IndicatorSpec], title: str = ""
) -> list[Observation]:
    figures = extract_figures(text, lang, published)
    return extract_observations(text, figures, specs, lang=lang, published=published, title=title)


def _same(one: Observation, other: Observation) -> bool:
    return write_observation(one) == write_observation(other)


def _value(observation: Observation) -> str:
    if observation.stage:
        return observation.stage
    if observation.value is None and observation.low is not None and observation.high is not None:
        return f"{_plain(observation.low)}..{_plain(observation.high)}"
    return _plain(observation.value)


def _plain(value: Decimal | None) -> str:
    return "-" if value is None else f"{value.normalize():f}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
