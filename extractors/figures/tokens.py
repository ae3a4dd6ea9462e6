"""Cuts a text into tokens and looks every one up in the lexicon, once.

All later steps ask only these lists; none scans the text again. Offsets are the original text's, because folding
keeps the length.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.figures.lexicon import TOKEN, Entry, Lexicon
from extractors.figures.normalise import fold

NOTHING = Entry()


@dataclass(slots=True)
class Tokens:
    """The tokens of ``text``: folded ``words``, their offsets, and what the lexicon knows of each.

    ``bound_ends`` maps the token behind each bound phrase ("more than") to the one it begins with.
    """

    text: str
    folded: str
    lexicon: Lexicon
    words: list[str]
    starts: list[int]
    ends: list[int]
    entries: list[Entry]
    bound_ends: dict[int, int]

    def glued(self, index: int) -> bool:
        """Whether nothing stands between token ``index`` and the one before it."""
        return 0 < index < len(self.words) and self.starts[index] == self.ends[index - 1]

    def near(self, index: int) -> bool:
        """Whether token ``index`` exists and at most one line break parts it from the one before it."""
        if not 0 < index < len(self.words):
            return False
        start, end = self.ends[index - 1], self.starts[index]
        return end - start < 2 or self.folded.count("\n", start, end) < 2  # noqa: PLR2004 -- a blank line

    def same_line(self, index: int) -> bool:
        """Whether token ``index`` exists and stands on the line of the one before it."""
        if not 0 < index < len(self.words):
            return False
        return self.folded.find("\n", self.ends[index - 1], self.starts[index]) < 0

    def word(self, index: int) -> str:
        """The folded word at ``index``, "" outside the text."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def entry(self, index: int) -> Entry:
        """What the lexicon knows of the token at ``index``; nothing outside the text."""
        return self.entries[index] if 0 <= index < len(self.words) else NOTHING

    def printed(self, first: int, stop: int) -> str:
        """The original text from token ``first`` up to, not with, token ``stop``."""
        return self.text[self.starts[first] : self.ends[stop - 1]]

    def is_number(self, index: int) -> bool:
        """Whether the token at ``index`` is printed in digits."""
        return 0 <= index < len(self.words) and self.words[index][0].isdecimal()


def tokenise(text: str, lexicon: Lexicon) -> Tokens:
    """Return the tokens of ``text`` with their lexicon entries."""
    folded = fold(text, lexicon.lang)
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in TOKEN.finditer(folded):
        words.append(match[0])
        start, end = match.span()
        starts.append(start)
        ends.append(end)
    entries, bound_ends = _look_up(words, lexicon)
    return Tokens(text, folded, lexicon, words, starts, ends, entries, bound_ends)


def _look_up(words: list[str], lexicon: Lexicon) -> tuple[list[Entry], dict[int, int]]:
    root, stems, lengths = lexicon.root, lexicon.stems, lexicon.stem_lengths
    count = len(words)
    entries = [NOTHING] * count
    bound_ends: dict[int, int] = {}
    free = 0  # words inside a phrase mean nothing by themselves
    for index, word in enumerate(words):
        if index < free:
            continue
        node = root.get(word)
        if node is None:
            size = len(word)
            for length in lengths:
                if length <= size and (entry := stems.get(word[:length])) is not None:
                    entries[index] = entry
                    break
            continue
        ahead = index + 1
        while node.following and ahead < count and (longer := node.following.get(words[ahead])) is not None:
            node = longer
            ahead += 1
            if node.ends:
                free = ahead
        entries[index] = node.entry
        if node.entry.before is not None:
            bound_ends.setdefault(index + node.entry.before.length, index)
    return entries, bound_ends
