"""How often the check of answers is right on labelled drafts: ``python -m tests.benchmarks replies``."""

from __future__ import annotations

from shared.answers.breach import Rule
from tests.benchmarks.__main__ import Figure
from tests.labelled_replies import FIRST, FRESH, LATER, MORE, UNSEEN, precision, recall, recall_of, replies


def figures() -> list[Figure]:
    """Precision and recall of the refusals, and the recall of each rule."""
    by_rule = [(f"  of the rule {rule}", recall_of(rule), "", None) for rule in Rule]
    return [
        *_of_file(FIRST, "written before the rules"),
        *by_rule,
        *_of_file(LATER, "written after them"),
        *_of_file(MORE, "reworded to slip through, then used to mend them"),
        *_of_file(FRESH, "by somebody who knew no rule, then used to mend them"),
        *_of_file(UNSEEN, "by the same hand that served to mend nothing", asked=None),
    ]


def _of_file(name: str, what: str, asked: float | None = 0.95) -> list[Figure]:
    return [
        (f"{len(replies(name))} drafts {what}: precision, at least", precision(name), "", asked),
        (f"{len(replies(name))} drafts {what}: recall, at least", recall(name), "", asked),
    ]
