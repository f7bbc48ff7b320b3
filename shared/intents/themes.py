"""Themes: the phrases found in a post in, the themes it is about out."""

from __future__ import annotations

from typing import NamedTuple

from shared.domain.mentions.theme import Theme
from shared.intents.phrase_rule import STRONG, PhraseMatches

MAX_PHRASES = 3
"""So many phrases are given as the reason for a theme or an intent."""


class ThemeMatch(NamedTuple):
    """A theme of a post, and the phrases found in it."""

    theme: Theme
    matches: PhraseMatches

    @property
    def why(self) -> tuple[str, ...]:
        """The phrases that show the theme, the strongest first; put together when they are asked for."""
        return self.matches.phrases(self.matches.by_group[self.theme.value], MAX_PHRASES)


_THEMES = {theme.value: theme for theme in Theme}


def theme_matches(matches: PhraseMatches) -> tuple[ThemeMatch, ...]:
    """The themes of a post, in the order of :class:`Theme`; there may be several or none.

    A post has a theme if it has a strong phrase of it, or two weak ones.

    >>> from shared.intents.lexicon import phrase_lexicon
    >>> found = theme_matches(phrase_lexicon().match("The kettle caught fire and I want a refund"))[0]
    >>> found.theme, found.why
    (<Theme.SAFETY: 'safety'>, ('caught fire',))
    """
    weights = matches.weights
    if _THEMES.keys().isdisjoint(weights):
        return ()
    return tuple([ThemeMatch(theme, matches) for group, theme in _THEMES.items() if weights.get(group, 0) >= STRONG])
