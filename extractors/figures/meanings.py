"""What a word or phrase can mean for figures, and which section of a lexicon says so.

Every meaning a word can have stands beside the others in one entry: "до" is "to" and a bound, "треть" a fraction, "t" a
symbol and a scale joined to a number. Which of them holds is decided where the word stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a form: ``length`` tokens long, with the number, code or grammatical case it stands for.

    ``printed`` maps what must be printed exactly so to its code, for symbols and ISO codes.
    """

    length: int
    number: Decimal = Decimal(0)
    code: str = ""
    case: str = ""
    printed: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Entry:
    """Every meaning that a word, or the longest known phrase from it on, can have. Field names are the kinds.

    The first six follow from the rest. ``opens``: a quantity can begin here; ``continues``: a number in digits can go
    on here; ``governs``: what the word says of an amount in its clause ("rise", "fall", "reach", "exceed"), "" when
    nothing; ``parts``: "clause" or "sentence" when it ends one; ``notable``: its tokens are listed at look-up;
    ``inflects``: case endings can be joined to it.
    """

    opens: bool = False
    continues: bool = False
    governs: str = ""
    parts: str = ""
    notable: bool = False
    inflects: bool = False
    cardinal: Sense | None = None
    scale: Sense | None = None
    attached: Sense | None = None
    fraction: Sense | None = None
    half: Sense | None = None
    whole: Sense | None = None
    denominator: Sense | None = None
    ordinal: Sense | None = None
    multiple: Sense | None = None
    times: Sense | None = None
    vague: Sense | None = None
    few: Sense | None = None
    unit: Sense | None = None
    symbol: Sense | None = None
    glued_symbol: Sense | None = None
    unit_adjective: Sense | None = None
    scaled_unit: Sense | None = None
    noun: Sense | None = None
    coin: Sense | None = None
    nation: Sense | None = None
    prefix: Sense | None = None
    per: Sense | None = None
    before: Sense | None = None
    after: Sense | None = None
    rise: Sense | None = None
    fall: Sense | None = None
    reach: Sense | None = None
    exceed: Sense | None = None
    approach: Sense | None = None
    takes: Sense | None = None
    behind: Sense | None = None
    of: Sense | None = None
    out_of: Sense | None = None
    inverting: Sense | None = None
    either: Sense | None = None
    by: Sense | None = None
    to: Sense | None = None
    from_: Sense | None = None
    between: Sense | None = None
    joint: Sense | None = None
    label: Sense | None = None
    label_after: Sense | None = None
    break_: Sense | None = None
    filler: Sense | None = None
    share: Sense | None = None
    target: Sense | None = None
    minus: Sense | None = None
    plus: Sense | None = None
    function_word: Sense | None = None

    def add(self, kind: str, sense: Sense) -> None:
        """Give the word a meaning of ``kind``, in place of an earlier one of that kind."""
        setattr(self, kind, sense)
        self.opens = self.opens or kind in _OPENING
        self.continues = self.continues or kind in _CONTINUING
        if kind in _GOVERNING and (not self.governs or _GOVERNING.index(kind) < _GOVERNING.index(self.governs)):
            self.governs = kind
        if kind == "break_":
            self.parts = "clause"
        self.inflects = self.inflects or kind in _INFLECTED
        self.notable = bool(self.governs or self.parts or self.before)

    def inherit(self, other: Entry) -> None:
        """Take every meaning of ``other`` that this entry lacks."""
        for kind in KINDS:
            if (sense := getattr(other, kind)) is not None and getattr(self, kind) is None:
                self.add(kind, sense)

    def inflected(self, case: str) -> Entry:
        """Return what the word means with an ending of ``case``."""
        formed = Entry()
        for kind in _INFLECTED:
            if (sense := getattr(self, kind)) is not None:
                formed.add(kind, Sense(sense.length, sense.number, sense.code, case))
        return formed


class Node:
    """A place in the tree of words: what the words up to here mean, and which words may follow.

    ``ends``: the words up to here are a form of the lexicon, not only the beginning of one.
    """

    __slots__ = ("ends", "entry", "following")

    def __init__(self) -> None:
        self.ends = False
        self.entry = Entry()
        self.following: dict[str, Node] = {}


_OPENING = frozenset({"cardinal", "scale", "fraction", "half", "vague", "few", "prefix", "multiple"})
_CONTINUING = frozenset({"cardinal", "scale", "attached", "fraction", "half", "whole", "after", "out_of"})
_INFLECTED = ("cardinal", "scale", "fraction", "half", "unit", "coin", "noun", "times", "denominator")
_GOVERNING = ("rise", "fall", "reach", "exceed")
_DERIVED = frozenset({"opens", "continues", "governs", "parts", "notable", "inflects"})
KINDS = tuple(item.name for item in fields(Entry) if item.name not in _DERIVED)

# Sections of a lexicon: a number, a code or nothing before its lists of forms.
NUMBERED = {
    "cardinals": "cardinal",
    "scales": "scale",
    "attached_scales": "attached",
    "fractions": "fraction",
    "denominators": "denominator",
    "multiples": "multiple",
    "vague": "vague",
}
CODED = {
    "units": "unit",
    "unit_adjectives": "unit_adjective",
    "scaled_units": "scaled_unit",
    "nouns": "noun",
    "nations": "nation",
    "prefixes": "prefix",
    "per": "per",
    "before": "before",
    "behind": "behind",
}
LISTED = {
    "coins": "coin",
    "half": "half",
    "whole": "whole",
    "ordinals": "ordinal",
    "times": "times",
    "few": "few",
    "rise": "rise",
    "fall": "fall",
    "reach": "reach",
    "exceed": "exceed",
    "approach": "approach",
    "takes": "takes",
    "of": "of",
    "out_of": "out_of",
    "inverting": "inverting",
    "either": "either",
    "by": "by",
    "to": "to",
    "from": "from_",
    "between": "between",
    "joints": "joint",
    "labels": "label",
    "labels_after": "label_after",
    "breaks": "break_",
    "fillers": "filler",
    "share": "share",
    "target": "target",
    "minus": "minus",
    "plus": "plus",
    "function_words": "function_word",
}
