"""What the sample newsroom is made of: outlets, pages with what a reader finds in them, furniture; and their loader.

The data lie in ``tests/newsroom``. A page carries its own expectations, written from its meaning, so that text and
answer are edited together. It refuses data that contradicts itself: a copy of nothing, an edit of words not printed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import ClassVar, Literal

from config.load import ConfigError, load_yaml


@dataclass(frozen=True, slots=True)
class Expectation:
    """One observation that a careful reader finds in a page; ``optional`` where two of them may differ."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    indicator: str
    kind: str
    verdict: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    bound: str = "exact"
    period: str | None = None
    stage: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """A later change of a page at the same address: printed pieces replaced, expectations replaced as a whole."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    day: int
    updated: dt.datetime
    replace: dict[str, str]
    expect: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One article page. ``copy_of`` ("outlet/slug") takes another page's paragraphs, as outlets do with a wire text.

    A copy's own ``paragraphs`` follow the taken ones, of which ``drop`` are left out at the end; without ``expect`` it
    keeps those of the original. ``story_of`` names the page that this one rewrites or translates in words of its own.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    slug: str
    topic: Literal["relevant", "hard_negative", "irrelevant"]
    section: str
    published: dt.datetime
    title: str
    paragraphs: tuple[str, ...] = ()
    day: int = 1
    author: str = ""
    expect: tuple[Expectation, ...] | None = None
    edits: tuple[Edit, ...] = ()
    copy_of: str | None = None
    story_of: str | None = None
    drop: int = 0
    outlet: str = ""
    updated: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Outlet:
    """One invented outlet: its feed, page template, furniture, and the days on which its server misbehaves.

    ``down`` days answer every request with 500; ``login`` days put a login page in place of the feed.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: str
    name: str
    host: str
    lang: Literal["ru", "en", "kk", "az"]
    tier: Literal["official", "agency", "media"]
    relations: tuple[Literal["eu", "az"], ...]
    feed: Literal["rss20", "rss091", "rdf", "atom", "sitemap"]
    feed_path: str
    page_path: str
    template: str
    colour: str
    city: str
    slogan: str
    address: str
    nav: tuple[str, ...]
    rates: tuple[str, ...] = ()
    encoding: str = "utf-8"
    link_suffix: str = ""
    live_sidebar: bool = False
    down: tuple[int, ...] = ()
    login: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands around the articles of one language: labels, month names, headlines of pages that do not exist."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    labels: dict[str, str]
    months: tuple[str, ...]
    headlines: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Register:
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    days: tuple[dt.date, ...]
    outlets: tuple[Outlet, ...]


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The whole sample: ``days[0]`` is day one. ``pages`` have their outlet set and copies resolved."""

    folder: Path
    days: tuple[dt.date, ...]
    outlets: tuple[Outlet, ...]
    pages: tuple[Page, ...]
    furniture: Mapping[str, Furniture]

    def pages_on(self, day: int) -> tuple[Page, ...]:
        """Pages that stand on ``day`` (1-based), edits of that day applied, newest first."""
        standing = (_edited(page, day) for page in self.pages if page.day <= day)
        return tuple(sorted(standing, key=lambda page: (page.published, page.slug), reverse=True))


def load_newsroom(folder: Path) -> Newsroom:
    """Read ``outlets.yaml``, ``furniture.yaml`` and ``articles/<outlet>.yaml`` below ``folder``.

    Raises:
        ConfigError: a file does not fit, an article's outlet is unknown, a slug stands twice, or a copy or an edit
            points at something that is not there.
    """
    register = load_yaml(folder / "outlets.yaml", _Register)
    furniture = load_yaml(folder / "furniture.yaml", dict[str, Furniture])
    known = {outlet.id for outlet in register.outlets}
    pages: dict[str, Page] = {}
    for path in sorted((folder / "articles").glob("*.yaml")):
        if path.stem not in known:
            raise ConfigError(f"{path}: no outlet {path.stem!r} in outlets.yaml; add it or rename the file")
        for page in load_yaml(path, tuple[Page, ...]):
            name = f"{path.stem}/{page.slug}"
            if name in pages:
                raise ConfigError(f"{path}: slug {page.slug!r} stands twice; rename one")
            pages[name] = replace(page, outlet=path.stem)
    resolved = tuple(_resolve_copy(name, page, pages) for name, page in pages.items())
    return Newsroom(folder, register.days, register.outlets, resolved, furniture)


def _resolve_copy(name: str, page: Page, pages: Mapping[str, Page]) -> Page:
    _check_edit(name, page)
    if page.story_of and page.story_of not in pages:
        raise ConfigError(f"article {name}: story_of {page.story_of!r} is no article; name one as outlet/slug")
    if page.copy_of is None:
        return replace(page, expect=page.expect or ())
    original = pages.get(page.copy_of)
    if original is None or original.copy_of:
        raise ConfigError(f"article {name}: copy_of {page.copy_of!r} is no original article; name one as outlet/slug")
    taken = original.paragraphs[: len(original.paragraphs) - page.drop]
    expect = original.expect if page.expect is None else page.expect
    return replace(page, paragraphs=taken + page.paragraphs, expect=expect or ())


def _check_edit(name: str, page: Page) -> None:
    text = "\n".join((page.title, *page.paragraphs))
    for edit in page.edits:
        for printed, other in edit.replace.items():
            if printed not in text:
                raise ConfigError(f"article {name}: its edit replaces {printed!r}, which it does not print; correct it")
            text = text.replace(printed, other)


def _edited(page: Page, day: int) -> Page:
    for edit in page.edits:
        if edit.day <= day:
            page = _apply(edit, page)
    return page


def _apply(edit: Edit, page: Page) -> Page:
    def apply(text: str) -> str:
        for old, new in edit.replace.items():
            text = text.replace(old, new)
        return text

    paragraphs = tuple(map(apply, page.paragraphs))
    return replace(page, title=apply(page.title), paragraphs=paragraphs, updated=edit.updated, expect=edit.expect)
