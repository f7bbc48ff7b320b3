"""Labelled posts: lines of JSON in, posts with their classes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from infra.json_lines import brand_words, json_object
from infra.training.trainer import NEGATIVE, NEUTRAL, POSITIVE
from shared.domain.errors import InvalidInput
from shared.domain.text import clean_text

CLASSES = {
    "neg": NEGATIVE,
    "negative": NEGATIVE,
    "neu": NEUTRAL,
    "neutral": NEUTRAL,
    "pos": POSITIVE,
    "positive": POSITIVE,
}
"""The labels that a line may have, and their classes."""

MIN_POSTS = 30
"""Fewer posts are not enough to learn anything reliable."""

HOLD_OUT_EVERY = 10
"""One post in so many is held out of training, to test the model with."""


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """A post, its class (0 negative, 1 neutral, 2 positive), and the words that mean the brand."""

    text: str
    label: int
    brand: tuple[str, ...] = ()


def read_posts(lines: Iterable[bytes]) -> Iterator[LabelledPost]:
    """The posts in lines of JSON {"text","label"[,"brand"]}; blank lines are skipped.

    Raises:
        InvalidInput: a line is not valid; the message names it.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _post(number, line)


def check_trainable(posts: Sequence[LabelledPost]) -> Sequence[LabelledPost]:
    """The same posts, if a model can be trained on them.

    Raises:
        InvalidInput: they are too few, or all have one label, or none is negative.
    """
    counts = Counter(post.label for post in posts)
    if len(posts) < MIN_POSTS:
        raise InvalidInput(f"{len(posts)} labelled posts are too few to learn from: give at least {MIN_POSTS}")
    if not counts[NEGATIVE] or len(counts) == 1:
        raise InvalidInput("there must be posts labelled negative and posts labelled otherwise")
    return posts


def is_held_out(post: LabelledPost) -> bool:
    """Whether a post is in the tenth that tests the model; only its text decides."""
    return crc32(post.text.encode("utf-8", "surrogatepass")) % HOLD_OUT_EVERY == 0


def _post(number: int, line: bytes) -> LabelledPost:
    value = json_object(number, line)
    text, label = value.get("text"), value.get("label")
    if not isinstance(text, str):
        raise InvalidInput(f"line {number}: text must be a string", field="text")
    if not isinstance(label, str) or label.strip().lower() not in CLASSES:
        raise InvalidInput(
            f"line {number}: label must be negative, neutral or positive, or neg, neu or pos, not {str(label)[:30]!r}",
            field="label",
        )
    return LabelledPost(clean_text(text), CLASSES[label.strip().lower()], brand_words(value.get("brand")))
