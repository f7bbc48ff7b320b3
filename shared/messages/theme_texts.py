"""Change here how themes read in an alert; what each theme is called is in ``shared/domain/theme.py``.

In: the counts of themes and the samples. Out: the themes with their counts and people's own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shared.domain.moment import Sample
from shared.domain.theme import Theme
from shared.messages.quote import safe_text, shorten

THEMES_SHOWN = 4
WORDS_SHOWN = 2
WORD_LENGTH = 30


def theme_summary(themes: Mapping[str, int], samples: Iterable[Sample]) -> str:
    """The themes in one line, the most frequent first, each with its words from the samples.

    >>> theme_summary({"billing": 5, "safety": 12}, [Sample("My kettle caught FIRE", "rss")])
    'safety 12 ("caught fire"), billing 5'
    """
    shown = themes_with_words(themes, samples)[:THEMES_SHOWN]
    return ", ".join(_theme_text(theme, posts, words) for theme, posts, words in shown)


def themes_with_words(themes: Mapping[str, int], samples: Iterable[Sample]) -> list[tuple[Theme, int, tuple[str, ...]]]:
    """The themes, the most frequent first, each with its count and its words from the samples."""
    counted = {theme: themes[theme] for theme in Theme if themes.get(theme, 0) > 0}
    words = words_by_theme(samples) if counted else {}
    return [(theme, posts, words.get(theme, ())) for theme, posts in sorted(counted.items(), key=lambda pair: -pair[1])]


def words_by_theme(samples: Iterable[Sample]) -> dict[Theme, tuple[str, ...]]:
    """For each theme the words and phrases of the samples that belong to it, each once, safe to quote."""
    # Imported here, so that a cold start does not load the lexicons.
    from shared.intents.lexicon import phrase_lexicon  # noqa: PLC0415
    from shared.intents.themes import theme_matches  # noqa: PLC0415

    found: dict[Theme, dict[str, None]] = {}
    for sample in samples:
        for match in theme_matches(phrase_lexicon().match(safe_text(sample.text).replace("\u2019", "'"))):
            safe = (shorten(safe_text(words), WORD_LENGTH) for words in match.why)
            found.setdefault(match.theme, {}).update(dict.fromkeys(filter(None, safe)))
    return {theme: tuple(words) for theme, words in found.items()}


def _theme_text(theme: Theme, count: int, words: tuple[str, ...]) -> str:
    quotes = ", ".join(f'"{each}"' for each in words[:WORDS_SHOWN])
    return f"{theme.label} {count:,} ({quotes})" if quotes else f"{theme.label} {count:,}"
