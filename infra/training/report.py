"""How well a table does on posts it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from infra.training.trainer import Example
from shared.sentiment.model import Probabilities, SentimentModel


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of one table on so many posts.

    ``accuracy`` and ``macro_f1`` of the three labels; ``auc`` the chance that a negative post has
    a higher p_negative than another; all from 0 to 1.
    """

    posts: int
    accuracy: float
    macro_f1: float
    auc: float


def report(table: SentimentModel, examples: Sequence[Example]) -> Report:
    """The table's figures on these examples."""
    chances = [table.probabilities(one.features) for one in examples]
    said = [_class(one) for one in chances]
    truth = [one.label for one in examples]
    right = sum(a == b for a, b in zip(said, truth, strict=True))
    return Report(
        len(truth),
        right / max(1, len(truth)),
        macro_f1(truth, said),
        auc([one == 0 for one in truth], [table.p_negative(one) for one in chances]),
    )


def macro_f1(truth: Sequence[int], said: Sequence[int]) -> float:
    """The mean of the F1 of the classes that occur.

    >>> macro_f1([0, 1, 2, 2], [0, 1, 2, 1])
    0.7777777777777777
    """
    scores = []
    for label in sorted({*truth, *said}):
        hits = sum(a == b == label for a, b in zip(truth, said, strict=True))
        scores.append(2 * hits / (truth.count(label) + said.count(label)))
    return sum(scores) / max(1, len(scores))


def auc(truth: Sequence[bool], scores: Sequence[float]) -> float:
    """The area under the ROC curve by ranks (Mann and Whitney), ties counted half; 0.5 where there is one kind only.

    >>> auc([True, False, True], [0.9, 0.2, 0.2])
    0.75
    """
    order = sorted(range(len(scores)), key=lambda place: scores[place])
    ranks, start = 0.0, 0
    while start < len(order):
        end = start
        while end < len(order) and scores[order[end]] == scores[order[start]]:
            end += 1
        ranks += sum(truth[place] for place in order[start:end]) * (start + end + 1) / 2
        start = end
    yes = sum(truth)
    no = len(truth) - yes
    return (ranks - yes * (yes + 1) / 2) / (yes * no) if yes and no else 0.5


def _class(chances: Probabilities) -> int:
    """The likeliest class; neutral where two are level."""
    if chances.negative > max(chances.neutral, chances.positive):
        return 0
    return 2 if chances.positive > max(chances.neutral, chances.negative) else 1
