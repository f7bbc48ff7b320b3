"""Themes: what a post speaks of, by the words of the lexicon ``themes.txt``; several may hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.cue import STRONG, WEAK, Hit, Tokens


class Theme(StrEnum):
    """A trouble that brands have; also the group of its cues in the lexicon."""

    SAFETY = "safety"
    RECALL = "recall"
    OUTAGE = "outage"
    DATA_BREACH = "data_breach"
    BILLING = "billing"
    DELAY = "delay"
    SERVICE = "service"
    DISCRIMINATION = "discrimination"
    LAYOFFS = "layoffs"
    LEGAL = "legal"
    BOYCOTT = "boycott"
    QUALITY = "quality"

    @property
    def said(self) -> str:
        """The theme as a person says it."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Topic:
    """A theme that a post speaks of, and the words that say so, the clearest first."""

    theme: Theme
    why: tuple[str, ...]


WORDS_KEPT = 3
"""Words and phrases that are named as the reason of a label."""

_NAMES = frozenset(theme.value for theme in Theme)
_CRITICAL = WEAK
"""What a critical mood adds: a weak word ("the staff", "slow") beside anger is trouble."""


def topics_of(tokens: Tokens, hits: Iterable[Hit], *, critical: bool) -> tuple[Topic, ...]:
    """The themes of a post, in the order of :class:`Theme`, by the cues in it.

    A theme holds where a strong cue stands, or two weak ones, or one weak one and the
    post is ``critical``.

    >>> from shared.lexicon import lexicon
    >>> topics_of(*lexicon().read("The kettle caught fire and I want a refund"), critical=True)[0]
    Topic(theme=<Theme.SAFETY: 'safety'>, why=('caught fire',))
    """
    by_theme: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.cue.group in _NAMES:
            by_theme.setdefault(hit.cue.group, []).append(hit)
    kept = {name: apart(by_theme[name]) for name in by_theme}
    return tuple(
        Topic(theme, words_of(tokens, kept[theme.value]))
        for theme in Theme
        if theme.value in kept and _CRITICAL * critical + sum(hit.cue.weight for hit in kept[theme.value]) >= STRONG
    )


def apart(hits: Iterable[Hit]) -> list[Hit]:
    """Those of the hits that share no word, strong ones before weak ones, long ones before short ones."""
    taken: set[int] = set()
    kept = []
    for hit in sorted(hits, key=lambda hit: (-hit.cue.weight, hit.first - hit.end, hit.first)):
        span = range(hit.first, hit.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(hit)
    return kept


def words_of(tokens: Tokens, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The words of the first hits, each once."""
    return tuple(dict.fromkeys(map(tokens.said, hits)))[:WORDS_KEPT]
