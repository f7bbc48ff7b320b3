"""Who posts: how many accounts, and how many of their posts have nearly the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from shared.domain.mentions.tally import Tally

LEAST_ALIKE = 3
"""Posts with nearly the same words from which on they are alike; two may be so by chance."""

SAME_WORDS_SHARE, MANY_ACCOUNTS = 0.5, 10
"""Many people say the same words: from such a share of the posts, and so many accounts, on."""


class Crowd(NamedTuple):
    """The accounts behind some posts.

    ``accounts`` is how many are known; ``more``: there are others, because each counter knows the most
    active accounts only, or a channel names no authors. ``alike`` posts have nearly the same words as two others
    at least. ``few``: a few accounts made so many of the posts that without them there would be no moment.
    ``series`` is how many posts are by accounts whose names differ in digits only and who say the same.
    """

    posts: int = 0
    accounts: int = 0
    more: bool = False
    alike: int = 0
    few: bool = False
    series: int = 0

    @property
    def same_words(self) -> bool:
        """Whether many people say nearly the same words: a campaign, or a headline that everybody shares.

        >>> Crowd(300, 120, more=True, alike=290).same_words, Crowd(300, 4, alike=290, few=True).same_words
        (True, False)
        """
        return not self.few and self.accounts >= MANY_ACCOUNTS and self.alike >= SAME_WORDS_SHARE * self.posts > 0


def crowd_of(tally: Tally, *, few: bool = False) -> Crowd:
    """The accounts behind the posts of a tally; whether they are ``few`` is for detection to say.

    >>> from shared.domain.mentions.tally import Tally
    >>> crowd_of(Tally(mentions=9, accounts={"a": 5, "b": 4}, wordings={"x": 7, "y": 2}))
    Crowd(posts=9, accounts=2, more=False, alike=7, few=False, series=0)
    """
    return Crowd(
        posts=tally.mentions,
        accounts=len(tally.accounts),
        more=sum(tally.accounts.values()) < tally.mentions,
        alike=sum(posts for posts in tally.wordings.values() if posts >= LEAST_ALIKE),
        few=few,
        series=sum(posts for posts in tally.series.values() if posts >= LEAST_ALIKE),
    )
