"""Tells which of the four languages a text is written in, from its letters and, when these do not tell, its words.

Kazakh and Azerbaijani have letters of their own, in nearly every word; a longer text with many or none of them needs
no look at its words, so that only one lexicon is loaded. Refuses nothing: without any evidence a text is English.
"""

from __future__ import annotations

import re
from collections import Counter

from extractors.figures.lexicon import load_lexicon
from extractors.figures.normalise import fold

_OWN_LETTERS = {"kk": "әғқңөұүһі", "az": "əığşçöü"}
_SAMPLE = 20_000
_ENOUGH = 200  # letters from which their share tells the language
_MANY = 0.04
_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION_WORD = 3  # says more than any other known word, or a letter that a name may have brought along


def detect_language(text: str) -> str:
    """Return the language of ``text``: "ru", "en", "kk" or "az"."""
    sample = fold(text[:_SAMPLE], "en")
    letters = Counter(sample)
    cyrillic = sum(count for letter, count in letters.items() if "а" <= letter <= "ӿ")
    latin = sum(count for letter, count in letters.items() if "a" <= letter <= "z" or letter in _OWN_LETTERS["az"])
    plain, marked = ("ru", "kk") if cyrillic > latin else ("en", "az")
    own = sum(letters[letter] for letter in _OWN_LETTERS[marked])
    total = max(cyrillic, latin)
    if total >= _ENOUGH and (own == 0 or own > _MANY * total):
        return marked if own else plain
    words = Counter(_WORD.findall(sample))
    return marked if _score(marked, words) + own > _score(plain, words) else plain


def _score(lang: str, words: Counter[str]) -> int:
    lexicon = load_lexicon(lang)
    score = 0
    for word, count in words.items():
        node = lexicon.root.get(word)
        if node is not None:
            score += count * (_FUNCTION_WORD if node.entry.function_word else 1)
        elif lexicon.ending_lengths and lexicon.inflected(lexicon.root, word):
            score += count
    return score
