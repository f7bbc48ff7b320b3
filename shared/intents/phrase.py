"""A phrase seen from its key word: the words around that word in, the match or nothing out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shared.intents.phrase_rule import CLAUSE_ENDS, Match, PhraseRule

GAP_WORDS = 3
"""A gap (``..``) in a phrase stands for at most so many words."""

REACH = GAP_WORDS + 1
"""The word after a gap is one of so many."""

PADDING = REACH + 1
"""So many empty words stand before and after the words of a text; no phrase reaches further."""


class Step(NamedTuple):
    """The words that may come next in a phrase, and whether a gap may come before them."""

    words: frozenset[str]
    after_gap: bool


class Phrase(NamedTuple):
    """A rule of several words, seen from its key word: the steps before it, backwards, and those after it.

    ``neighbours`` saves most comparisons: one of these words must stand right before or right after the key
    word (``side`` is -1 or 1), or with a ``gap`` among the few words there.
    """

    neighbours: frozenset[str]
    side: int
    gap: bool
    rule: PhraseRule
    before: tuple[Step, ...]
    after: tuple[Step, ...]


def make_phrase(rule: PhraseRule, steps: Sequence[Step], key: int) -> Phrase:
    """The rule with these steps, two or more, seen from the step ``key``."""
    gaps = [step.after_gap for step in steps[1 : key + 1]]
    before = tuple([Step(step.words, gap) for step, gap in zip(steps, gaps, strict=False)][::-1])
    after = tuple(steps[key + 1 :])
    if after and not after[0].after_gap:
        return Phrase(after[0].words, 1, False, rule, before, after)
    if before and not before[0].after_gap:
        return Phrase(before[0].words, -1, False, rule, before, after)
    return Phrase((after or before)[0].words, 1 if after else -1, True, rule, before, after)


def without_neighbour(phrase: Phrase) -> Phrase:
    """The rest of a phrase, once the word beside its key word has matched."""
    if phrase.side > 0:
        return phrase._replace(after=phrase.after[1:])
    return phrase._replace(before=phrase.before[1:])


def matches(phrases: Iterable[Phrase], padded: list[str], before: int, after: int) -> list[Match]:
    """The phrases whose steps match the padded words, backwards from ``before`` and forwards from ``after``."""
    found = []
    for _, _, _, rule, steps_before, steps_after in phrases:
        end = _follow(steps_after, padded, after, 1) if steps_after else after
        if end is not None:
            first = _follow(steps_before, padded, before, -1) if steps_before else before
            if first is not None:
                found.append(tuple.__new__(Match, (rule, first + 1 - PADDING, end - PADDING)))
    return found


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
    wanted, rest = steps[0].words, steps[1:]
    for beyond in range(position, position + direction * REACH, direction):
        word = words[beyond]
        if word in wanted:
            end = _follow(rest, words, beyond + direction, direction) if rest else beyond + direction
            if end is not None:
                return end
        if word in CLAUSE_ENDS:
            break
    return None
