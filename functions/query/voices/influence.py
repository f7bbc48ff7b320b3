"""Posts in, their authors ranked by influence out: critics and advocates.

``influence = log10(1 + reach) * originality * |stance| * (1 + log10(hours))``, from the posts of
one author:

* ``reach``: the largest audience of a post: its author's followers or all who reacted to it, whichever are more. The
  logarithm, because audiences differ by a factor of a million, and what a post says would not matter beside that.
* ``originality``: the largest share of own words in a post, 0 to 1 (:func:`originality`).
* ``stance``: the mean sentiment of the posts, -1 to 1, each weighed by its originality.
* ``hours``: the different hours in which they were posted. Who comes back counts for more than who
  posts often at once, so that a flood buys no rank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, log10
from types import MappingProxyType
from typing import NamedTuple

from shared.domain.mentions.fingerprint import wording
from shared.domain.mentions.mention import Form, Mention
from shared.domain.time import hour_of

OWN_WORDS: Mapping[Form, float] = MappingProxyType(
    {Form.ORIGINAL: 1.0, Form.QUOTE: 0.7, Form.REPLY: 0.7, Form.REPOST: 0.1}
)
"""The share of own words by the form of a post: a choice, as channels do not tell what of a quote is quoted."""

COPIED = 0.1
"""The share of own words in a post that begins like an earlier one of somebody else."""

LEAST_WORDS, COMPARED_WORDS = 3, 8
"""Words that a post needs to be told from others, and how many of its first ones are compared."""

LEAST_STANCE = 0.1
"""From this mean sentiment on, in either direction, an author is a critic or an advocate."""


class Judged(NamedTuple):
    """A post of an author whom many hear; ``stance`` is its sentiment, -1 to 1; ``own`` its share of own words."""

    mention: Mention
    stance: float
    own: float


@dataclass(frozen=True, slots=True)
class HeardVoice:
    """An author with what the posts say together; ``strongest`` is the post that shows it best."""

    author: str
    channels: tuple[str, ...]
    reach: int
    originality: float
    stance: float
    hours: int
    posts: int
    negative: int
    positive: int
    first_ms: int
    last_ms: int
    strongest: Mention

    @property
    def influence(self) -> float:
        """The influence, 0 for nobody to about 25."""
        return influence(self.reach, self.originality, self.stance, self.hours)


def influence(reach: int, originality: float, stance: float, hours: int) -> float:
    """The influence of an author; see the module.

    >>> influence(99_999, 1.0, -0.8, 1), influence(99_999, 1.0, -0.8, 10)
    (4.0, 8.0)
    >>> influence(999, 1.0, 1.0, 1), round(influence(999_999, 0.1, 1.0, 1), 3)  # own words against a loud repost
    (3.0, 0.6)
    """
    return log10(1 + max(0, reach)) * originality * abs(stance) * (1 + log10(max(1, hours)))


def audience(mention: Mention) -> int:
    """The people who hear a post: its author's followers, or those who reacted where they are more.

    >>> from shared.domain.mentions.mention import Engagement
    >>> audience(Mention("acme", "hackernews", "1", "hi", 0, 0, engagement=Engagement(likes=900, replies=200)))
    1100
    """
    return max(mention.reach, sum(mention.engagement))


def originality(mention: Mention, *, said_before: bool) -> float:
    """The share of own words in a post, 0 to 1.

    >>> post = Mention("acme", "x", "1", "It burnt me", 0, 0)
    >>> originality(post, said_before=False), originality(post, said_before=True)
    (1.0, 0.1)
    """
    return min(OWN_WORDS[mention.form], COPIED if said_before else 1.0)


def stance_of(label: str, p_negative: float, compound: float) -> float:
    """The sentiment of a post as one number: how surely it is negative, or how positive it is.

    >>> stance_of("negative", 0.9, -0.2), stance_of("positive", 0.1, 0.6), stance_of("neutral", 0.3, 0.2)
    (-0.9, 0.6, 0.0)
    """
    if label == "negative":
        return -p_negative
    return max(0.0, compound) if label == "positive" else 0.0


def judged(posts: Iterable[Mention], least_reach: int, stance: Callable[[Mention], float]) -> Iterator[Judged]:
    """The posts of authors whom at least so many people hear, oldest first; ``stance`` is asked for these alone.

    Authors who ask not to be shown are no voices.
    """
    for mention, said_before in with_first(posts):
        if mention.author and not mention.withheld and audience(mention) >= least_reach:
            yield Judged(mention, stance(mention), originality(mention, said_before=said_before))


def with_first(posts: Iterable[Mention]) -> Iterator[tuple[Mention, bool]]:
    """The posts, oldest first, each with whether somebody else said the same before."""
    first: dict[tuple[str, ...], str] = {}
    for mention in sorted(posts, key=lambda each: (each.published_ms, each.id)):
        words = tuple(wording(mention.text)[:COMPARED_WORDS])
        said_by = first.setdefault(words, mention.author) if len(words) >= LEAST_WORDS else mention.author
        yield mention, said_by != mention.author


def ranked(posts: Iterable[Judged], limit: int) -> tuple[list[HeardVoice], list[HeardVoice]]:
    """The most influential critics and advocates, at most ``limit`` of each, each author once."""
    by_author: dict[str, list[Judged]] = {}
    for post in posts:
        by_author.setdefault(post.mention.author, []).append(post)
    voices = sorted(map(_voice, by_author.values()), key=lambda voice: (-voice.influence, voice.author))
    critics = [voice for voice in voices if voice.stance <= -LEAST_STANCE]
    advocates = [voice for voice in voices if voice.stance >= LEAST_STANCE]
    return critics[:limit], advocates[:limit]


def _voice(posts: Sequence[Judged]) -> HeardVoice:
    times = [post.mention.published_ms for post in posts]
    weight = fsum(post.own for post in posts)
    stance = fsum(post.own * post.stance for post in posts) / weight
    return HeardVoice(
        author=posts[0].mention.author,
        channels=tuple(sorted({post.mention.channel for post in posts})),
        reach=max(audience(post.mention) for post in posts),
        originality=max(post.own for post in posts),
        stance=stance,
        hours=len({hour_of(at_ms) for at_ms in times}),
        posts=len(posts),
        negative=sum(post.stance < 0 for post in posts),
        positive=sum(post.stance > 0 for post in posts),
        first_ms=min(times),
        last_ms=max(times),
        strongest=max(posts, key=lambda post: post.own * post.stance * (1 if stance > 0 else -1)).mention,
    )
