"""CPU time of a task: the least of several tries, because others use the machine too."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

TRIES = 7

SLOW_TEXTS = ("😡😭🔥" * 70, "lol but " * 105, "not bad " * 105, "a?b" * 273, "@a.-" * 205, "水" * 273)
"""Texts of about 820 bytes that take long to enrich."""


def total_seconds(task: Callable[[T], object], inputs: Sequence[T], tries: int = TRIES) -> float:
    """CPU seconds of the task for all of the inputs."""
    spent = []
    for _ in range(tries):
        start = time.process_time()
        for one in inputs:
            task(one)
        spent.append(time.process_time() - start)
    return min(spent)


def mean_us(task: Callable[[T], object], inputs: Sequence[T], tries: int = TRIES) -> float:
    """CPU microseconds of the task for one of the inputs, on average."""
    return total_seconds(task, inputs, tries) / len(inputs) * 1e6
