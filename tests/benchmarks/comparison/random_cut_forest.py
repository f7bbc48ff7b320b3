"""AWS's own Random Cut Forest, by the package krcf, where that is installed.

S. Guha, N. Mishra, G. Roy, O. Schrijvers, Robust random cut forest based anomaly
detection on streams, ICML 2016. The options are the library's: fifty trees of 256
points. Its scores have no fixed scale; the cut-off is three deviations above their own
mean, as in Amazon SageMaker's example notebook.
"""

from __future__ import annotations

import importlib.util
from typing import Any

from shared.domain.time import BUCKETS_PER_DAY, BUCKETS_PER_WEEK
from tests.benchmarks.comparison.window import Window

INSTALLED = importlib.util.find_spec("krcf") is not None
MISSING = "Random Cut Forest: not run, the package krcf is missing (pip install --group bench)"
SHINGLE = 4
"""Counts the forest sees at a time: the last twenty minutes."""


class Forest:
    """A forest over shingles of counts, and the mean and deviation of its scores."""

    def __init__(self) -> None:
        from krcf import RandomCutForest  # noqa: PLC0415 - not everybody has it

        self.forest: Any = RandomCutForest(
            {
                "dimensions": SHINGLE,
                "shingle_size": SHINGLE,
                "num_trees": 50,
                "sample_size": 256,
                "output_after": 64,
                "random_seed": 42,
                "parallel_execution_enabled": False,
            }
        )
        self.shingle: list[float] = []
        self.scores = Window(BUCKETS_PER_WEEK)
        self.level = 0.0

    def score(self, at_ms: int, count: int) -> float:  # noqa: ARG002 - it knows no time
        """How far the forest's score is above its usual, for counts above the level of late."""
        self.shingle = [*self.shingle[-SHINGLE + 1 :], float(count)]
        self.level += (count - self.level) / 144.0
        if len(self.shingle) < SHINGLE:
            return 0.0
        seen = round(1e6 * self.forest.score(self.shingle))
        found = self.scores.deviations(seen) if len(self.scores.values) > BUCKETS_PER_DAY else 0.0
        self.forest.update(self.shingle)
        self.scores.add(seen)
        return found if count > self.level else 0.0
