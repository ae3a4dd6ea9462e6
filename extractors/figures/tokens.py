"""Cuts a text into tokens and looks every one up in the lexicon, once.

All later steps ask only these lists; none scans the text again. Offsets are the original text's, because folding
keeps the length. Sentences, clauses and the words that govern amounts are numbered on the way, so that asking for
them costs the same whatever the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from extractors.figures.lexicon import GLUED_MARK, JOINED_HEAD, TOKEN, Lexicon
from extractors.figures.meanings import Entry, Node
from extractors.figures.normalise import fold

NOTHING = Entry()
ONE = Decimal(1)
_CONTEXT = 12  # tokens on each side
GLUED, BLANK, NEW_LINE, PARAGRAPH = range(4)


@dataclass(slots=True)
class Tokens:
    """The tokens of ``text``: folded ``words``, their offsets, and what the lexicon knows of each.

    ``gaps`` says what parts a token from the one before it (GLUED … PARAGRAPH); ``clauses`` and ``sentences`` are the
    tokens with which a new one begins; ``governors`` are the tokens that state a change or a level, in order;
    ``bound_ends`` maps the token behind each bound phrase ("more than") to the one it begins with.
    """

    text: str
    lexicon: Lexicon
    words: list[str]
    starts: list[int]
    ends: list[int]
    gaps: list[int]
    entries: list[Entry]
    clauses: list[int]
    sentences: list[int]
    governors: list[int]
    bound_ends: dict[int, int]

    def glued(self, index: int) -> bool:
        """Whether nothing stands between token ``index`` and the one before it."""
        return 0 < index < len(self.words) and self.gaps[index] == GLUED

    def near(self, index: int) -> bool:
        """Whether token ``index`` exists and at most one line break parts it from the one before it."""
        return 0 < index < len(self.words) and self.gaps[index] != PARAGRAPH

    def same_line(self, index: int) -> bool:
        """Whether token ``index`` exists and stands on the line of the one before it."""
        return 0 < index < len(self.words) and self.gaps[index] <= BLANK

    def word(self, index: int) -> str:
        """The folded word at ``index``, "" outside the text."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def entry(self, index: int) -> Entry:
        """What the lexicon knows of the token at ``index``; nothing outside the text."""
        return self.entries[index] if 0 <= index < len(self.words) else NOTHING

    def printed(self, first: int, stop: int) -> str:
        """The original text from token ``first`` up to, not with, token ``stop``."""
        return self.text[self.starts[first] : self.ends[stop - 1]]

    def clause(self, index: int) -> int:
        """The number of the clause that token ``index`` is in."""
        return bisect_right(self.clauses, index)

    def sentence(self, index: int) -> int:
        """The number of the sentence that token ``index`` is in."""
        return bisect_right(self.sentences, index)

    def context(self, index: int, codes: Collection[str]) -> str | None:
        """Which of the meanings ``codes`` the word nearest to token ``index``, in its clause, speaks for."""
        clause, known = self.clause(index), self.lexicon.contexts
        for distance in range(1, _CONTEXT) if known else ():
            for at in (index - distance, index + distance):
                code = known.get(self.word(at))
                if code in codes and self.clause(at) == clause:
                    return code
        return None

    def is_number(self, index: int) -> bool:
        """Whether the token at ``index`` is printed in digits."""
        return 0 <= index < len(self.words) and self.words[index][0].isdecimal()


def tokenise(text: str, lexicon: Lexicon) -> Tokens:
    """Return the tokens of ``text`` with their lexicon entries, clauses and sentences."""
    folded = fold(text, lexicon.lang)
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    gaps: list[int] = []
    paragraphs: list[int] = []
    last = 0
    for match in TOKEN.finditer(folded):
        start, end = match.span()
        if start == last:
            gaps.append(GLUED)
        elif start - last == 1 and folded[last] != "\n":
            gaps.append(BLANK)
        else:
            gaps.append(BLANK + min(folded.count("\n", last, start), 2))
            if gaps[-1] == PARAGRAPH:
                paragraphs.append(len(words))
        last = end
        word = match[0]
        if word[:JOINED_HEAD] in lexicon.joined and word not in lexicon.root and len(parts := lexicon.split(word)) > 1:
            for part in parts[:-1]:  # двадцатипроцентный
                words.append(part)
                starts.append(start)
                start += len(part)
                ends.append(start)
                gaps.append(GLUED)
            word = parts[-1]
        words.append(word)
        starts.append(start)
        ends.append(end)
    tokens = Tokens(text, lexicon, words, starts, ends, gaps, [NOTHING] * len(words), [], paragraphs, [], {})
    _look_up(tokens)
    tokens.clauses = sorted({*tokens.clauses, *tokens.sentences})
    tokens.sentences.sort()
    return tokens


def _look_up(tokens: Tokens) -> None:
    """Find the longest known phrase from each token on; words inside a phrase mean nothing by themselves."""
    lexicon, entries = tokens.lexicon, tokens.entries
    free = 0
    for index, word in enumerate(tokens.words):
        if index < free:
            continue
        node = lexicon.root.get(word)
        if node is None:
            entry = _formed(tokens, index)
        elif node.following:
            entry, free = _phrase(tokens, index, node)
            if not node.ends and free == index:  # only the beginning of a phrase that does not follow
                entry = _formed(tokens, index)
        else:
            entry = node.entry
        if entry is not None:
            entries[index] = entry
            if entry.notable:
                _note(tokens, index, entry)


def _formed(tokens: Tokens, index: int) -> Entry | None:
    """What a word means by its beginning: a known word with a case ending, or a stem."""
    lexicon, word = tokens.lexicon, tokens.words[index]
    if lexicon.ending_lengths:
        behind = _number_before(tokens, index) if word in lexicon.alone else None
        if (entry := lexicon.inflected(lexicon.root, word, behind=behind)) is not None:
            return entry
    size = len(word)
    for length in lexicon.stem_lengths:
        if length <= size and (entry := lexicon.stems.get(word[:length])) is not None:
            return entry
    return None


def _phrase(tokens: Tokens, index: int, node: Node) -> tuple[Entry, int]:
    """Return what the longest phrase from token ``index`` on means, and the token behind it."""
    words, lexicon = tokens.words, tokens.lexicon
    free, ahead = index, index + 1
    while node.following and ahead < len(words):
        longer = node.following.get(words[ahead])
        if longer is None and tokens.gaps[ahead] == GLUED:
            longer = node.following.get(GLUED_MARK + words[ahead])
        if longer is None:
            inflected = lexicon.inflected(node.following, words[ahead]) if lexicon.ending_lengths else None
            return (inflected, ahead + 1) if inflected else (node.entry, free)
        node = longer
        ahead += 1
        if node.ends:  # the full stop of an abbreviation can also end the sentence
            free = ahead - 1 if words[ahead - 1] == "." else ahead
    return node.entry, free


def _number_before(tokens: Tokens, index: int) -> Decimal | None:
    """The number word or one for the digits right before a token, None when there is no number."""
    if tokens.is_number(index - 1):
        return ONE
    entry = tokens.entry(index - 1)
    sense = entry.scale or entry.cardinal
    return sense.number if sense else None


def _note(tokens: Tokens, index: int, entry: Entry) -> None:
    """List a governing word, a bound phrase, or where a clause or sentence ends (the next begins behind it)."""
    if entry.governs:
        tokens.governors.append(index)
    if entry.before is not None:
        tokens.bound_ends.setdefault(index + entry.before.length, index)
    if entry.parts == "clause":
        tokens.clauses.append(index + 1)
    elif entry.parts == "sentence":
        after = index + 1
        if (
            after < len(tokens.words)
            and tokens.gaps[after] != GLUED
            and not tokens.text[tokens.starts[after]].islower()
        ):
            tokens.sentences.append(after)
