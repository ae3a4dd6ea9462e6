"""Invented news pages in the furniture of real ones: menus, cards, scripts, styles, some 30 to 60 kB each.

The same seed gives the same pages. About four in ten speak of the two relations with figures; of the rest, some are of
other business news and some of anything, as on the front pages of real outlets.
"""

from __future__ import annotations

import datetime as dt
import json
import random

from extractors.records import Entry
from flows.page_fetching import PageFetch

NOW = dt.datetime(2025, 6, 2, 12, tzinfo=dt.UTC)

_RELEVANT = {
    "en": [
        "Trade turnover between Kazakhstan and Azerbaijan reached ${a} million in {y}, up {p} percent year-on-year.",
        "Kazakhstan's trade with the European Union came to ${b} billion over the {q} months of {y}, officials said.",
        "Cargo volumes on the Trans-Caspian route rose by {p} percent to {c} million tonnes last year.",
        "More than {d} companies from EU countries operate in Kazakhstan, and their number keeps growing.",
    ],
    "ru": [
        "Товарооборот Казахстана и Азербайджана в {y} году составил {a} млн долларов, увеличившись на {p} процентов.",
        "Торговля Казахстана с Европейским союзом за {q} месяцев {y} года достигла {b} млрд долларов.",
        "Перевозки по Транскаспийскому маршруту выросли на {p} % и превысили {c} млн тонн в прошлом году.",
        "В стране работает более {d} компаний из Евросоюза, и их число продолжает расти.",
    ],
    "kk": [
        "Қазақстан мен Әзербайжан арасындағы тауар айналымы {y} жылы {p} пайызға артып, {a} млн долларға жетті.",
        "Қазақстанның Еуропалық одақпен саудасы {y} жылы {b} млрд долларды құрады, деп хабарлады ведомство.",
        "Транскаспий бағытымен жүк тасымалы өткен жылы {p} пайызға өсіп, {c} млн тоннадан асты.",
        "Елде Еуроодақ елдерінен келген {d} астам компания жұмыс істейді.",
    ],
    "az": [
        "Azərbaycanla Qazaxıstan arasında ticarət dövriyyəsi {y}-ci ildə {p} faiz artaraq {a} milyon dollara çatıb.",
        "Qazaxıstanın Avropa İttifaqı ilə ticarəti {y}-ci ildə {b} milyard dollar təşkil edib.",
        "Orta Dəhliz üzrə yükdaşıma ötən il {p} faiz artıb və {c} milyon tonu keçib.",
        "Ölkədə Avropa ölkələrindən {d}-dən çox şirkət fəaliyyət göstərir.",
    ],
}
_BUSINESS = {
    "en": [
        "The central bank of Brazil kept its rate at {p} percent, citing food prices that rose {q} percent in {y}.",
        "A shipyard in Busan won an order for {q} tankers worth ${b} billion, its largest since {y}.",
    ],
    "ru": [
        "Центробанк Бразилии сохранил ставку на уровне {p} процентов: продукты в {y} году подорожали на {q} %.",
        "Верфь в Пусане получила заказ на {q} танкеров стоимостью {b} млрд долларов, крупнейший с {y} года.",
    ],
    "kk": [
        "Бразилия орталық банкі мөлшерлемені {p} пайыз деңгейінде қалдырды, азық-түлік {q} пайызға қымбаттады.",
        "Пусандағы кеме зауыты {b} млрд доллар тұратын {q} танкерге тапсырыс алды.",
    ],
    "az": [
        "Braziliya mərkəzi bankı uçot dərəcəsini {p} faiz səviyyəsində saxlayıb, ərzaq {q} faiz bahalaşıb.",
        "Pusandakı tərsanə {b} milyard dollarlıq {q} tankerin sifarişini alıb.",
    ],
}
_PLAIN = {
    "en": [
        "The old theatre on the embankment opens again after {q} years of repair, and the first night was sold out.",
        "Gardeners planted {d} tulips along the avenue, and the city asks visitors to keep to the paths.",
        "The chess club of the northern district won the cup for the third time, on the last board of the evening.",
    ],
    "ru": [
        "Старый театр на набережной снова открылся после {q} лет ремонта, и на премьеру не осталось билетов.",
        "Садовники высадили вдоль проспекта {d} тюльпанов, а горожан просят ходить по дорожкам.",
        "Шахматный клуб северного района в третий раз взял кубок, обыграв соседей на последней доске.",
    ],
    "kk": [
        "Жағалаудағы көне театр {q} жылдық жөндеуден кейін қайта ашылды, алғашқы қойылымға билет қалмады.",
        "Бағбандар даңғыл бойына {d} қызғалдақ отырғызды, қонақтардан жолмен жүру сұралады.",
        "Солтүстік ауданның шахмат үйірмесі үшінші рет кубокты жеңіп алды, соңғы тақтада бәрі шешілді.",
    ],
    "az": [
        "Bulvardakı köhnə teatr {q} illik təmirdən sonra yenidən açılıb, ilk tamaşaya bilet qalmayıb.",
        "Bağbanlar prospekt boyu {d} lalə əkib, qonaqlardan cığırlarla getmək xahiş olunur.",
        "Şimal rayonunun şahmat dərnəyi üçüncü dəfə kuboku qazanıb, hər şey son taxtada həll olunub.",
    ],
}
_TITLES = {"en": "News of the day", "ru": "Новости дня", "kk": "Күн жаңалықтары", "az": "Günün xəbərləri"}


def make_pages(count: int, seed: int) -> list[PageFetch]:
    """Return ``count`` fetched pages: 40 % of the relations, 20 % other business, 40 % anything, in mixed order."""
    chance = random.Random(seed)
    kinds = [_RELEVANT, _RELEVANT, _BUSINESS, _PLAIN, _PLAIN]
    return [_make_page(number, kinds[number % 5], chance) for number in range(count)]


def _make_page(number: int, kind: dict[str, list[str]], chance: random.Random) -> PageFetch:
    lang = chance.choice(list(_TITLES))
    url = f"https://outlet{number % 20}.example/{lang}/news/{number}"
    paragraphs = [" ".join(_fill(chance.choice(_PLAIN[lang]), chance) for _ in range(2)) for _ in range(12)]
    for position in (1, 4, 6, 9):  # an article has a few sentences of its subject, the rest is around it
        paragraphs[position] = _fill(chance.choice(kind[lang]), chance) + " " + paragraphs[position]
    title = f"{_TITLES[lang]}, {number}"
    body = _furnish(title, lang, paragraphs, chance)
    return PageFetch(f"outlet{number % 20}", Entry(url, title), url, NOW, "ok", url, 200, body.encode(), "utf-8")


def _fill(sentence: str, chance: random.Random) -> str:
    return sentence.format(
        a=chance.randint(300, 900),
        b=chance.randint(30, 60),
        c=chance.randint(2, 6),
        d=chance.randint(2000, 4000),
        p=chance.randint(5, 60),
        q=chance.randint(3, 11),
        y=chance.randint(2021, 2025),
    )


def _furnish(title: str, lang: str, paragraphs: list[str], chance: random.Random) -> str:
    def headline() -> str:
        return _fill(chance.choice(_PLAIN[lang]), chance)[:70]

    def card(number: int) -> str:
        return (
            f'<article class="card" data-id="{chance.randint(10**6, 10**7)}"><div class="card__media">'
            f'<a href="/{lang}/{number}"><picture><source media="(min-width:960px)" srcset="/img/{number}-l.webp">'
            f'<img loading="lazy" src="/img/{number}.webp" alt=""></picture></a></div><div class="card__body">'
            f'<div class="card__meta"><span class="tag"><a href="/{lang}/tag/{number}">{_TITLES[lang]}</a></span>'
            f"<time>{number % 12 + 1}:{number % 50 + 10}</time>"
            f'<span class="views"><i class="icon"></i><b>{number}</b></span>'
            f'</div><h3 class="card__title"><a href="/{lang}/{number}">{headline()}</a></h3></div></article>\n'
        )

    def item(number: int) -> str:
        return f'<li class="menu__item"><a href="/{lang}/{number}"><span>{headline()[:18]}</span></a></li>\n'

    menu, cards = "".join(map(item, range(60))), "".join(map(card, range(chance.randint(30, 60))))
    style = "".join(f".c{n}{{margin:{n}px auto;border:1px solid #{n:06x}}}" for n in range(60))
    script = "".join(f'dataLayer.push({{"event":"view{n}","value":{chance.random()}}});' for n in range(60))
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": "2025-06-01T09:30:00+05:00",
        "author": {"@type": "Person", "name": "A. Writer"},
        "publisher": {"@type": "Organization", "name": "Outlet"},
    }
    linked = f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'
    text = "".join(
        f'<p class="text">{first} <a href="/{lang}/x">{last}</a></p>\n' for first, last in map(_split, paragraphs)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{title} | Outlet</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="Outlet">'
        f"{linked}<style>{style}</style></head>"
        f'<body class="page page--article"><div class="wrap"><div class="wrap__inner">'
        f'<header><nav><ul class="menu">{menu}</ul></nav></header><main class="grid"><div class="grid__main">'
        f'<article class="article"><h1 class="article__title">{title}</h1><div class="article__body">{text}</div>'
        f'</article><section class="more"><div class="cards">{cards}</div></section></div></main>'
        f'<footer class="footer"><ul>{menu}</ul></footer></div></div><script>{script}</script></body></html>'
    )


def _split(paragraph: str) -> tuple[str, str]:
    first, _, last = paragraph.rpartition(" ")
    return first, last
