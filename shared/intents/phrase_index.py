"""An index of phrase rules: the tokens of a text in, the matches of the rules out.

Each phrase is filed under its key word: one of its words that is rare in posts. A text
costs one look-up for each of its words. Where a key word stands, its phrases are
compared word by word, to both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.intents.phrase_rule import CLAUSE_ENDS, Match, PhraseRule, is_negated

GAP_WORDS = 3
"""A gap (``..``) in a phrase stands for at most so many words."""

PADDING = GAP_WORDS + 2
_PADDING = [""] * PADDING
"""Stands before the first word and after the last; no phrase reaches further."""

_COMMON_WORDS = """
0 one two a an the is are was were be been it its this that these they them their there i im my me we us our you
your u he she his her to for of in on at by with from and or but so not no never can could will would do does did dont
have has had get got just all now as if when what who how about out up one any some more very really still your too
why where been am i'll ive than then into after before again people want need like or . , ! ? : ( ) " -
"""
COMMON_WORDS = frozenset(_COMMON_WORDS.split())
"""Words that many posts have. They become the key word of a phrase only if it has no other word."""


class Step(NamedTuple):
    """The words that may come next in a phrase, and whether a gap may come before them."""

    words: frozenset[str]
    after_gap: bool


class Phrase(NamedTuple):
    """A rule of several words, seen from its key word: the steps before it, backwards, and those after it.

    ``neighbours`` saves most comparisons: one of these words must stand right after the key word (``side``
    is 1), right before it (-1), or somewhere near it (0).
    """

    neighbours: frozenset[str]
    side: int
    rule: PhraseRule
    before: tuple[Step, ...]
    after: tuple[Step, ...]


class _ByNeighbour(NamedTuple):
    """The phrases of a key word: by the word right after it, by the word right before it, and those with gaps there.

    Where the neighbour has matched already, only the rest of the phrase is kept.
    """

    after: Mapping[str, list[Phrase]]
    before: Mapping[str, list[Phrase]]
    with_gap: list[Phrase]


@dataclass(slots=True)
class Entry:
    """What one key word is filed with: rules that need no other word, and phrases."""

    single: list[PhraseRule] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    _by_neighbour: _ByNeighbour | None = None

    def by_neighbour(self) -> _ByNeighbour:
        """The phrases by their neighbours, built when a text first has the key word; few key words are ever used."""
        if self._by_neighbour is None:
            sides: dict[int, dict[str, list[Phrase]]] = {1: {}, -1: {}}
            for phrase in self.phrases:
                for word in phrase.neighbours if phrase.side else ():
                    sides[phrase.side].setdefault(word, []).append(_without_neighbour(phrase))
            with_gap = [phrase for phrase in self.phrases if not phrase.side]
            self._by_neighbour = _ByNeighbour(sides[1], sides[-1], with_gap)
        return self._by_neighbour


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
        phrase = _phrase(rule, steps, key)
        for word in steps[key].words:
            self._entry(word).phrases.append(phrase)

    def words(self) -> set[str]:
        """Every word of every rule."""
        phrases = (phrase for entry in self.entries.values() for phrase in entry.phrases)
        return set(self.entries).union(*(step.words for phrase in phrases for step in (*phrase.before, *phrase.after)))

    def find(self, words: list[str]) -> list[Match]:
        """Every match in the words, in the order of the key words, without those that are negated."""
        matches: list[Match] = []
        padded = [*_PADDING, *words, *_PADDING]
        for at, entry in enumerate(map(self.entries.get, words), PADDING):
            if entry is not None:
                if entry.single:
                    matches += [Match(rule, at - PADDING, at + 1 - PADDING) for rule in entry.single]
                if entry.phrases:
                    matches += _phrase_matches(entry.by_neighbour(), padded, at)
        return [match for match in matches if match.rule.ignores_negation or not is_negated(words, match.first)]

    def _entry(self, word: str) -> Entry:
        entry = self.entries.get(word)
        if entry is None:
            entry = self.entries[word] = Entry()
        return entry


def _phrase(rule: PhraseRule, steps: Sequence[Step], key: int) -> Phrase:
    """The rule with these steps, seen from its step ``key``."""
    gaps = [step.after_gap for step in steps[1 : key + 1]]
    before = tuple([Step(step.words, gap) for step, gap in zip(steps, gaps, strict=False)][::-1])
    after = tuple(steps[key + 1 :])
    if after and not after[0].after_gap:
        return Phrase(after[0].words, 1, rule, before, after)
    if before and not before[0].after_gap:
        return Phrase(before[0].words, -1, rule, before, after)
    return Phrase((after or before)[0].words, 0, rule, before, after)


def _without_neighbour(phrase: Phrase) -> Phrase:
    """The rest of a phrase, once the word beside its key word has matched."""
    if phrase.side > 0:
        return phrase._replace(after=phrase.after[1:])
    return phrase._replace(before=phrase.before[1:])


def _phrase_matches(phrases: _ByNeighbour, padded: list[str], at: int) -> Iterator[Match]:
    """The matches of the phrases whose key word stands at ``at`` of the padded words."""
    after, before, with_gap = phrases
    found = after.get(padded[at + 1])
    if found is not None:
        yield from _compare(found, padded, at - 1, at + 2)
    found = before.get(padded[at - 1])
    if found is not None:
        yield from _compare(found, padded, at - 2, at + 1)
    if with_gap:
        nearby = padded[at - PADDING : at + PADDING]
        found = [phrase for phrase in with_gap if not phrase.neighbours.isdisjoint(nearby)]
        if found:
            yield from _compare(found, padded, at - 1, at + 1)


def _compare(phrases: Iterable[Phrase], padded: list[str], before: int, after: int) -> Iterator[Match]:
    """The phrases whose steps match the padded words backwards from ``before`` and forwards from ``after``."""
    for _, _, rule, steps_before, steps_after in phrases:
        end = _follow(steps_after, padded, after, 1) if steps_after else after
        if end is not None:
            first = _follow(steps_before, padded, before, -1) if steps_before else before
            if first is not None:
                yield Match(rule, first + 1 - PADDING, end - PADDING)


def _follow(steps: Sequence[Step], words: list[str], position: int, direction: int) -> int | None:
    """The position after the last of the steps from ``position`` on, or ``None`` if the words do not match."""
    for number, (wanted, after_gap) in enumerate(steps):
        if after_gap:
            return _follow_gap(steps[number:], words, position, direction)
        if words[position] not in wanted:
            return None
        position += direction
    return position


def _follow_gap(steps: Sequence[Step], words: list[str], position: int, direction: int) -> int | None:
    """The same, after a gap of at most :data:`GAP_WORDS` words of the same clause."""
    wanted = steps[0].words
    for beyond in range(position, position + direction * (1 + GAP_WORDS), direction):
        if words[beyond] in wanted:
            end = _follow(steps[1:], words, beyond + direction, direction)
            if end is not None:
                return end
        if words[beyond] in CLAUSE_ENDS:
            break
    return None
