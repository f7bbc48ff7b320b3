"""The sentiment model: the features of a post in, the probabilities of negative, neutral and positive out.

A multinomial logistic regression. Its file is one line of JSON and then two bytes a
slot: the weights for "negative", then those for "positive", against "neutral". A weight
is a whole number from -127 to 127, to be multiplied by the scale of its class.
"""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterable, Sequence
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from shared.domain.errors import InvalidInput
from shared.sentiment.features import SLOTS, VERSION

FORMAT = "foreshock-mood-table"
HEADER_BYTES = 4_096
"""A header is shorter than this; a longer first line shows that the file is not a model."""

MAX_WEIGHT = 127
"""The largest weight in a file."""


class Probabilities(NamedTuple):
    """The probability of each class; they add up to 1."""

    negative: float
    neutral: float
    positive: float


class SentimentModel(NamedTuple):
    """Weights of ``SLOTS`` features for two classes, the scale of each class, and its bias.

    ``slope`` and ``offset`` calibrate the probability of "negative" (Platt, 1999):
    logit p = offset + slope * log(negative / (neutral + positive)).
    """

    negative: array[int]
    positive: array[int]
    scales: tuple[float, float]
    bias: tuple[float, float]
    slope: float = 1.0
    offset: float = 0.0
    name: str = ""

    def logits(self, features: Sequence[int]) -> tuple[float, float]:
        """The logits of "negative" and "positive" for two or more features; that of "neutral" is 0."""
        picked = itemgetter(*features)
        return (
            self.bias[0] + self.scales[0] * sum(picked(self.negative)),
            self.bias[1] + self.scales[1] * sum(picked(self.positive)),
        )

    def probabilities(self, features: Sequence[int]) -> Probabilities:
        """The softmax of the logits of two or more features."""
        negative, positive = self.logits(features)
        top = max(negative, positive, 0.0)
        powers = math.exp(negative - top), math.exp(-top), math.exp(positive - top)
        total = powers[0] + powers[1] + powers[2]
        return Probabilities(powers[0] / total, powers[1] / total, powers[2] / total)

    def p_negative(self, probabilities: Probabilities) -> float:
        """The calibrated probability that people call a post negative, from the uncalibrated probabilities."""
        rest = probabilities.neutral + probabilities.positive
        if probabilities.negative <= 0.0 or rest <= 0.0:
            return 0.0 if probabilities.negative <= 0.0 else 1.0
        odds = self.offset + self.slope * math.log(probabilities.negative / rest)
        return 1.0 / (1.0 + math.exp(-odds))

    def weights_of(self, feature: int) -> tuple[float, float]:
        """What one feature adds for "negative" and for "positive"."""
        return self.scales[0] * self.negative[feature], self.scales[1] * self.positive[feature]


def serialize(model: SentimentModel) -> bytes:
    """The bytes of a model's file."""
    weights = model.negative.tobytes() + model.positive.tobytes()
    header = {
        "format": FORMAT,
        "version": VERSION,
        "slots": SLOTS,
        "name": model.name,
        "scales": model.scales,
        "bias": model.bias,
        "slope": model.slope,
        "offset": model.offset,
        "crc32": crc32(weights),
    }
    return json.dumps(header).encode() + b"\n" + weights


def deserialize(raw: bytes) -> SentimentModel:
    """The model in the bytes of a file.

    Raises:
        InvalidInput: it is not a model, has another version, is cut short, or was changed.
    """
    head, _, weights = raw.partition(b"\n")
    header = _header(head[:HEADER_BYTES])
    if header.get("version") != VERSION or header.get("slots") != SLOTS:
        raise InvalidInput(
            f"the model has version {header.get('version')!r} with {header.get('slots')!r} slots, this program reads "
            f"version {VERSION} with {SLOTS}: train it again with `foreshock train`"
        )
    if len(weights) != 2 * SLOTS or crc32(weights) != header.get("crc32"):
        raise InvalidInput("the model's weights are cut short or were changed: copy or train it again")
    negative, positive = array("b", weights[:SLOTS]), array("b", weights[SLOTS:])
    try:
        return SentimentModel(
            negative,
            positive,
            _two(header["scales"]),
            _two(header["bias"]),
            _finite(header["slope"]),
            _finite(header["offset"]),
            str(header.get("name", "")),
        )
    except (KeyError, OverflowError, TypeError, ValueError) as error:
        raise InvalidInput(f"the model's header is not complete ({error}): copy or train it again") from error


@cache
def default_model() -> SentimentModel:
    """The model that comes with the program, trained on the ratings in vaderSentiment's source archive.

    docs/model-card.md describes it.
    """
    return deserialize(Path(__file__).with_name("shipped.table").read_bytes())


def _header(line: bytes) -> dict[str, Any]:
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise InvalidInput("the file is not a sentiment model: name one that `foreshock train --out` wrote")
    return header


def _two(value: Iterable[Any]) -> tuple[float, float]:
    first, second = value
    return _finite(first), _finite(second)


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{number} is not a number")
    return number
