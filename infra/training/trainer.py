"""Training: examples in, the weights of a multinomial logistic regression out.

Stochastic gradient descent that gives the same bits on every Python and machine: only
additions, multiplications and divisions of IEEE doubles, in a fixed order. It uses
neither ``sum`` of floats (which corrects rounding errors from Python 3.12 on) nor
``exp`` of the C library.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from zlib import crc32

from shared.sentiment.features import SLOTS
from shared.sentiment.model import MAX_WEIGHT, SentimentModel

Vector = list[float]

NEGATIVE, NEUTRAL, POSITIVE = 0, 1, 2
"""The classes."""


@dataclass(frozen=True, slots=True)
class Example:
    """A post's features and its class (0 negative, 1 neutral, 2 positive).

    ``weight`` is how much the example counts. ``start`` holds logits for "negative" and "positive" to
    which what is learned is added.
    """

    features: Sequence[int]
    label: int
    weight: float = 1.0
    start: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Hyperparameters:
    """How to train: the number of epochs, the initial learning rate, and the L2 penalty per example.

    The learning rate falls ``decay`` times faster than theory asks: few and alike examples are learned
    better if training stops early.
    """

    epochs: int = 24
    learning_rate: float = 0.06
    penalty: float = 0.0025
    decay: float = 40.0


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: ``SLOTS`` weights and a bias, each for "negative" and for "positive"."""

    vectors: tuple[Vector, Vector]
    bias: tuple[float, float]


def fit(
    examples: Sequence[Example], parameters: Hyperparameters, after_epoch: Callable[[], None] = lambda: None
) -> Weights:
    """The weights that fit the examples; ``after_epoch`` is called after each epoch.

    The result is the mean of the weights after each epoch of the second half: this
    removes the noise that comes from the order of the examples.
    """
    learner, mean, averaged = _GradientDescent(parameters), Weights(_zeros(), (0.0, 0.0)), 0
    for epoch in range(parameters.epochs):
        learner.run_epoch(examples, epoch)
        if 2 * epoch >= parameters.epochs:
            averaged += 1
            mean = _move_towards(mean, learner, 1.0 / averaged)
        after_epoch()
    return mean


class _GradientDescent:
    """The weights and biases during training."""

    def __init__(self, parameters: Hyperparameters) -> None:
        self.parameters = parameters
        self.vectors = _zeros()
        self.bias = [0.0, 0.0]

    def run_epoch(self, examples: Sequence[Example], epoch: int) -> None:
        """Learn from every example once.

        The penalty shrinks all weights by a common factor. The factor is kept apart
        and multiplied in at the end.
        """
        negative, positive = self.vectors
        bias, scale, seen = self.bias, 1.0, epoch * len(examples)
        for position in shuffled(len(examples), epoch):
            example, rate = examples[position], self._learning_rate(seen)
            features = example.features
            negative_logit = example.start[0] + bias[0] + scale * fsum(map(negative.__getitem__, features))
            positive_logit = example.start[1] + bias[1] + scale * fsum(map(positive.__getitem__, features))
            p_negative, p_positive = _softmax(negative_logit, positive_logit)
            negative_step = rate * example.weight * ((example.label == NEGATIVE) - p_negative)
            positive_step = rate * example.weight * ((example.label == POSITIVE) - p_positive)
            scale *= 1.0 - rate * self.parameters.penalty
            bias[0] += negative_step
            bias[1] += positive_step
            negative_step, positive_step, seen = negative_step / scale, positive_step / scale, seen + 1
            for feature in features:
                negative[feature] += negative_step
                positive[feature] += positive_step
        for vector in self.vectors:
            vector[:] = [scale * weight for weight in vector]

    def _learning_rate(self, seen: int) -> float:
        """The rate after so many examples: it falls, and faster with a stronger penalty."""
        initial = self.parameters.learning_rate
        return initial / (1.0 + initial * self.parameters.penalty * self.parameters.decay * seen)


def _zeros() -> tuple[Vector, Vector]:
    return [0.0] * SLOTS, [0.0] * SLOTS


def _move_towards(mean: Weights, learner: _GradientDescent, share: float) -> Weights:
    """The mean, moved by ``share`` of the distance towards the learner's present weights."""
    negative, positive = (
        [old + (new - old) * share for old, new in zip(before, now, strict=True)]
        for before, now in zip(mean.vectors, learner.vectors, strict=True)
    )
    first, last = (old + (new - old) * share for old, new in zip(mean.bias, learner.bias, strict=True))
    return Weights((negative, positive), (first, last))


def shuffled(count: int, epoch: int) -> list[int]:
    """The numbers below ``count`` in an order that depends only on the number of the epoch."""
    return sorted(range(count), key=lambda position: (crc32(b"%d %d" % (epoch, position)), position))


def _softmax(negative: float, positive: float) -> tuple[float, float]:
    """The probabilities of "negative" and "positive", given their logits; that of "neutral" is 0."""
    top = max(positive, negative)
    top = max(0.0, top)
    first, middle, last = exp(negative - top), exp(-top), exp(positive - top)
    total = first + middle + last
    return first / total, last / total


def exp(power: float) -> float:
    """E to a power from -30 to 0, to four digits: (1 + x / 2**16) ** 2**16 by squaring."""
    value = 1.0 + max(power, -30.0) / 65_536.0
    for _ in range(16):
        value *= value
    return value


def quantise(weights: Weights) -> SentimentModel:
    """The model of whole numbers that comes closest to these weights."""
    negative, positive = weights.vectors
    first, last = _scale(negative), _scale(positive)
    return SentimentModel(
        array("b", _whole_numbers(negative, first)),
        array("b", _whole_numbers(positive, last)),
        (first, last),
        weights.bias,
    )


def _scale(vector: Vector) -> float:
    return max(1e-9, *map(abs, (max(vector), min(vector)))) / MAX_WEIGHT


def _whole_numbers(vector: Vector, scale: float) -> Iterator[int]:
    return (max(-MAX_WEIGHT, min(MAX_WEIGHT, round(weight / scale))) for weight in vector)
