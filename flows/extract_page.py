"""Writes texts with their figures marked, and what was read in them, as one page that needs nothing else.

The page has no script and loads nothing: its policy allows its own style, told by its hash, and that is all.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from flows.extract_rows import ABSTAINED, FIGURES, OBSERVATIONS, ShownText
from flows.messages import template_environment
from flows.wording import TEMPLATES


def render_page(texts: Sequence[ShownText]) -> str:
    """Return the page that shows ``texts``; everything of theirs is escaped."""
    style = (TEMPLATES / "reading.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        template_environment()
        .get_template("reading.html.j2")
        .render(
            texts=texts,
            style=style,
            digest=digest,
            tables=(
                ("figures", "Figures", FIGURES, "No figures."),
                ("observations", "What they say of the indicators", OBSERVATIONS, "Nothing about the indicators."),
                ("abstained", "Numbers that are no figures", ABSTAINED, "No number was left out."),
            ),
        )
    )
