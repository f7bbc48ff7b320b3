"""What every account of a decision has, and how a record is held against the one computed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.tally import Tally

Record = Mapping[str, Any]
"""A decision record: JSON values, by the name of the field."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of the record that does not come out again."""

    field: str
    recorded: Any
    recomputed: Any


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision explained in ``sentences``.

    ``again`` is the record computed anew and ``differs`` what the old one has otherwise.
    ``counts`` is what was counted, in words, and ``count_in`` reads it from a tally. ``normal``
    gives what was taken for normal in the five minutes from a time on.
    """

    bucket_ms: int
    observed: int
    counts: str
    count_in: Callable[[Tally], int]
    sentences: tuple[str, ...]
    again: Record
    differs: tuple[Difference, ...]
    normal: Callable[[int], float]


def differences(decision: Record, again: Record, *, rings: bool) -> tuple[Difference, ...]:
    """Every field that is not the same to the last bit, and whether it rings at all.

    >>> differences({"period": 3.9, "least": 5}, {"period": 3.9, "least": 4}, rings=True)
    (Difference(field='least', recorded=5, recomputed=4),)
    """
    names = [*again, *(name for name in decision if name not in again)]
    pairs = ((name, decision.get(name), again.get(name)) for name in names)
    found = [Difference(*each) for each in pairs if each[1] != each[2] or type(each[1]) is not type(each[2])]
    return (*found, *(() if rings else (Difference("rings", True, False),)))
