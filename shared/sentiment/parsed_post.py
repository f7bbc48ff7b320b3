"""A post as the features need it: the text and the brand's words in, its cleaned text, scores and valences out."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from shared.sentiment.cleaning import clean_post
from shared.sentiment.crisis_lexicon import CrisisLexicon
from shared.sentiment.vader import Scores, combine, exact_scores, split_words
from shared.sentiment.vader_rules import word_valences


class ParsedPost(NamedTuple):
    """What the lexicons find in a post.

    ``text`` is the post as it came, ``clean`` the text after cleaning. ``vader_scores`` are VADER's own
    scores, ``crisis_scores`` those with the crisis ``lexicon``. ``words`` are the words with each phrase
    as one, as written; ``spelled`` are the same as the lexicon spells them, and ``valences`` theirs by position.
    """

    text: str
    clean: str
    vader_scores: Scores
    crisis_scores: Scores
    words: list[str]
    spelled: list[str]
    valences: dict[int, float]
    lexicon: CrisisLexicon


def parse_post(
    text: str, brand_words: tuple[str, ...], lexicon: CrisisLexicon, without: Collection[str] = ()
) -> ParsedPost:
    """Clean a post, without these steps of cleaning, and read it with VADER's lexicon and with the crisis lexicon."""
    clean = clean_post(text, brand_words, without)
    words = split_words(clean)
    lower = [word.lower() for word in words]
    vader_scores = (
        combine(word_valences(words, lower).values(), len(words), clean) if clean.isascii() else exact_scores(clean)
    )
    joined, spelled = lexicon.join_phrases(words, lower)
    valences = word_valences(joined, spelled, lexicon.lexicon)
    crisis_scores = combine(valences.values(), len(spelled), clean)
    return ParsedPost(text, clean, vader_scores, crisis_scores, joined, spelled, valences, lexicon)
