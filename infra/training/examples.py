"""Training on a team's own posts: labelled posts in, a model that adds them to an existing model out.

:func:`infra.training.trainer.fit` learns the weights; this module prepares its
examples and turns the result into a calibrated model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from math import fsum

from infra.training.companies import weight_of
from infra.training.labelled_posts import LabelledPost
from infra.training.trainer import NEGATIVE, Example, Hyperparameters, Weights
from shared.sentiment.crisis_lexicon import CrisisLexicon, default_lexicon
from shared.sentiment.features import features_of
from shared.sentiment.model import SentimentModel
from shared.sentiment.parsed_post import parse_post


def example_of(post: LabelledPost, lexicon: CrisisLexicon | None = None) -> Example:
    """A post's features with its class and weight; ``lexicon`` is a brand's own, or else the default one."""
    features = features_of(parse_post(post.text, post.brand, lexicon or default_lexicon()))
    return Example(features, post.label, weight_of(post))


def hyperparameters_for(count: int) -> Hyperparameters:
    """How to train on so many posts: the fewer they are, the closer the result stays to the default model."""
    penalty = max(0.001, min(0.02, 10 / count))
    return Hyperparameters(epochs=6 if count > 20_000 else 12, learning_rate=0.03, penalty=penalty, decay=1.0)  # noqa: PLR2004 - many posts need fewer rounds


def balance_classes(examples: Sequence[Example], base: SentimentModel) -> list[Example]:
    """The examples, to be learned on top of the ``base`` model, each class with the same sum of weights.

    Within a class, the weights keep their proportions. The mean of all weights is 1.
    """
    labels = {one.label for one in examples}
    totals = {label: fsum(one.weight for one in examples if one.label == label) for label in labels}
    share = len(examples) / len(totals)
    return [
        replace(one, weight=one.weight * share / totals[one.label], start=base.logits(one.features)) for one in examples
    ]


def add_to_base(learned: Weights, base: SentimentModel) -> Weights:
    """The weights of the ``base`` model plus what was learned on top of them."""
    negative, positive = (
        [scale * weight + more for weight, more in zip(weights, added, strict=True)]
        for scale, weights, added in zip(base.scales, (base.negative, base.positive), learned.vectors, strict=True)
    )
    return Weights((negative, positive), (base.bias[0] + learned.bias[0], base.bias[1] + learned.bias[1]))


def calibrate(model: SentimentModel, examples: Sequence[Example]) -> SentimentModel:
    """The model with a slope and offset that make its p_negative agree with these examples (Platt, 1999).

    Of the examples with a p_negative of 0.3, about 30 % are then negative. The two
    numbers of the logistic curve are found by Newton's method; the slope stays between
    0.3 and 3.
    """
    odds = [_log_odds(model, one) for one in examples]
    actual = [float(one.label == NEGATIVE) for one in examples]
    slope, offset = 1.0, 0.0
    for _ in range(20):
        slope_step, offset_step = _newton_step(odds, actual, slope, offset)
        slope, offset = slope + max(-1.0, min(1.0, slope_step)), offset + max(-1.0, min(1.0, offset_step))
    return model._replace(slope=round(max(0.3, min(3.0, slope)), 3), offset=round(max(-5.0, min(5.0, offset)), 3))


def _log_odds(model: SentimentModel, one: Example) -> float:
    probabilities = model.probabilities(one.features)
    return math.log(max(probabilities.negative, 1e-9) / max(probabilities.neutral + probabilities.positive, 1e-9))


def _newton_step(odds: Sequence[float], actual: Sequence[float], slope: float, offset: float) -> tuple[float, float]:
    """Newton's step in slope and offset towards the most likely curve, with a prior centred on (1, 0)."""
    gradient = [1.0 - slope, -offset]
    hessian = [1.0, 0.0, 1.0]
    for odd, true in zip(odds, actual, strict=True):
        probability = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, offset + slope * odd))))
        variance = probability * (1.0 - probability)
        gradient = [gradient[0] + (true - probability) * odd, gradient[1] + true - probability]
        hessian = [hessian[0] + variance * odd * odd, hessian[1] + variance * odd, hessian[2] + variance]
    determinant = hessian[0] * hessian[2] - hessian[1] * hessian[1]
    slope_step = (hessian[2] * gradient[0] - hessian[1] * gradient[1]) / determinant
    return slope_step, (hessian[0] * gradient[1] - hessian[1] * gradient[0]) / determinant
