"""How often the check of answers is right on 200 labelled drafts: ``python -m tests.benchmarks replies``."""

from __future__ import annotations

from shared.answers.breach import Rule
from tests.benchmarks.__main__ import Figure
from tests.labelled_replies import precision, recall, replies


def figures() -> list[Figure]:
    """Precision and recall of the refusals, and the recall of each rule."""
    return [
        (f"precision on {len(replies())} drafts, at least", precision(), "", 0.95),
        ("recall, at least", recall(), "", 0.95),
        *((f"  of the rule {rule}", recall(rule), "", None) for rule in Rule),
    ]
