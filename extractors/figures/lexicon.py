"""Compiles what figurewatch knows of a language, so that reading a text is dictionary look-ups.

``lexicons/<lang>.yaml`` holds plain forms, never regular expressions: a form is the words as printed, in any case;
a form that ends in an asterisk stands for every word beginning so (``увелич*``). ``lexicons/units.yaml`` holds what is
printed the same everywhere. Everything is folded and put into one tree of words per language, once. A section that
code does not know, or a missing one, is an error: a language is either described or absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import Any

import yaml

from extractors.figures.meanings import CODED, LISTED, NUMBERED, Entry, Node, Sense
from extractors.figures.normalise import fold

# A number with its marks, a word, or one other character; blanks are skipped. No part can match in two ways, so
# scanning is linear whatever the text.
TOKEN = re.compile(r"(?:\d{1,3}(?:(?:[ ']|\x1f{5,8})\d{3}(?!\d))+|\d+)(?:[.,]\d+)*|[^\W\d_]+|[^\s\w]|[^\W\d]")
GLUED_MARK = "\0"  # before a word of a phrase: nothing may stand between it and the word before
_OTHER = frozenset(
    {"marks", "grammar", "vowels", "endings", "ordinal_endings", "alone", "never", "after", "contexts", "periods"}
)
SECTIONS = frozenset(NUMBERED) | frozenset(CODED) | frozenset(LISTED) | _OTHER
_TEN = 10
JOINED_HEAD = 3  # letters by which numerals that can begin a word are found
_CODE = 2  # letters of a language (ISO 639-1)
_SENTENCE_MARKS, _CLAUSE_MARKS = ".!?…", ";"


class LexiconError(ValueError):
    """A lexicon file is not as it must be; the message names file, section and form."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The compiled knowledge of one language.

    ``fraction_case`` is the case of a fraction's lower part ("төрттен үш"), "" where fractions are not so built;
    ``dative_is_by``: with a verb of change a dative amount says by how much, not to what level; ``plural``: the ending
    by which a counted noun that is not listed can be told, "" where none can; ``links``: number words are joined by
    "and" and hyphens ("two hundred and five", "a 60-billion plan").
    ``root`` maps a folded word to its node, ``stems`` a word's beginning to its entry. ``endings`` maps every case
    ending to its case, ``back_endings`` and ``front_endings`` those that follow a back or front vowel (``vowels``
    says which are back); ``never`` are words that only look like an inflected numeral or unit, ``alone`` those that do
    unless a number stands before them ("mini" is a Mini, "24 mini" are thousands). ``joined`` are the numerals, by
    their first letters, that an adjective of a unit can be joined to. ``contexts`` says which meaning of an ambiguous
    unit nearby a word speaks for.
    """

    lang: str
    decimal: str
    group: str
    fraction_case: str
    dative_is_by: bool
    plural: str
    links: bool
    root: Mapping[str, Node]
    stems: Mapping[str, Entry]
    stem_lengths: tuple[int, ...]
    endings: Mapping[str, str]
    back_endings: Mapping[str, str]
    front_endings: Mapping[str, str]
    ending_lengths: tuple[int, ...]
    vowels: Mapping[str, bool]
    alone: frozenset[str]
    never: frozenset[str]
    contexts: Mapping[str, str]
    joined: Mapping[str, tuple[str, ...]]
    ordinal_endings: frozenset[str]

    def split(self, word: str) -> list[str]:
        """Return the numerals and the adjective that ``word`` is joined from ("двадцати" "процентный"), or itself."""
        parts, rest = [], word
        while len(rest) > JOINED_HEAD:
            numeral = next((form for form in self.joined.get(rest[:JOINED_HEAD], ()) if rest.startswith(form)), None)
            if numeral is None:
                break
            parts.append(numeral)
            rest = rest[len(numeral) :]
        stems = (rest[:size] for size in self.stem_lengths if size <= len(rest))
        if parts and any(stem in self.stems and self.stems[stem].unit_adjective for stem in stems):
            return [*parts, rest]
        return [word]

    def inflected(self, nodes: Mapping[str, Node], word: str, *, behind: Decimal | None = None) -> Entry | None:
        """Return what ``word`` means when it is one of ``nodes`` with a case ending; None when it is not.

        ``behind`` is the number right before the word, None when there is none.
        """
        is_lone = nodes is self.root and word in self.alone
        if (nodes is self.root and word in self.never) or (is_lone and behind is None):
            return None
        for length in self.ending_lengths:
            if length >= len(word):
                break
            node = nodes.get(word[:-length])
            if node is None or not node.entry.inflects:
                continue
            endings = self.endings if node.entry.cardinal is None else self._harmonic(word[:-length])
            if (case := endings.get(word[-length:])) is not None:
                entry = node.entry.inflected(case)
                return entry if not is_lone or _adds_up(entry, behind) else None
        return None

    def _harmonic(self, stem: str) -> Mapping[str, str]:
        """The endings that go with the stem's last vowel; loanwords ("рублі") break this harmony, numerals never."""
        vowel = next((letter for letter in reversed(stem) if letter in self.vowels), "")
        return self.back_endings if self.vowels.get(vowel, True) else self.front_endings


@cache
def read_sections(name: str) -> dict[str, Any]:
    """Return the sections of ``lexicons/<name>.yaml`` as written. Raises LexiconError when it is no mapping."""
    text = resources.files("extractors.lexicons").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    if not isinstance(data, dict):
        raise LexiconError(f"lexicons/{name}.yaml: expected a mapping of sections, found {type(data).__name__}")
    return data


@cache
def readable_languages() -> tuple[str, ...]:
    """Return the languages whose figures can be read: each file of a two-letter code in ``lexicons``."""
    names = (file.name.removesuffix(".yaml") for file in resources.files("extractors.lexicons").iterdir())
    return tuple(sorted(name for name in names if len(name) == _CODE and name.isalpha()))


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

    def compiled(self) -> Lexicon:
        for kind, form, number, code, case in self._forms():
            self._add(kind, form, Sense(1, number, code, case))
        self._merge_stems()
        self._add_international()
        for mark in _SENTENCE_MARKS + _CLAUSE_MARKS:
            entry = self._node([mark]).entry
            entry.parts, entry.notable = ("sentence" if mark in _SENTENCE_MARKS else "clause"), True
        for node in self.root.values():
            _inherit(node)
        back, front = self._endings("back"), self._endings("front")
        lexicon = Lexicon(
            lang=self.lang,
            **self.sections["marks"],
            **self.sections["grammar"],
            root=self.root,
            stems=self.stems,
            stem_lengths=tuple(sorted({len(stem) for stem in self.stems}, reverse=True)),
            endings={**front, **back},
            back_endings=back,
            front_endings=front,
            ending_lengths=tuple(sorted({len(ending) for ending in (*back, *front)})),
            vowels=dict.fromkeys(fold(self.sections["vowels"]["back"], self.lang), True)
            | dict.fromkeys(fold(self.sections["vowels"]["front"], self.lang), False),
            alone=frozenset(fold(word, self.lang) for word in self.sections["alone"]),
            contexts={
                fold(word, self.lang): code for code, words in self.sections["contexts"].items() for word in words
            },
            joined=self._joined(),
            never=frozenset(fold(word, self.lang) for word in self.sections["never"]),
            ordinal_endings=frozenset(fold(ending, self.lang) for ending in self.sections["ordinal_endings"]),
        )
        for word, node in self.root.items():  # "мыңнан" is listed as a denominator, and is a thousand's ablative
            if (formed := lexicon.inflected(self.root, word)) is not None:
                node.entry.inherit(formed)
        return lexicon

    def _forms(self) -> Iterator[tuple[str, object, Decimal, str, str]]:
        for section, kind in NUMBERED.items():
            for number, forms in self.sections[section].items():
                value = self._number(section, number)
                yield from ((kind, form, value, "", "") for form in forms)
        for section, kind in CODED.items():
            for code, forms in self.sections[section].items():
                yield from ((kind, form, Decimal(0), code, "") for form in forms)
        for section, kind in LISTED.items():
            yield from ((kind, form, Decimal(0), "", "") for form in self.sections[section])
        for bound, cases in self.sections["after"].items():
            for case, forms in cases.items():
                yield from (("after", form, Decimal(0), bound, case) for form in forms)

    def _number(self, section: str, printed: str) -> Decimal:
        over, _, under = printed.partition("/")
        try:
            return Decimal(over) / Decimal(under or 1)
        except InvalidOperation as error:
            raise LexiconError(f"lexicons/{self.lang}.yaml: {section}: {printed!r} is no number") from error

    def _add(self, kind: str, form: object, sense: Sense) -> None:
        if not isinstance(form, str):  # YAML reads an unquoted on, no or yes as a truth value
            raise LexiconError(f"lexicons/{self.lang}.yaml: put {form!r} of kind {kind} into quotes")
        if form.endswith("*"):
            if " " in form:
                raise LexiconError(f"lexicons/{self.lang}.yaml: {form!r}: a beginning is of one word; list the forms")
            stem = fold(form[:-1], self.lang)
            self.stems.setdefault(stem, Entry()).add(kind, sense)
            return
        words = TOKEN.findall(fold(form, self.lang))
        if not words:
            raise LexiconError(f"lexicons/{self.lang}.yaml: empty form in a list of kind {kind}")
        sense = Sense(len(words), sense.number, sense.code, sense.case)
        self._node(words).entry.add(kind, sense)
        if kind == "unit" and len(words) > 1 and all(word.isalpha() for word in words):
            self._add(kind, "-".join(words), sense)  # a 300-square-metre flat

    def _node(self, words: list[str]) -> Node:
        node = self.root.setdefault(words[0], Node())
        for word in words[1:]:
            node = node.following.setdefault(word, Node())
        node.ends = True
        return node

    def _merge_stems(self) -> None:
        """A word listed as such keeps what its stem says, where the word itself says nothing."""
        for word, node in self.root.items():
            stem = next((word[:size] for size in range(len(word), 0, -1) if word[:size] in self.stems), None)
            if stem is not None:
                node.entry.inherit(self.stems[stem])

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
            entry.add(kind, Sense(len(words), code=code, printed=forms))

    def _joined(self) -> dict[str, tuple[str, ...]]:
        heads: dict[str, list[str]] = {}
        if self.sections["unit_adjectives"]:
            for forms in self.sections["cardinals"].values():
                for word in (fold(form, self.lang) for form in forms):
                    heads.setdefault(word[:JOINED_HEAD], []).append(word)
        return {head: tuple(sorted(words, key=len, reverse=True)) for head, words in heads.items()}

    def _endings(self, side: str) -> dict[str, str]:
        cases = self.sections["endings"].items()
        endings: dict[str, str] = {}
        for case, sides in cases:
            for ending in sides[side]:
                endings.setdefault(fold(ending, self.lang), case)
        return endings


def _adds_up(entry: Entry, behind: Decimal | None) -> bool:
    """Whether a word goes on with the number before it: a unit, a scale, a smaller numeral behind ten or more."""
    if entry.scale is not None or entry.unit is not None:
        return True
    return entry.cardinal is not None and behind is not None and behind >= _TEN and entry.cardinal.number < behind


def _inherit(node: Node) -> None:
    """Give each longer phrase what its beginning means, unless it says otherwise: one look-up then finds all."""
    for child in node.following.values():
        child.entry.inherit(node.entry)
        _inherit(child)
