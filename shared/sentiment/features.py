"""The features of a post: a parsed post in, the numbers of the slots it fills out.

A model has a weight for each slot: first those of :mod:`shared.sentiment.hashed_words`,
then those of :mod:`shared.sentiment.named_features`.
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.sentiment.hashed_words import HASHED_SLOTS, tokenise, word_slot_names, word_slots
from shared.sentiment.named_features import NAMED_SLOTS, named_slots, slot_name
from shared.sentiment.parsed_post import ParsedPost

SLOTS = HASHED_SLOTS + NAMED_SLOTS
"""The number of weights that a model has for each class."""

VERSION = 1
"""Changes when a slot changes its meaning: a model trained on other features cannot be read."""


def features_of(post: ParsedPost) -> list[int]:
    """The slots that a post fills, each once, in no particular order."""
    return features_of_all([post])[0]


def features_of_all(posts: Sequence[ParsedPost]) -> list[list[int]]:
    """The same for many posts, step by step."""
    tokens = [tokenise(post.plain) for post in posts]
    present = list(map(frozenset, tokens))
    words = list(map(word_slots, tokens, present))
    named = list(map(named_slots, posts, tokens, present))
    return [[*one, *other] for one, other in zip(named, words, strict=True)]


def feature_names(post: ParsedPost) -> dict[int, str]:
    """What each feature of a post stands for."""
    named = {slot: slot_name(slot) for slot in features_of(post) if slot >= HASHED_SLOTS}
    return word_slot_names(tokenise(post.plain)) | named
