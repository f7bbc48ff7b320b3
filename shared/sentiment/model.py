"""The table: what every feature weighs for "negative" and for "positive", against "neutral".

A file of one line of JSON and then two bytes a slot, both classes' weights one after the
other: whole numbers from -127 to 127, to be multiplied by their class's scale.
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
"""A header is shorter, so that a file that is no table is told from one at once."""

LIMIT = 127
"""The largest weight there is, in steps of the scale."""


class Probabilities(NamedTuple):
    """How likely a post is each of the three; they add up to 1."""

    negative: float
    neutral: float
    positive: float


class SentimentModel(NamedTuple):
    """Weights of ``SLOTS`` features for two classes, the scale of each, and what every post starts from.

    ``slope`` and ``offset`` make p_negative of the odds that the weights give:
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
        """What two or more features weigh for "negative" and for "positive", "neutral" being 0."""
        picked = itemgetter(*features)
        return (
            self.bias[0] + self.scales[0] * sum(picked(self.negative)),
            self.bias[1] + self.scales[1] * sum(picked(self.positive)),
        )

    def probabilities(self, features: Sequence[int]) -> Probabilities:
        """The softmax over what two or more features weigh."""
        below, above = self.logits(features)
        top = max(below, above, 0.0)
        shares = math.exp(below - top), math.exp(-top), math.exp(above - top)
        whole = shares[0] + shares[1] + shares[2]
        return Probabilities(shares[0] / whole, shares[1] / whole, shares[2] / whole)

    def p_negative(self, chances: Probabilities) -> float:
        """The calibrated probability that people call a post negative."""
        rest = chances.neutral + chances.positive
        if chances.negative <= 0.0 or rest <= 0.0:
            return 0.0 if chances.negative <= 0.0 else 1.0
        odds = self.offset + self.slope * math.log(chances.negative / rest)
        return 1.0 / (1.0 + math.exp(-odds))

    def weight(self, feature: int) -> tuple[float, float]:
        """What one feature adds for "negative" and for "positive"."""
        return self.scales[0] * self.negative[feature], self.scales[1] * self.positive[feature]


def serialize(table: SentimentModel) -> bytes:
    """The file of a table."""
    weights = table.negative.tobytes() + table.positive.tobytes()
    header = {
        "format": FORMAT,
        "version": VERSION,
        "slots": SLOTS,
        "name": table.name,
        "scales": table.scales,
        "bias": table.bias,
        "slope": table.slope,
        "offset": table.offset,
        "crc32": crc32(weights),
    }
    return json.dumps(header).encode() + b"\n" + weights


def deserialize(raw: bytes) -> SentimentModel:
    """The table of a file.

    Raises:
        InvalidInput: the file is none, is of another version, is cut short, or was changed.
    """
    head, _, weights = raw.partition(b"\n")
    header = _header(head[:HEADER_BYTES])
    if header.get("version") != VERSION or header.get("slots") != SLOTS:
        raise InvalidInput(
            f"the table is of version {header.get('version')!r} with {header.get('slots')!r} slots, this program reads "
            f"version {VERSION} with {SLOTS}: train it again with `foreshock train`"
        )
    if len(weights) != 2 * SLOTS or crc32(weights) != header.get("crc32"):
        raise InvalidInput("the table's weights are cut short or were changed: copy or train it again")
    below, above = array("b", weights[:SLOTS]), array("b", weights[SLOTS:])
    try:
        return SentimentModel(
            below,
            above,
            _two(header["scales"]),
            _two(header["bias"]),
            _finite(header["slope"]),
            _finite(header["offset"]),
            str(header.get("name", "")),
        )
    except (KeyError, OverflowError, TypeError, ValueError) as error:
        raise InvalidInput(f"the table's header is not whole ({error}): copy or train it again") from error


@cache
def default_model() -> SentimentModel:
    """The table that ships, trained on the ratings in vaderSentiment's source archive; see docs/model-card.md."""
    return deserialize(Path(__file__).with_name("shipped.table").read_bytes())


def _header(line: bytes) -> dict[str, Any]:
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise InvalidInput("the file is no table of moods: name one that `foreshock train --out` wrote")
    return header


def _two(value: Iterable[Any]) -> tuple[float, float]:
    first, second = value
    return _finite(first), _finite(second)


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{number} is no number")
    return number
