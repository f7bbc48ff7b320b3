"""Posts in, those worth asking for out: praise in somebody's own words.

``worth = log10(10 + reach) * originality * praise``, each as in :mod:`functions.query.voices.influence`. Ten people
are added because most praise comes from authors whom few hear, and is worth no less for that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from math import log10
from typing import NamedTuple

from functions.query.voices.influence import audience, originality, with_first
from shared.domain.mentions.mention import Form, Mention
from shared.domain.mentions.mention_id import public_id_of

LEAST_CHARACTERS = 20
"""Shorter praise says nothing about the brand."""

_QUOTES = re.compile(r"\bRT @\w")
"""So begin somebody else's words within a post; its author cannot allow that they are shown."""


class Suggestion(NamedTuple):
    """A post worth asking for."""

    mention: Mention
    praise: float
    worth: float


def worth(reach: int, own_words: float, praise: float) -> float:
    """How much a post is worth showing; see the module.

    >>> [round(worth(reach, own, 0.8), 2) for reach, own in ((0, 1.0), (990, 1.0), (990, 0.1))]
    [0.8, 2.4, 0.24]
    """
    return log10(10 + max(0, reach)) * own_words * praise


def suggested(
    posts: Iterable[Mention], praise: Callable[[Mention], float], asked: Collection[str], limit: int
) -> list[Suggestion]:
    """The posts most worth asking for, at most ``limit``, one of each author.

    ``praise`` is from 0, for what is no praise, to 1. Left out are reposts and quotes, what somebody else said
    before, authors who are unknown or ask not to be shown, and what is ``asked`` for already (public ids).
    """
    best: dict[str, Suggestion] = {}
    for mention, said_before in with_first(posts):
        if said_before or not _can_be_asked(mention) or public_id_of(mention) in asked:
            continue
        found = praise(mention)
        one = Suggestion(mention, found, worth(audience(mention), originality(mention, said_before=False), found))
        known = best.get(mention.author)
        if found > 0 and (known is None or one.worth > known.worth):
            best[mention.author] = one
    ranked = sorted(best.values(), key=lambda each: (-each.worth, public_id_of(each.mention)))
    return ranked[:limit]


def _can_be_asked(mention: Mention) -> bool:
    own = mention.author and not mention.withheld and mention.form is not Form.REPOST
    return bool(own) and len(mention.text) >= LEAST_CHARACTERS and not _QUOTES.search(mention.text)
