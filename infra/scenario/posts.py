"""Writes the ordinary posts of a scenario, minute by minute, from topics, their weights and a rate."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from infra.scenario import timeline
from infra.scenario.authors import Item, new_item
from infra.scenario.texts import Line, LinePicker, lines
from shared.scenario.draw import OFFICIAL_REACH, draw_topics

RECENT = 25
"""A repost repeats one of so many latest posts."""


class PostWriter:
    """Writes posts; ``first`` is the number of the first one, ``step`` how numbers go on. Numbers make ids."""

    def __init__(self, rng: Random, *, first: int = 1, step: int = 1) -> None:
        self._chance = rng
        self._lines = LinePicker(rng)
        self._number, self._step = first, step

    def post(self, topic: str, line: Line | None = None) -> Item:
        """A post about ``topic``, with the topic's next line if none is given."""
        item = new_item(topic, line or self._lines.next_line(topic), self._number, self._chance)
        self._number += self._step
        return item


class Conversation:
    """The posts of the demo's scenario, and the latest of them, which people may repost."""

    def __init__(self, rng: Random) -> None:
        self._chance = rng
        self._writer = PostWriter(rng)
        self._recent: list[Item] = []

    def minute(self, minute: int) -> Iterator[tuple[str, Item]]:
        """The posts of one minute, each with its topic."""
        for topic in draw_topics(timeline.topics(minute), timeline.rate(minute), self._chance):
            yield topic, self._repost() if topic == "repost" else self._post(topic)
        if minute in timeline.STATEMENTS:
            yield "official", self._statement(timeline.STATEMENTS.index(minute))

    def _post(self, topic: str) -> Item:
        item = self._writer.post(topic)
        if topic == "share":
            item |= {"form": "quote"}
        if item["channel"] in {"mastodon", "bluesky"}:
            self._recent = [*self._recent, item][-RECENT:]
        return item

    def _repost(self) -> Item:
        if not self._recent:
            return self._post("chatter")
        original = self._chance.choice(self._recent)
        copied = {name: original[name] for name in ("text", "hashtags", "language")}
        return self._writer.post("repost", Line(original["text"])) | copied | {"form": "repost"}

    def _statement(self, number: int) -> Item:
        return self._writer.post("official", lines("official")[number]) | {"reach": OFFICIAL_REACH}
