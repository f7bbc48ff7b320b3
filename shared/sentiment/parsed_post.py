"""A post as the features need it: the text and the brand's words in, its cleaned text, scores and valences out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from shared.intents.lexicon import phrase_lexicon
from shared.intents.phrase_rule import PhraseMatches
from shared.sentiment.cleaning import clean_post
from shared.sentiment.crisis_lexicon import CrisisLexicon
from shared.sentiment.negation_phrases import in_plain_words
from shared.sentiment.vader import Scores, combine, exact_scores, split_words
from shared.sentiment.vader_rules import word_valences

TEARS = "😭"
"""Cries for grief, or for joy beside words of joy."""

JOY = 2.0
"""The valence of tears of joy, and of a word that makes them so."""


class ParsedPost(NamedTuple):
    """What the lexicons find in a post.

    ``text`` is the post as it came, ``clean`` the text after cleaning, ``plain`` the same with negations by
    phrase in plain words. ``vader_scores`` are VADER's own scores of ``clean``, ``crisis_scores`` those of
    ``plain`` with the crisis ``lexicon``. ``words`` are the words with each phrase
    as one, as written; ``spelled`` are the same as the lexicon spells them, and ``valences`` theirs by position.
    ``matches`` are the phrases of intents and themes in ``clean``, ``plain_matches`` those in ``plain``.
    """

    text: str
    clean: str
    plain: str
    vader_scores: Scores
    crisis_scores: Scores
    words: list[str]
    spelled: list[str]
    valences: dict[int, float]
    lexicon: CrisisLexicon
    matches: PhraseMatches
    plain_matches: PhraseMatches


_Reading = tuple[str, Scores, Scores, list[str], list[str], dict[int, float]]
"""What the lexicons find: the fields of a parsed post from ``plain`` to ``valences``."""


def parse_post(
    text: str, brand_words: tuple[str, ...], lexicon: CrisisLexicon, without: Collection[str] = ()
) -> ParsedPost:
    """Clean a post, without these steps of cleaning, and read it with VADER's lexicon and with the crisis lexicon."""
    return parse_posts([(text, brand_words, lexicon)], without)[0]


def parse_posts(
    posts: Sequence[tuple[str, tuple[str, ...], CrisisLexicon]], without: Collection[str] = ()
) -> list[ParsedPost]:
    """The same for many posts, each with the words of its brand and its lexicon."""
    cleaned = [clean_post(text, brand_words, without) for text, brand_words, _ in posts]
    found = [_in_lexicons(clean, lexicon) for clean, (_, _, lexicon) in zip(cleaned, posts, strict=True)]
    match = phrase_lexicon().match
    matches = [match(clean) for clean in cleaned]
    return [
        ParsedPost(text, clean, *read, lexicon, phrases, phrases if read[0] == clean else match(read[0]))
        for (text, _, lexicon), clean, read, phrases in zip(posts, cleaned, found, matches, strict=True)
    ]


def _in_lexicons(clean: str, lexicon: CrisisLexicon) -> _Reading:
    words = split_words(clean)
    lower = [word.lower() for word in words]
    vader_scores = (
        combine(word_valences(words, lower).values(), len(words), clean) if clean.isascii() else exact_scores(clean)
    )
    plain = in_plain_words(clean, lower, lexicon.valences)
    if plain != clean:
        words = split_words(plain)
        lower = [word.lower() for word in words]
    joined, spelled = lexicon.join_phrases(words, lower)
    valences = word_valences(joined, spelled, lexicon.valences)
    if TEARS in spelled:
        _dry_tears_of_joy(spelled, valences)
    return plain, vader_scores, combine(valences.values(), len(spelled), plain), joined, spelled, valences


def _dry_tears_of_joy(spelled: list[str], valences: dict[int, float]) -> None:
    """Give tears beside joy, and beside nothing bad, a good valence."""
    others = [valence for position, valence in valences.items() if spelled[position] != TEARS]
    if others and max(others) >= JOY and min(others) > -1.0:
        for position in valences:
            if spelled[position] == TEARS:
                valences[position] = JOY
