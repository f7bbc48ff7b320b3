"""Change here how themes read in an alert; what each theme is called is in ``shared/domain/mentions/theme.py``.

In: the counts of themes and the samples. Out: the themes with their counts and people's
own words, and the quotes that are about a theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shared.domain.mentions.theme import Theme
from shared.domain.moments.moment import Sample
from shared.messages.quote import quotable_samples, safe_text, shorten

THEMES_SHOWN = 4
WORDS_SHOWN = 2
WORD_LENGTH = 30

_SENTENCE_END = re.compile(r"[.!?]+\s+")

ThemeWords = tuple[Theme, int, tuple[str, ...]]
"""A theme, how many posts are about it, and people's words for it."""


class Quote(NamedTuple):
    """A post's safe text, the post, and for each theme it is about the words that show it."""

    words: str
    sample: Sample
    themes: Mapping[Theme, tuple[str, ...]]


def theme_summary(themes: Mapping[str, int], samples: Iterable[Sample]) -> str:
    """The themes in one line, the most frequent first, each with its words from the samples.

    >>> theme_summary({"billing": 5, "safety": 12}, [Sample("My kettle caught FIRE", "rss")])
    'safety 12 ("caught fire"), billing 5'
    """
    return themes_text(themes_with_words(themes, samples))


def themes_text(themes: Iterable[ThemeWords]) -> str:
    """The first themes in one line, each with its words."""
    return ", ".join(_theme_text(*theme) for theme in list(themes)[:THEMES_SHOWN])


def themes_with_words(themes: Mapping[str, int], samples: Iterable[Sample]) -> list[ThemeWords]:
    """The themes, the most frequent first, each with its count and its words from the samples."""
    counted = counted_themes(themes)
    words = words_by_theme(samples) if counted else {}
    return [(theme, posts, words.get(theme, ())) for theme, posts in counted]


def counted_themes(themes: Mapping[str, int]) -> list[tuple[Theme, int]]:
    """The themes that were counted, the most frequent first."""
    counted = {theme: themes[theme] for theme in Theme if themes.get(theme, 0) > 0}
    return sorted(counted.items(), key=lambda pair: -pair[1])


def words_by_theme(samples: Iterable[Sample]) -> dict[Theme, tuple[str, ...]]:
    """For each theme the words and phrases of the samples that belong to it, each once, safe to quote."""
    return words_of(Quote("", sample, themes_of(safe_text(sample.text))) for sample in samples)


def words_of(quotes: Iterable[Quote]) -> dict[Theme, tuple[str, ...]]:
    """The words of the quotes by theme, each once."""
    found: dict[Theme, dict[str, None]] = {}
    for quote in quotes:
        for theme, words in quote.themes.items():
            found.setdefault(theme, {}).update(dict.fromkeys(words))
    return {theme: tuple(words) for theme, words in found.items()}


def themed_quotes(samples: Iterable[Sample]) -> list[Quote]:
    """The samples that are worth quoting, in their order, each with its themes."""
    return [Quote(words, sample, themes_of(words)) for words, sample in quotable_samples(samples)]


def quotes_about(theme: Theme | None, quotes: Iterable[Quote]) -> list[Quote]:
    """The quotes that are about the theme; all of them where there is none, or none is about it."""
    found = list(quotes)
    return [quote for quote in found if theme in quote.themes] or found


def around(words: str, named: Iterable[str], length: int) -> str:
    """``words`` from the sentence on that has one of the words ``named``, if these stand too far behind.

    Where that is still too far, from these words on.

    >>> around("I came home at six. The whole kitchen was full of smoke. Never again.", ["smoke"], 45)
    'The whole kitchen was full of smoke. Never again.'
    """
    places = [place for word in named for place in [words.casefold().find(word.casefold())] if place >= 0]
    if not places or min(places) + WORD_LENGTH // 2 <= length:
        return words
    start = [0, *(found.end() for found in _SENTENCE_END.finditer(words, 0, min(places)))][-1]
    return words[start:] if min(places) - start + WORD_LENGTH // 2 <= length else f"...{words[min(places) :]}"


def themes_of(safe_words: str) -> dict[Theme, tuple[str, ...]]:
    """What a safe text is about, with the words of each theme that show it, safe to quote themselves."""
    # Imported here, so that a cold start does not load the lexicons.
    from shared.intents.lexicon import phrase_lexicon  # noqa: PLC0415 - only quotes need it, which few calls have
    from shared.intents.themes import theme_matches  # noqa: PLC0415 - only quotes need it, which few calls have

    matches = theme_matches(phrase_lexicon().match(safe_words.replace("\u2019", "'")))
    shown = {match.theme: (shorten(safe_text(words), WORD_LENGTH) for words in match.why) for match in matches}
    return {theme: tuple(filter(None, words)) for theme, words in shown.items()}


def _theme_text(theme: Theme, count: int, words: tuple[str, ...]) -> str:
    quotes = ", ".join(f'"{each}"' for each in words[:WORDS_SHOWN])
    return f"{theme.label} {count:,} ({quotes})" if quotes else f"{theme.label} {count:,}"
