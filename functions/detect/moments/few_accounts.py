"""Whether a few accounts make a moment: the posts of each account in, a flood or a crowd out.

A flood is told, but wakes nobody: one angry customer, or a script with four accounts, is no crisis yet.
It must never hide one. So it is a flood only if the posts of all others together would be no
moment; where their number is not known exactly, the higher one counts. As soon as others join
in, the moment is a crowd's and gets worse. Until each of them has posted twice, four accounts look like four
people: such a moment is told as a crowd's. Its severity stays, and it is said to be of a few accounts as soon as
that is known.
"""

from __future__ import annotations

from collections.abc import Mapping

from functions.detect.detectors.evaluation import EvaluatedBucket
from shared.domain.mentions.tally import Tally
from shared.domain.moments.crowd import Crowd, crowd_of
from shared.domain.moments.moment import Kind, times_normal

EACH_POSTS = 5
"""Posts in the minutes of an alarm from which on an account is busy, or a series of accounts: their
names differ in digits only, and they say the same."""

FEW = 12
"""More busy accounts are no longer a few."""

FEW_SHARE = 0.5
"""The share of all posts that the busy accounts must have."""

OTHERS, OTHERS_RATIO = 10, 3.0
"""What the others must stay below: so many posts, or so many times the normal; from both on the severity matrix has
its serious rules."""

HANDFUL, HANDFUL_EACH = 5, 2
"""So few accounts are a few once each has posted so often on average; a sixth person makes them many."""

COPIED_SHARE, COPIED_ACCOUNTS = 0.5, 0.75
"""Where such a share of the posts is alike, they are of a few from such a number of accounts to each of them down."""


def few_accounts(kind: Kind, bucket: EvaluatedBucket, tally: Tally) -> bool:
    """Whether a few accounts made so many of the posts that without them there would be no moment."""
    return _is_handful(crowd_of(tally)) or _is_flood(kind, bucket, tally)


def _is_handful(crowd: Crowd) -> bool:
    """Whether all accounts are known and few, and repeat themselves; soon after the opening more cannot be known."""
    if crowd.more or not 0 < crowd.accounts <= FEW:
        return False
    each = crowd.accounts <= HANDFUL and crowd.posts >= HANDFUL_EACH * crowd.accounts
    copied = crowd.alike >= COPIED_SHARE * crowd.posts and crowd.accounts <= COPIED_ACCOUNTS * crowd.alike
    return each or copied


def _busy(posts: Mapping[str, int]) -> list[int]:
    return [number for number in posts.values() if number >= EACH_POSTS]


def _is_flood(kind: Kind, bucket: EvaluatedBucket, tally: Tally) -> bool:
    busy = max(_busy(tally.accounts), _busy(tally.series), key=sum)
    if not 0 < len(busy) <= FEW or sum(busy) < FEW_SHARE * tally.mentions:
        return False
    others: float = tally.mentions - sum(busy)
    if kind is Kind.VOLUME_BURST:  # of another signal, all of them may be others'
        others *= bucket.observed / tally.mentions
    return others < OTHERS or times_normal(round(others), bucket.expected) < OTHERS_RATIO
