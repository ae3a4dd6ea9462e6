"""What the search on the page of all changes looks through: one folded text for each change.

The page lists every change, so it works without scripts; the script (``search.js``) only hides what does not fit.
Marks, case and the dotless ı are folded here as they are in the script, so that a search finds a word however it is
printed.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence

from extractors.indicators import IndicatorSpec
from flows.change_pages import ChangePage


def render_index(changes: Sequence[ChangePage], specs: Mapping[str, IndicatorSpec]) -> str:
    """The texts of ``changes`` by the id of their list items, as JSON."""
    index = {entry_id(page): _text(page, specs) for page in changes}
    return json.dumps(index, ensure_ascii=False, separators=(",", ":")) + "\n"


def entry_id(page: ChangePage) -> str:
    """The id of a change's list item."""
    return f"c{page.filename.partition('.')[0]}"


def fold(text: str) -> str:
    """``text`` without case and marks (``search.js`` does the same)."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(kept.replace("ı", "i").split())


def _text(page: ChangePage, specs: Mapping[str, IndicatorSpec]) -> str:
    fact, spec = page.fact, specs.get(page.fact.change.indicator)
    parts = [page.title, *(spec.titles.values() if spec else ()), fact.was, fact.attribution, fact.title]
    parts += ["".join(fact.quote), *(telling.source for telling in page.tellings)]
    return fold(" ".join(parts))
