"""Plays the eventful day through the deployed functions, one bucket at a time, and returns its moments.

The two weeks before it are written directly as counters. The polls of the channel with
an outage are recorded in the channel's cursor, as ingest does it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.cli.api_client import Api
from infra.cli.push_client import push
from infra.local.emulator.inbox import Message
from infra.local.stack import Stack
from infra.scenario import day
from infra.scenario.authors import Item
from shared.domain.errors import ForeshockError
from shared.domain.mentions.tally import Tally
from shared.domain.text import digest
from shared.domain.time import BUCKET_MINUTES, BUCKET_MS, DAY_MS, MINUTE_MS, iso, minute_stamp
from shared.store.counters import counts

STRIDE = BUCKET_MINUTES
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    day.BRAND: {
        "name": "Brightkettle",
        "aliases": ["@brightkettle", "bright kettle"],
        "queries": {day.CHANNEL: ["brightkettle"]},
        "oncall": {"levels": [0], "repeats": 0, "repeat_minutes": 120},  # nobody is there to acknowledge
    },
    day.QUIET_BRAND: {"name": "Stillwater"},
}
PRIMING = 3 * day.DAY
"""Minutes of history after which the detector runs: it looks back so far for a brand that is new to it."""


@dataclass(frozen=True, slots=True)
class PlayedDay:
    """The day as the API returns it afterwards, and the messages that were sent.

    ``pulse`` has the points, one a bucket, of the brand's day, ``health`` is the answer of
    ``GET /channels`` during the outage.
    """

    start_ms: int
    moments: list[Mapping[str, Any]]
    quiet_moments: list[Mapping[str, Any]]
    pulse: list[Mapping[str, Any]]
    health: Mapping[str, Any]
    messages: list[Message]


def play(stack: Stack, seed: int = day.SEED) -> PlayedDay:
    """Play the whole day with both brands."""
    return _Player(stack).play(seed)


class _Player:
    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._api = Api(stack.api_url, stack.api_key)
        self._secret = stack.secret("IntakeSecret")
        self._start_ms = time.time_ns() // 1_000_000 // DAY_MS * DAY_MS - DAY_MS
        self._last_success_ms = 0
        self._errors = 0

    def play(self, seed: int) -> PlayedDay:
        posts = {day.BRAND: list(day.posts(seed)), day.QUIET_BRAND: list(day.quiet_posts(seed))}
        for brand, settings in SETTINGS.items():
            self._api.put_brand(brand, dict(settings))
            self._write_history(brand, ((minute, item) for minute, item in posts[brand] if minute < 0))
        health: Mapping[str, Any] = {}
        event = next(event for event in day.EVENTS if event.unreachable_channel)
        for minute in range(0, day.DAY, STRIDE):
            due = [(brand, at, item) for brand in posts for at, item in posts[brand] if minute <= at < minute + STRIDE]
            self._step(minute, due, outage=event.since <= minute < event.until)
            if minute == (event.since + event.until) // 2:
                health = self._api.get("/channels")
        return self._result(health)

    def _write_history(self, brand: str, posts: Iterable[tuple[int, Item]]) -> None:
        """Write the history as counters, and run the detector from time to time so that it learns it step by step."""
        words = (str(SETTINGS[brand]["name"]), *SETTINGS[brand].get("aliases", ()))
        items, due = list[dict[str, Any]](), -day.HISTORY + PRIMING
        for minute, tally in day.tallies(posts, brand, words):
            if minute >= due:
                self._learn(brand, items, due)
                items, due = [], due + PRIMING
            items.append(_counter(brand, self._start_ms + minute * MINUTE_MS, tally))
        self._learn(brand, items, 0)

    def _learn(self, brand: str, items: list[dict[str, Any]], minute: int) -> None:
        self._write(items)
        at_ms = self._start_ms + minute * MINUTE_MS
        active = {"pk": {"S": f"active#{minute_stamp(at_ms - BUCKET_MS)}"}, "sk": {"S": brand}}
        self._stack.client("dynamodb").put_item(TableName=self._stack.physical_id("StateTable"), Item=active)
        self._tick("DetectFunction", minute)

    def _write(self, items: list[dict[str, Any]]) -> None:
        table = self._stack.physical_id("CountsTable")
        for place in range(0, len(items), 25):
            requests = [{"PutRequest": {"Item": item}} for item in items[place : place + 25]]
            self._stack.client("dynamodb").batch_write_item(RequestItems={table: requests})
        self._stack.drain(timeout_s=120)

    def _step(self, minute: int, due: list[tuple[str, int, Item]], *, outage: bool) -> None:
        """Play one bucket: push their posts, wait for the streams, then invoke the minute ticks."""
        now_ms = self._start_ms + (minute + STRIDE) * MINUTE_MS
        self._record_poll(now_ms, outage=outage)
        if due:
            items = [
                {"brand": brand, "published_at": iso(self._start_ms + at * MINUTE_MS + MINUTE_MS // 2), **item}
                for brand, at, item in due
            ]
            request = push(items, secret=self._secret, key=f"day-{minute}", at_ms=now_ms)
            answer = self._stack.invoke("IntakeFunction", request.event(now_ms))
            if json.loads(answer["body"]).get("accepted") != len(items):
                raise ForeshockError(f"the intake answered {answer['statusCode']}: {answer['body'][:200]}")
        self._stack.drain(timeout_s=120)
        self._tick("DetectFunction", minute + STRIDE)
        self._call("NotifyFunction", minute + STRIDE)  # what follows from it is waited for in the next step

    def _tick(self, function: str, minute: int) -> None:
        self._call(function, minute)
        self._stack.drain(timeout_s=120)

    def _call(self, function: str, minute: int) -> None:
        self._stack.invoke(function, {"trigger": "tick", "time": iso(self._start_ms + minute * MINUTE_MS)})

    def _record_poll(self, now_ms: int, *, outage: bool) -> None:
        """Write what ingest stores about a poll of the channel."""
        self._errors = self._errors + 1 if outage else 0
        self._last_success_ms = self._last_success_ms if outage else now_ms
        query = SETTINGS[day.BRAND]["queries"][day.CHANNEL][0]
        numbers = {
            "attempt": now_ms,
            "success": self._last_success_ms,
            "errors": self._errors,
            "items": 0,
            "limited": 0,
            "not_before": 0,
        }
        self._stack.client("dynamodb").put_item(
            TableName=self._stack.physical_id("StateTable"),
            Item={
                "pk": {"S": f"cursor#{day.CHANNEL}"},
                "sk": {"S": digest(query)},
                "query": {"S": query},
                "place": {"S": "mastodon.example"},
                "error": {"S": "503 Service Unavailable" if outage else ""},
                "cursor": {"S": "{}"},
                **{name: {"N": str(value)} for name, value in numbers.items()},
            },
        )

    def _result(self, health: Mapping[str, Any]) -> PlayedDay:
        self._stack.drain(timeout_s=120)
        span = {"since": iso(self._start_ms), "until": iso(self._start_ms + DAY_MS), "step": "5m"}
        return PlayedDay(
            start_ms=self._start_ms,
            moments=self._moments(day.BRAND),
            quiet_moments=self._moments(day.QUIET_BRAND),
            pulse=list(self._api.get(f"/brands/{day.BRAND}/pulse", **span)["points"]),
            health=health,
            messages=self._stack.inbox.messages(),
        )

    def _moments(self, brand: str) -> list[Mapping[str, Any]]:
        """The brand's moments in full, in the order of their start."""
        since = iso(self._start_ms - 15 * DAY_MS)
        found = self._api.get("/moments", brand=brand, since=since, limit=100)["moments"]
        full = (self._api.get(f"/moments/{moment['id']}") for moment in found)
        return sorted(full, key=lambda moment: (moment["opened_at"], moment["kind"]))


def _counter(brand: str, minute_ms: int, tally: Tally) -> dict[str, Any]:
    """A minute counter as enrich writes it."""
    sums = {short: getattr(tally, name) for name, short in counts.SUM_ATTRIBUTES.items()}
    names = {
        **{f"{counts.HASHTAG_PREFIX}{tag}": times for tag, times in tally.hashtags.items()},
        **{f"{counts.CHANNEL_PREFIX}{channel}": times for channel, times in tally.channels.items()},
    }
    return {
        **counts.counter_key(brand, minute_ms, "0"),
        "seen": {"N": str(minute_ms + MINUTE_MS)},
        "x": {"N": str((minute_ms + 400 * DAY_MS) // 1000)},
        **{name: {"N": str(value)} for name, value in {**sums, **names}.items()},
    }
