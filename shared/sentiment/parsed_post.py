"""A post as the features need it: the text and the brand's words in, its cleaned text, scores and valences out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from shared.intents.lexicon import phrase_lexicon
from shared.intents.phrase_rule import PhraseMatches
from shared.sentiment.cleaning import clean_post, has_address
from shared.sentiment.crisis_lexicon import CrisisLexicon
from shared.sentiment.negation_phrases import in_plain_words
from shared.sentiment.vader import Scores, combine, exact_scores, split_words
from shared.sentiment.vader_lexicon import vader_lexicon
from shared.sentiment.vader_rules import word_valences, word_valences_of_both

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
    ``shouted`` is how many of these words are in capitals, ``link`` whether the post has a URL.
    ``matches`` are the phrases of intents and themes in ``clean``, ``plain_matches`` those in ``plain``.
    """

    text: str
    clean: str
    plain: str
    vader_scores: Scores
    crisis_scores: Scores
    words: list[str]
    spelled: list[str]
    shouted: int
    valences: dict[int, float]
    lexicon: CrisisLexicon
    link: bool
    matches: PhraseMatches
    plain_matches: PhraseMatches


Joined = tuple[list[str], list[str]]
"""The words of a post with each phrase as one: as they are written, and as the lexicon spells them."""


def parse_post(
    text: str, brand_words: tuple[str, ...], lexicon: CrisisLexicon, without: Collection[str] = ()
) -> ParsedPost:
    """Clean a post, without these steps of cleaning, and read it with VADER's lexicon and with the crisis lexicon."""
    return parse_posts([(text, brand_words, lexicon)], without)[0]


def parse_posts(
    posts: Sequence[tuple[str, tuple[str, ...], CrisisLexicon]], without: Collection[str] = ()
) -> list[ParsedPost]:
    """The same for many posts, each with the words of its brand and its lexicon.

    Each step takes all posts before the next one begins, so that its code and tables stay in the processor's cache.
    """
    texts, lexicons = [text for text, _, _ in posts], [lexicon for _, _, lexicon in posts]
    cleaned = [clean_post(text, brand_words, without) for text, brand_words, _ in posts]
    words = list(map(split_words, cleaned))
    lower = [list(map(str.lower, some)) for some in words]
    plain = list(map(in_plain_words, cleaned, lower, [lexicon.valences for lexicon in lexicons]))
    joined = list(map(_joined, lexicons, cleaned, plain, words, lower))
    read = list(map(_read, cleaned, plain, zip(words, lower, strict=True), joined, lexicons))
    matches = phrase_lexicon().match_all(cleaned)
    return list(
        map(
            ParsedPost,
            texts,
            cleaned,
            plain,
            [vader_scores for vader_scores, _, _, _ in read],
            [crisis_scores for _, crisis_scores, _, _ in read],
            [written for written, _ in joined],
            [spelled for _, spelled in joined],
            [shouted for _, _, shouted, _ in read],
            [valences for _, _, _, valences in read],
            lexicons,
            map(has_address, texts),
            matches,
            _matches_in_plain_words(matches, cleaned, plain),
        )
    )


def _shouted(words: list[str]) -> int:
    return sum(map(str.isupper, words))


def _joined(lexicon: CrisisLexicon, clean: str, plain: str, words: list[str], lower: list[str]) -> Joined:
    if plain != clean:
        words = split_words(plain)
        lower = list(map(str.lower, words))
    return lexicon.join_phrases(words, lower)


def _read(
    clean: str, plain: str, split: tuple[list[str], list[str]], joined: Joined, lexicon: CrisisLexicon
) -> tuple[Scores, Scores, int, dict[int, float]]:
    """VADER's own scores, those with the lexicon, how many words are in capitals, and their valences.

    ``split`` are the words before phrases were joined, as they are written and in lower case.
    """
    (words, lower), (joined_words, spelled) = split, joined
    shouted = _shouted(words)
    if joined_words is words and spelled == lower and clean.isascii():  # both lexicons read the same words
        valences, own = word_valences_of_both(words, lower, lexicon.valences, shouted, vader_lexicon())
        scores = combine(own.values(), len(words), clean)
        return scores, scores if own == valences else combine(valences.values(), len(words), clean), shouted, valences
    vader_scores = _vader_scores(clean, words, lower, shouted)
    if joined_words is not words:
        shouted = _shouted(joined_words)
    valences = word_valences(joined_words, spelled, lexicon.valences, shouted)
    if TEARS in spelled:
        _dry_tears_of_joy(spelled, valences)
    return vader_scores, combine(valences.values(), len(spelled), plain), shouted, valences


def _vader_scores(clean: str, words: list[str], lower: list[str], shouted: int) -> Scores:
    if not clean.isascii():
        return exact_scores(clean)  # the names of emoji are words for VADER
    return combine(word_valences(words, lower, None, shouted).values(), len(words), clean)


def _matches_in_plain_words(
    matches: list[PhraseMatches], cleaned: list[str], plain: list[str]
) -> Iterator[PhraseMatches]:
    """The same matches, those in the plain wording where it differs."""
    match = phrase_lexicon().match
    for found, clean, text in zip(matches, cleaned, plain, strict=True):
        yield found if clean == text else match(text)


def _dry_tears_of_joy(spelled: list[str], valences: dict[int, float]) -> None:
    """Give tears beside joy, and beside nothing bad, a good valence."""
    others = [valence for position, valence in valences.items() if spelled[position] != TEARS]
    if others and max(others) >= JOY and min(others) > -1.0:
        for position in valences:
            if spelled[position] == TEARS:
                valences[position] = JOY
