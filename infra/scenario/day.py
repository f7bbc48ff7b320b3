"""An eventful day as posts: events of every kind, some of which should alert and some not.

Two weeks of ordinary posts come before it, which can be turned into counters without
the pipeline. Minutes count from the midnight at the start of the day, so those before
it are negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from math import exp, sin, tau
from random import Random

from functions.enrich.tally import ScoredMention, tally_of
from functions.intake.item_schema import parse_item
from infra.scenario.authors import Item
from infra.scenario.posts import PostWriter
from infra.scenario.timeline import EVERYDAY, Weights
from shared.domain.mentions.from_post import mention_from_post
from shared.domain.mentions.tally import Tally
from shared.domain.time import BUCKET_MINUTES
from shared.enrichment import enrich
from shared.scenario.draw import draw_topics

BRAND, QUIET_BRAND = "brightkettle", "stillwater"
"""The brand of the day, and another one with hardly any posts."""

HOUR, DAY = 60, 1440
HISTORY = 14 * DAY
"""Minutes of ordinary posts before the day."""

SEED = 20_260_302
SALT = b"nobody is meant"
"""Authors of the scenario are invented; their pseudonyms need no secret."""

NORMAL, SWING = 1.6, 0.5
"""Posts per minute on average, and the amplitude of the daily curve (of the logarithm)."""

QUIET_RATE = 6 / DAY
"""Posts per minute about the quiet brand: six a day."""

HASHTAG, CHANNEL = "kettlechallenge", "mastodon"
"""The hashtag that starts to trend, and the channel that has an outage."""

ANGRY: Weights = {"hazard": 30, "outrage": 34, "refund": 12, "fear": 10, "question": 6, "chatter": 8}
DISSATISFIED: Weights = {**EVERYDAY, "complaint": 24, "refund": 15, "outrage": 16}
ORDINARY: Weights = {name: weight for name, weight in EVERYDAY.items() if name not in ("repost", "review")}


@dataclass(frozen=True, slots=True)
class Event:
    """An event from minute ``since`` until ``until``: ``times`` as many posts, of topics with these weights.

    Many posts have the hashtag ``tag``; those of ``unreachable_channel`` do not arrive.
    """

    name: str
    since: int
    until: int
    times: float = 1.0
    weights: Weights | None = None
    tag: str = ""
    unreachable_channel: str = ""


EVENTS = (
    Event("slow burn, 2.5x", 2 * HOUR, 8 * HOUR, 2.5),
    Event("burst, 10 min", 10 * HOUR + 30, 10 * HOUR + 40, 10.0, ANGRY),
    Event("hashtag wave", 13 * HOUR, 14 * HOUR + 30, 1.3, tag=HASHTAG),
    Event("sentiment shift", 15 * HOUR + 30, 18 * HOUR + 30, weights=DISSATISFIED),
    Event("channel outage", 21 * HOUR + 30, 23 * HOUR + 30, unreachable_channel=CHANNEL),
)
"""The events of the day, in order."""


def event_at(minute: int) -> Event | None:
    """The event of a minute.

    >>> event_at(3 * HOUR).name, event_at(9 * HOUR)
    ('slow burn, 2.5x', None)
    """
    return next((event for event in EVENTS if event.since <= minute < event.until), None)


def posts(seed: int = SEED, since: int = -HISTORY, until: int = DAY) -> Iterator[tuple[int, Item]]:
    """The posts about the brand with their minutes, in order; those of a channel with an outage are left out."""
    rng = Random(seed)  # noqa: S311 - a scenario, not a secret
    writer = PostWriter(rng)
    for minute in range(since, until):
        event = event_at(minute)
        rate = NORMAL * exp(SWING * sin(tau * (minute - 9 * HOUR) / DAY)) * (event.times if event else 1.0)
        for topic in draw_topics((event.weights if event else None) or ORDINARY, rate, rng):
            item = _with_hashtags(writer.post(_without_reposts(topic)), event, rng)
            if not (event and event.unreachable_channel == item["channel"]):
                yield minute, item


def quiet_posts(seed: int = SEED, since: int = -HISTORY, until: int = DAY) -> Iterator[tuple[int, Item]]:
    """The posts about the quiet brand with their minutes, in order."""
    rng = Random(seed + 1)  # noqa: S311 - a scenario, not a secret
    writer = PostWriter(rng, first=-1, step=-1)
    for minute in range(since, until):
        for topic in draw_topics(ORDINARY, QUIET_RATE, rng):
            yield minute, writer.post(topic)


def tallies(posted: Iterable[tuple[int, Item]], brand: str, words: tuple[str, ...]) -> Iterator[tuple[int, Tally]]:
    """The tally of each bucket of posts, with the bucket's first minute; the posts come in order."""
    width = BUCKET_MINUTES
    for start, group in groupby(posted, key=lambda post: post[0] - post[0] % width):
        yield start, tally_of([_scored(item, brand, words) for _, item in group])


_enrich_once = cache(enrich)
"""Most of the scenario's posts have the words of another one."""


def _scored(item: Item, brand: str, words: tuple[str, ...]) -> ScoredMention:
    post = parse_item({"brand": brand, **item}).post()
    mention = mention_from_post(post, brand=brand, collected_ms=1, published_ms=1, salt=SALT)
    return ScoredMention("1", mention, _enrich_once(mention.text, words, mention.language))


def _without_reposts(topic: str) -> str:
    """This day has no reposts and no reviews; they belong to the demo."""
    return "chatter" if topic in ("repost", "review") else topic


def _with_hashtags(item: Item, event: Event | None, rng: Random) -> Item:
    """In a hashtag wave nearly half of the posts have the hashtag; angry posts have none."""
    if event and event.weights is ANGRY:
        return item | {"hashtags": []}
    if event and event.tag and rng.random() < 0.45:  # noqa: PLR2004 - the share of posts with the tag
        return item | {"hashtags": [*item.get("hashtags", []), event.tag]}
    return item
