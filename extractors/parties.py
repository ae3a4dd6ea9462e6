"""Finds who a sentence is about: countries, blocs and the route, as codes of ``lexicons/parties.yaml``.

A mention knows whether it is a partner ("with Azerbaijan", "Әзербайжанмен", "Azərbaycanla"), because a figure of one
country with another is told by exactly that. Persons and cities are no parties: a dateline says nothing of a figure,
only a capital that is the subject of its sentence does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest

from extractors.clauses import Sentence
from extractors.phrases import Finder, Hit, load_phrases, longest, syntax

_HEAD_REACH = 4
_STEM = 4
_JOINED = 2
_TITLE = 3
_OPENING = 5
_OTHERS = "OTHERS"  # "Kazakhstan's neighbours" are not Kazakhstan
_PARTICIPLE = "ing"  # "with Kazakhstan accounting for most" makes it no partner
_CONJUNCTION = 2  # what "and" costs


@dataclass(frozen=True, slots=True)
class PartyMention:
    """A party at a place of its sentence (word positions ``first``..``last``)."""

    code: str
    first: int
    last: int
    is_partner: bool
    is_speaker: bool = False
    """Only who speaks ("the Kazakh ministry said"), which does not say of whom."""
    is_actor: bool = False
    """Only where a firm comes from ("a French company"), which does not say where it works."""
    is_aside: bool = False
    """Only passed through or compared with ("logistics through Russia", "ahead of China")."""


@cache
def _finder(lang: str, groups: tuple[str, ...] = ("blocs", "routes", "countries", "members")) -> Finder:
    lexicon = load_phrases("parties")
    pairs: list[tuple[str, str]] = []
    for group in groups:
        for code, table in lexicon[group].items():
            pairs += [(code, phrase) for phrase in table[lang]]
    return Finder(pairs, lang)


@cache
def _bare_capitals(lang: str) -> Finder:
    """Capitals without endings: the subject of a sentence has none."""
    table = load_phrases("parties")["capitals"].items()
    return Finder([(code, names[lang][0].removesuffix("*")) for code, names in table], lang)


def find_capitals(sentence: Sentence, lang: str) -> frozenset[str]:
    """Return the codes of the countries whose capital the sentence names."""
    return frozenset(hit.key for hit in _finder(lang, ("capitals",)).find(list(sentence.words)))


def find_presidents(sentence: Sentence, lang: str) -> frozenset[str]:
    """Return the codes of the countries whose president the sentence names."""
    return frozenset(hit.key for hit in _finder(lang, ("presidents",)).find(list(sentence.words)))


@cache
def member_states() -> frozenset[str]:
    """Return the codes of the member states of the European Union."""
    return frozenset(load_phrases("parties")["members"])


@cache
def countries() -> frozenset[str]:
    """Return the codes of all countries, members included."""
    return frozenset(load_phrases("parties")["countries"]) | member_states()


def find_parties(sentence: Sentence, lang: str) -> list[PartyMention]:
    """Return the party mentions of ``sentence`` in order; of nested names ("EU member states") the longest."""
    named = _finder(lang).find(list(sentence.words))
    hits = longest([*named, *_subject_capitals(sentence, lang), *_paired_capitals(sentence, named, lang)])
    mentions: list[PartyMention] = []
    for hit in hits:
        if not any(mention.code == hit.key and mention.last == hit.last for mention in mentions):
            mentions.append(_mention(sentence, hit, lang))
    told = [_told_as_pair(mention, after) for mention, after in zip_longest(mentions, mentions[1:])]
    return _with_asides(sentence, told, lang)


def _with_asides(sentence: Sentence, mentions: list[PartyMention], lang: str) -> list[PartyMention]:
    """Mark what stands at a word of passage or comparison, and what is joined to it ("ahead of China and Russia")."""
    words, small = sentence.words, syntax(lang)
    marked: list[PartyMention] = []
    for mention in mentions:
        first, last = mention.first, mention.last
        before = words[first - 1].text if first else ""
        after = words[last + 1].text if last + 1 < len(words) else ""
        aside = before in small["asides_before"] or after in small["asides_after"]
        aside |= first > 1 and f"{words[first - 2].text} {before}" in small["asides_before"]
        others = _is_neighbours(sentence, mention, lang)
        listed = after in small["partner_before"] and words[last + 2 : last + 3] and words[last + 2].text[0].isdigit()
        if listed:  # "followed by Kazakhstan with $497 million"
            marked.append(replace(mention, is_partner=True))
            continue
        joined = (
            bool(marked) and marked[-1].is_aside and first - marked[-1].last == _JOINED and before in small["joins"]
        )
        marked.append(replace(mention, is_aside=aside or joined, code=_OTHERS if others else mention.code))
    return marked


def _is_neighbours(sentence: Sentence, mention: PartyMention, lang: str) -> bool:
    """Return whether a country is named only as that of others: "Kazakhstan's neighbours", "соседи Казахстана"."""
    words, stems = sentence.words, tuple(syntax(lang)["neighbours"])
    at = mention.first - 1 if lang == "ru" else mention.last + (2 if lang == "en" else 1)
    return 0 <= at < len(words) and words[at].text.startswith(stems) and not sentence.breaks(at, mention.last)


def _subject_capitals(sentence: Sentence, lang: str) -> list[Hit]:
    """A capital that opens the sentence stands for its country ("Rome accounts for …"); a dateline does not."""
    words = sentence.words
    hits = _bare_capitals(lang).find(list(words[:_OPENING]))
    opens = [hit for hit in hits if hit.first == 0 and hit.last + 1 < len(words)]
    if not opens or sentence.breaks(opens[0].last, opens[0].last + 1) > _CONJUNCTION:
        return []
    joined = words[opens[0].last + 1].text in syntax(lang)["joins"]
    return [*opens, *(hit for hit in hits if joined and hit.first == opens[0].last + 2)]


def _paired_capitals(sentence: Sentence, named: list[Hit], lang: str) -> list[Hit]:
    """A capital or a president joined to another one or to a party stands for the country: "Astana and Baku"."""
    words, joins = sentence.words, syntax(lang)["joins"]
    if not any(word.text in joins for word in words):
        return []
    hits = _finder(lang, ("capitals", "presidents")).find(list(words))
    ends = {other.last for other in (*hits, *named)}
    starts = {other.first for other in (*hits, *named)}
    return [
        hit
        for hit in hits
        if (hit.first - _JOINED in ends and words[hit.first - 1].text in joins)
        or (hit.last + _JOINED in starts and words[hit.last + 1].text in joins)
    ]


def _mention(sentence: Sentence, hit: Hit, lang: str) -> PartyMention:
    partner = _is_partner(sentence, hit.first, hit.last, lang)
    speaker = _is_beside(sentence, hit, syntax(lang)["titles"])
    return PartyMention(
        hit.key, hit.first, hit.last, partner, speaker, _is_beside(sentence, hit, syntax(lang)["actors"])
    )


def _is_beside(sentence: Sentence, hit: Hit, stems: frozenset[str]) -> bool:
    """Return whether one of ``stems`` follows the name at once, or stands before it as its head ("president of …")."""
    words = sentence.words
    near = range(max(hit.first - _TITLE, 0), min(hit.last + 1 + _TITLE, len(words)))
    beside = [at for at in near if words[at].text.startswith(tuple(stems))]
    return any(not sentence.breaks(min(at, hit.first), max(at, hit.last)) for at in beside)


def _told_as_pair(mention: PartyMention, after: PartyMention | None) -> PartyMention:
    """In "Azərbaycanla Gürcüstan arasında" the ending joins two names and marks no partner."""
    joined = after is not None and 0 < after.first - mention.last <= _JOINED
    return replace(mention, is_partner=mention.is_partner and not joined)


def _is_partner(sentence: Sentence, first: int, last: int, lang: str) -> bool:
    words, small = sentence.words, syntax(lang)
    if words[first].text in small["partner_before"]:
        return True
    before = [word.text for word in words[max(0, first - _HEAD_REACH) : first]]
    while before and before[-1] in small["partner_heads"]:
        before.pop()
    if before and before[-1] in small["partner_before"]:
        return not (lang == "en" and last + 1 < len(words) and words[last + 1].text.endswith(_PARTICIPLE))
    after = [word.text for word in words[last + 1 : last + 3]]
    named = [words[last].text, *(word for word in after[:1] if word in small["partner_heads"])]
    if after and (after[0] in small["partner_after"] or (len(named) > 1 and after[-1] in small["partner_after"])):
        return True
    endings = tuple(small["partner_endings"])
    return any(len(word) > _STEM and word.endswith(endings) for word in named)
