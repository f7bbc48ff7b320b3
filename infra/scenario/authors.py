"""Invented authors, and the fields of an item as each channel delivers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from infra.scenario.texts import Line
from shared.scenario.draw import digits, handle

Item = dict[str, Any]
"""An item for ``POST /mentions``, without its brand and date."""

SERVERS = ("kitchen.example", "allotment.example", "maker.example", "nordsee.example")
PAPERS = ("The Daily Spoon", "Kitchen Ledger", "Northshore Evening", "Plug & Socket", "Haushalt Heute")
STORIES = ("Show: my kettle on the local network", "Appliances that need an app", "Software updates for heaters")
HASHTAGS = {
    "everyday": ("tea", "kettle", "coffee", "kitchen"),
    "crisis": ("kettlegate", "kettlegate", "recall", "productsafety", "brightkettle"),
}
LANGUAGES = {"german": "de", "spanish": "es", "french": "fr", "japanese": "ja"}

CHANNELS: Mapping[str, Mapping[str, int]] = {
    "headline": {"rss": 1},
    "review": {"appstore": 2, "webhook": 3},
    "deal": {"mastodon": 2, "bluesky": 2, "rss": 1},
    "share": {"bluesky": 3, "mastodon": 1},
    "repost": {"mastodon": 3, "bluesky": 2},
    "official": {"mastodon": 1},
}
"""The weights of a topic's channels; other topics have ``DEFAULT_CHANNELS``."""

DEFAULT_CHANNELS = {"mastodon": 9, "bluesky": 7, "hackernews": 3, "webhook": 3}


def channel_of(topic: str, rng: Random) -> str:
    """A random channel for a post about ``topic``."""
    weights = CHANNELS.get(topic.removeprefix("crisis_").removeprefix("aftermath_"), DEFAULT_CHANNELS)
    return rng.choices(list(weights), list(weights.values()))[0]


def new_item(topic: str, line: Line, number: int, rng: Random) -> Item:
    """``line`` as an item of a random channel; ``number`` makes its id."""
    channel = channel_of(topic, rng)
    name = digits(f"item {number}", 12)
    item: Item = {
        "channel": channel,
        "text": line.text,
        "title": line.title,
        "language": language_of(topic),
        "form": "original",
        "hashtags": [],
        "engagement": {"likes": int(rng.expovariate(0.3)), "reposts": int(rng.expovariate(0.8))},
    }
    return item | ITEM_FIELDS[channel](topic, item, name, rng)


def language_of(topic: str) -> str:
    """The language code of a topic's lines.

    >>> language_of("crisis_german"), language_of("praise")
    ('de', 'en')
    """
    return LANGUAGES.get(topic.removeprefix("crisis_"), "en")


def _mastodon(topic: str, item: Item, name: str, rng: Random) -> Item:
    account, server = ("brightkettle", SERVERS[0]) if topic == "official" else (handle(rng), rng.choice(SERVERS))
    tags = _hashtags(topic, rng)
    url = f"https://{server}/@{account}/{name}"
    return {
        "id": f"https://{server}/users/{account}/statuses/{name}",
        "url": url,
        "author": f"{account}@{server}",
        "reach": _reach(rng),
        "text": " ".join([item["text"], *(f"#{tag}" for tag in tags)]),
        "hashtags": tags,
    }


def _bluesky(_topic: str, _item: Item, name: str, rng: Random) -> Item:
    account = handle(rng)
    return {
        "id": f"at://did:example:{digits(account, 10)}/app.bsky.feed.post/{name}",
        "url": f"https://sky.example/profile/{account}/post/{name}",
        "author": f"{account}.sky.example",
        "reach": _reach(rng),
    }


def _hackernews(_topic: str, _item: Item, name: str, rng: Random) -> Item:
    return {
        "id": name,
        "url": f"https://hackers.example/item?id={name}",
        "author": handle(rng),
        "title": rng.choice(STORIES),
        "form": "reply",
    }


def _feed(_topic: str, item: Item, name: str, rng: Random) -> Item:
    paper = rng.choice(PAPERS)
    url = f"https://papers.example/{digits(paper, 6)}/{name}"
    return {
        "id": url,
        "url": url,
        "author": paper,
        "reach": rng.choice((2_000, 9_000, 40_000)),
        "engagement": {},
    } | ({} if item["title"] else {"title": item["text"], "text": ""})


def _review(_topic: str, _item: Item, name: str, rng: Random) -> Item:
    return {"id": f"review-{name}", "author": handle(rng), "engagement": {}}


ITEM_FIELDS: Mapping[str, Callable[[str, Item, str, Random], Item]] = {
    "mastodon": _mastodon,
    "bluesky": _bluesky,
    "hackernews": _hackernews,
    "rss": _feed,
    "appstore": _review,
    "webhook": _review,
}


def _reach(rng: Random) -> int:
    return int(rng.lognormvariate(5.0, 1.4))


def _hashtags(topic: str, rng: Random) -> list[str]:
    about_crisis = topic.startswith("crisis_") or topic in {
        "spark",
        "hazard",
        "fear",
        "refund",
        "outrage",
        "rumour",
        "share",
        "joke",
    }
    choices = HASHTAGS["crisis" if about_crisis else "everyday"]
    return sorted({rng.choice(choices) for _ in range(rng.choice((0, 1, 1, 2)))})
