"""Reading pages in real worker processes, with real harm done to them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import pickle
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pebble import ProcessPool

import config
from config.indicators import load_indicators
from config.load import ConfigError
from extractors.records import Entry
from extractors.relevance import build_gate
from flows import reading
from flows.page_fetching import PageFetch
from flows.reading import read_page, read_pages
from flows.workers import open_reading_pool

SPECS = load_indicators(Path(config.__file__).parent / "indicators")
NOW = dt.datetime(2025, 6, 2, 12, tzinfo=dt.UTC)
URL = "https://vestnik.example/news/1"
SENTENCE = "Товарооборот Казахстана и Азербайджана в 2024 году составил 455 млн долларов, сообщили в ведомстве."


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPool]:
    with open_reading_pool(2) as pool:
        yield pool


def fetched(body: str, *, url: str = URL, published: dt.datetime | None = None) -> PageFetch:
    entry = Entry(url, "Из ленты", published)
    return PageFetch("vestnik", entry, url, NOW, "ok", url, 200, body.encode(), "utf-8")


def page(text: str = SENTENCE, head: str = "") -> str:
    html = f'<!doctype html><html lang="ru"><head><title>Оборот</title>{head}</head>'
    return f"{html}<body><article><p>{text}</p></article></body></html>"


def test_a_page_becomes_a_reading_with_its_observations(pool):
    (found,) = read_pages([fetched(page(), published=NOW)], SPECS, pool)
    assert (found.status, found.source_id, found.fetched, found.requested) == ("read", "vestnik", NOW, URL)
    assert (found.article.text, found.article.published, found.article.published_from) == (SENTENCE, NOW, "entry")
    assert found.raw == page().encode()
    assert [(one.indicator, one.value, one.period.label) for one in found.observations] == [
        ("az.trade_turnover", 455_000_000, "2024")
    ]


def test_numbers_that_are_no_figures_are_counted_by_their_reason(pool):
    (found,) = read_pages([fetched(page(SENTENCE + " Встреча прошла в 10:30, указ № 114 подписан."))], SPECS, pool)
    assert found.abstained["a time, score, phone or postal number"] == 1
    assert sum(found.abstained.values()) >= 2


STATUSES = {
    "gated": page(
        "Шахматный клуб северного района в третий раз взял кубок, обыграв соседей на последней доске вечера."
    ),
    "too_short": page("Казахстан, Азербайджан: товарооборот."),
    "not_html": f"{SENTENCE} {SENTENCE}",
    "too_deep": page().replace("<article>", "<div>" * 300),
    "empty": page().replace("<p>", "<script>"),
    "challenge": "<!doctype html><html><head><title>Just a moment...</title></head><body></body></html>",
    "consent": page("Мы используем файлы cookie"),
    "paywall": page(f"{SENTENCE} Материал доступен только подписчикам."),
}


def test_what_gives_no_article_says_why_and_keeps_its_place(pool):
    pages = [fetched(body, url=f"{URL}/{status}") for status, body in STATUSES.items()] + [fetched(page())]
    found = read_pages(pages, SPECS, pool)
    assert [one.status for one in found] == [*STATUSES, "read"]
    assert [one.requested for one in found] == [one.url for one in pages]
    assert all(one.observations == () and one.article.text == "" for one in found[:-1])


KAZAKH = "2024 жылы Қазақстан мен Әзірбайжанның тауар айналымы 455 млн долларды құрады, деп хабарлады мекеме."
PADDING = {
    "ru": "Стороны обсудили перевозки, образование, культуру и другие вопросы, которые решают вместе.|"
    "Гости осмотрели выставку, посадили деревья в саду дружбы и поблагодарили хозяев за приём.|"
    "Следующая встреча пройдёт весной, о дне и городе договорятся через посольства обеих стран.",
    "kk": "Тараптар тасымал, білім беру, мәдениет және бірге шешіп келе жатқан мәселелерді талқылады.|"
    "Қонақтар көрмені аралап, достық бағына ағаш отырғызып, қабылдағаны үшін алғыс айтты.|"
    "Келесі кездесу көктемде өтеді, күні мен қаласын екі елдің елшіліктері арқылы келіседі.",
}


def test_a_page_in_two_languages_is_read_in_both():
    text = [KAZAKH, *PADDING["kk"].split("|"), SENTENCE, *PADDING["ru"].split("|")]
    found = read_page(fetched(page("</p><p>".join(text))), SPECS, build_gate(SPECS))
    figures = [one for one in found.observations if one.indicator == "az.trade_turnover"]
    assert [(one.value, one.period.label) for one in figures] == [(455_000_000, "2024")] * 2
    assert [found.article.text[slice(*one.span)] for one in figures] == [one.text for one in figures]
    assert figures[0].span[0] < found.article.text.index(SENTENCE) == figures[1].span[0]


LIAR = '<link rel="canonical" href="https://vestnik.example/best">'


def test_pages_of_different_texts_that_claim_one_address_keep_their_own(pool):
    pages = [
        fetched(
            page(f"{SENTENCE} {' '.join(f'слово{n}{m}' for m in range(60))}", head=LIAR), url=f"{URL}{n}?utm_source=x"
        )
        for n in range(3)
    ]
    assert [one.article.url for one in read_pages(pages, SPECS, pool)] == [f"{URL}{n}" for n in range(3)]


def test_twins_of_one_text_that_claim_one_address_are_one_article(pool):
    pages = [fetched(page(f"{SENTENCE} {end}", head=LIAR), url=f"{URL}{end}") for end in ("", "amp")]
    assert {one.article.url for one in read_pages(pages, SPECS, pool)} == {"https://vestnik.example/best"}


def test_a_page_dated_in_the_future_has_no_date():
    late = page(head='<meta property="article:published_time" content="2031-01-01T00:00:00Z">')
    found = read_page(fetched(late), SPECS, build_gate(SPECS))
    assert (found.article.published, found.article.published_from) == (None, "none")


def test_nothing_to_read_is_nothing_read(pool):
    assert read_pages([], SPECS, pool) == []


def read_or_do_harm(chunk, frozen, work):
    """Read a chunk as usual, but do to the worker what the title of an entry asks for."""
    for one in chunk:
        if one.entry.title == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if one.entry.title == "hang":
            signal.pause()
        if one.entry.title == "hoard":
            bytearray(2 << 30)
        if one.entry.title == "broken":
            raise ConfigError("lexicons/ru.yaml:1: broken; mend it")
        if one.entry.title == "stumble":
            raise RuntimeError("a page that the extractors stumble over")
    return reading._read_chunk(chunk, frozen, work)


@pytest.mark.parametrize(
    ("harm", "status"), [("kill", "crashed"), ("hang", "timed_out"), ("hoard", "crashed"), ("stumble", "crashed")]
)
def test_a_page_that_kills_or_holds_its_worker_costs_only_itself(harm, status, monkeypatch, caplog):
    harmed = dataclasses.replace(fetched(page()), entry=Entry(URL, harm))
    pages = [fetched(page()), fetched(page()), harmed, *(fetched(page()) for _ in range(8))]
    monkeypatch.setattr(reading, "_CHUNK_SECONDS", 3.0)
    monkeypatch.setattr(reading, "_PAGE_SECONDS", 3.0)
    with open_reading_pool(2) as pool:
        schedule = pool.schedule
        monkeypatch.setattr(
            pool, "schedule", lambda _, args, timeout: schedule(read_or_do_harm, args=args, timeout=timeout)
        )
        found = read_pages(pages, SPECS, pool)
    assert [one.status for one in found] == ["read", "read", status, *["read"] * 8]
    assert f"{URL}: reading it failed" in caplog.text


def test_a_source_whose_pages_kill_three_readers_gets_no_more_of_them(monkeypatch):
    harmed = [
        dataclasses.replace(fetched(page(), url=f"{URL}/{n}"), entry=Entry(URL, "kill"), source_id="hostile")
        for n in range(9)
    ]
    good = [fetched(page(), url=f"{URL}/good/{n}") for n in range(9)]
    mixed = [one for pair in zip(harmed, good, strict=True) for one in pair]
    with open_reading_pool(2) as pool:
        schedule = pool.schedule
        monkeypatch.setattr(
            pool, "schedule", lambda _, args, timeout: schedule(read_or_do_harm, args=args, timeout=timeout)
        )
        found = read_pages(mixed, SPECS, pool)
    assert [one.status for one in found[1::2]] == ["read"] * 9
    assert Counter(one.status for one in found[::2]) == {"crashed": 3, "spared": 6}


def test_a_broken_lexicon_stops_the_reading_with_its_own_message(monkeypatch):
    pages = [dataclasses.replace(fetched(page()), entry=Entry(URL, "broken"))]
    with open_reading_pool(1) as pool:
        schedule = pool.schedule
        monkeypatch.setattr(
            pool, "schedule", lambda _, args, timeout: schedule(read_or_do_harm, args=args, timeout=timeout)
        )
        with pytest.raises(ConfigError, match="mend it"):
            read_pages(pages, SPECS, pool)


def test_reading_is_the_same_in_any_order_and_process(pool):
    pages = [fetched(page(f"{SENTENCE} Абзац {number}."), url=f"{URL}/{number}") for number in range(20)]
    here = [read_page(one, SPECS, build_gate(SPECS)) for one in pages]
    there = read_pages(pages[::-1], SPECS, pool)[::-1]
    assert [dataclasses.replace(one, raw=b"") for one in there] == here


def test_readings_cross_processes_as_plain_data(pool):
    (found,) = read_pages([fetched(page())], SPECS, pool)
    assert pickle.loads(pickle.dumps(found)) == found
