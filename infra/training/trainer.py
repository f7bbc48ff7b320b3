"""Multinomial logistic regression by stochastic gradients, the same to the last bit on every Python and machine.

Plain additions, multiplications and divisions of IEEE doubles only, in a fixed order:
no ``sum`` of floats (it compensates from Python 3.12 on) and no ``exp`` of the C library.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from zlib import crc32

from shared.sentiment.features import SLOTS
from shared.sentiment.model import LIMIT, SentimentModel

Vector = list[float]

NEGATIVE, NEUTRAL, POSITIVE = 0, 1, 2
"""The classes."""

TIRING = 40.0
"""How much sooner than theory asks the steps become short; tried on the ratings the shipped table learns from."""


@dataclass(frozen=True, slots=True)
class Example:
    """A post's features and its class (0 negative, 1 neutral, 2 positive).

    ``weight`` is how much it counts, ``start`` the logits for "negative" and "positive"
    that what is learned adds to.
    """

    features: Sequence[int]
    label: int
    weight: float = 1.0
    start: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train: passes over the examples, the first step, and the strength of the L2 penalty per example."""

    passes: int = 24
    step: float = 0.06
    penalty: float = 0.0025


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned: ``SLOTS`` weights and a bias each for "negative" and "positive"."""

    weights: tuple[Vector, Vector]
    bias: tuple[float, float]


def trained(examples: Sequence[Example], plan: Plan, told: Callable[[], None] = lambda: None) -> Model:
    """The weights that fit the examples; ``told`` is called after each pass.

    Averages the weights at the end of each pass of the second half, which takes the noise of the order away.
    """
    learner, mean, averaged = _Learner(plan), Model(_zeros(), (0.0, 0.0)), 0
    for number in range(plan.passes):
        learner.look_at(examples, number)
        if 2 * number >= plan.passes:
            averaged += 1
            mean = _nearer(mean, learner, 1.0 / averaged)
        told()
    return mean


class _Learner:
    """Weights and biases while they are learned."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.weights = _zeros()
        self.bias = [0.0, 0.0]

    def look_at(self, examples: Sequence[Example], number: int) -> None:
        """One pass over every example.

        The penalty shrinks all weights by a common factor, which is kept aside and put in at the end.
        """
        below, above = self.weights
        bias, scale, done = self.bias, 1.0, number * len(examples)
        for place in _order(len(examples), number):
            example, step = examples[place], self._step(done)
            features = example.features
            low = example.start[0] + bias[0] + scale * fsum(map(below.__getitem__, features))
            high = example.start[1] + bias[1] + scale * fsum(map(above.__getitem__, features))
            negative, positive = _shares(low, high)
            down = step * example.weight * ((example.label == NEGATIVE) - negative)
            up = step * example.weight * ((example.label == POSITIVE) - positive)
            scale *= 1.0 - step * self.plan.penalty
            bias[0] += down
            bias[1] += up
            down, up, done = down / scale, up / scale, done + 1
            for feature in features:
                below[feature] += down
                above[feature] += up
        for vector in self.weights:
            vector[:] = [scale * weight for weight in vector]

    def _step(self, done: int) -> float:
        """Shorter and shorter, the sooner the stronger the penalty."""
        return self.plan.step / (1.0 + self.plan.step * self.plan.penalty * TIRING * done)


def _zeros() -> tuple[Vector, Vector]:
    return [0.0] * SLOTS, [0.0] * SLOTS


def _nearer(mean: Model, learner: _Learner, share: float) -> Model:
    """The mean, drawn by ``share`` to where the learner stands."""
    below, above = (
        [old + (new - old) * share for old, new in zip(was, now, strict=True)]
        for was, now in zip(mean.weights, learner.weights, strict=True)
    )
    first, last = (old + (new - old) * share for old, new in zip(mean.bias, learner.bias, strict=True))
    return Model((below, above), (first, last))


def _order(count: int, number: int) -> list[int]:
    """A shuffle that depends on nothing but the number of the pass."""
    return sorted(range(count), key=lambda place: (crc32(b"%d %d" % (number, place)), place))


def _shares(low: float, high: float) -> tuple[float, float]:
    """The softmax of (low, 0, high), but for the middle."""
    top = max(high, low)
    top = max(0.0, top)
    first, middle, last = _exp(low - top), _exp(-top), _exp(high - top)
    whole = first + middle + last
    return first / whole, last / whole


def _exp(power: float) -> float:
    """E to a power from -30 to 0, to four digits: (1 + x / 2**16) ** 2**16 by squaring."""
    value = 1.0 + max(power, -30.0) / 65_536.0
    for _ in range(16):
        value *= value
    return value


def quantised(model: Model) -> SentimentModel:
    """The table of whole numbers that comes closest."""
    below, above = model.weights
    first, last = _scale(below), _scale(above)
    return SentimentModel(
        array("b", _rounded(below, first)), array("b", _rounded(above, last)), (first, last), model.bias
    )


def _scale(vector: Vector) -> float:
    return max(1e-9, *map(abs, (max(vector), min(vector)))) / LIMIT


def _rounded(vector: Vector, scale: float) -> Iterator[int]:
    return (max(-LIMIT, min(LIMIT, round(weight / scale))) for weight in vector)
