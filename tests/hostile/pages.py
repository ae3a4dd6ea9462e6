"""Kinds of hostile and broken pages. Each makes bytes from a random source and a size, 1.0 being as bad as it gets.

Most say a sentence of an indicator, so that the gate lets them through to the parser and the extractors.
"""

from __future__ import annotations

import html
import json
import random

from tests.hostile.damage import cut_off, flip_bytes, shuffle_tags
from tests.hostile.feeds import LINKS, NAUGHTY, Kind, text

SENTENCE = "Товарооборот Казахстана и Азербайджана в 2024 году составил 455 млн долларов, сообщили в ведомстве."


def page(body: str, head: str = "", lang: str = "ru") -> bytes:
    whole = (
        f'<!doctype html><html lang="{lang}"><head><title>Оборот вырос</title>{head}</head><body>{body}</body></html>'
    )
    return whole.encode("utf-8", "surrogatepass")


def story(rng: random.Random, paragraphs: int = 10) -> str:
    return f"<article><p>{SENTENCE}</p>" + "".join(f"<p>{text(rng, 40)}.</p>" for _ in range(paragraphs)) + "</article>"


def good(rng: random.Random) -> bytes:
    return page(story(rng))


def cut(rng: random.Random, _: float) -> bytes:
    return cut_off(rng, good(rng))


def flipped(rng: random.Random, size: float) -> bytes:
    return flip_bytes(rng, good(rng), size)


def shuffled_tags(rng: random.Random, _: float) -> bytes:
    return shuffle_tags(rng, good(rng))


def naughty(rng: random.Random, _: float) -> bytes:
    said = "".join(f"<p>{text(rng, 5)} {rng.choice(NAUGHTY)} {html.escape(rng.choice(NAUGHTY))}</p>" for _ in range(30))
    head = f'<meta name="author" content="{html.escape(rng.choice(NAUGHTY))}">'
    return page(f"<article><h1>{rng.choice(NAUGHTY)}</h1><p>{SENTENCE}</p>{said}</article>", head)


def attributes(rng: random.Random, size: float) -> bytes:
    many = " ".join(f'a{n}="{rng.randrange(9)}"' for n in range(int(100_000 * size)))
    return page(f"<div {many}>{story(rng)}</div>")


def attributes_in_many_tags(rng: random.Random, size: float) -> bytes:
    tag = "<p " + " ".join(f'a{n}="1"' for n in range(900)) + f">{text(rng, 9)}</p>"
    return page(story(rng) + tag * int(250 * size + 1))


def classes(rng: random.Random, size: float) -> bytes:
    return page(f'<div class="{"comment-" * int(300_000 * size)}">{story(rng)}</div>')


def deep(rng: random.Random, size: float) -> bytes:
    depth = int(35_000 * size) + 260
    tag = rng.choice(["div", "b", "span", "table", "ul", "blockquote", "font", "x"])
    return page(f"<{tag}>" * depth + story(rng))


def barely_deep(rng: random.Random, _: float) -> bytes:
    return page("<div>" * rng.randrange(240, 262) + story(rng))


def tiny_paragraphs(rng: random.Random, size: float) -> bytes:
    return page(story(rng) + "<p>да" * int(39_000 * size))


def closed_tiny_paragraphs(_: random.Random, size: float) -> bytes:
    return page(f"<article><p>{SENTENCE}</p>" + "<p>да</p>" * int(19_000 * size) + "</article>")


def many_links(rng: random.Random, size: float) -> bytes:
    return page(story(rng) + "".join(f'<a href="/{n}">да</a>' for n in range(int(19_000 * size))))


def many_lines(_: random.Random, size: float) -> bytes:
    return page(f"<article><p>{SENTENCE}</p>{'да<br>' * int(39_000 * size)}</article>")


def nested_lists(rng: random.Random, size: float) -> bytes:
    return page(story(rng) + "<ul><li>да" * int(120 * size + 1) + "<li>да" * int(30_000 * size))


def nested_tables(rng: random.Random, size: float) -> bytes:
    return page("<table><tr><td>" * int(80 * size + 1) + story(rng) + "<tr><td>1<td>2" * int(12_000 * size))


def unclosed_formatting(rng: random.Random, size: float) -> bytes:
    return page("<p><b><i><u><font>" * int(7_000 * size) + story(rng))


def forms(rng: random.Random, size: float) -> bytes:
    return page(story(rng) + "<form><select><option>да" * int(12_000 * size))


def json_quotes(rng: random.Random, size: float) -> bytes:
    inner = rng.choice(['"', '\\"', "{", "[", '{"a":', "\\u0000", "1e999,"]) * int(90_000 * size)
    return page(story(rng), f'<script type="application/ld+json">{inner}</script>')


def json_facts(rng: random.Random, size: float) -> bytes:
    odd = [None, 0, -1, 1e308, [], {}, [[]], "x" * int(80_000 * size), *NAUGHTY]
    keys = ("@type", "headline", "author", "datePublished", "inLanguage", "publisher", "@graph", "name")
    node = {key: rng.choice(odd) for key in keys} | {"@type": rng.choice(["NewsArticle", ["NewsArticle", 1], odd[-1]])}
    return page(story(rng), f'<script type="application/ld+json">{json.dumps([node] * 5)}</script>')


def many_json(rng: random.Random, size: float) -> bytes:
    block = '<script type="application/ld+json">{"@type": "Thing", "@graph": [{}, {}]}</script>'
    return page(story(rng), block * int(9000 * size + 1))


def metas(rng: random.Random, size: float) -> bytes:
    return page(
        story(rng), '<meta property="og:title" content="a"><meta name="author" content="b">' * int(15_000 * size)
    )


def long_meta(rng: random.Random, size: float) -> bytes:
    name = rng.choice(["author", "og:title", "date", "description", "article:published_time", "keywords"])
    return page(story(rng), f'<meta name="{name}" content="{rng.choice("a. 1-,")!s}{"a. " * int(300_000 * size)}">')


def long_word(_: random.Random, size: float) -> bytes:
    return page(f"<article><p>{SENTENCE}</p><p>{'я' * int(1_400_000 * size)}</p></article>")


def ten_megabyte_word(_: random.Random, size: float) -> bytes:
    return page(f"<p>{SENTENCE} {'a' * int(10_000_000 * size)}</p>")


def long_number(rng: random.Random, size: float) -> bytes:
    digits = rng.choice(["1", "1 000 ", "0.", "1,", "9" * 50 + " "]) * int(100_000 * size)
    return page(f"<article><p>{SENTENCE} Всего {digits} долларов.</p></article>")


def many_figures(rng: random.Random, size: float) -> bytes:
    said = "".join(
        f"<p>Товарооборот Казахстана и Азербайджана в {rng.randrange(1990, 2031)} году составил "
        f"{rng.randrange(1000)} млн долларов, рост на 5 % к 2019 году, до 1 млрд.</p>"
        for _ in range(int(2000 * size) + 1)
    )
    return page(f"<article>{said}</article>")


def one_sentence(_: random.Random, size: float) -> bytes:
    said = ", ".join(f"{n} млн долларов в {1990 + n % 40} году" for n in range(int(8000 * size) + 1))
    return page(f"<article><p>Товарооборот Казахстана и Азербайджана: {said}</p></article>")


def brackets(rng: random.Random, size: float) -> bytes:
    mark = rng.choice(["(", "«", "[", '"', "—", "…", ".", ",", "%", "$", "№", "-", "’"])
    return page(f"<article><p>{SENTENCE} {mark * int(250_000 * size)}</p></article>")


def dates(rng: random.Random, size: float) -> bytes:
    said = " ".join(
        rng.choices(["2024", "года", "2020–2023", "мая", "31.02.2024", "I квартал", "29–30"], k=int(30_000 * size))
    )
    return page(f"<article><p>{SENTENCE} {said}</p></article>")


def references(rng: random.Random, size: float) -> bytes:
    bad = [f"&#{rng.randrange(2**40)};", "&#xFFFFFFFF;", "&#0;", "&#xD800;", "&bogus;", "&#", "&;", "&#x110000;"]
    return page(story(rng) + "".join(rng.choices(bad, k=int(100_000 * size))))


def combining(rng: random.Random, size: float) -> bytes:
    return page(
        f"<article><p>{SENTENCE} а{chr(rng.choice([0x301, 0x327, 0x0E47])) * int(300_000 * size)}</p></article>"
    )


def invisible(rng: random.Random, size: float) -> bytes:
    mark = rng.choice(["\u200b", "\u00ad", "\u202e", "\u2060", "\ufeff", "<wbr>", "&shy;"])
    between = mark * (int(200 * size) + 1)
    return page(
        f"<article><p>{between.join(SENTENCE)}</p></article>" if mark[0] != "<" else f"<p>{SENTENCE}{mark * 39_000}"
    )


def scripts(rng: random.Random, size: float) -> bytes:
    return page("<script>" * int(30_000 * size) + story(rng))


def styles(rng: random.Random, size: float) -> bytes:
    return page("<style>a{}</style><template>" * int(9_000 * size) + story(rng))


def comments(rng: random.Random, size: float) -> bytes:
    return page(rng.choice(["<!--", "<!-- -- ", "<![CDATA[", "<!", "<?"]) * int(39_000 * size) + story(rng))


def open_tags(rng: random.Random, size: float) -> bytes:
    return page(story(rng) + rng.choice(["<", "</", "<a ", "<a href='"]) * int(39_000 * size))


def links(rng: random.Random, _: float) -> bytes:
    said = "".join(f'<a href="{html.escape(link)}">да</a>' for link in rng.choices(LINKS, k=60))
    head = (
        f'<link rel="canonical" href="{html.escape(rng.choice(LINKS))}"><base href="{html.escape(rng.choice(LINKS))}">'
    )
    return page(story(rng) + said, head)


def images(rng: random.Random, size: float) -> bytes:
    inline = "A" * int(1_500_000 * size)
    return page(f'<img src="data:image/png;base64,{inline}" alt="{"да " * 1000}">{story(rng)}')


def svg(rng: random.Random, size: float) -> bytes:
    return page("<svg><g><path d='M0 0'/><math><mi>" * int(9_000 * size) + story(rng))


def frames(rng: random.Random, size: float) -> bytes:
    return page("<iframe src='http://127.0.0.1:9/'></iframe><frameset><noframes>" * int(9_000 * size) + story(rng))


def wrong_encoding(rng: random.Random, _: float) -> bytes:
    declared, real = rng.sample(["utf-8", "windows-1251", "utf-16", "koi8-r", "iso-8859-5", "cp1252", "utf-32"], 2)
    return page(story(rng), f'<meta charset="{declared}">').decode().encode(real, "replace")


def odd_encoding(rng: random.Random, _: float) -> bytes:
    name = rng.choice(
        ["utf-7", "idna", "punycode", "unicode_escape", "rot13", "zlib", "../x", "a" * 5000, "", "undefined"]
    )
    return page(story(rng), f'<meta charset="{name}">')


def mixed_encoding(rng: random.Random, _: float) -> bytes:
    return page(story(rng)) + page(story(rng)).decode().encode("cp1251", "replace") + rng.randbytes(500)


def surrogates(rng: random.Random, _: float) -> bytes:
    return page(f"<p>{SENTENCE} {''.join(chr(rng.randrange(0xD800, 0xE000)) for _ in range(500))}</p>")


def bytes_alone(rng: random.Random, size: float) -> bytes:
    return b"<html><p>" + rng.randbytes(int(1_000_000 * size) + 10)


def zeros(_: random.Random, size: float) -> bytes:
    return b"<html>" + b"\0" * (int(2_900_000 * size) + 10)


def no_page(rng: random.Random, _: float) -> bytes:
    return rng.choice(
        [b"", b" ", b"{}", b"%PDF-1.7", b"<", b"<html>", b"<html><body></body></html>", b"/etc/passwd", b"\xff\xfe"]
    )


def walls(rng: random.Random, _: float) -> bytes:
    said = rng.choice(
        ["Мы используем файлы cookie", "Подтвердите, что вы не робот", "Материал доступен только подписчикам"]
    )
    return page(f"<p>{SENTENCE}</p><p>{said}</p>")


PAGES: dict[str, Kind] = {
    kind.__name__: kind
    for kind in (
        *(cut, flipped, shuffled_tags, naughty, attributes, attributes_in_many_tags, classes, deep, barely_deep),
        *(tiny_paragraphs, closed_tiny_paragraphs, many_links, many_lines, nested_lists, nested_tables),
        *(unclosed_formatting, forms, json_quotes, json_facts, many_json, metas, long_meta, long_word),
        *(
            ten_megabyte_word,
            long_number,
            many_figures,
            one_sentence,
            brackets,
            dates,
            references,
            combining,
            invisible,
        ),
        *(scripts, styles, comments, open_tags, links, images, svg, frames, wrong_encoding, odd_encoding),
        *(mixed_encoding, surrogates, bytes_alone, zeros, no_page, walls),
    )
}
