"""Tells which of the four languages a text is written in, from its letters and a few function words.

Letters decide between Kazakh and Russian, Azerbaijani and English; function words decide mixed pages. Refuses nothing:
every text gets one of the four, English when there is no evidence at all.
"""

from __future__ import annotations

import re
from collections import Counter

from extractors.figures.lexicon import load_lexicon
from extractors.figures.normalise import fold

_LETTERS = {"kk": "әғқңөұүһі", "az": "əığşçöü"}
_SAMPLE = 20_000
_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION_WORD = 3  # says more than any other known word, or a letter that a name may have brought along


def detect_language(text: str) -> str:
    """Return the language of ``text``: "ru", "en", "kk" or "az"."""
    sample = fold(text[:_SAMPLE], "en")
    letters = Counter(sample)
    cyrillic = sum(count for letter, count in letters.items() if "а" <= letter <= "ӿ")
    latin = sum(count for letter, count in letters.items() if "a" <= letter <= "z" or letter in _LETTERS["az"])
    pair = ("ru", "kk") if cyrillic > latin else ("en", "az")
    words = Counter(_WORD.findall(sample))
    scores = {lang: _score(lang, letters, words) for lang in pair}
    return max(pair, key=lambda lang: scores[lang])


def _score(lang: str, letters: Counter[str], words: Counter[str]) -> int:
    root = load_lexicon(lang).root
    score = sum(letters[letter] for letter in _LETTERS.get(lang, ""))
    for word, count in words.items():
        if node := root.get(word):
            score += count * (_FUNCTION_WORD if node.entry.function_word else 1)
    return score
