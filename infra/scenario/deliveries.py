"""The demo's scenario as deliveries: which item arrives when and how, and the steps in which they are played."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from infra.scenario import timeline
from infra.scenario.authors import Item
from infra.scenario.edge_cases import edge_cases
from infra.scenario.posts import Conversation
from infra.scenario.timeline import FADE, HOLD, LENGTH, ONSET, RISE
from shared.domain.time import MINUTE_MS, SECOND_MS, iso

BRAND = "brightkettle"
"""The id of the scenario's brand: an invented maker of connected kettles."""

SEED = 20_260_301
"""The seed of the demo."""

DUPLICATE_EVERY = 60
"""One mention in so many is delivered a second time, as senders do after a time-out."""

STEP_LENGTHS = ((ONSET - 60, 60), (ONSET, 15), (ONSET + 2 * RISE, 1), (LENGTH, 5))
"""Until which minute a step is how many minutes long: hours of the ordinary day, single minutes of the crisis."""


class Method(StrEnum):
    """How an item reaches the pipeline: pushed to the intake, or in a file dropped at the end."""

    PUSH = "push"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One item delivered at the end of ``minute``.

    ``published_minute`` is ``None`` if the item has its own date or no date, and
    ``second`` spreads the dates within their minute. ``rejected`` items are invalid on
    purpose, ``duplicate`` ones are delivered for the second time.
    """

    minute: int
    item: Item
    published_minute: int | None
    second: int = 0
    method: Method = Method.PUSH
    rejected: bool = False
    duplicate: bool = False

    def payload(self, start_ms: int) -> Item:
        """The item as it is sent if the scenario starts at ``start_ms`` (epoch milliseconds)."""
        return {"brand": BRAND, **self._date(start_ms), **self.item}

    def _date(self, start_ms: int) -> Item:
        if self.published_minute is None:
            return {}
        return {"published_at": iso(start_ms + self.published_minute * MINUTE_MS + self.second * SECOND_MS)}


@dataclass(frozen=True, slots=True)
class Step:
    """The deliveries that are played together at the end of minute ``until - 1``, and the name of the stage."""

    until: int
    name: str
    pushed: tuple[Delivery, ...]
    dropped: tuple[Delivery, ...] = ()


def all_deliveries(seed: int = SEED) -> list[Delivery]:
    """Every delivery in the order of its minute; the same seed gives the same list on every Python."""
    rng = Random(seed)  # noqa: S311 - a scenario, not a secret
    once = [*_ordinary(rng), *_edge_cases(rng)]
    return sorted([*once, *_duplicates(once)], key=lambda delivery: delivery.minute)


def expected(deliveries: Sequence[Delivery]) -> dict[str, int]:
    """How many items the intake must accept, recognise as duplicates and reject.

    >>> expected([Delivery(0, {}, 0), Delivery(0, {}, 0, duplicate=True)])
    {'accepted': 1, 'duplicate': 1, 'rejected': 0}
    """
    rejected = sum(delivery.rejected for delivery in deliveries)
    duplicates = sum(delivery.duplicate for delivery in deliveries)
    return {"accepted": len(deliveries) - rejected - duplicates, "duplicate": duplicates, "rejected": rejected}


def steps(deliveries: list[Delivery]) -> list[Step]:
    """All steps in order; every delivery is in exactly one."""
    return [_step(since, until, deliveries) for since, until in _spans()]


def stage(until: int) -> str:
    """The name of the scenario's stage at the end of a step.

    >>> stage(60), stage(ONSET + 1), stage(LENGTH)
    ('An ordinary day', 'The crisis breaks out', 'Back to normal')
    """
    since = until - ONSET
    ends = (
        (0, "An ordinary day"),
        (2 * RISE, "The crisis breaks out"),
        (HOLD, "The crisis at its height"),
        (FADE, "The crisis fades"),
    )
    return next((name for end, name in ends if since <= end), "Back to normal")


def _spans() -> Iterator[tuple[int, int]]:
    since = 0
    for end, length in STEP_LENGTHS:
        while since < end:
            yield since, min(since + length, end)
            since = min(since + length, end)


def _step(since: int, until: int, deliveries: list[Delivery]) -> Step:
    due = [delivery for delivery in deliveries if since <= delivery.minute < until]
    return Step(
        until,
        stage(until),
        tuple(delivery for delivery in due if delivery.method is Method.PUSH),
        tuple(delivery for delivery in due if delivery.method is Method.DROP),
    )


def _ordinary(rng: Random) -> list[Delivery]:
    conversation = Conversation(rng)
    return [
        _delivery(minute, topic, item, rng)
        for minute in range(timeline.LENGTH)
        for topic, item in conversation.minute(minute)
    ]


def _delivery(minute: int, topic: str, item: Item, rng: Random) -> Delivery:
    """Reviews come in a file at the end of the day, all other items in their minute."""
    method = Method.DROP if topic == "review" else Method.PUSH
    arrival = timeline.LENGTH - 1 if method is Method.DROP else minute
    return Delivery(arrival, item, minute, rng.randrange(60), method)


def _edge_cases(rng: Random) -> list[Delivery]:
    return [
        Delivery(
            minute=case.minute,
            item=case.item,
            published_minute=None if case.age is None else case.minute - case.age,
            second=rng.randrange(60),
            rejected=case.rejected,
        )
        for case in edge_cases()
    ]


def _duplicates(once: list[Delivery]) -> list[Delivery]:
    """Some deliveries again: in the same minute, or one or two later."""
    pushed = [
        one for one in once if one.method is Method.PUSH and not one.rejected and one.published_minute is not None
    ]
    return [
        replace(delivery, minute=min(delivery.minute + n % 3, timeline.LENGTH - 1), duplicate=True)
        for n, delivery in enumerate(pushed[::DUPLICATE_EVERY])
    ]
