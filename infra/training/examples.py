"""From labelled posts to a table of a team's own."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from infra.training.trainer import Example, Model, Plan
from shared.domain.errors import InvalidInput
from shared.domain.text import clean_text
from shared.sentiment.crisis_lexicon import CrisisLexicon, default_lexicon
from shared.sentiment.features import features_of
from shared.sentiment.model import SentimentModel
from shared.sentiment.score import parse_post

CLASSES = {"neg": 0, "negative": 0, "neu": 1, "neutral": 1, "pos": 2, "positive": 2}
"""The labels a line may have, and their classes."""

FEWEST = 30
"""Posts below which nothing can be learned that would hold."""

TENTH = 10
"""One post in so many is kept out of training, to judge the table by."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A post, its class (0 negative, 1 neutral, 2 positive), and the words that mean the brand."""

    text: str
    label: int
    brand: tuple[str, ...] = ()


def example(post: Labelled, lexicon: CrisisLexicon | None = None) -> Example:
    """A post's features with its class; ``lexicon`` is a brand's own, else the one that ships."""
    return Example(features_of(parse_post(post.text, post.brand, lexicon or default_lexicon())), post.label)


def labelled(lines: Iterable[bytes]) -> Iterator[Labelled]:
    """The posts of a file of JSON lines {"text","label"[,"brand"]}; blank lines are none.

    Raises:
        InvalidInput: a line is not as agreed; the message names it.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _labelled(number, line)


def checked(posts: Sequence[Labelled]) -> Sequence[Labelled]:
    """The posts, if a table can be trained on them.

    Raises:
        InvalidInput: there are too few of them, or only one kind.
    """
    counted = Counter(post.label for post in posts)
    if len(posts) < FEWEST:
        raise InvalidInput(f"{len(posts)} labelled posts are too few to learn from: give at least {FEWEST}")
    if not counted[0] or len(counted) == 1:
        raise InvalidInput("there must be posts labelled negative and posts labelled otherwise")
    return posts


def kept_out(post: Labelled) -> bool:
    """Whether a post is among the tenth that the table is judged by; its text alone decides."""
    return crc32(post.text.encode("utf-8", "surrogatepass")) % TENTH == 0


def plan_for(count: int) -> Plan:
    """How to train on so many posts: the fewer, the closer to the shipped table."""
    return Plan(passes=6 if count > 20_000 else 12, step=0.05, penalty=max(0.00005, min(0.005, 2 / count)))  # noqa: PLR2004


def balanced(examples: Sequence[Example], start: SentimentModel) -> list[Example]:
    """The examples so weighted that every class counts alike, as additions to what ``start`` says of each."""
    counted = Counter(one.label for one in examples)
    return [
        replace(one, weight=len(examples) / (len(counted) * counted[one.label]), start=start.logits(one.features))
        for one in examples
    ]


def added(learned: Model, start: SentimentModel) -> Model:
    """The weights of ``start`` with what was learned on top of them."""
    below, above = (
        [scale * weight + more for weight, more in zip(weights, learnt, strict=True)]
        for scale, weights, learnt in zip(start.scales, (start.negative, start.positive), learned.weights, strict=True)
    )
    return Model((below, above), (start.bias[0] + learned.bias[0], start.bias[1] + learned.bias[1]))


def calibrated(table: SentimentModel, examples: Sequence[Example]) -> SentimentModel:
    """The table whose p_negative is the share of negatives among the examples it says it of (Platt, 1999).

    Newton's method on the two numbers of a logistic curve, its slope held between 0.3 and 3.
    """
    odds = [_odds(table, one) for one in examples]
    truth = [float(one.label == 0) for one in examples]
    slope, offset = 1.0, 0.0
    for _ in range(20):
        forth, up = _newton(odds, truth, slope, offset)
        slope, offset = slope + max(-1.0, min(1.0, forth)), offset + max(-1.0, min(1.0, up))
    return table._replace(slope=round(max(0.3, min(3.0, slope)), 3), offset=round(max(-5.0, min(5.0, offset)), 3))


def _odds(table: SentimentModel, one: Example) -> float:
    chances = table.probabilities(one.features)
    return math.log(max(chances.negative, 1e-9) / max(chances.neutral + chances.positive, 1e-9))


def _newton(odds: Sequence[float], truth: Sequence[float], slope: float, offset: float) -> tuple[float, float]:
    """Newton's step in slope and offset towards the likeliest curve, with a prior that draws to (1, 0)."""
    first = [1.0 - slope, -offset]
    second = [1.0, 0.0, 1.0]
    for odd, true in zip(odds, truth, strict=True):
        share = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, offset + slope * odd))))
        spread = share * (1.0 - share)
        first = [first[0] + (true - share) * odd, first[1] + true - share]
        second = [second[0] + spread * odd * odd, second[1] + spread * odd, second[2] + spread]
    whole = second[0] * second[2] - second[1] * second[1]
    return (second[2] * first[0] - second[1] * first[1]) / whole, (second[0] * first[1] - second[1] * first[0]) / whole


def _labelled(number: int, line: bytes) -> Labelled:
    try:
        given = json.loads(line.decode("utf-8", "replace").removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"line {number} is not JSON: {str(error)[:80]}") from error
    if not isinstance(given, dict):
        raise InvalidInput(f"line {number} is not a JSON object")
    text, label, brand = given.get("text"), given.get("label"), given.get("brand") or []
    if not isinstance(text, str):
        raise InvalidInput(f"line {number}: text must be a string", field="text")
    if not isinstance(label, str) or label.strip().lower() not in CLASSES:
        raise InvalidInput(
            f"line {number}: label must be negative, neutral or positive, or neg, neu or pos, not {str(label)[:30]!r}",
            field="label",
        )
    words = brand if isinstance(brand, list) else [brand]
    named = tuple(word for word in words[:100] if isinstance(word, str) and word.strip())
    return Labelled(clean_text(text), CLASSES[label.strip().lower()], named)
