"""An eventful day: every kind of thing that may or may not be worth telling, one after the other.

Two weeks of ordinary talk come before it. Minutes count from the midnight that begins
the day; those before it are negative.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp, sin, tau
from random import Random

from infra.scenario.authors import Item, new_item
from infra.scenario.posts import poisson
from infra.scenario.texts import LinePicker
from infra.scenario.timeline import EVERYDAY

BRAND, QUIET_BRAND = "brightkettle", "stillwater"
"""The brand of the day, and another one that hardly anybody speaks of."""

HOUR, DAY = 60, 1440
HISTORY = 14 * DAY
"""Minutes of ordinary talk before the day."""

SEED = 20_260_302

NORMAL, SWING = 1.6, 0.5
"""Posts a minute on average, and the amplitude of the day's (logarithmic) ebb and flow."""

QUIET_RATE = 6 / DAY
"""Posts a minute about the quiet brand: six a day."""

HASHTAG, CHANNEL = "kettlechallenge", "mastodon"
"""The hashtag that comes up, and the channel that cannot be heard for a while."""

Weights = Mapping[str, float]
ANGRY_WEIGHTS: Weights = {"hazard": 30, "outrage": 34, "refund": 12, "fear": 10, "question": 6, "chatter": 8}
DISSATISFIED: Weights = {**EVERYDAY, "complaint": 24, "refund": 15, "outrage": 16}
NORMAL_WEIGHTS: Weights = {name: weight for name, weight in EVERYDAY.items() if name not in ("repost", "review")}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens from minute ``since`` until ``until``: so many times the talk, of other topics."""

    name: str
    since: int
    until: int
    times: float = 1.0
    weights: Weights | None = None
    tag: str = ""
    deaf: str = ""


EVENTS = (
    Event("slow burn, 2.5x", 2 * HOUR, 8 * HOUR, 2.5),
    Event("burst, 10 min", 10 * HOUR + 30, 10 * HOUR + 40, 10.0, ANGRY_WEIGHTS),
    Event("hashtag wave", 13 * HOUR, 14 * HOUR + 30, 1.3, tag=HASHTAG),
    Event("mood turns", 15 * HOUR + 30, 18 * HOUR + 30, weights=DISSATISFIED),
    Event("channel outage", 21 * HOUR + 30, 23 * HOUR + 30, deaf=CHANNEL),
)
"""What happens on the day, in its order."""


def event_at(minute: int) -> Event | None:
    """The event that goes on in ``minute``.

    >>> event_at(3 * HOUR).name, event_at(9 * HOUR)
    ('slow burn, 2.5x', None)
    """
    return next((event for event in EVENTS if event.since <= minute < event.until), None)


def posts(seed: int = SEED, since: int = -HISTORY, until: int = DAY) -> Iterator[tuple[int, Item]]:
    """What is said of the brand, minute by minute; what a deaf channel would have brought is left out."""
    chance = Random(seed)  # noqa: S311 - a scenario, not a secret
    decks, number = LinePicker(chance), 0
    for minute in range(since, until):
        event = event_at(minute)
        rate = NORMAL * exp(SWING * sin(tau * (minute - 9 * HOUR) / DAY)) * (event.times if event else 1.0)
        weights = (event.weights if event else None) or NORMAL_WEIGHTS
        for topic in chance.choices(list(weights), list(weights.values()), k=poisson(rate, chance)):
            number += 1
            item = _with_hashtags(
                new_item(_without_reposts(topic), decks.deal(_without_reposts(topic)), number, chance), event, chance
            )
            if not (event and event.deaf == item["channel"]):
                yield minute, item


def quiet_posts(seed: int = SEED, since: int = -HISTORY, until: int = DAY) -> Iterator[tuple[int, Item]]:
    """What is said of the quiet brand."""
    chance = Random(seed + 1)  # noqa: S311 - a scenario, not a secret
    decks, number = LinePicker(chance), 0
    for minute in range(since, until):
        for topic in chance.choices(list(NORMAL_WEIGHTS), list(NORMAL_WEIGHTS.values()), k=poisson(QUIET_RATE, chance)):
            number += 1
            yield minute, new_item(topic, decks.deal(topic), -number, chance)


def _without_reposts(topic: str) -> str:
    """Nobody passes posts on here: what is passed on belongs to the demo."""
    return "chatter" if topic in ("repost", "review") else topic


def _with_hashtags(item: Item, event: Event | None, chance: Random) -> Item:
    """During a wave many posts bear the hashtag; angry people have no time for any."""
    if event and event.weights is ANGRY_WEIGHTS:
        return item | {"hashtags": []}
    if event and event.tag and chance.random() < 0.45:  # noqa: PLR2004 - nearly half of them
        return item | {"hashtags": [*item.get("hashtags", []), event.tag]}
    return item
