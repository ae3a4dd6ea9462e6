"""Decides whose figure it is: the pair, the bloc or the route that an indicator is about.

The parties are those of the figure's own clause, else of its measure, else carried over from the sentences before, the
headline or, for a quotation, the sentence behind. Refuses a figure whose nearest parties are another pair, and the
total of one party where a pair is asked for.
"""

from __future__ import annotations

from extractors.indicators import IndicatorSpec, Scope
from extractors.pairs import Parties, find_pair, scenes_before
from extractors.parties import PartyMention, countries, member_states
from extractors.phrases import Hit
from extractors.records import Kind
from extractors.scenes import Article, Scene
from extractors.topics import is_of_home

Place = tuple[int, int]

_ATTACHED = 5
_TOPIC = 14
_SAID = 2
_SUBJECT = 2
_OPENING = 3
_FREIGHT = "transit"
_FAR_TOPIC = 6
_FAR = 60
_HOME = "KZ"
_TENGE = "KZT"
_GATE = 4
_COMMA = 4  # what a comma costs
_UNION = frozenset({"EU", "EUROPE"})
_INSIDE = frozenset({"KZ", "CA", "EUROPE"})
_ALONG = frozenset({"AZ", "GE"})  # whose railways are the route: what they carried may be all of it


def find_parties_of(article: Article, scene: Scene, anchor: Place, place: Place, spec: IndicatorSpec) -> Parties | None:
    """Return how the parties of ``spec`` are present for a figure at ``place`` with its measure at ``anchor``."""
    match spec.scope:
        case Scope.TEXT:
            return _text_scope(article, scene, place, spec)
        case Scope.PARTY:
            return _party_scope(article, scene, anchor, place, spec)
        case Scope.PAIR:
            return find_pair(article, scene, anchor, place, set(spec.parties))


def _text_scope(article: Article, scene: Scene, place: Place, spec: IndicatorSpec) -> Parties | None:
    here = {mention.code for mention in scene.parties}
    if not is_of_home(article, scene, spec, place) or _is_of_member(scene, spec, here):
        return None
    if "EU" in spec.parties and not here & _UNION and _is_carried_from_another(article, scene):
        return None
    if here & set(spec.parties):
        return Parties(0, "party in the sentence")
    if article.codes & set(spec.parties):
        return Parties(3, "party elsewhere in the text")
    unnamed = (article.lang == "ru" or _TENGE in article.currencies) and not article.codes & countries()
    if _HOME in spec.parties and (article.lang == "kk" or unnamed):
        return Parties(3, "a text about its own country")
    return None


def _is_of_member(scene: Scene, spec: IndicatorSpec, here: set[str]) -> bool:
    """Return whether only a member state is named where the Union is meant ("firms with German capital")."""
    told = {mention.code for mention in scene.parties if not mention.is_speaker and not mention.is_aside}
    return "EU" in spec.parties and _HOME not in spec.parties and not here & _UNION and bool(told & member_states())


def _is_carried_from_another(article: Article, scene: Scene) -> bool:
    """Return whether the sentences before spoke last of another one than the Union ("China … its trade with …")."""
    for before in (scene, *(told for _, told in scenes_before(article, scene))):
        codes = {mention.code for mention in before.parties if not mention.is_aside} - _INSIDE
        if codes:
            return not codes & _UNION
    return False


def _party_scope(article: Article, scene: Scene, anchor: Place, place: Place, spec: IndicatorSpec) -> Parties | None:
    if spec.elsewhere and (_is_of_country(scene, place) or _is_sent_by_one(scene, place)):
        return None
    own = [
        m for m in scene.parties
        if m.code in spec.parties
        and not _in_slice(scene, place, (m.first, m.last))
        and not (spec.elsewhere and _is_gate(scene, m))
    ]  # fmt: skip
    if spec.parties == ("OTS",) and (_is_anothers(scene, own) or _nearest_is_country(scene, place, own)):
        return None
    if spec.parties == ("EU",) and _is_of_others(scene, place, own):
        return None
    if _is_elsewhere(scene, anchor, place, own, spec) or not is_of_home(article, scene, spec, place):
        return None
    if own:
        return Parties(0, "party in the sentence")
    return _carried_party(article, scene, spec)


def _carried_party(article: Article, scene: Scene, spec: IndicatorSpec) -> Parties | None:
    subject = 1 if scene.rivals((_FREIGHT,)) else _SUBJECT  # "the goal is …" goes on with whatever was told last
    for back, before in scenes_before(article, scene):
        own = [mention.first for mention in before.parties if mention.code in spec.parties]
        if own:
            told = not _is_of_link(before, spec, own[0]) and not (spec.elsewhere and _is_of_country(before))
            return Parties(back, f"party {back} sentences before") if told else None
        if spec.elsewhere and (before.names_line or (back == 1 and _is_of_country(before))):
            return None
        if before.quantities and any(hit.first < subject for hit in before.rivals(spec.elsewhere)):
            return None
    return _carried_topic(article, scene, spec) if spec.kind is Kind.TARGET else None


def _is_of_country(scene: Scene, place: Place | None = None) -> bool:
    """Return whether the freight is that of one country: "Uzbekistan's cargo", "объем грузов Узбекистана".

    So is "its cargo" behind a country's name. With a figure's ``place`` only the freight told of that figure counts.
    """
    words, possessives = scene.sentence.words, scene.syntax["possessives"]
    foreign = [m for m in scene.parties if m.code in countries() - {_HOME} and not m.is_speaker and not m.is_aside]
    for hit in scene.rivals((_FREIGHT,)):
        his = hit.first > 0 and words[hit.first - 1].text in possessives
        owned = any(_owns(scene, mention, hit) or (his and mention.last < hit.first) for mention in foreign)
        if owned and (place is None or _is_told_of(scene, hit, place)):
            return True
    return False


def _is_sent_by_one(scene: Scene, place: Place) -> bool:
    """Return whether the freight is only what one country sent along the route, or what was sent to one."""
    words, small = scene.sentence.words, scene.syntax
    foreign = [m for m in scene.parties if m.code in countries() - {_HOME} and not m.is_speaker and not m.is_aside]
    if len(foreign) != 1 or scene.breaks((foreign[0].first, foreign[0].last), place) >= _COMMA:
        return False
    one = foreign[0]
    if one.first < _SUBJECT and one.last < place[0] and one.code not in _ALONG:
        return True
    if any(word.text in small["froms"] for word in words[: one.first]) or not small["destination_endings"]:
        return False
    before = not small["destination_before"] or (one.first and words[one.first - 1].text in small["destination_before"])
    return bool(before) and words[one.last].text.endswith(tuple(small["destination_endings"]))


def _owns(scene: Scene, mention: PartyMention, freight: Hit) -> bool:
    if scene.breaks((mention.first, mention.last), (freight.first, freight.last)):
        return False
    between = [word.text for word in scene.sentence.words[mention.last + 1 : freight.first]]
    return mention.first - freight.last == 1 or (freight.first > mention.last and between in ([], ["s"]))


def _is_told_of(scene: Scene, freight: Hit, place: Place) -> bool:
    """Return whether no other amount stands between, and what is told behind is in the same clause."""
    where = freight.first, freight.last
    if freight.first > place[1]:
        return scene.breaks(where, place) < _COMMA
    others = [scene.place(other) for other in scene.quantities if other.unit == "t"]
    if place not in others:  # a change is one of the amount before it
        return True
    return not any(freight.last < other[0] < place[0] for other in others)


def _is_gate(scene: Scene, mention: PartyMention) -> bool:
    """Return whether a place is told as the gate or a part of the route: "Baku, a gateway to the Middle Corridor"."""
    words, gates = scene.sentence.words, scene.syntax["gates"]
    near = (*words[max(mention.first - _GATE, 0) : mention.first], *words[mention.last + 1 : mention.last + _GATE])
    return any(word.text in gates for word in near)


def _is_of_link(scene: Scene, spec: IndicatorSpec, party: int) -> bool:
    """Return whether a port or line is spoken of, and the route is only what it belongs to ("a link of …")."""
    lines = [hit for hit in scene.rivals(spec.elsewhere) if not _is_source(scene, hit.first, hit.last)]
    if any(hit.first < min(party, _OPENING) for hit in lines):
        return True
    words = scene.sentence.words
    subject = party < _OPENING  # "The Middle Corridor is an important link …" is of the route
    return (
        bool(spec.elsewhere)
        and not (scene.quantities or subject)
        and any(word.text in scene.syntax["links"] for word in words)
    )


def _carried_topic(article: Article, scene: Scene, spec: IndicatorSpec) -> Parties | None:
    """A plan may be told long after the route was named, as long as no other line was spoken of."""
    for back, before in enumerate(reversed(article.scenes[: scene.sentence.index]), 1):
        if any(mention.code in spec.parties for mention in before.parties):
            return Parties(_FAR_TOPIC, f"party {back} sentences before")
        if back > _TOPIC or (before.rivals(spec.elsewhere) and before.quantities):
            return None
    return None


def _is_elsewhere(scene: Scene, anchor: Place, place: Place, own: list[PartyMention], spec: IndicatorSpec) -> bool:
    """Return whether another line or place ("the port of Aktau") stands in the clause, and nearer than the party."""
    hits = [
        hit
        for hit in scene.rivals(spec.elsewhere)
        if not (_is_source(scene, hit.first, hit.last) or _is_passed(scene, hit, own) or _holds(hit, own))
    ]
    if not own and any(hit.first < place[0] for hit in hits):
        return True
    lines = [(hit.first, hit.last) for hit in hits if _same_clause(scene, (hit.first, hit.last), place)]
    if any(_is_attached(scene, mention, place) for mention in own):
        return False
    mine = min((_nearest(scene, (mention.first, mention.last), anchor, place) for mention in own), default=_FAR)
    return any(_nearest(scene, line, anchor, place) < mine for line in lines)


def _holds(line: Hit, own: list[PartyMention]) -> bool:
    """Return whether the route is named inside: "the operator carried along the route"."""
    return any(line.first < mention.first and mention.last < line.last for mention in own)


def _is_passed(scene: Scene, hit: Hit, own: list[PartyMention]) -> bool:
    """Return whether a port is one that the route goes by: "sailed from the port of Kuryk and along the corridor"."""
    if any(line.first <= hit.first <= line.last for line in scene.rivals(("other_corridors",))):
        return False
    words = scene.sentence.words
    for mention in own:
        between = scene.text[words[hit.last].end : words[mention.first].start] if hit.last < mention.first else ","
        joined = any(word.text in scene.syntax["ands"] for word in words[hit.last : mention.first])
        if joined and not any(mark in between for mark in ",;:–("):
            return True
    return False


def _is_source(scene: Scene, first: int, last: int) -> bool:
    """Return whether a line or port is only who is quoted ("the railway operator said")."""
    says, words = tuple(scene.syntax["says"]), scene.sentence.words
    return any(word.text.startswith(says) for word in words[max(first - _SAID, 0) : last + 1 + _SAID])


def _is_attached(scene: Scene, mention: PartyMention, place: Place) -> bool:
    """Return whether a name stands right at the figure ("4.5 million tons on the route", "по маршруту – 4,5 млн")."""
    if mention.first > place[1]:
        return mention.first - place[1] < _ATTACHED and not scene.sentence.breaks(place[1], mention.first)
    return 0 < place[0] - mention.last <= 1


def _nearest(scene: Scene, what: Place, anchor: Place, place: Place) -> int:
    return min(scene.gap(what, anchor), scene.gap(what, place))


def _in_slice(scene: Scene, place: Place, mention: Place) -> bool:
    """Return whether a name belongs to a part told after the figure ("35 million, including 10 along the route")."""
    return any(place[1] < hit.first <= hit.last < mention[0] for hit in scene.words("slice"))


def _is_of_others(scene: Scene, place: Place, own: list[PartyMention]) -> bool:
    others = [m for m in scene.parties if m.code not in ("EU", "EUROPE", "CA", _HOME) and not m.is_aside]
    if not others:
        return False
    nearest = min(scene.gap((mention.first, mention.last), place) for mention in others)
    return nearest < min((scene.gap((mention.first, mention.last), place) for mention in own), default=_FAR)


def _is_anothers(scene: Scene, own: list[PartyMention]) -> bool:
    foreign = [mention for mention in scene.parties if mention.code in countries()]
    joins = scene.syntax["joins"] | scene.syntax["ands"]
    heads = scene.syntax["partner_heads"] | joins
    for mention in own:
        between = [
            {word.text for word in scene.sentence.words[other.last + 1 : mention.first]}
            for other in foreign
            if other.last < mention.first
        ]
        if any(words & joins and words <= heads for words in between):
            return True
    return bool(foreign) and any(mention.is_partner for mention in own)


def _nearest_is_country(scene: Scene, place: Place, own: list[PartyMention]) -> bool:
    others = [
        m
        for m in scene.parties
        if m.code in countries() and not m.is_speaker and not _in_slice(scene, place, (m.first, m.last))
    ]
    if own:
        others = [m for m in others if _same_clause(scene, (m.first, m.last), place)]
    if not others:
        return False
    nearest = min(scene.gap((mention.first, mention.last), place) for mention in others)
    mine = min((scene.gap((mention.first, mention.last), place) for mention in own), default=_FAR)
    return nearest < mine


def _same_clause(scene: Scene, one: Place, other: Place) -> bool:
    first, last = (one, other) if one[0] <= other[0] else (other, one)
    return first[1] >= last[0] or scene.sentence.breaks(first[1], last[0]) < _ATTACHED
