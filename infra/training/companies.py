"""Which labelled posts are about a brand: those whose line names one, and those that name a well-known company.

A file to learn from may mix posts about anything with posts about brands. The model is
for the second kind, so these count more (:func:`weight_of`).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from infra.training.labelled_posts import LabelledPost

WEIGHT_OF_BRANDS = 6.0
"""A post about a brand counts as much as so many posts about anything."""


def weight_of(post: LabelledPost) -> float:
    """How much a post counts in training.

    >>> weight_of(LabelledPost("my iPhone is dead", 0)), weight_of(LabelledPost("my plant is dead", 0))
    (6.0, 1.0)
    """
    return WEIGHT_OF_BRANDS if post.brand or _company().search(post.text) else 1.0


@cache
def _company() -> re.Pattern[str]:
    """Any name in ``companies.txt``, also as a handle or a hashtag."""
    lines = Path(__file__).with_name("companies.txt").read_text("utf-8").splitlines()
    names = {name.strip() for line in lines if not line.startswith("#") for name in line.partition(":")[2].split(",")}
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
