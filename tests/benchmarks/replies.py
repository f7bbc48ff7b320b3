"""How often the check of answers is right on labelled drafts: ``python -m tests.benchmarks replies``."""

from __future__ import annotations

from collections.abc import Sequence

from infra.training.replies import examples_of, fit, templates, training_files
from shared.answers.breach import Rule
from shared.answers.lint import LEAST
from shared.answers.trained.classifier import BIAS
from tests.benchmarks.__main__ import Figure
from tests.labelled_replies import FIRST, FRESH, LATER, MORE, STAFF, UNSEEN, WIDE, precision, recall, recall_of, replies


def figures() -> list[Figure]:
    """Precision and recall of the refusals, the recall of each rule, and the classifier alone on what it left out."""
    by_rule = [(f"  of the rule {rule}", recall_of(rule), "", None) for rule in Rule]
    return [
        *_of_file(UNSEEN, "not learnt, but akin to some that were (flatters)", asked=None),
        *_of_classifier(),
        *_of_file(FIRST, "written before the rules"),
        *by_rule,
        *_of_file(LATER, "written after them"),
        *_of_file(MORE, "reworded to slip through, then used to mend them"),
        *_of_file(FRESH, "generated without the rules, then used to mend them"),
        *_of_file(WIDE, "in many registers, then used to mend them"),
        *_of_file(STAFF, "generated likewise, then used to train the classifier", asked=None),
    ]


def _of_file(name: str, what: str, asked: float | None = 0.95) -> list[Figure]:
    return [
        (f"{len(replies(name))} drafts {what}: precision, at least", precision(name), "", asked),
        (f"{len(replies(name))} drafts {what}: recall, at least", recall(name), "", asked),
    ]


def _of_classifier() -> list[Figure]:
    """Each file judged by what was learnt from the others."""
    files = {path.name: examples_of(path) for path in training_files()}
    judged = list[tuple[bool, bool]]()
    for name, drafts in files.items():
        weights = fit([draft for other, all_ in files.items() if other != name for draft in all_] + templates())
        judged += [(draft.bad, _refused(draft.sentences, weights)) for draft in drafts]
    refused = [bad for bad, found in judged if found]
    found = [found for bad, found in judged if bad]
    return [
        (f"the classifier alone, one of {len(files)} files left out each time: precision", _mean(refused), "", None),
        (f"the classifier alone, one of {len(files)} files left out each time: recall", _mean(found), "", None),
    ]


def _refused(sentences: Sequence[Sequence[str]], weights: dict[str, float]) -> bool:
    scores = (sum(weights.get(name, 0.0) for name in names) / (len(names) + 1) ** 0.5 for names in sentences)
    return weights[BIAS] + max(scores, default=0.0) > LEAST


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / len(values)
