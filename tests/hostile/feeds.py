"""Kinds of hostile and broken feeds. Each makes bytes from a random source and a size, 1.0 being as bad as it gets."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.hostile.damage import cut_off, flip_bytes, shuffle_tags

Kind = Callable[[random.Random, float], bytes]

WORDS = ["Казахстан", "торговля", "экспорт", "рост", "ЕС", "Азербайджан", "товарооборот", "млн", "долларов", "2024"]
WORDS += ["year", "trade", "ticarət", "сауда"]
NAUGHTY = [
    "<script>alert(1)</script>",
    "\u202eoborot\u202c",
    "\u0000\u0001\u001b[31m",
    "{{7*7}} ${7*7} %s %n",
    "' OR 1=1; DROP TABLE articles; --",
    '=HYPERLINK("http://a.example")',
    "🏳️‍🌈" * 20,
    "й" + "\u0306" * 500,
    "\ud83d",
    "ﷺ" * 50,
    "javascript:alert(1)",
    "@everyone [a](http://a.example) *b*",
    "../../../../etc/passwd",
    "\r\nSet-Cookie: a=b",
]


def text(rng: random.Random, words: int) -> str:
    return " ".join(rng.choices(WORDS, k=words))


def item(rng: random.Random, **parts: str) -> str:
    fields = {
        "title": text(rng, 6),
        "link": f"https://outlet.example/{rng.randrange(10**6)}",
        "pubDate": f"Wed, {rng.randrange(1, 29)} May 2025 09:30:00 +0500",
        "description": text(rng, 30),
    } | parts
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in fields.items()) + "</item>"


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    body = f'{head}<rss version="2.0"><channel><title>A</title>{"".join(items)}</channel></rss>'
    return body.encode("utf-8", "surrogatepass")


def good(rng: random.Random, items: int = 20) -> bytes:
    return rss(*(item(rng) for _ in range(items)))


def cut(rng: random.Random, _: float) -> bytes:
    return cut_off(rng, good(rng))


def flipped(rng: random.Random, size: float) -> bytes:
    return flip_bytes(rng, good(rng), size)


def shuffled_tags(rng: random.Random, _: float) -> bytes:
    return b"<rss version='2.0'><" + shuffle_tags(rng, good(rng))


def naughty(rng: random.Random, _: float) -> bytes:
    fields = (
        "title",
        "link",
        "pubDate",
        "description",
        "author",
        "guid",
        "category",
        "comments",
        "enclosure",
        "dc:date",
    )
    return rss(*(item(rng, **{rng.choice(fields): rng.choice(NAUGHTY)}) for _ in range(50)))


def attributes(rng: random.Random, size: float) -> bytes:
    many = " ".join(f'a{n}="{rng.randrange(9)}"' for n in range(int(100_000 * size)))
    return f'<rss version="2.0" {many}><channel>{item(rng)}</channel></rss>'.encode()


def attributes_in_many_tags(rng: random.Random, size: float) -> bytes:
    tag = "<category " + " ".join(f'a{n}="1"' for n in range(900)) + "/>"
    return rss(item(rng, category=tag * int(300 * size + 1)))


def entities(rng: random.Random, size: float) -> bytes:
    depth = max(2, int(12 * size))
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, depth))
    return rss(
        item(rng, title=f"&e{depth - 1};"), head=f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "aaaaaaaa">{lines}]>'
    )


def outer_entity(rng: random.Random, _: float) -> bytes:
    where = rng.choice(["file:///etc/passwd", "http://127.0.0.1:9/x", "file:///dev/zero", "//outlet.example/x.dtd"])
    return rss(item(rng, title="&x;"), head=f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{where}">]>')


def many_entities(rng: random.Random, size: float) -> bytes:
    lines = "".join(f'<!ENTITY a{n} "b">' for n in range(int(50_000 * size)))
    return rss(item(rng), head=f'<?xml version="1.0"?><!DOCTYPE rss [{lines}]>')


def references(rng: random.Random, size: float) -> bytes:
    bad = [f"&#{rng.randrange(2**40)};", "&#xFFFFFFFF;", "&#0;", "&#xD800;", "&nbsp;", "&bogus;", "&#", "&#x;", "&;"]
    return rss(*(item(rng, title="".join(rng.choices(bad, k=int(200 * size) + 1))) for _ in range(20)))


def ampersands(rng: random.Random, size: float) -> bytes:
    return rss(item(rng, description="&" * int(1_000_000 * size)), item(rng))


def author(rng: random.Random, size: float) -> bytes:
    tag = rng.choice(["author", "dc:creator", "managingEditor", "itunes:owner", "contributor", "webMaster"])
    return rss(item(rng, **{tag: "a." * int(500_000 * size)}), item(rng))


def author_in_atom(_: random.Random, size: float) -> bytes:
    name = "a" * int(400_000 * size)
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><author><name>{name}</name></author>'
        '<entry><title>T</title><link href="/1"/>'
        f"<author><name>{name}</name><email>{name}</email></author></entry></feed>"
    ).encode()


def unclosed(rng: random.Random, size: float) -> bytes:
    tag = rng.choice(["item", "title", "author", "a", "x:y", "b", "div", "description"])
    return b'<rss version="2.0"><channel>' + f"<{tag}>".encode() * int(250_000 * size)


def deep(rng: random.Random, size: float) -> bytes:
    depth = int(70_000 * size) + 300
    return rss(item(rng, description=f"{'<b>' * depth}x{'</b>' * depth}"))


def deep_html(rng: random.Random, size: float) -> bytes:
    depth = int(20_000 * size) + 300
    return rss(item(rng, description=f"<![CDATA[{'<div>' * depth}x]]>"))


def long_word(rng: random.Random, size: float) -> bytes:
    return rss(item(rng, title="я" * int(2_000_000 * size)), item(rng))


def spaces(rng: random.Random, size: float) -> bytes:
    return rss(item(rng, title=" " * int(2_000_000 * size), pubDate=" " * int(1_000_000 * size)), item(rng))


def many_items(rng: random.Random, size: float) -> bytes:
    return rss(*(item(rng, description="") for _ in range(int(20_000 * size) + 1)))


def many_namespaces(rng: random.Random, size: float) -> bytes:
    names = " ".join(f'xmlns:n{n}="http://outlet.example/{n}"' for n in range(int(900 * size) + 1))
    inner = "".join(f"<n{n}:title>{n}</n{n}:title>" for n in range(int(900 * size) + 1))
    return f'<rss version="2.0" {names}><channel>{inner}{item(rng)}</channel></rss>'.encode()


def comments(rng: random.Random, size: float) -> bytes:
    return rss("<!-- " * int(200_000 * size), item(rng))


def cdata(rng: random.Random, size: float) -> bytes:
    return rss(item(rng, title="<![CDATA[" * int(150_000 * size)), item(rng))


def dates(rng: random.Random, _: float) -> bytes:
    odd = [
        "Wed, 31 Jun 2025 09:30:00 +0500",
        "99.99.9999 99:99",
        "2025-02-30T25:61:61Z",
        "0000-00-00",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "9999-12-31T23:59:59+99:99",
        "14 мая 2053",
        "вчера",
        "1" * 10_000,
        "-" * 10_000,
        "May " * 3000,
        "14 " + "м" * 50_000,
        "\u0661\u0662.\u0660\u0661.\u0662\u0660\u0662\u0665",
    ]
    return rss(*(item(rng, pubDate=rng.choice(odd)) for _ in range(60)))


LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "feed:https://outlet.example/",
    "ftp://outlet.example/1",
    "mailto:a@outlet.example",
    "vbscript:x",
    "blob:https://outlet.example/1",
    "about:blank",
    "https://",
    "http://[bad/",
    "http://[::1%25lo]/",
    "https://outlet.example\\@other.example/",
    "https://user:word@outlet.example/",
    "//",
    "https://xn--zzzzz999999.com/",
    "https://outlet.example/" + "a" * 100_000,
    "https://outlet.example:99999/",
    " \t\n",
    "http:outlet.example",
    "///etc/passwd",
    "\x00https://outlet.example/",
    "https://outlet.example/?" + "&" * 5000,
    "http://１２７.0.0.1/",
]


def links(rng: random.Random, _: float) -> bytes:
    return rss(*(item(rng, link=rng.choice(LINKS).replace("&", "&amp;")) for _ in range(80)))


def same_ids(rng: random.Random, _: float) -> bytes:
    return rss(
        *(item(rng, guid=rng.choice(["", "1", "same", "/etc/passwd", "https://outlet.example/1"])) for _ in range(80))
    )


def wrong_encoding(rng: random.Random, _: float) -> bytes:
    declared, real = rng.sample(["utf-8", "windows-1251", "utf-16", "koi8-r", "iso-8859-5", "cp1252", "shift_jis"], 2)
    return good(rng).decode().replace("utf-8", declared).encode(real, "replace")


def odd_encoding(rng: random.Random, _: float) -> bytes:
    name = rng.choice(
        ["utf-7", "idna", "punycode", "unicode_escape", "rot13", "zlib", "base64", "../x", "a" * 5000, ""]
    )
    return good(rng).replace(b"utf-8", name.encode())


def bytes_alone(rng: random.Random, size: float) -> bytes:
    return rng.randbytes(int(1_000_000 * size) + 10)


def zeros(_: random.Random, size: float) -> bytes:
    return b"\0" * (int(4_000_000 * size) + 10)


def path(rng: random.Random, _: float) -> bytes:
    return rng.choice(
        [
            b"/etc/passwd",
            b"/dev/zero",
            b"file:///etc/passwd",
            b"http://127.0.0.1:9/",
            b"feed://127.0.0.1:9/",
            b"~/.netrc",
        ]
    )


def no_feed(rng: random.Random, _: float) -> bytes:
    return rng.choice(
        [
            b"<!doctype html><html><body><h1>404</h1></body></html>",
            b'{"items": []}',
            b"",
            b"   ",
            b"<html><head><title>Just a moment...</title></head></html>",
            b"<rss></rss>",
            b"<feed></feed>",
            b"<?xml version='1.0'?>",
            b"%PDF-1.7",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        ]
    )


def two_documents(rng: random.Random, _: float) -> bytes:
    return good(rng) + good(rng)


def stylesheet(rng: random.Random, size: float) -> bytes:
    return b'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>' * (int(10_000 * size) + 1) + good(rng)


def declaration(rng: random.Random, size: float) -> bytes:
    return rss(item(rng), head="<?xml " + "a='b' " * int(300_000 * size) + "?>")


def doctype(rng: random.Random, size: float) -> bytes:
    return rss(item(rng), head="<!DOCTYPE rss " + "[" * int(300_000 * size) + ">")


def atom_content(rng: random.Random, size: float) -> bytes:
    inner = "<div xmlns='http://www.w3.org/1999/xhtml'>" * int(3000 * size + 1)
    kind = rng.choice(["xhtml", "html", "text/plain", "application/octet-stream", "x" * 10_000])
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title type="{kind}">A</title><entry><link href="/1"/>'
        f'<content type="{kind}">{inner}</content></entry></feed>'
    ).encode()


def base64_content(rng: random.Random, size: float) -> bytes:
    title = f'<title mode="base64" type="x/y">{"A" * int(1_000_000 * size)}</title>'
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{title}{item(rng)}</feed>'.encode()


FEEDS: dict[str, Kind] = {
    kind.__name__: kind
    for kind in (
        *(cut, flipped, shuffled_tags, naughty, attributes, attributes_in_many_tags, entities, outer_entity),
        *(many_entities, references, ampersands, author, author_in_atom, unclosed, deep, deep_html, long_word, spaces),
        *(many_items, many_namespaces, comments, cdata, dates, links, same_ids, wrong_encoding, odd_encoding),
        *(bytes_alone, zeros, path, no_feed, two_documents, stylesheet, declaration, doctype, atom_content),
        base64_content,
    )
}
