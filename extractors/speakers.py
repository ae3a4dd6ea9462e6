"""Says who told a figure, when the text names them: "X said", "по словам X", "X деді", "X-in sözlərinə görə".

The words of speech and of sources are in ``lexicons/speakers.yaml``; a speaker is the name beside them, as printed. A
quotation has the speaker that its own end or beginning names; "he said" is the person who spoke last. Refuses a name
that stands in another clause than the figure, a bare title, and agencies that only hand on the news: nobody is better
than the wrong one.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.names import Told, read_attributions, speaker_words
from extractors.records import Observation, Span
from extractors.scenes import Article, Scene

_BACK = 4
_NESTED = 4
_QUOTATION = re.compile(r"«[^«»]{3,2000}»|“[^“”]{3,2000}”|„[^„“”]{3,2000}[“”]|\"[^\"\n]{3,2000}\"")
_DIALOGUE = re.compile(r"(?m)^[ \t]*[–—-][^\n]{3,2000}")


def attribute(article: Article, observations: Sequence[Observation]) -> list[Observation]:
    """Return ``observations`` with their speakers; who is not named beyond doubt stays None."""
    told = _Attributions(article)
    return [replace(seen, speaker=told.speaker_of(seen)) for seen in observations]


class _Attributions:
    """The attributions of one article, read sentence by sentence as they are needed."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.scenes = article.scenes
        self.words = speaker_words(article.lang)
        self._read: dict[int, list[Told]] = {}
        text = article.text
        self.quotations = sorted(match.span() for match in (*_QUOTATION.finditer(text), *_DIALOGUE.finditer(text)))

    def speaker_of(self, seen: Observation) -> str | None:
        at = self._sentence_at(seen.span[0])
        scene = self.scenes[at]
        here = self.told_in(at)
        if here:
            near = [told for told in here if self._is_of(scene, told, seen.span)]
            names = {self._resolved(told, at) for told in near}
            return names.pop() if len(names) == 1 else None
        return self._of_quotation(seen.span) or self._pointed_at(at)

    def _sentence_at(self, offset: int) -> int:
        return max(bisect.bisect_right(self.scenes, offset, key=lambda scene: scene.sentence.start) - 1, 0)

    def told_in(self, at: int) -> list[Told]:
        """Return the attributions of the sentence ``at``."""
        if at not in self._read:
            self._read[at] = read_attributions(self.scenes[at], self.words)
        return self._read[at]

    def _is_of(self, scene: Scene, told: Told, span: Span) -> bool:
        """Return whether no other clause begins between the attribution and the figure."""
        start, end = min(told.span[1], span[1]), max(told.span[0], span[0])
        contrasts = scene.syntax["contrasts"]
        return not any(start <= word.start < end and word.text in contrasts for word in scene.sentence.words)

    def _resolved(self, told: Told, at: int) -> str | None:
        """A pronoun stands for the one who spoke last, not more than a few sentences before."""
        if told.name is not None or not told.by_pronoun:
            return told.name
        for back in range(at - 1, max(at - 1 - _BACK, -1), -1):
            names = [before.name for before in self.told_in(back) if before.name is not None]
            if names:
                return names[-1]
        return None

    def _of_quotation(self, span: Span) -> str | None:
        before = bisect.bisect_right(self.quotations, span[0], key=lambda quotation: quotation[0])
        near = self.quotations[max(before - _NESTED, 0) : before]
        quotation = next((q for q in near if span[1] <= q[1]), None)
        if quotation is None:
            return None
        start, end = quotation
        is_dialogue = self.article.text[start:end].lstrip()[0] in "–—-"
        for other in range(max(self._sentence_at(start) - 1, 0), len(self.scenes)):
            sentence = self.scenes[other].sentence
            if sentence.start > end + 4:
                break
            for told in self.told_in(other) if sentence.end > start - 4 else ():
                inside = start <= told.span[0] < end
                if inside == is_dialogue and "\n" not in self.article.text[min(told.span[1], start) : told.span[0]]:
                    return self._resolved(told, other)
        return None

    def _pointed_at(self, at: int) -> str | None:
        """Return who is named by the next sentence when it says who told this one: "This was announced by …"."""
        if at + 1 >= len(self.scenes):
            return None
        words = self.scenes[at + 1].sentence.words
        opening = " ".join(word.text for word in words[:4]) + " "
        if not opening.startswith(tuple(f"{phrase} " for phrase in self.words.pointing)):
            return None
        names = {self._resolved(told, at + 1) for told in self.told_in(at + 1)}
        return names.pop() if len(names) == 1 else None
