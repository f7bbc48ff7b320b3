"""From labelled posts to examples for the trainer."""

from __future__ import annotations

from infra.training.trainer import Example
from shared.mood.crisis import crisis
from shared.mood.features import features_of
from shared.sentiment import post_of

CLASSES = {"neg": 0, "negative": 0, "neu": 1, "neutral": 1, "pos": 2, "positive": 2}
"""The labels a line may have, and their classes."""


def example(text: str, label: int, brand: tuple[str, ...] = ()) -> Example:
    """A post's features with its class; ``brand`` holds the words that mean the brand."""
    return Example(features_of(post_of(text, brand, crisis())), label)
