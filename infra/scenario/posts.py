"""People talking: every ordinary item of the scenario, minute by minute."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp
from random import Random

from infra.scenario import timeline
from infra.scenario.authors import Item, new_item
from infra.scenario.texts import Line, LinePicker, lines

RECENT = 25
"""How many posts back somebody may find the one to pass on."""

OFFICIAL_REACH = 18_000
"""Followers of the company's own account."""


class Conversation:
    """The conversation so far, from which people pass posts on."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._decks = LinePicker(chance)
        self._heard: list[Item] = []
        self._said = 0

    def minute(self, minute: int) -> Iterator[tuple[str, Item]]:
        """What is said in one minute: topic and item."""
        weights = timeline.topics(minute)
        count = poisson(timeline.rate(minute), self._chance)
        for topic in self._chance.choices(list(weights), list(weights.values()), k=count):
            yield topic, self._repost() if topic == "repost" else self._post(topic)
        if minute in timeline.STATEMENTS:
            yield "official", self._statement(timeline.STATEMENTS.index(minute))

    def _post(self, topic: str) -> Item:
        item = self._spoken(topic, self._decks.deal(topic))
        if topic == "share":
            item |= {"form": "quote"}
        if item["channel"] in {"mastodon", "bluesky"}:
            self._heard = [*self._heard, item][-RECENT:]
        return item

    def _repost(self) -> Item:
        if not self._heard:
            return self._post("chatter")
        original = self._chance.choice(self._heard)
        kept = {name: original[name] for name in ("text", "hashtags", "language")}
        return self._spoken("repost", Line(original["text"])) | kept | {"form": "repost"}

    def _statement(self, number: int) -> Item:
        return self._spoken("official", lines("official")[number]) | {"reach": OFFICIAL_REACH}

    def _spoken(self, topic: str, line: Line) -> Item:
        self._said += 1
        return new_item(topic, line, self._said, self._chance)


def poisson(mean: float, chance: Random) -> int:
    """How many of many independent people speak, when ``mean`` are expected (Knuth's product of uniforms).

    >>> poisson(0.0, Random(1))
    0
    """
    count, product, floor = 0, chance.random(), exp(-mean)
    while product > floor:
        count += 1
        product *= chance.random()
    return count
