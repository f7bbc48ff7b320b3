"""The quality of a model: a model and labelled examples it has not seen in, accuracy, macro-F1 and AUC out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from infra.training.labelled_posts import CLASSES
from infra.training.trainer import NEGATIVE, Example
from shared.sentiment.model import SentimentModel
from shared.sentiment.score import label_of


@dataclass(frozen=True, slots=True)
class Report:
    """The quality of one model on so many posts, each from 0 to 1.

    ``accuracy`` and ``macro_f1`` are those of the three labels. ``auc`` is the probability that a negative
    post has a higher p_negative than another post.
    """

    posts: int
    accuracy: float
    macro_f1: float
    auc: float


def report(model: SentimentModel, examples: Sequence[Example]) -> Report:
    """The quality of the model on these examples."""
    probabilities = [model.probabilities(one.features) for one in examples]
    predicted = [CLASSES[label_of(one)] for one in probabilities]
    actual = [one.label for one in examples]
    right = sum(a == b for a, b in zip(actual, predicted, strict=True))
    return Report(
        len(actual),
        right / max(1, len(actual)),
        macro_f1(actual, predicted),
        auc([one == NEGATIVE for one in actual], [model.p_negative(one) for one in probabilities]),
    )


def macro_f1(actual: Sequence[int], predicted: Sequence[int]) -> float:
    """The mean of the F1 scores of the classes that occur.

    >>> macro_f1([0, 1, 2, 2], [0, 1, 2, 1])
    0.7777777777777777
    """
    scores = []
    for label in sorted({*actual, *predicted}):
        hits = sum(a == b == label for a, b in zip(actual, predicted, strict=True))
        scores.append(2 * hits / (actual.count(label) + predicted.count(label)))
    return sum(scores) / max(1, len(scores))


def auc(actual: Sequence[bool], scores: Sequence[float]) -> float:
    """The area under the ROC curve, by ranks (Mann and Whitney), ties counted half; 0.5 if all are of one kind.

    >>> auc([True, False, True], [0.9, 0.2, 0.2])
    0.75
    """
    order = sorted(range(len(scores)), key=lambda position: scores[position])
    ranks, start = 0.0, 0
    while start < len(order):
        end = start
        while end < len(order) and scores[order[end]] == scores[order[start]]:
            end += 1
        ranks += sum(actual[position] for position in order[start:end]) * (start + end + 1) / 2
        start = end
    positives = sum(actual)
    others = len(actual) - positives
    return (ranks - positives * (positives + 1) / 2) / (positives * others) if positives and others else 0.5
