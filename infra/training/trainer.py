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

from shared.mood.features import SLOTS
from shared.mood.table import LIMIT, Table

Vector = list[float]


@dataclass(frozen=True, slots=True)
class Example:
    """A post's features, its class (0 negative, 1 neutral, 2 positive), and how much it counts."""

    features: Sequence[int]
    label: int
    weight: float = 1.0


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
    weights = [[0.0] * SLOTS, [0.0] * SLOTS]
    mean = [[0.0] * SLOTS, [0.0] * SLOTS]
    bias, mean_bias, averaged = [0.0, 0.0], [0.0, 0.0], 0
    for number in range(plan.passes):
        _pass(examples, _order(len(examples), number), weights, bias, plan, number)
        if 2 * number >= plan.passes:
            averaged += 1
            for side in (0, 1):
                mean[side] = [a + (b - a) / averaged for a, b in zip(mean[side], weights[side], strict=True)]
                mean_bias[side] += (bias[side] - mean_bias[side]) / averaged
        told()
    return Model((mean[0], mean[1]), (mean_bias[0], mean_bias[1]))


def _pass(
    examples: Sequence[Example], order: list[int], weights: list[Vector], bias: Vector, plan: Plan, number: int
) -> None:
    """One look at every example; the penalty shrinks by a common factor, put into the weights at the end."""
    below, above = weights
    scale = 1.0
    for seen, place in enumerate(order):
        example = examples[place]
        features = example.features
        step = plan.step / (1.0 + plan.step * plan.penalty * 40.0 * (number * len(order) + seen))
        low = bias[0] + scale * fsum(map(below.__getitem__, features))
        high = bias[1] + scale * fsum(map(above.__getitem__, features))
        negative, positive = _shares(low, high)
        scale *= 1.0 - step * plan.penalty
        down = step * example.weight * ((example.label == 0) - negative)
        up = step * example.weight * ((example.label == 2) - positive)  # noqa: PLR2004 - the class
        bias[0] += down
        bias[1] += up
        down /= scale
        up /= scale
        for feature in features:
            below[feature] += down
            above[feature] += up
    for vector in weights:
        vector[:] = [scale * weight for weight in vector]


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


def quantised(model: Model) -> Table:
    """The table of whole numbers that comes closest."""
    below, above = model.weights
    first, last = _scale(below), _scale(above)
    return Table(array("b", _rounded(below, first)), array("b", _rounded(above, last)), (first, last), model.bias)


def _scale(vector: Vector) -> float:
    return max(max(vector), -min(vector), 1e-9) / LIMIT


def _rounded(vector: Vector, scale: float) -> Iterator[int]:
    return (max(-LIMIT, min(LIMIT, round(weight / scale))) for weight in vector)
