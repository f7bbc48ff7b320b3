"""Themes: the phrases found in a post in, the themes it is about out."""

from __future__ import annotations

from typing import NamedTuple

from shared.domain.mentions.theme import Theme
from shared.intents.phrase_rule import STRONG, PhraseMatches


class ThemeMatch(NamedTuple):
    """A theme of a post, and the phrases that show it, the strongest first."""

    theme: Theme
    why: tuple[str, ...]


MAX_PHRASES = 3
"""So many phrases are given as the reason for a theme or an intent."""

_THEMES = tuple(Theme)


def theme_matches(matches: PhraseMatches) -> tuple[ThemeMatch, ...]:
    """The themes of a post, in the order of :class:`Theme`; there may be several or none.

    A post has a theme if it has a strong phrase of it, or two weak ones.

    >>> from shared.intents.lexicon import phrase_lexicon
    >>> theme_matches(phrase_lexicon().match("The kettle caught fire and I want a refund"))[0]
    ThemeMatch(theme=<Theme.SAFETY: 'safety'>, why=('caught fire',))
    """
    by_group = matches.by_group
    return tuple(
        ThemeMatch(theme, matches.phrases(by_group[theme], MAX_PHRASES))
        for theme in _THEMES
        if theme in by_group and sum([match.rule.weight for match in by_group[theme]]) >= STRONG
    )
