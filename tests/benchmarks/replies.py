"""How often the check of answers is right on labelled drafts: ``python -m tests.benchmarks replies``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from infra.training.replies import Example, examples_of, fit, score_of, templates, training_files
from shared.answers.breach import Rule
from shared.answers.trained.classifier import JUDGED, LEAST
from tests.benchmarks.__main__ import Figure
from tests.labelled_replies import (
    FIRST,
    FRESH,
    LATER,
    LONG,
    MORE,
    SET_ASIDE,
    SHORT,
    UNSEEN,
    WIDE,
    precision,
    recall,
    recall_of,
    replies,
)


def figures() -> list[Figure]:
    """Precision and recall of the refusals, the recall of each rule, and what each file was judged by the others."""
    by_rule = [(f"  of the rule {rule}", recall_of(rule), "", None) for rule in Rule]
    return [
        *_of_file(SET_ASIDE, "set aside, of which nothing was learnt"),
        *_of_classifier(),
        *_of_file(UNSEEN, "not learnt, but akin to some that were (flatters)", asked=None),
        *_of_file(FIRST, "written before the rules, then learnt"),
        *by_rule,
        *_of_file(LATER, "written after them, then learnt"),
        *_of_file(MORE, "reworded to slip through, then learnt"),
        *_of_file(FRESH, "generated without the rules, then learnt"),
        *_of_file(WIDE, "in many registers, then learnt"),
        *_of_file(SHORT, "generated likewise, then learnt", asked=None),
        *_of_file(LONG, "as long as what teams post, then learnt", asked=None),
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
        taught = [draft for other, all_ in files.items() if other != name for draft in all_] + templates()
        weights = [fit(taught, rule) for rule in JUDGED]
        judged += [(draft.bad, _refused(draft, weights)) for draft in drafts]
    refused = [bad for bad, found in judged if found]
    found = [found for bad, found in judged if bad]
    return [
        (
            f"rules and classifier, one of {len(files)} files left out of it each time: precision",
            _mean(refused),
            "",
            None,
        ),
        (f"rules and classifier, one of {len(files)} files left out of it each time: recall", _mean(found), "", None),
    ]


def _refused(draft: Example, columns: Sequence[Mapping[str, float]]) -> bool:
    return any(score_of(sentence, weights) > LEAST for sentence in draft.sentences for weights in columns)


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / len(values)
