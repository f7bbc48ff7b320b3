"""How it is said who posts: a few accounts, many, or many with the same words."""

from __future__ import annotations

from shared.domain.moments.crowd import Crowd

FEW_ACCOUNTS, ONE_SERIES = "A few accounts", "A series of accounts"
SAME_WORDS = ": many people, same words"

SERIES_FROM, SERIES_SHARE = 12, 0.5
"""Accounts from which on a flood is said to be of a series, and the share of the posts that the series must have."""

LEAST_POSTS, ALIKE_SHARE = 3, 0.1
"""Posts from which on it is worth a word who posts, and the share of alike ones that is worth one."""


def crowd_text(crowd: Crowd) -> str:
    """How many posts by how many accounts, and how many of them are alike; empty where no account is known.

    >>> crowd_text(Crowd(300, 4, alike=290, few=True)), crowd_text(Crowd(48, 45))
    ('300 posts by 4 accounts, 290 alike', '48 posts by 45 accounts')
    >>> crowd_text(Crowd(300, 60, more=True, alike=290, few=True, series=295))
    '300 posts, 295 of them by a series of accounts, 290 alike'
    >>> crowd_text(Crowd(1_300, 120, more=True, alike=1_200))
    '1,300 posts by more than 120 accounts, 1,200 alike: many people, same words'
    """
    if crowd.posts < LEAST_POSTS or not crowd.accounts:
        return ""
    if _is_series(crowd):
        accounts = f"{crowd.series:,} of them by a series of accounts"
        return f"{crowd.posts:,} posts, {accounts}, {crowd.alike:,} alike"
    accounts = f"{'more than ' if crowd.more else ''}{crowd.accounts:,} account{'' if crowd.accounts == 1 else 's'}"
    text = f"{crowd.posts:,} posts by {accounts}"
    if crowd.alike >= ALIKE_SHARE * crowd.posts and crowd.alike:
        text += f", {crowd.alike:,} alike"
    return f"{text}{SAME_WORDS}" if crowd.same_words else text


def crowd_texts(crowd: Crowd) -> tuple[str, ...]:
    """The same in two lengths, for a text message; none unless a few accounts post, or many the same words."""
    text = crowd_text(crowd)
    return (text, text.removesuffix(SAME_WORDS)) if text and (crowd.few or crowd.same_words) else ()


def few_text(crowd: Crowd) -> str:
    """What a headline begins with where it is not a crowd; empty where it is one."""
    if not crowd.few:
        return ""
    return ONE_SERIES if _is_series(crowd) else FEW_ACCOUNTS


def _is_series(crowd: Crowd) -> bool:
    """Whether the few are many accounts whose names differ in digits only."""
    many = crowd.more or crowd.accounts > SERIES_FROM
    return crowd.few and many and crowd.series >= SERIES_SHARE * crowd.posts
