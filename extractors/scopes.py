"""Decides whose figure it is: the pair, the bloc or the route that an indicator is about.

The parties are those of the figure's own clause, else of its measure, else carried over from the sentences before, the
headline or, for a quotation, the sentence behind. Refuses a figure whose nearest parties are another pair, and the
total of one party where a pair is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.indicators import IndicatorSpec, Scope
from extractors.parties import PartyMention, countries
from extractors.scenes import Article, Scene

Place = tuple[int, int]

_ATTACHED = 5
_FAR = 60
_BACK = 4
_FAR_BACK = 12
_AHEAD = 2
_LIST = 12
_HOME = "KZ"
_OUTLET_HOME = {"kk": "KZ", "az": "AZ"}
_VAGUE = frozenset({"TITR", "EUROPE"})


@dataclass(frozen=True, slots=True)
class Parties:
    """That the parties fit, and how sure: ``carried`` counts the sentences back (0: in the sentence itself)."""

    carried: int
    reason: str


def find_parties_of(article: Article, scene: Scene, anchor: Place, place: Place, spec: IndicatorSpec) -> Parties | None:
    """Return how the parties of ``spec`` are present for a figure at ``place`` with its measure at ``anchor``."""
    match spec.scope:
        case Scope.TEXT:
            return _text_scope(article, scene, spec)
        case Scope.PARTY:
            return _party_scope(article, scene, anchor, place, spec)
        case Scope.PAIR:
            return _pair_scope(article, scene, anchor, place, spec)


def _text_scope(article: Article, scene: Scene, spec: IndicatorSpec) -> Parties | None:
    here = {mention.code for mention in scene.parties}
    if here & set(spec.parties):
        return Parties(0, "party in the sentence")
    if article.codes & set(spec.parties):
        return Parties(2, "party elsewhere in the text")
    if article.lang == "kk" and _HOME in spec.parties and not here - _VAGUE - {_HOME, "EU"}:
        return Parties(3, "a Kazakh text about its own country")
    return None


def _party_scope(article: Article, scene: Scene, anchor: Place, place: Place, spec: IndicatorSpec) -> Parties | None:
    own = [m for m in scene.parties if m.code in spec.parties and not _in_slice(scene, place, (m.first, m.last))]
    if spec.parties == ("OTS",) and (_is_anothers(scene, own) or _nearest_is_country(scene, place, own)):
        return None
    if spec.parties == ("EU",) and _is_of_others(scene, place, own):
        return None
    if _is_elsewhere(scene, anchor, place, own, spec):
        return None
    if own:
        return Parties(0, "party in the sentence")
    for back, before in _before(article, scene):
        if any(mention.code in spec.parties for mention in before.parties):
            return Parties(back, f"party {back} sentences before")
    return None


def _is_elsewhere(scene: Scene, anchor: Place, place: Place, own: list[PartyMention], spec: IndicatorSpec) -> bool:
    """Return whether another line or place ("the port of Aktau") stands in the clause, and nearer than the party."""
    hits = scene.rivals(spec.elsewhere)
    lines = [(hit.first, hit.last) for hit in hits if _same_clause(scene, (hit.first, hit.last), place)]
    if any(_is_attached(scene, mention, place) for mention in own):
        return False
    mine = min((_nearest(scene, (mention.first, mention.last), anchor, place) for mention in own), default=_FAR)
    return any(_nearest(scene, line, anchor, place) < mine for line in lines)


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
    others = [mention for mention in scene.parties if mention.code not in ("EU", "EUROPE", "CA", _HOME)]
    if not others:
        return False
    nearest = min(scene.gap((mention.first, mention.last), place) for mention in others)
    return nearest < min((scene.gap((mention.first, mention.last), place) for mention in own), default=_FAR)


def _is_anothers(scene: Scene, own: list[PartyMention]) -> bool:
    foreign = any(mention.code in countries() for mention in scene.parties)
    return foreign and any(mention.is_partner for mention in own)


def _nearest_is_country(scene: Scene, place: Place, own: list[PartyMention]) -> bool:
    others = [
        m for m in scene.parties if m.code not in ("OTS", "TITR") and _same_clause(scene, (m.first, m.last), place)
    ]
    if not others:
        return False
    nearest = min(scene.gap((mention.first, mention.last), place) for mention in others)
    mine = min((scene.gap((mention.first, mention.last), place) for mention in own), default=_FAR)
    return nearest < mine


def _pair_scope(article: Article, scene: Scene, anchor: Place, place: Place, spec: IndicatorSpec) -> Parties | None:
    pair = set(spec.parties)
    relevant = [mention for mention in scene.parties if mention.code not in _VAGUE]
    partner = _own_partner(scene, relevant, place)
    if partner is not None:
        relevant = [partner, *(m for m in relevant if not m.is_partner and m.code != partner.code)]
    if not relevant:
        return _carried_pair(article, scene, pair)
    cost = {id(m): min(scene.gap((m.first, m.last), anchor), scene.gap((m.first, m.last), place)) for m in relevant}
    nearest: dict[str, int] = {}
    for mention in relevant:
        nearest[mention.code] = min(nearest.get(mention.code, _FAR), cost[id(mention)])
    mine = {code: value for code, value in nearest.items() if code in pair}
    others = {code: value for code, value in nearest.items() if code not in pair}
    if partner is not None and (partner.code not in pair or (others and set(mine) != pair)):
        return None
    if others and (not mine or (partner is None and min(others.values()) < max(mine.values()))):
        return None
    if set(mine) == pair:
        return Parties(0, "both parties in the sentence")
    related = scene.words("pair_words") or any(m.is_partner for m in relevant if m.code in pair) or "EU" in mine
    if not mine or not related:
        return None
    missing = pair - set(mine)
    back = _back_to(article, scene, missing, pair)
    return Parties(back, f"{'/'.join(sorted(missing))} carried over") if back is not None else None


def _own_partner(scene: Scene, mentions: list[PartyMention], place: Place) -> PartyMention | None:
    """Return the partner named right before the figure in a list ("с Казахстаном – в 3,2 раза")."""
    partners = [
        m for m in mentions if m.is_partner and m.last < place[0] and scene.gap((m.first, m.last), place) <= _LIST
    ]
    return max(partners, key=lambda mention: mention.last) if partners else None


def _carried_pair(article: Article, scene: Scene, pair: set[str]) -> Parties | None:
    seen: set[str] = set()
    for back, before in _before(article, scene, _FAR_BACK if scene.words("pair_words") else _BACK):
        codes = {mention.code for mention in before.parties if mention.code not in _VAGUE}
        if codes & pair != pair:
            codes |= before.capitals
        if not codes:
            continue
        seen |= codes & pair
        home = _HOME in pair - seen and not codes - pair and _speaks_of_home(article, before)
        if seen == pair or (seen and home):
            return Parties(back, f"pair carried over from {back} sentences before")
        if codes - pair:
            return None
    return _following_pair(article, scene, pair) if not seen else None


def _speaks_of_home(article: Article, scene: Scene) -> bool:
    """Return whether the text is about Kazakhstan up to ``scene``, so that "the country" needs no name."""
    if article.lang == "kk":
        return True
    earlier = (*article.title, *article.scenes[: scene.sentence.index + 1])
    return any(mention.code == _HOME for before in earlier for mention in before.parties)


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
    for back, before in _before(article, scene):
        named = [mention for mention in before.parties if mention.code not in _VAGUE]
        if missing <= {mention.code for mention in named}:
            return back
        if any(mention.code not in pair and not (listed and mention.is_partner) for mention in named):
            return None
    own = missing == {_OUTLET_HOME.get(article.lang)}
    return _BACK + 1 if own or (missing == {_HOME} and _speaks_of_home(article, scene)) else None


def _before(article: Article, scene: Scene, reach: int = _BACK) -> list[tuple[int, Scene]]:
    at = scene.sentence.index
    near = [(min(back, _BACK + 1), article.scenes[at - back]) for back in range(1, reach + 1) if at - back >= 0]
    heads = [article.scenes[0]] if at > _BACK else []
    return [*near, *((_BACK + 1, head) for head in (*article.title, *heads))]


def _same_clause(scene: Scene, one: Place, other: Place) -> bool:
    first, last = (one, other) if one[0] <= other[0] else (other, one)
    return first[1] >= last[0] or scene.sentence.breaks(first[1], last[0]) < _ATTACHED
