"""An index of phrase rules: the tokens of a text in, the matches of the rules out.

Each phrase is filed under its key word: one of its words that is rare in posts. A text
costs one look-up for each of its words. Where a key word stands, its phrases are
compared word by word, to both sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared.intents.phrase import PADDING, REACH, Phrase, Step, make_phrase, matches, without_neighbour
from shared.intents.phrase_rule import CLAUSE_ENDS, NEGATIONS, Match, PhraseRule, negated_positions

_EMPTY_WORDS = [""] * PADDING

_COMMON_WORDS = """
0 one two a an the is are was were be been it its this that these they them their there i im my me we us our you
your u he she his her to for of in on at by with from and or but so not no never can could will would do does did dont
have has had get got just all now as if when what who how about out up one any some more very really still your too
why where been am i'll ive than then into after before again people want need like or . , ! ? : ( ) " -
"""
COMMON_WORDS = frozenset(_COMMON_WORDS.split())
"""Words that many posts have. They become the key word of a phrase only if it has no other word."""


_NOWHERE = frozenset[str]()
_NONE: Mapping[str, list[Phrase]] = {}
"""Shared by all key words without such phrases: what is read again and again should lie close together in memory."""


class Entry:
    """What one key word is filed with.

    ``single`` are rules that need no other word, ``phrases`` all others. When a text first has the key word
    they are put in order, as few key words are ever used: phrases by the word right ``after`` it and by the
    word right ``before`` it, of which only the rest is kept, and phrases with a gap there, with all words of
    which one must stand within reach ``ahead`` of it or ``behind`` it for these.
    """

    __slots__ = ("after", "ahead", "before", "behind", "filed", "phrases", "single", "with_gap")

    def __init__(self) -> None:
        self.single: list[PhraseRule] = []
        self.phrases: list[Phrase] = []
        self.after = self.before = _NONE
        self.with_gap: Sequence[Phrase] = ()
        self.ahead = self.behind = _NOWHERE
        self.filed = False

    def file(self) -> None:
        """Put the phrases in order."""
        sides: dict[int, dict[str, list[Phrase]]] = {1: {}, -1: {}}
        for phrase in self.phrases:
            for word in () if phrase.gap else phrase.neighbours:
                sides[phrase.side].setdefault(word, []).append(without_neighbour(phrase))
        self.after, self.before = sides[1] or _NONE, sides[-1] or _NONE
        self.with_gap = tuple(phrase for phrase in self.phrases if phrase.gap)
        self.ahead = _NOWHERE.union(*(phrase.neighbours for phrase in self.with_gap if phrase.side > 0))
        self.behind = _NOWHERE.union(*(phrase.neighbours for phrase in self.with_gap if phrase.side < 0))
        self.filed = True


class PhraseIndex:
    """Rules by their key words."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}

    def add(self, rule: PhraseRule, steps: Sequence[Step]) -> None:
        """File a rule with these steps under each word of its key step."""
        if len(steps) == 1:
            for word in steps[0].words:
                self._entry(word).single.append(rule)
            return
        candidates = [at for at, step in enumerate(steps) if not step.words >= CLAUSE_ENDS]
        key = next((at for at in candidates if COMMON_WORDS.isdisjoint(steps[at].words)), candidates[0])
        phrase = make_phrase(rule, steps, key)
        for word in steps[key].words:
            self._entry(word).phrases.append(phrase)

    def words(self) -> set[str]:
        """Every word of every rule."""
        phrases = (phrase for entry in self.entries.values() for phrase in entry.phrases)
        return set(self.entries).union(*(step.words for phrase in phrases for step in (*phrase.before, *phrase.after)))

    def find(self, words: list[str]) -> list[Match]:
        """Every match in the words, in the order of the key words, without those that are negated."""
        new, found = tuple.__new__, list[Match]()  # a named tuple's own constructor takes twice as long
        padded = [*_EMPTY_WORDS, *words, *_EMPTY_WORDS]
        for at, entry in enumerate(map(self.entries.get, words), PADDING):
            if entry is None:
                continue
            if not entry.filed:
                entry.file()
            for rule in entry.single:
                found.append(new(Match, (rule, at - PADDING, at + 1 - PADDING)))
            beside = entry.after.get(padded[at + 1])
            if beside is not None:
                found += matches(beside, padded, at - 1, at + 2)
            beside = entry.before.get(padded[at - 1])
            if beside is not None:
                found += matches(beside, padded, at - 2, at + 1)
            if entry.with_gap:
                ahead, behind = padded[at + 1 : at + 1 + REACH], entry.behind and padded[at - REACH : at]
                if not entry.ahead.isdisjoint(ahead) or (behind and not entry.behind.isdisjoint(behind)):
                    open_ = [p for p in entry.with_gap if not p[0].isdisjoint(ahead if p[1] > 0 else behind)]
                    found += matches(open_, padded, at - 1, at + 1)
        if not found or NEGATIONS.isdisjoint(words):
            return found
        negated = negated_positions(words)
        return [match for match in found if match[1] not in negated or match[0].ignores_negation]

    def _entry(self, word: str) -> Entry:
        entry = self.entries.get(word)
        if entry is None:
            entry = self.entries[word] = Entry()
        return entry
