"""How phrases are found: each by an anchor, one of its words that few posts have, then by the word beside it.

A text costs a look-up for each of its words and, where a phrase may be, a few steps to both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.intents.phrase_rule import STOPS, Match, PhraseRule, negated

GAP_WORDS = 3
"""The most words that a gap (``..``) in a cue stands for."""

REACH = GAP_WORDS + 2
_EDGE = [""] * REACH
"""Stands before the first word and behind the last: no cue reaches beyond it."""


class Step(NamedTuple):
    """The words that may come next in a phrase, and whether others may stand before them."""

    words: frozenset[str]
    apart: bool


class Phrase(NamedTuple):
    """A cue of several words, seen from its anchor: the steps from there backwards, and those ahead.

    One of the words ``near`` must stand beside the anchor, ``way`` 1 behind it and -1
    before, or somewhere around it (0): a glance that spares most of the walks.
    """

    near: frozenset[str]
    way: int
    rule: PhraseRule
    behind: tuple[Step, ...]
    ahead: tuple[Step, ...]


class Glance(NamedTuple):
    """The rests of an anchor's phrases by the word that must stand next, or just before; and those with a gap there."""

    after: Mapping[str, list[Phrase]]
    before: Mapping[str, list[Phrase]]
    apart: list[Phrase]


@dataclass(slots=True)
class Anchored:
    """What a word may be the anchor of: cues that it makes alone, and phrases."""

    alone: list[PhraseRule] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    glance: Glance | None = None

    def glanced(self) -> Glance:
        """The phrases as they are looked for; made when a text first holds the word, which few words ever do."""
        sides: dict[int, dict[str, list[Phrase]]] = {1: {}, -1: {}}
        for phrase in self.phrases:
            for word in phrase.near if phrase.way else ():
                sides[phrase.way].setdefault(word, []).append(_rest(phrase))
        self.glance = Glance(sides[1], sides[-1], [phrase for phrase in self.phrases if not phrase.way])
        return self.glance


def found(words: list[str], known: Mapping[str, Anchored]) -> list[Match]:
    """Every cue in the words, in the order of their anchors, without those that a negation before them takes back."""
    hits: list[Match] = []
    padded = [*_EDGE, *words, *_EDGE]
    for at, anchored in enumerate(map(known.get, words), REACH):
        if anchored is None:
            continue
        if anchored.alone:
            hits += [Match(cue, at - REACH, at + 1 - REACH) for cue in anchored.alone]
        after, before, apart = anchored.glance or anchored.glanced()
        phrases = after.get(padded[at + 1])
        if phrases is not None:
            _walk(phrases, padded, at - 1, at + 2, hits)
        phrases = before.get(padded[at - 1])
        if phrases is not None:
            _walk(phrases, padded, at - 2, at + 1, hits)
        if apart:
            around = padded[at - REACH : at + REACH]
            near = [phrase for phrase in apart if not phrase.near.isdisjoint(around)]
            if near:
                _walk(near, padded, at - 1, at + 1, hits)
    return [hit for hit in hits if hit.rule.steadfast or not negated(words, hit.first)]


def _rest(phrase: Phrase) -> Phrase:
    """What is left of a phrase once the word beside its anchor was seen."""
    if phrase.way > 0:
        return phrase._replace(ahead=phrase.ahead[1:])
    return phrase._replace(behind=phrase.behind[1:])


def _walk(phrases: Iterable[Phrase], words: list[str], before: int, after: int, hits: list[Match]) -> None:
    """Add those of the phrases that go on to both sides of the padded words between ``before`` and ``after``."""
    for _, _, cue, behind, ahead in phrases:
        end = _reached(ahead, words, after, 1) if ahead else after
        if end is not None:
            first = _reached(behind, words, before, -1) if behind else before
            if first is not None:
                hits.append(Match(cue, first + 1 - REACH, end - REACH))


def _reached(steps: Sequence[Step], words: list[str], place: int, way: int) -> int | None:
    """The place after the last of the steps from ``place`` on, ``way`` 1 or -1; nothing where the words do not fit."""
    for number, (wanted, apart) in enumerate(steps):
        if apart:
            return _leapt(steps[number:], words, place, way)
        if words[place] not in wanted:
            return None
        place += way
    return place


def _leapt(steps: Sequence[Step], words: list[str], place: int, way: int) -> int | None:
    """The same where a gap of no more than some words of the same clause may come first."""
    wanted = steps[0].words
    for beyond in range(place, place + way * (1 + GAP_WORDS), way):
        if words[beyond] in wanted:
            reached = _reached(steps[1:], words, beyond + way, way)
            if reached is not None:
                return reached
        if words[beyond] in STOPS:
            break
    return None
