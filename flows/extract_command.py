"""``figurewatch extract``: the figures of texts, for programs (JSON lines) and for people (a table).

Imports neither Prefect nor the warehouse's database, and trafilatura only when a page is to be read.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from config.baseline import load_baseline
from config.indicators import load_indicators
from config.settings import Settings
from extractors.errors import FigurewatchError
from extractors.figures.lexicon import readable_languages
from extractors.indicators import IndicatorSpec
from extractors.records import BaselineFigure
from flows.extract_rows import show_text
from flows.extracting import read_text, to_record

_BROKEN = 10  # a tenth of a text may be unreadable


class InputError(FigurewatchError):
    """An input of ``extract`` cannot be read; the message names it."""


class UsageError(InputError):
    """The command line asks for what does not exist."""

    exit_code = 2


def extract_json_lines(paths: Sequence[str], settings: Settings, source: IO[bytes], target: IO[str]) -> int:
    """Answer every JSON line of ``paths`` (or ``source``) with one on ``target``, in order.

    A line is ``{"id", "text", "published"?, "lang"?}``; the answer is described in the README. A bad line is answered
    by ``{"id", "error"}``; the return value is then 1, else 0.
    """
    specs, baseline = _load(settings)
    failed = 0
    for number, line in enumerate(_lines(paths, source), 1):
        if not line.strip():
            continue
        record: dict[str, Any]
        try:
            id_, text, lang, published = _parse_line(line)
            record = to_record(id_, read_text(text, specs, baseline, lang=lang, published=published))
        except _LineError as error:
            failed = 1
            record = {"id": error.id, "error": f"line {number}: {error}"}
        answer = json.dumps(record, ensure_ascii=False)
        target.write(answer.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")  # half a character: its escape
    return failed


def extract_texts(
    inputs: Sequence[str], settings: Settings, *, lang: str | None, published: dt.date | None, as_page: bool = False
) -> None:
    """Show the figures of each of ``inputs`` (files, addresses of pages; standard input when there are none).

    ``as_page``: write one page of HTML to standard output in place of tables.

    Raises:
        InputError: a file cannot be read, holds no text, or is no page.
        UsageError: ``lang`` is unknown.
        FetchError: a page cannot be fetched.
    """
    if lang and lang not in readable_languages():
        raise UsageError(f"--lang {lang}: the languages are {', '.join(readable_languages())}")
    specs, baseline = _load(settings)
    titles = {spec.id: spec.titles["en"] for spec in specs}
    shown = (
        show_text(
            name,
            text,
            read_text(text, specs, baseline, lang=lang or page_lang, published=published or page_date, title=title),
            titles,
        )
        for name, text, page_lang, page_date, title in _texts(inputs, settings)
    )
    if as_page:
        from flows.extract_page import render_page

        sys.stdout.write(render_page(list(shown)))
    else:
        from flows.extract_table import print_shown

        for text in shown:
            print_shown(text)


class _LineError(Exception):
    """A line of input is not what the contract says; ``id`` is its id where it has one."""

    def __init__(self, message: str, id_: object = None) -> None:
        super().__init__(message)
        self.id = id_


def _load(settings: Settings) -> tuple[tuple[IndicatorSpec, ...], tuple[BaselineFigure, ...]]:
    return (
        load_indicators(settings.config_dir / "indicators"),
        load_baseline(settings.config_dir / "baseline").figures,
    )


def _lines(paths: Sequence[str], source: IO[bytes]) -> Iterable[bytes]:
    if not paths:
        yield from source
    for path in paths:
        yield from _read_file(path).splitlines()


def _parse_line(line: bytes) -> tuple[object, str, str | None, dt.date | None]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise _LineError(f"not JSON: {error}") from error
    except RecursionError as error:
        raise _LineError("nested too deeply") from error
    if not isinstance(row, dict):
        raise _LineError('not an object; write {"id": …, "text": …}')
    id_, text, lang, published = (row.get(key) for key in ("id", "text", "lang", "published"))
    if isinstance(id_, (dict, list)):
        raise _LineError('"id" is no string or number')
    if not isinstance(text, str):
        raise _LineError('"text" is missing or no string', id_)
    if lang is not None and lang not in readable_languages():
        raise _LineError(f'"lang" is {lang!r}; the languages are {", ".join(readable_languages())}', id_)
    try:
        date = dt.date.fromisoformat(published[:10]) if published is not None else None
    except (TypeError, ValueError) as error:
        raise _LineError(f'"published" is {published!r}; write YYYY-MM-DD', id_) from error
    return id_, text, lang, date


def _texts(inputs: Sequence[str], settings: Settings) -> Iterable[tuple[str, str, str | None, dt.date | None, str]]:
    """Name, text, language, date and title of each input."""
    if not inputs:
        yield "standard input", _decode("standard input", sys.stdin.buffer.read()), None, None, ""
    for name in inputs:
        if name.startswith(("http://", "https://")) or name.lower().endswith((".html", ".htm")):
            yield _read_page(name, settings)
        else:
            yield name, _decode(name, _read_file(name)), None, None, ""


def _read_page(name: str, settings: Settings) -> tuple[str, str, str | None, dt.date | None, str]:
    from extractors.articles import parse_article
    from flows.web_client import make_client

    if name.startswith("http"):
        with make_client(settings) as client:
            found = client.fetch(name)
        article = parse_article(found.body, found.final_url, entry=None, charset=found.charset)
    else:
        article = parse_article(_read_file(name), Path(name).resolve().as_uri(), entry=None)
    published = article.published.date() if article.published else None
    return name, article.text, article.lang, published, article.title


def _read_file(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror}); name a file or an http address") from error


def _decode(name: str, data: bytes) -> str:
    if not data.strip():
        raise InputError(f"{name}: is empty; give it the text whose figures are to be read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from extractors.decoding import decode

        text, _ = decode(data)
    if "\0" in text or _BROKEN * text.count("\ufffd") > len(text):
        raise InputError(f"{name}: is no text in an encoding of the four languages; save it as UTF-8")
    return text
