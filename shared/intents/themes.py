"""Topics: the themes of one post, by the words of the lexicon ``themes.txt``; several may hold."""

from __future__ import annotations

from dataclasses import dataclass

from shared.domain.theme import Theme
from shared.intents.phrase_rule import STRONG, PhraseMatches


@dataclass(frozen=True, slots=True)
class ThemeMatch:
    """A theme that a post speaks of, and the words that say so, the clearest first."""

    theme: Theme
    why: tuple[str, ...]


WORDS_KEPT = 3
"""Words and phrases that are named as the reason of a label."""

_THEMES = tuple(Theme)


def theme_matches(reading: PhraseMatches) -> tuple[ThemeMatch, ...]:
    """The themes of a post, in the order of :class:`Theme`, by the cues in it.

    A theme holds where a strong cue stands, or two weak ones.

    >>> from shared.intents.lexicon import phrase_lexicon
    >>> theme_matches(phrase_lexicon().read("The kettle caught fire and I want a refund"))[0]
    ThemeMatch(theme=<Theme.SAFETY: 'safety'>, why=('caught fire',))
    """
    cues = reading.by_group
    return tuple(
        ThemeMatch(theme, reading.said(cues[theme], WORDS_KEPT))
        for theme in _THEMES
        if theme in cues and sum([hit.rule.weight for hit in cues[theme]]) >= STRONG
    )
