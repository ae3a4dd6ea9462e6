"""Every kind of hostile feed and page, small in `make test` and at full size in `make torture`."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pebble import ProcessPool

from extractors.articles import ArticleError, parse_article
from extractors.decoding import clean_line, decode
from extractors.feeds import FeedError, parse_feed, parse_news_sitemap
from extractors.figures import extract_figures
from extractors.observations import extract_observations
from flows.workers import open_reading_pool
from tests.hostile import SHARE, arena
from tests.hostile.arena import SPECS, faults, fight, read_hostile_feed, read_hostile_page, samples
from tests.hostile.feeds import FEEDS, WORDS
from tests.hostile.mutations import mutants
from tests.hostile.pages import PAGES, SENTENCE

SEED = 20251122
SMALL = 0.02


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPool]:
    with open_reading_pool(2) as pool:
        yield pool


READERS = {"feeds": (FEEDS, read_hostile_feed), "pages": (PAGES, read_hostile_page)}


def test_there_are_more_than_sixty_kinds():
    assert len(FEEDS) + len(PAGES) >= 60


@pytest.mark.parametrize("name", READERS)
def test_every_kind_ends_as_data_or_with_a_reason(name, pool):
    kinds, read = READERS[name]
    ends = fight(read, samples(kinds, len(kinds), SEED, SMALL), pool)
    print(f"seed {SEED}: {dict(Counter(end.reason for end in ends))}")
    assert faults(ends, limit=15) == []
    assert {end.reason for end in ends}.isdisjoint({"crashed", "timed_out"})


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_three_hundred_feeds_and_pages_of_full_size_do_no_harm(capsys):
    with capsys.disabled():
        assert arena.main(int(300 * SHARE), SEED) == 0


def same_pages_in_three_orders(count: int, size: float) -> None:
    made = list(samples(PAGES, count, SEED, size))
    seen: list[dict[str, tuple[str, str]]] = []
    for order in range(3):
        random.Random(order).shuffle(made)
        with open_reading_pool(2) as pool:
            seen.append({end.sample: (end.reason, end.digest) for end in fight(read_hostile_page, iter(made), pool)})
    assert seen[0] == seen[1] == seen[2]


def test_the_same_pages_give_the_same_in_any_order_and_process():
    same_pages_in_three_orders(48, SMALL)


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_three_hundred_pages_give_the_same_in_any_order_and_process():
    same_pages_in_three_orders(int(300 * SHARE), 0.2)


ENCODINGS = {
    "ru": (
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "cp1251",
        "koi8-r",
        "iso8859-5",
        "cp866",
    ),
    "kk": ("utf-8", "utf-16", "kz1048", "ptcp154"),
    "az": ("utf-8", "utf-16", "cp1254", "iso8859-9", "cp1252"),
}
TEXTS = {
    "ru": "Объём торговли двух стран за девять месяцев вырос на десятую часть и достиг 455 млн долларов. ",
    "kk": "Екі елдің тауар айналымы тоғыз айда оннан бір бөлікке өсіп, 455 млн долларға жетті, деді министр. ",
    "az": "İki ölkənin ticarət dövriyyəsi doqquz ayda onda bir artaraq 455 milyon dollara çatıb, deyə bildirilib. ",
}


@pytest.mark.parametrize("told", ["by the header", "by itself", "by nobody", "wrongly"])
@pytest.mark.parametrize(("lang", "encoding"), [(lang, name) for lang, names in ENCODINGS.items() for name in names])
def test_a_text_in_any_encoding_is_right_or_flagged(lang, encoding, told):
    declared = {"by itself": encoding, "wrongly": "utf-8"}.get(told, "")
    head = f'<meta charset="{declared}">' if declared else ""
    whole = f"<html><head>{head}<title>x</title></head><body><p>{TEXTS[lang] * 8}</p></body></html>"
    text, warning = decode(whole.encode(encoding, "xmlcharrefreplace"), encoding if told == "by the header" else None)
    right = clean_line(whole[whole.index("<p>") :], 5000) == clean_line(text[text.index("<p>") :], 5000)
    assert right or warning is not None


DEPTHS = [250, 254, 255, 256, 300, 1000, 30_000]


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_text_that_lies_too_deep_is_recorded_as_such_and_never_missing_in_silence(depth):
    whole = f"<html><body>{'<div>' * depth}<p>{SENTENCE} {SENTENCE}</p></body></html>".encode()
    try:
        assert SENTENCE in parse_article(whole, "https://outlet.example/1").text
    except ArticleError as error:
        assert error.reason in ("too_deep", "too_complex")  # noqa: PT017 - either end is right


def test_a_word_of_ten_megabytes_is_too_large():
    with pytest.raises(ArticleError, match="too_large"):
        parse_article(b"<html><p>" + b"a" * 10_000_000, "https://outlet.example/1")


def survive(damaged: bytes) -> None:
    for parse in (parse_feed, parse_news_sitemap, parse_article):
        with suppress(FeedError, ArticleError):
            parse(damaged, "https://outlet.example/a/b")


def test_small_damage_is_no_exception():
    for damaged in mutants(SEED, 40):
        survive(damaged)


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_three_thousand_damaged_documents_are_no_exception(capsys):
    for damaged in mutants(SEED + 1, int(3000 * SHARE)):
        survive(damaged)
    with capsys.disabled():
        print(f"\n{int(3000 * SHARE)} damaged documents from seed {SEED + 1}")


PIECES = st.sampled_from(
    [
        *WORDS,
        *"<>&;\"'=/%$€—–-.,:()0123456789\n\u00a0\u202f",
        "&#x",
        "<p>",
        "</p>",
        "<![CDATA[",
        "]]>",
        "млн",
        "на 5 %",
        "до",
    ]
)
SOUP = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=80).map(" ".join)
FUZZ = settings(deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink))


def fuzz(text: str) -> None:
    for lang in ("ru", "en", "kk", "az"):
        figures = extract_figures(text, lang, arena.NOW.date())
        for quantity in figures.quantities:
            assert text[slice(*quantity.span)] == quantity.text
        for seen in extract_observations(text, figures, SPECS, lang=lang, published=None, title=text[:50]):
            assert text[slice(*seen.span)] == seen.text
    body = f"<html><p>{SENTENCE}</p>{text}".encode("utf-8", "replace")
    with suppress(ArticleError):
        assert len(parse_article(body, "https://outlet.example/1").text) <= 2 * len(body)
    for parse in (parse_feed, parse_news_sitemap):
        with suppress(FeedError):
            parse(f"<rss version='2.0'><channel><item>{text}".encode("utf-8", "replace"), "https://outlet.example/f")


@given(SOUP)
@settings(FUZZ, max_examples=30)
def test_no_soup_of_words_and_markup_is_an_exception(text):
    fuzz(text)


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_five_minutes_of_soups_of_words_and_markup_are_no_exception(capsys):
    done = 0
    until = time.monotonic() + 300 * SHARE

    while time.monotonic() < until:

        @seed(SEED + done)
        @given(SOUP)
        @settings(FUZZ, max_examples=200, database=None)
        def many(text: str) -> None:
            fuzz(text)

        many()
        done += 200
    with capsys.disabled():
        print(f"\n{done} texts from seed {SEED}, read in four languages, as a page and as a feed")


GROWING = {
    "figures": "455 млн долларов, ",
    "periods": "в 2024 году, за январь–май 2025 года, ",
    "sentences": f"{SENTENCE} ",
    "digits": "1",
    "grouped digits": "1 000 ",
    "letters": "я",
    "brackets": "(«",
    "marks": "–—%$€ ",
    "parties": "Казахстан, Азербайджан, ЕС, ",
    "capitals": "Иванов ",
}


@pytest.mark.torture
@pytest.mark.parametrize("name", GROWING)
def test_reading_takes_time_in_proportion_to_the_text(name):
    def seconds(size: int) -> float:
        text = (GROWING[name] * (size // len(GROWING[name])))[:size]
        began = time.process_time()
        extract_observations(text, extract_figures(text, "ru", None), SPECS, lang="ru", published=None, title="")
        return time.process_time() - began

    seconds(1000)
    small, large = seconds(10_000), seconds(80_000)
    print(f"{name}: 10,000 characters {small:.2f} s, 80,000 characters {large:.2f} s")
    assert large < 8 * 3 * max(small, 0.02)  # three times the time of a text as long is noise and cold caches
