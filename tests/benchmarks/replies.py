"""How often the check of answers is right on labelled drafts: ``python -m tests.benchmarks replies``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from infra.training.replies import Example, examples_of, fit, score_of, templates, training_files
from shared.answers.breach import Rule
from shared.answers.trained.classifier import JUDGED, LEAST
from tests.benchmarks.__main__ import Figure
from tests.labelled_replies import (
    FIRST,
    FOLDER,
    FRESH,
    LATER,
    LONG,
    MANY,
    MORE,
    SECOND_SET_ASIDE,
    SET_ASIDE,
    SHORT,
    UNSEEN,
    WIDE,
    precision,
    recall,
    recall_of,
    replies,
)

PARTS = 3
"""Parts of the writers; each is left out once."""


def figures() -> list[Figure]:
    """Precision and recall of the refusals, the recall of each rule, and what each file was judged by the others."""
    by_rule = [(f"  of the rule {rule}", recall_of(rule), "", None) for rule in Rule]
    return [
        *_of_file(SECOND_SET_ASIDE, "set aside, of which nothing was learnt"),
        *_of_file(SET_ASIDE, "set aside before them, measured more often"),
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
        *_of_file(MANY, "of many writers, then learnt", asked=None),
    ]


def _of_file(name: str, what: str, asked: float | None = 0.95) -> list[Figure]:
    return [
        (f"{len(replies(name))} drafts {what}: precision, at least", precision(name), "", asked),
        (f"{len(replies(name))} drafts {what}: recall, at least", recall(name), "", asked),
    ]


def _of_classifier() -> list[Figure]:
    """A third of the writers judged by what was learnt from all others, three times."""
    many = [found for name in (LONG, MANY) for found in _by_writer(name)]
    writers = sorted({writer for writer, _ in many})
    others = [draft for path in training_files() if path.stem not in {LONG, MANY} for draft in examples_of(path)]
    judged = list[tuple[bool, bool]]()
    for third in range(PARTS):
        left_out = set(writers[third::PARTS])
        taught = [*others, *templates(), *(draft for writer, draft in many if writer not in left_out)]
        weights = [fit(taught, rule) for rule in JUDGED]
        judged += [(draft.bad, _refused(draft, weights)) for writer, draft in many if writer in left_out]
    what = f"classifier alone, a third of {len(writers)} writers left out of it each time"
    return [
        (f"{what}: precision", _mean([bad for bad, found in judged if found]), "", None),
        (f"{what}: recall", _mean([found for bad, found in judged if bad]), "", None),
    ]


def _by_writer(name: str) -> list[tuple[str, Example]]:
    """The drafts of a file, each with its writer: what its id begins with before the number."""
    path = FOLDER / f"{name}.jsonl"
    ids = [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()]
    return [(re.split(r"-?\d", each)[0], draft) for each, draft in zip(ids, examples_of(path), strict=True)]


def _refused(draft: Example, columns: Sequence[Mapping[str, float]]) -> bool:
    return any(score_of(sentence, weights) > LEAST for sentence in draft.sentences for weights in columns)


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / len(values)
