"""Compiles what figurewatch knows of a language, so that reading a text is dictionary look-ups.

``lexicons/<lang>.yaml`` holds plain forms, never regular expressions: a form is the words as printed, in any case;
a form that ends in an asterisk stands for every word beginning so (``увелич*``). ``lexicons/units.yaml`` holds what is
printed the same everywhere. Everything is folded and put into one tree of words per language, once. A section that
code does not know, or a missing one, is an error: a language is either described or absent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import Any

import yaml

from extractors.figures.normalise import fold

# A number with its marks, a word, or one other character; blanks are skipped. No part can match in two ways, so
# scanning is linear whatever the text.
GLUED_MARK = "\0"  # before a word of a phrase: nothing may stand between it and the word before
TOKEN = re.compile(r"(?:\d{1,3}(?:(?:[ ']|\x1f{5,8})\d{3}(?!\d))+|\d+)(?:[.,]\d+)*|[^\W\d_]+|[^\s\w]|[^\W\d]")


class LexiconError(ValueError):
    """A lexicon file is not as it must be; the message names file, section and form."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a form: ``length`` tokens long, with the number, code or grammatical case it stands for."""

    length: int
    number: Decimal = Decimal(0)
    code: str = ""
    case: str = ""
    printed: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Entry:
    """Every meaning that a word, or the longest known phrase from it on, can have. Field names are the kinds.

    ``opens``: a quantity can begin here; ``continues``: a number in digits can go on here; ``governs``: what the
    word says of an amount in its clause ("rise", "fall", "reach", "exceed"), "" when nothing; ``parts``: "clause" or "sentence" when it ends one; ``notable``:
    tokens of it are listed while a text is looked up.
    """

    opens: bool = False
    continues: bool = False
    governs: str = ""
    parts: str = ""
    notable: bool = False
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
    noun: Sense | None = None
    prefix: Sense | None = None
    per: Sense | None = None
    before: Sense | None = None
    after: Sense | None = None
    rise: Sense | None = None
    fall: Sense | None = None
    reach: Sense | None = None
    exceed: Sense | None = None
    approach: Sense | None = None
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


_DERIVED = ("opens", "continues", "governs", "parts", "notable")
_SENTENCE_MARKS, _CLAUSE_MARKS = ".!?…", ";"
_OPENING = ("cardinal", "scale", "fraction", "vague", "few", "prefix", "multiple")
_CONTINUING = ("cardinal", "scale", "attached", "fraction", "half", "whole", "after", "out_of")
_GOVERNING = ("rise", "fall", "reach", "exceed")
KINDS = tuple(item.name for item in fields(Entry) if item.name not in _DERIVED)
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
    "nouns": "noun",
    "prefixes": "prefix",
    "per": "per",
    "before": "before",
    "behind": "behind",
}
LISTED = {
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
OTHER = {"marks", "vowels", "endings", "ordinal_endings", "fraction_case", "dative_is_by", "never", "after", "periods"}
SECTIONS = frozenset(NUMBERED) | frozenset(CODED) | frozenset(LISTED) | OTHER
_SUFFIXED = frozenset({"cardinal", "scale", "fraction", "half", "unit", "noun", "times", "denominator"})


class Node:
    """A place in the tree of words: what the words up to here mean, and which words may follow.

    ``ends``: the words up to here are a form of the lexicon, not only the beginning of one.
    """

    __slots__ = ("ends", "entry", "following")

    def __init__(self) -> None:
        """Start empty."""
        self.ends = False
        self.entry = Entry()
        self.following: dict[str, Node] = {}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The compiled knowledge of one language.

    ``fraction_case`` is the case of a fraction's lower part ("төрттен үш"), "" where fractions are not so built;
    ``dative_is_by``: with a verb of change a dative amount says by how much, not to what level.
    ``root`` maps a folded word to its node, ``stems`` a word's beginning to its entry; ``endings`` maps a glued
    case ending to its case; ``decimal`` and ``group`` are the marks CLDR gives the language.
    """

    lang: str
    decimal: str
    group: str
    fraction_case: str
    dative_is_by: bool
    root: Mapping[str, Node]
    stems: Mapping[str, Entry]
    stem_lengths: tuple[int, ...]
    endings: Mapping[str, str]
    long_endings: tuple[str, ...]
    ordinal_endings: frozenset[str]


@cache
def read_sections(name: str) -> dict[str, Any]:
    """Return the sections of ``lexicons/<name>.yaml`` as written. Raises LexiconError when it is no mapping."""
    text = resources.files("extractors.lexicons").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)  # noqa: S506 -- the C build of the safe loader
    if not isinstance(data, dict):
        raise LexiconError(f"lexicons/{name}.yaml: expected a mapping of sections, found {type(data).__name__}")
    return data


@cache
def load_lexicon(lang: str) -> Lexicon:
    """Return the compiled lexicon of ``lang`` ("ru", "en", "kk", "az"), read once. Raises LexiconError."""
    sections = read_sections(lang)
    if odd := sorted(SECTIONS.symmetric_difference(sections) - {"periods"}):
        raise LexiconError(f"lexicons/{lang}.yaml: missing or unknown sections: {', '.join(odd)}")
    return _Compiler(lang, sections, read_sections("units")).compiled()


class _Compiler:
    """Builds the tree of one language; lives only while it is loaded."""

    def __init__(self, lang: str, sections: dict[str, Any], units: dict[str, Any]) -> None:
        self.lang = lang
        self.sections = sections
        self.units = units
        self.root: dict[str, Node] = {}
        self.stems: dict[str, Entry] = {}
        self.never = {fold(word, lang) for word in sections["never"]}
        self.suffixable: list[tuple[str, list[str], Sense]] = []

    def compiled(self) -> Lexicon:
        for kind, form, number, code, case in self._forms():
            self._add(kind, form, Sense(1, number, code, case))
        self._merge_stems()
        self._add_international()
        self._add_suffixed()
        for mark in _SENTENCE_MARKS + _CLAUSE_MARKS:
            self._node([mark]).entry.parts = "sentence" if mark in _SENTENCE_MARKS else "clause"
        for node in self.root.values():
            _inherit(node)
        for entry in self.stems.values():
            _derive(entry)
        marks = self.sections["marks"]
        endings = {fold(ending, self.lang): case for case, ending in self._endings("back", "front")}
        return Lexicon(
            lang=self.lang,
            decimal=marks["decimal"],
            group=marks["group"],
            fraction_case=self.sections["fraction_case"] or "",
            dative_is_by=self.sections["dative_is_by"],
            root=self.root,
            stems=self.stems,
            stem_lengths=tuple(sorted({len(stem) for stem in self.stems}, reverse=True)),
            endings=endings,
            long_endings=tuple(ending for ending in endings if len(ending) > 1),
            ordinal_endings=frozenset(fold(ending, self.lang) for ending in self.sections["ordinal_endings"]),
        )

    def _forms(self) -> Iterator[tuple[str, object, Decimal, str, str]]:
        for section, kind in NUMBERED.items():
            for number, forms in self.sections[section].items():
                try:
                    value = _number(number)
                except (InvalidOperation, ValueError) as error:
                    raise LexiconError(f"lexicons/{self.lang}.yaml: {section}: {number!r} is no number") from error
                for form in forms:
                    yield kind, form, value, "", ""
        for section, kind in CODED.items():
            for code, forms in self.sections[section].items():
                for form in forms:
                    yield kind, form, Decimal(0), code, ""
        for section, kind in LISTED.items():
            for form in self.sections[section]:
                yield kind, form, Decimal(0), "", ""
        for bound, cases in self.sections["after"].items():
            for case, forms in cases.items():
                for form in forms:
                    yield "after", form, Decimal(0), bound, case

    def _add(self, kind: str, form: object, sense: Sense) -> None:
        if not isinstance(form, str):  # YAML reads an unquoted on, no or yes as a truth value
            raise LexiconError(f"lexicons/{self.lang}.yaml: put {form!r} of kind {kind} into quotes")
        if form.endswith("*"):
            stem = fold(form[:-1], self.lang)
            setattr(self.stems.setdefault(stem, Entry()), kind, sense)
            return
        words = TOKEN.findall(fold(form, self.lang))
        if not words:
            raise LexiconError(f"lexicons/{self.lang}.yaml: empty form in a list of kind {kind}")
        sense = Sense(len(words), sense.number, sense.code, sense.case, sense.printed)
        self._node(words).entry = _with(self._node(words).entry, kind, sense)
        if kind == "unit" and len(words) > 1 and all(word.isalpha() for word in words):
            self._add(kind, "-".join(words), sense)  # a 300-square-metre flat
        if kind in _SUFFIXED and words[-1][-1].isalpha():
            self.suffixable.append((kind, words, sense))

    def _node(self, words: list[str]) -> Node:
        node = self.root.setdefault(words[0], Node())
        for word in words[1:]:
            node = node.following.setdefault(word, Node())
        node.ends = True
        return node

    def _merge_stems(self) -> None:
        """A word listed as such keeps what its stem says, where the word itself says nothing."""
        for word, node in self.root.items():
            stem = next((word[:size] for size in range(len(word), 0, -1) if word[:size] in self.stems), "")
            for kind in KINDS if stem else ():
                if getattr(node.entry, kind) is None:
                    setattr(node.entry, kind, getattr(self.stems[stem], kind))

    def _add_international(self) -> None:
        for code in self.units["currency_codes"]:
            self._add_printed(code, code, "symbol", "prefix")
        for section, kinds in (
            ("currency_signs", ("symbol", "prefix")),
            ("symbols", ("symbol",)),
            ("glued_symbols", ("glued_symbol",)),
        ):
            for code, signs in self.units[section].items():
                for sign in signs:
                    self._add_printed(sign, code, *kinds)

    def _add_printed(self, printed: str, code: str, *kinds: str) -> None:
        words = TOKEN.findall(fold(printed, self.lang))
        if printed.endswith("$") and " " not in printed:
            words = words[:1] + [GLUED_MARK + word for word in words[1:]]  # A$ is not "a $5 fine"
        entry = self._node(words).entry
        for kind in kinds:
            known = getattr(entry, kind)
            forms = {**(known.printed if known else {}), printed: code}
            setattr(entry, kind, Sense(len(words), code=code, printed=forms))

    def _add_suffixed(self) -> None:
        endings = {side: list(self._endings(side)) for side in ("back", "front")}
        side_of = _harmony(self.sections["vowels"], self.lang)
        for kind, words, sense in self.suffixable:
            for case, ending in endings[side_of(words[-1])]:
                formed = words[-1] + ending
                if len(words) == 1 and formed in self.never:
                    continue
                node = self._node([*words[:-1], formed])
                if getattr(node.entry, kind) is None:
                    setattr(node.entry, kind, Sense(sense.length, sense.number, sense.code, case, sense.printed))

    def _endings(self, *sides: str) -> Iterator[tuple[str, str]]:
        for case, by_side in self.sections["endings"].items():
            for side in sides:
                for ending in by_side[side]:
                    yield case, fold(ending, self.lang)


def _with(entry: Entry, kind: str, sense: Sense) -> Entry:
    setattr(entry, kind, sense)
    return entry


def _inherit(node: Node) -> None:
    """Give each longer phrase what its beginning means, unless it says otherwise: one look-up then finds all."""
    _derive(node.entry)
    for child in node.following.values():
        for kind in KINDS:
            if getattr(child.entry, kind) is None:
                setattr(child.entry, kind, getattr(node.entry, kind))
        _inherit(child)


def _derive(entry: Entry) -> None:
    entry.opens = any(getattr(entry, kind) is not None for kind in _OPENING)
    entry.continues = any(getattr(entry, kind) is not None for kind in _CONTINUING)
    entry.governs = next((kind for kind in _GOVERNING if getattr(entry, kind) is not None), "")
    entry.parts = entry.parts or ("clause" if entry.break_ else "")
    entry.notable = bool(entry.governs or entry.parts or entry.before)


def _harmony(vowels: Mapping[str, str], lang: str) -> Callable[[str], str]:
    back = set(fold(vowels["back"], lang))
    front = set(fold(vowels["front"], lang))

    def side_of(word: str) -> str:
        for letter in reversed(word):
            if letter in front:
                return "front"
            if letter in back:
                return "back"
        return "back"

    return side_of


def _number(text: str) -> Decimal:
    over, slash, under = text.partition("/")
    return Decimal(over) / Decimal(under) if slash else Decimal(text)
