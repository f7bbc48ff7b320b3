"""Whether a few accounts make a moment: the posts of each account in, a flood or a crowd out.

A flood is told, but wakes nobody: one angry customer, or a script with four accounts, is no crisis yet.
It must never hide one. So it is a flood only if the posts of all others together would be no
moment; where their number is not known exactly, the higher one counts. As soon as others join
in, the moment is a crowd's and gets worse, and it never becomes a flood again.
"""

from __future__ import annotations

from functions.detect.detectors.evaluation import EvaluatedBucket
from shared.domain.mentions.tally import Tally
from shared.domain.moments.crowd import crowd_of
from shared.domain.moments.moment import Kind, times_normal

EACH_POSTS = 5
"""Posts in the minutes of an alarm from which on an account is busy."""

FEW = 12
"""More busy accounts are no longer a few."""

FEW_SHARE = 0.5
"""The share of all posts that the busy accounts must have."""

OTHERS, OTHERS_RATIO = 10, 3.0
"""What the others must stay below: so many posts, or so many times the normal; from both on the severity matrix has
its serious rules."""

HANDFUL, HANDFUL_ALIKE = 4, 0.8
"""So few accounts are a few from their first repetition on, if such a share of their posts is alike."""


def few_accounts(kind: Kind, bucket: EvaluatedBucket, tally: Tally) -> bool:
    """Whether a few accounts made so many of the posts that without them there would be no moment."""
    return _is_handful(tally) or _is_flood(kind, bucket, tally)


def _is_handful(tally: Tally) -> bool:
    crowd = crowd_of(tally)
    known = not crowd.more and 0 < crowd.accounts <= HANDFUL
    return known and crowd.posts > crowd.accounts and crowd.alike >= HANDFUL_ALIKE * crowd.posts


def _is_flood(kind: Kind, bucket: EvaluatedBucket, tally: Tally) -> bool:
    busy = [posts for posts in tally.accounts.values() if posts >= EACH_POSTS]
    if not 0 < len(busy) <= FEW or sum(busy) < FEW_SHARE * tally.mentions:
        return False
    others: float = tally.mentions - sum(busy)
    if kind is Kind.VOLUME_BURST:  # of another signal, all of them may be others'
        others *= bucket.observed / tally.mentions
    return others < OTHERS or times_normal(round(others), bucket.expected) < OTHERS_RATIO
