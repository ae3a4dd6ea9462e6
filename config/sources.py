"""Where the news comes from: the records of ``config/sources.yaml``.

Nobody can tell from a list whether an address still answers, so every record says whether its address was tried
(``verified``) and what is known of it (``note``). Refuses: two sources of one id or one address, addresses that are
not http(s), and a source without a relation, which would be polled for nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from config.load import ConfigError, load_yaml
from extractors.records import Tier

if TYPE_CHECKING:
    from pathlib import Path


class SourceKind(StrEnum):
    """How a source lists its entries."""

    FEED = "feed"
    NEWS_SITEMAP = "news_sitemap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One address that is polled.

    Attributes:
        id: its name in tables and messages; never reused for another outlet.
        outlet: the outlet as people know it.
        url: the address of the feed or news sitemap.
        kind: how the answer is read.
        lang: the language of its articles; a page's own language wins.
        tier: who speaks.
        relations: the relations whose figures it may carry.
        verified: whether somebody saw the address answer with entries.
        note: what is known of the address, and what to try when it fails.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    outlet: Annotated[str, Field(min_length=1)]
    url: Annotated[str, Field(pattern=r"^https?://[^\s@\\]+$")]
    kind: SourceKind
    lang: Literal["ru", "en", "kk", "az"]
    tier: Tier
    relations: Annotated[tuple[Literal["eu", "az"], ...], Field(min_length=1)]
    verified: bool
    note: str

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


def load_sources(path: Path) -> tuple[Source, ...]:
    """Read the sources of ``path`` in the order of the file.

    Raises:
        ConfigError: the file does not fit, or an id or an address stands twice.
    """
    sources = load_yaml(path, tuple[Source, ...])
    for key in ("id", "url"):
        value, times = Counter(getattr(source, key) for source in sources).most_common(1)[0] if sources else ("", 0)
        if times > 1:
            raise ConfigError(f"{path}: {key} {value!r} stands {times} times; keep one of them")
    if not sources:
        raise ConfigError(f"{path}: no sources; add at least one")
    return sources
