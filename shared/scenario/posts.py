"""A scenario as posts: what is written in which minute, when the course of the crisis is played faster than it was.

How many posts the real crises had in which hour is not public. The multiples of the stages
follow the documented turns: they give the shape, and are no measurement. All posts are
invented, and name an invented brand or your own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, NamedTuple

from shared.scenario.draw import OFFICIAL_REACH, OPENERS, digits, draw_topics, handle
from shared.scenario.library import everyday
from shared.scenario.scenario import BRAND, ORDINARY, Scenario, Stage

Item = dict[str, Any]
"""An item for ``POST /mentions``, without its brand and date."""

HOUR = 60
SEED = 20_260_401
TAGGED = 0.3
"""The share of posts in a crisis that have one of its hashtags."""

OWN_CHANNEL = "mastodon"
"""Where the brand speaks."""

_WEIGHTS: Mapping[str, float] = dict(zip(ORDINARY, (3, 3, 2, 4), strict=True))


class Play(NamedTuple):
    """How a case is played: for which brand, with how many posts a minute on an ordinary day, how much faster.

    ``before`` are the minutes of ordinary posts before its beginning, and ``mark`` begins each text.
    """

    brand: str
    rate: float = 0.4
    speed: float = 60.0
    before: int = 25 * HOUR
    mark: str = ""
    seed: int = SEED


class Posted(NamedTuple):
    """A post, the minute in which it is written since the beginning of the crisis, and its topic."""

    minute: int
    topic: str
    item: Item


def minutes(scenario: Scenario, speed: float) -> int:
    """How many minutes the crisis lasts when it is played at this speed."""
    return max(1, round(scenario.hours * HOUR / speed))


def expected(scenario: Scenario, speed: float, rate: float) -> float:
    """How many posts it has on average at this speed, for so many in an ordinary minute."""
    starts = (0.0, *(stage.until for stage in scenario.stages))
    hours = (stage.until - start for start, stage in zip(starts, scenario.stages, strict=False))
    times = sum(stage.times * lasts for stage, lasts in zip(scenario.stages, hours, strict=True))
    return rate * times * HOUR / speed


def stage_at(scenario: Scenario, hour: float) -> Stage:
    """The stage of an hour of the real course; the last one goes on."""
    stages = scenario.stages
    return next((stage for stage in stages if hour < stage.until), stages[-1])


def posts(name: str, scenario: Scenario, play: Play) -> Iterator[Posted]:
    """All posts in order, from ``before`` minutes before the beginning; the same name and seed give the same posts."""
    writer, length = _Writer(name, scenario, play), minutes(scenario, play.speed)
    statements = [(min(int(each.hour * HOUR / play.speed), length - 1), each.text) for each in scenario.statements]
    for minute in range(-play.before, length):
        stage = stage_at(scenario, minute * play.speed / HOUR) if minute >= 0 else None
        topics = draw_topics(stage.topics, play.rate * stage.times, writer.rng) if stage else writer.ordinary()
        for topic in topics:
            yield Posted(minute, topic, writer.post(topic))
        for at, text in statements:
            if at == minute:
                yield Posted(minute, "official", writer.statement(text))


class _Writer:
    """Writes posts; no line of a topic comes twice before all were used."""

    def __init__(self, name: str, scenario: Scenario, play: Play) -> None:
        self.rng = Random(f"{play.seed} {name}")  # noqa: S311 - a scenario, not a secret
        self._name, self._scenario, self._play = name, scenario, play
        self._lines = {**everyday(), **scenario.posts}
        self._unused: dict[str, list[str]] = {}
        self._rounds: dict[str, int] = {}
        self._number = 0

    def ordinary(self) -> list[str]:
        return draw_topics(_WEIGHTS, self._play.rate, self.rng)

    def post(self, topic: str) -> Item:
        channels = self._scenario.channels
        channel = self.rng.choices(list(channels), list(channels.values()))[0]
        item = self._item(channel, handle(self.rng), self._line(topic), int(self.rng.lognormvariate(5.0, 1.4)))
        tags = self._scenario.hashtags
        if topic not in ORDINARY and tags and self.rng.random() < TAGGED:
            item["hashtags"] = [self.rng.choice(tags)]
        return item

    def statement(self, text: str) -> Item:
        return self._item(OWN_CHANNEL, f"{digits(self._play.brand, 6)}_official", text, OFFICIAL_REACH)

    def _item(self, channel: str, author: str, text: str, reach: int) -> Item:
        self._number += 1
        name = digits(f"{self._name} {self._play} {self._number}", 14)
        words = " ".join(filter(None, (self._play.mark, text.replace(BRAND, self._play.brand))))
        return {
            "channel": channel,
            "id": f"case-{name}",
            "url": f"https://{channel}.example/{name}",
            "author": author,
            "text": words,
            "language": "en",
            "hashtags": [],
            "reach": reach,
        }

    def _line(self, topic: str) -> str:
        if not self._unused.get(topic):
            self._unused[topic] = self.rng.sample(self._lines[topic], len(self._lines[topic]))
            self._rounds[topic] = self._rounds.get(topic, 0) + 1
        line = self._unused[topic].pop()
        return line if self._rounds[topic] == 1 else self.rng.choice(OPENERS) + line
