"""A span of time, the posts that were read of it, and a choice that is spread over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from shared.domain.mentions.mention import Mention

T = TypeVar("T")


class Span(NamedTuple):
    """``since_ms <= published < until_ms``."""

    since_ms: int
    until_ms: int


class ReadPosts(NamedTuple):
    """The posts that were read, and whether they are all that there are."""

    posts: list[Mention]
    complete: bool


def spread(every: Sequence[T], most: int) -> list[T]:
    """At most so many of them, evenly spread, the first and the last among them where there are two.

    >>> spread("abcdefg", 3), spread("ab", 3), spread("abc", 1)
    (['a', 'd', 'g'], ['a', 'b'], ['a'])
    """
    if len(every) <= most:
        return list(every)
    step = (len(every) - 1) / max(1, most - 1)
    return [every[round(place * step)] for place in range(most)]
