"""Decides whether a figure is of a pair of parties: named with it, or carried over from what was said before.

Refuses a figure whose nearest parties are another pair, the total of one party, a list of a third one's partners, and
"the two countries" where one of the pair is a union.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.parties import PartyMention, countries, member_states
from extractors.scenes import Article, Scene, paragraph_to

Place = tuple[int, int]

_FAR = 60
_BACK = 4
_FAR_BACK = 12
_AHEAD = 2
_LIST = 12
_CLAUSE = 4
_OPENING = 3
_VERB = 4
_JOINED = 3
_HOME = "KZ"
_OUTLET_HOME = {"kk": "KZ", "az": "AZ"}
_VAGUE = frozenset({"TITR", "EUROPE"})
_AROUND = frozenset({"CA"})
_BLOCS = frozenset({"CIS", "CA", "OTS", "EAEU"})


@dataclass(frozen=True, slots=True)
class Parties:
    """That the parties fit, and how sure: ``carried`` counts the sentences back (0: in the sentence itself)."""

    carried: int
    reason: str


def find_pair(article: Article, scene: Scene, anchor: Place, place: Place, pair: set[str]) -> Parties | None:
    """Return how ``pair`` is present for a figure at ``place`` with its measure at ``anchor``; None when it is not."""
    named = [mention for mention in scene.parties if mention.code not in _VAGUE and not mention.is_aside]
    relevant = [m for m in _without_speakers(named, pair) if not _is_of_next(scene, m, place)]
    partner = _own_partner(scene, relevant, place)
    of_owner = partner is not None and _is_of_owner(relevant, partner, pair)
    if of_owner or _is_of_countries(scene, relevant, pair) or _is_of_member(relevant, pair):
        return None
    if partner is not None:
        owners = [m for m in relevant if not m.is_partner and m.code != partner.code]
        relevant = [partner, *(m for m in owners if partner.is_partner or m.last < partner.first)]
    if not relevant:
        return _envoys_pair(scene, named, pair) or _carried_pair(article, scene, pair)
    nearest: dict[str, int] = {}
    for mention in relevant:
        cost = min(scene.gap((mention.first, mention.last), where) for where in (anchor, place))
        nearest[mention.code] = min(nearest.get(mention.code, _FAR), cost)
    both = pair <= set(nearest)
    joined = partner is None and any(_is_co_party(scene, mention, place, pair) for mention in relevant)
    told = {m.code for m in relevant if scene.breaks((m.first, m.last), place) < _CLAUSE} if joined else pair
    if _is_anothers(nearest, pair, partner) or (joined and not pair <= told):
        return None
    if both:
        return Parties(0, "both parties in the sentence")
    return _with_missing(article, scene, relevant, pair, has_partner=partner is not None)


def _envoys_pair(scene: Scene, told: list[PartyMention], pair: set[str]) -> Parties | None:
    """Return the pair of "the Kazakh envoy in Baku said the two countries …": who speaks, and the capital there."""
    speakers = {mention.code for mention in told}
    if not scene.words("pair_words") or not speakers or not pair <= countries():
        return None
    return Parties(1, "speaker and capital") if speakers < pair and pair - speakers <= scene.capitals else None


def _is_co_party(scene: Scene, mention: PartyMention, place: Place, pair: set[str]) -> bool:
    """Return whether another country stands in the figure's clause: "Uzbekistan and the EU"."""
    foreign = mention.code in countries() - pair - (set() if pair <= countries() else member_states())
    return foreign and mention.last < place[0] and scene.breaks((mention.first, mention.last), place) < _CLAUSE


def _is_of_next(scene: Scene, mention: PartyMention, place: Place) -> bool:
    """Return whether a name behind the figure is told with the next one ("…, and 85 percent of imports from …")."""
    nexts = [where for other in scene.quantities if (where := scene.place(other))[0] > place[1]]
    if any(where[1] < mention.first and scene.breaks(place, where) > _CLAUSE for where in nexts):
        return True
    own = mention.is_partner and any(0 < where[0] - mention.last <= _JOINED for where in nexts)
    return own and mention.first > place[1] and scene.breaks(place, (mention.first, mention.last)) >= _CLAUSE


def _is_anothers(nearest: dict[str, int], pair: set[str], partner: PartyMention | None) -> bool:
    """Return whether a third party stands nearer, or is the one whose partners are told."""
    mine = [cost for code, cost in nearest.items() if code in pair]
    others = [cost for code, cost in nearest.items() if code not in pair]
    if partner is not None:
        return partner.code not in pair or (bool(others) and len(mine) < len(pair))
    return bool(others) and (not mine or min(others) < max(mine))


def _with_missing(
    article: Article, scene: Scene, relevant: list[PartyMention], pair: set[str], *, has_partner: bool
) -> Parties | None:
    """One of the pair is named; the other one is carried over when the sentence speaks of a relation."""
    named = {mention.code for mention in relevant if mention.code in pair}
    partner = has_partner or any(m.is_partner for m in relevant if m.code in pair)
    taken_up = any(hit.first > m.last for hit in scene.words("partner_pronouns") for m in relevant if m.code in pair)
    related = scene.words("pair_words") or taken_up or partner or "EU" in named
    if not named or not related:
        return None
    missing = pair - named
    back = _back_to(article, scene, missing, pair)
    return Parties(back, f"{'/'.join(sorted(missing))} carried over") if back is not None else None


def _without_speakers(mentions: list[PartyMention], pair: set[str]) -> list[PartyMention]:
    """One of the pair who only speaks says nothing of it; both may be the pair, and another one speaks of his own."""
    if {mention.code for mention in mentions} == pair:
        return mentions
    return [mention for mention in mentions if not mention.is_speaker or mention.code not in pair]


def _is_of_countries(scene: Scene, relevant: list[PartyMention], pair: set[str]) -> bool:
    """Return whether "the two countries" are spoken of where one of the pair is no country."""
    named = {mention.code for mention in relevant}
    return not pair <= countries() and not pair <= named and bool(scene.words("two_countries"))


def _is_of_member(mentions: list[PartyMention], pair: set[str]) -> bool:
    """Return whether a member state opens the sentence and the Union only says where it belongs.

    "Italy, Kazakhstan's largest partner in the EU, traded …"; but "Germany said trade of the EU and Kazakhstan …".
    """
    if pair <= countries() or not mentions or mentions[0].code not in member_states() or mentions[0].is_speaker:
        return False
    union = [mention for mention in mentions if mention.code == "EU"]
    joined = any(abs(one.first - other.last) <= _JOINED for one in union for other in mentions if other.code == _HOME)
    return bool(union) and not joined and not any(mention.is_partner for mention in union)


def _own_partner(scene: Scene, mentions: list[PartyMention], place: Place) -> PartyMention | None:
    """Return the partner named right before the figure in a list ("с Казахстаном – в 3,2 раза")."""
    near = [m for m in mentions if m.last < place[0] and scene.gap((m.first, m.last), place) <= _LIST]
    partners = [m for m in near if m.is_partner or (m is near[-1] and _is_allotted(scene, m, place))]
    return max(partners, key=lambda mention: mention.last) if partners else None


def tells_partner(scene: Scene, place: Place, pair: set[str]) -> bool:
    """Return whether the figure is that of one partner in a list: "with the EU – 41 billion", "на ЕС пришлось 41"."""
    before = [m for m in scene.parties if not m.is_aside and m.last < place[0]]
    last = before[-1] if before else None
    return last is not None and last.code in pair and (last.is_partner or _is_allotted(scene, last, place))


def _is_allotted(scene: Scene, mention: PartyMention, place: Place) -> bool:
    """Return whether a verb of parts stands between a name and the figure, or behind it where verbs come last."""
    behind = range(place[1] + 1, place[1] + _VERB) if scene.vocabulary.lang in ("kk", "az") else ()
    words = scene.sentence.words
    near = (*range(mention.last + 1, place[0]), *(at for at in behind if at < len(words)))
    return any(words[at].text in scene.syntax["allots"] for at in near)


def _is_of_owner(mentions: list[PartyMention], partner: PartyMention, pair: set[str]) -> bool:
    """Return whether only others are named before the partner: "Uzbekistan, whose trade with the EU …"."""
    before = {mention.code for mention in mentions if not mention.is_partner and mention.last < partner.first}
    return bool(before) and not before & pair


def _carried_pair(article: Article, scene: Scene, pair: set[str]) -> Parties | None:
    seen = {m.code for m in scene.parties if m.is_speaker and m.code in pair} if scene.words("pair_words") else set()
    for back, before in scenes_before(article, scene, _FAR_BACK if scene.words("pair_words") else _BACK):
        codes = {
            mention.code
            for mention in before.parties
            if mention.code not in _VAGUE and not (mention.is_actor or mention.is_aside)
        }
        if codes & pair != pair:
            codes |= before.capitals - (set() if codes else pair)
            codes |= before.presidents & pair if codes and codes <= pair else set()
        codes = codes or (set(before.presidents) if len(before.presidents) > 1 else set())
        if not codes:
            continue
        if codes - pair - (_AROUND if pair <= codes or _HOME in codes else set()):
            return _opening_pair(article, scene, pair)
        seen |= codes & pair
        home = pair - seen == {_HOME} and _speaks_of_home(article, before, pair)
        partners = {mention.code for mention in before.parties if mention.is_partner}
        home = home or (pair - seen == {_OUTLET_HOME.get(article.lang)} and bool(partners & pair))
        if seen == pair or (seen and home):
            return Parties(back, f"pair carried over from {back} sentences before")
    following = _following_pair(article, scene, pair) if not seen else None
    return following or _opening_pair(article, scene, pair)


def _opening_pair(article: Article, scene: Scene, pair: set[str]) -> Parties | None:
    """Return the pair whom the text opened with, for "mutual trade" in a paragraph without a third country."""
    paragraph = paragraph_to(article, scene)
    if not any(told.words("pair_words") or told.words("leaders") for told in paragraph):
        return None
    if any(
        mention.code not in pair | _VAGUE and not mention.is_aside for told in paragraph for mention in told.parties
    ):
        return None
    opening: set[str] = set()
    for told in (*article.title, *article.scenes[: min(_OPENING, scene.sentence.index)]):
        opening |= {m.code for m in told.parties if not (m.is_actor or m.is_aside)} - _VAGUE
        opening |= told.capitals - pair
    opening -= _BLOCS if pair <= countries() else set()
    if len(opening) == 1:
        opening |= {_OUTLET_HOME.get(article.lang, "")} - {""}
    return Parties(_BACK + 1, "pair of the opening") if opening == pair else None


def _speaks_of_home(article: Article, scene: Scene, pair: set[str]) -> bool:
    """Return whether Kazakhstan is the country last named up to ``scene``, so that "the country" needs no name."""
    for before in reversed((*article.title, *article.scenes[: scene.sentence.index + 1])):
        told = [m for m in before.parties if m.code in countries() and not m.is_actor]
        named = {m.code for m in told if m.code in pair or not (before is scene and m.is_partner)}
        if named - pair:
            return False
        if _HOME in named:
            return True
    return article.lang == "kk"


def _following_pair(article: Article, scene: Scene, pair: set[str]) -> Parties | None:
    """A quotation may stand before the sentence that says who speaks of whom."""
    at = scene.sentence.index
    for ahead, after in enumerate(article.scenes[at + 1 : at + 1 + _AHEAD], 1):
        codes = {mention.code for mention in after.parties if mention.code not in _VAGUE}
        if codes:
            return Parties(ahead + 1, "pair named in the next sentence") if codes == pair else None
    return None


def _back_to(article: Article, scene: Scene, missing: set[str], pair: set[str]) -> int | None:
    listed = any(mention.is_partner and mention.code in pair for mention in scene.parties)
    vague = _VAGUE | _AROUND if listed else _VAGUE  # a region's list goes on with its countries
    for back, before in scenes_before(article, scene):
        named = [
            m for m in before.parties
            if m.code not in vague and not (m.is_partner and (listed or m.code in _AROUND))
        ]  # fmt: skip
        if missing <= {mention.code for mention in named}:
            return None if _is_listed(named, pair) and not _opens_with(article, missing) else back
        if any(mention.code not in pair for mention in named):
            return None
    own = missing == {_OUTLET_HOME.get(article.lang)}
    return _BACK + 1 if own or (missing == {_HOME} and _speaks_of_home(article, scene, pair)) else None


def _is_listed(named: list[PartyMention], pair: set[str]) -> bool:
    """Return whether the sentence lists other countries too, so that it need not be about the missing one."""
    return any(m.code in countries() - pair and not (m.is_speaker or m.is_actor or m.is_aside) for m in named)


def _opens_with(article: Article, missing: set[str]) -> bool:
    """Return whether the first countries that the text names are the missing one's."""
    for scene in (*article.title, *article.scenes):
        named = [mention.code for mention in scene.parties if mention.code in countries() and not mention.is_actor]
        if named or scene.capitals:
            return named[0] in missing if named else scene.capitals <= missing
    return False


def scenes_before(article: Article, scene: Scene, reach: int = _BACK) -> list[tuple[int, Scene]]:
    """Return the scenes that may name what ``scene`` leaves out, nearest first, with how far back they count."""
    at = scene.sentence.index
    near = [(min(back, _BACK + 1), article.scenes[at - back]) for back in range(1, reach + 1) if at - back >= 0]
    heads = [article.scenes[0]] if at > _BACK else []
    return [*near, *((_BACK + 1, head) for head in (*article.title, *heads))]
