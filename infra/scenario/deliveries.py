"""The whole scenario as a list of deliveries: which items are handed in, when and by which door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from infra.scenario import timeline
from infra.scenario.authors import Item
from infra.scenario.edge_cases import edge_cases
from infra.scenario.posts import Conversation
from shared.domain.time import MINUTE_MS, SECOND_MS, iso

BRAND = "brightkettle"
"""The id of the brand everybody talks about: an invented maker of connected kettles."""

SEED = 20_260_301
"""The seed of the scenario that ships."""

REPEATED_EVERY = 60
"""One mention in so many is handed in a second time, as pushing systems do after a time-out."""


class Method(StrEnum):
    """How an item reaches the pipeline: pushed to the intake, or in a file dropped at the end."""

    PUSH = "push"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One item handed in at the end of ``minute``.

    ``published_minute`` is ``None`` where the item says so itself or not at all;
    ``second`` spreads the publication times within their minute. ``refused`` items
    are wrong on purpose, ``repeated`` ones are handed in for the second time.
    """

    minute: int
    item: Item
    published_minute: int | None
    second: int = 0
    door: Method = Method.PUSH
    refused: bool = False
    repeated: bool = False

    def payload(self, start_ms: int) -> Item:
        """The item as it is sent when the scenario starts at ``start_ms`` (epoch milliseconds)."""
        return {"brand": BRAND, **self._dated(start_ms), **self.item}

    def _dated(self, start_ms: int) -> Item:
        if self.published_minute is None:
            return {}
        return {"published_at": iso(start_ms + self.published_minute * MINUTE_MS + self.second * SECOND_MS)}


def all_deliveries(seed: int = SEED) -> list[Delivery]:
    """Every delivery in the order of its minute; the same list for the same seed, on every Python."""
    chance = Random(seed)  # noqa: S311 - a scenario, not a secret
    told = [*_ordinary(chance), *_unusual(chance)]
    return sorted([*told, *_repeats(told)], key=lambda delivery: delivery.minute)


def expected(deliveries: Sequence[Delivery]) -> dict[str, int]:
    """How many items must be accepted, recognised as repeats and refused.

    >>> expected([Delivery(0, {}, 0), Delivery(0, {}, 0, repeated=True)])
    {'accepted': 1, 'duplicate': 1, 'rejected': 0}
    """
    refused = sum(delivery.refused for delivery in deliveries)
    repeated = sum(delivery.repeated for delivery in deliveries)
    return {"accepted": len(deliveries) - refused - repeated, "duplicate": repeated, "rejected": refused}


def _ordinary(chance: Random) -> list[Delivery]:
    talk = Conversation(chance)
    return [
        _delivery(minute, topic, item, chance)
        for minute in range(timeline.LENGTH)
        for topic, item in talk.minute(minute)
    ]


def _delivery(minute: int, topic: str, item: Item, chance: Random) -> Delivery:
    """Reviews come in a file at the end of the day, everything else as it is said."""
    door = Method.DROP if topic == "review" else Method.PUSH
    arrival = timeline.LENGTH - 1 if door is Method.DROP else minute
    return Delivery(arrival, item, minute, chance.randrange(60), door)


def _unusual(chance: Random) -> list[Delivery]:
    return [
        Delivery(
            minute=odd.minute,
            item=odd.item,
            published_minute=None if odd.age is None else odd.minute - odd.age,
            second=chance.randrange(60),
            refused=odd.refused,
        )
        for odd in edge_cases()
    ]


def _repeats(told: list[Delivery]) -> list[Delivery]:
    """Some of them once more: in the same minute, or one or two later."""
    pushed = [one for one in told if one.door is Method.PUSH and not one.refused and one.published_minute is not None]
    return [
        replace(delivery, minute=min(delivery.minute + n % 3, timeline.LENGTH - 1), repeated=True)
        for n, delivery in enumerate(pushed[::REPEATED_EVERY])
    ]
