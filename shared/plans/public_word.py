"""The words of a brand in public, each counted once: one text on two channels at about the same time is one word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shared.domain.text import says_the_same, within
from shared.domain.time import MINUTE_MS
from shared.plans.plan import FIRST_WORD_STEP, SCOPE_STEP, UPDATES_STEP

TOGETHER_MS = 5 * MINUTE_MS
"""Words no farther apart may be one word: as long as the clock gives for a first one."""

CUT = "…"

PUBLIC_STEPS = (FIRST_WORD_STEP, SCOPE_STEP, UPDATES_STEP)
"""The steps that say something in public, in the order of the words that they ask for."""


class PublicWord(NamedTuple):
    """What was said in public on ``channel``, perhaps under a ``headline``; ``text`` is empty for that alone."""

    at_ms: int
    text: str = ""
    channel: str = ""
    headline: str = ""


class Tick(NamedTuple):
    """A step for a public word that somebody ticked off."""

    at_ms: int
    step: str


def told_once(words: Iterable[PublicWord], ticks: Sequence[Tick] = ()) -> list[int]:
    """The times of the words, the earliest first; what repeats an earlier one within five minutes is left out.

    To repeat is to say the same, or on another channel a short form of it, or a headline alone. A tick tells of the
    word that its step asks for, and counts itself where none is near.

    >>> minute, said = MINUTE_MS, "We have seen your reports, and look into it."
    >>> page = PublicWord(2 * minute, channel="page", headline="Some kettles overheat")
    >>> other = PublicWord(3 * minute, "Please unplug the K2 of 2025.", "x")
    >>> [at // minute for at in told_once([PublicWord(0, said, "x"), page, other, PublicWord(9 * minute, said, "x")])]
    [0, 3, 9]
    """
    kept: list[PublicWord] = []
    for word in sorted(words):
        if not any(_repeats(word, earlier) for earlier in kept):
            kept.append(word)
    times = [word.at_ms for word in kept]
    return sorted({*times, *(tick.at_ms for tick in ticks if not _told(tick, times))})


def _repeats(word: PublicWord, earlier: PublicWord) -> bool:
    if word.at_ms - earlier.at_ms > TOGETHER_MS:
        return False
    if word.channel == earlier.channel:
        return says_the_same(*_equally_cut(f"{word.headline} {word.text}", f"{earlier.headline} {earlier.text}"))
    return not (word.text and earlier.text) or within(*_equally_cut(word.text, earlier.text))


def _equally_cut(one: str, other: str) -> tuple[str, str]:
    """Both texts as long as the one that is cut."""
    cut = min((len(text) - 1 for text in (one, other) if text.endswith(CUT)), default=None)
    return one[:cut], other[:cut]


def _told(tick: Tick, times: Sequence[int]) -> bool:
    """Whether a word is near that is what the step asks for: the first one, the second one, or a later one."""
    place = PUBLIC_STEPS.index(tick.step)
    asked = times[place:] if tick.step == UPDATES_STEP else times[place : place + 1]
    return any(abs(tick.at_ms - at_ms) <= TOGETHER_MS for at_ms in asked)
