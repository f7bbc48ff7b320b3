"""From a post to the alert about it: pushed over HTTP, through every function, on the local stack.

Each brand has an hour of normal talk behind it, told at its own time; then its crisis
comes at the real time. The clock runs from the moment the sender starts to push, which
is when the mentions say they were published, until the message has left SNS. First one
crisis after the other, as on a normal day; then all at once, as on a bad one. What a
first call of each function costs beside that is told apart.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from statistics import median, quantiles

from infra.cli.api_client import Api
from infra.cli.push_client import push
from infra.local.stack import Stack
from shared.domain.errors import ForeshockError
from shared.domain.time import MINUTE_MS, SECOND_MS, bucket_of, iso
from tests.benchmarks.__main__ import Figure

ALONE, TOGETHER = 20, 20
"""Crises one after the other, and at once."""

NORMAL_MINUTES, STRIDE = 60, 15
"""How long the normal talk lasts, and how much of it is handed in at once, just not too late to alert."""

BURST = 60
"""Mentions of a crisis, in one push."""

BUDGET_S = 5.0
PATIENCE_S = 60.0
HARSH = "Their kettle caught fire and burned my hand, dangerous, terrible, avoid"


class Stopwatch:
    """Pushes crises of a stack's brands and waits for the messages about them."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._api = Api(stack.api_url, stack.api_key)
        self._secret = stack.secret("IntakeSecret")
        self._sent = 0

    def prepare(self, brands: Sequence[str]) -> None:
        """Give every brand an hour of normal talk, a mention every three minutes, judged as it came."""
        end_ms = bucket_of(_now_ms())
        for brand in brands:
            self._api.put_brand(brand, {"name": brand})
        for since in range(-NORMAL_MINUTES, 0, STRIDE):
            until_ms = end_ms + (since + STRIDE) * MINUTE_MS
            times = [end_ms + minute * MINUTE_MS for minute in range(since, since + STRIDE, 3)]
            items = [_item(brand, at_ms, n, "Had mine for a year") for brand in brands for n, at_ms in enumerate(times)]
            for start in range(0, len(items), 500):
                self._invoke(items[start : start + 500], until_ms)
            self._stack.drain(timeout_s=120)
            self._stack.invoke("DetectFunction", {"trigger": "tick", "time": iso(until_ms)})

    def seconds(self, brands: Sequence[str]) -> list[float]:
        """Push the crises of these brands and wait; the seconds each took to its first message."""
        began: dict[str, float] = {}
        for brand in brands:
            at_ms = _now_ms()
            items = [_item(brand, at_ms - n * SECOND_MS // 2, n, HARSH) for n in range(BURST)]
            began[brand] = time.monotonic()
            self._sent += 1
            key = f"crisis-{self._sent}"
            self._api.post_mentions(push(items, secret=self._secret, key=key, at_ms=_now_ms()))
        told = self._told(set(brands))
        return [told[brand] - began[brand] for brand in brands]

    def _told(self, brands: set[str]) -> dict[str, float]:
        found: dict[str, float] = {}
        deadline = time.monotonic() + PATIENCE_S
        while brands - found.keys():
            if time.monotonic() > deadline:
                raise ForeshockError(f"no message about {len(brands - found.keys())} crises in {PATIENCE_S:g} s")
            for letter in self._stack.inbox.messages():
                found.setdefault(letter.attributes["brand"], time.monotonic())
            time.sleep(0.02)
        return found

    def _invoke(self, items: Sequence[dict[str, object]], at_ms: int) -> None:
        self._sent += 1
        request = push(list(items), secret=self._secret, key=f"calm-{self._sent}", at_ms=at_ms)
        answer = self._stack.invoke("IntakeFunction", request.event(at_ms))
        if answer["statusCode"] != 200:
            raise ForeshockError(f"the intake answered {answer['statusCode']}")


def figures() -> list[Figure]:
    """Seconds from a post to its alert."""
    alone = [f"alone-{n}" for n in range(ALONE)]
    together = [f"together-{n}" for n in range(TOGETHER)]
    with Stack.start(parameters={"ScheduleState": "DISABLED"}) as stack:
        watch = Stopwatch(stack)
        watch.prepare(["first", *alone, *together])
        first = watch.seconds(["first"])[0]
        one_by_one = [watch.seconds([brand])[0] for brand in alone]
        at_once = watch.seconds(together)
    return [
        (f"published to alert, one crisis at a time ({ALONE}), p50", median(one_by_one), "s", None),
        (f"published to alert, one crisis at a time ({ALONE}), p95", _p95(one_by_one), "s", BUDGET_S),
        (f"published to alert, {TOGETHER} crises at once, p50", median(at_once), "s", None),
        (f"published to alert, {TOGETHER} crises at once, p95", _p95(at_once), "s", BUDGET_S),
        ("published to alert, the very first, notify not started yet", first, "s", None),
    ]


def _p95(values: Iterable[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]


def _item(brand: str, at_ms: int, number: int, text: str) -> dict[str, object]:
    return {
        "brand": brand,
        "channel": "webhook",
        "id": f"{at_ms}-{number}",
        "text": f"{text} ({number})",
        "published_at": iso(at_ms),
        "reach": 500,
    }


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
