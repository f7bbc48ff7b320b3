"""A thousand brands with three channels each, polled every minute as scheduled: nothing lost, and the lag printed."""

from __future__ import annotations

import json
from random import Random
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
import pytest

from functions.ingest import handler
from shared.channels.request import Request, Response
from shared.domain.brand import Brand, Query
from shared.domain.time import MINUTE_MS, SECOND_MS, iso
from shared.runtime.heartbeat import PARTITION
from shared.runtime.settings import setting
from shared.store import brands, mentions
from tests.lambda_context import Context
from tests.unit.shared.channels.fake_channels import START_MS, FakeChannel, FakeFeed, FakeHackerNews, FakeMastodon

KINDS: dict[str, type[FakeHackerNews | FakeMastodon | FakeFeed]] = {
    "hackernews": FakeHackerNews,
    "mastodon": FakeMastodon,
    "rss": FakeFeed,
}


class Internet:
    """Every phrase, hashtag and feed as a fake of its own."""

    def __init__(self, names: list[str]) -> None:
        self.fakes = {(channel, name): kind() for channel, kind in KINDS.items() for name in names}
        self.requests = dict.fromkeys(KINDS, 0)

    def __call__(self, request: Request) -> Response:
        parts = urlsplit(request.url)
        if parts.netloc == "hn.example":
            found = "hackernews", parse_qs(parts.query)["query"][0].strip('"')
        elif parts.netloc == "social.example":
            found = "mastodon", unquote(parts.path.rpartition("/")[2])
        else:
            found = "rss", parts.netloc.partition(".")[0]
        self.requests[found[0]] += 1
        return self.fakes[found](request)

    def set_clock(self, now_ms: int) -> None:
        for fake in self.fakes.values():
            fake.now_ms = now_ms


def run(monkeypatch: pytest.MonkeyPatch, number: int, minutes: int) -> dict[str, list[float]]:
    """Minutes from each post to its poll, by channel; every post is awaited."""
    names = [f"brand{n}" for n in range(number)]
    internet, rng = Internet(names), Random(7)  # noqa: S311 - which brand is talked about, no secret
    for name in names:
        queries = {"hackernews": name, "mastodon": name, "rss": f"https://{name}.example/feed"}
        asked = {channel: (Query(text, every=True),) for channel, text in queries.items()}
        brands.put(Brand(name, name.title(), queries=asked))
    bases = {"hackernews": "https://hn.example", "mastodon": "https://social.example"}
    monkeypatch.setenv("CHANNEL_BASE_URLS", json.dumps(bases))
    monkeypatch.setattr(handler, "_client", lambda: internet)
    handler.base_urls.cache_clear()
    posted: dict[tuple[str, str], int] = {}
    for minute in range(minutes):
        now_ms = START_MS + minute * MINUTE_MS
        internet.set_clock(now_ms)
        for channel, name in rng.sample(sorted(internet.fakes), number // 20):
            key = _post(internet.fakes[channel, name], f"{channel}-{name}-{minute}")
            posted[channel, key] = now_ms
        handler.handler({"time": iso(now_ms)}, Context())
    last = minutes
    while last < 4 * minutes and len(found := _collected()) < len(posted):
        internet.set_clock(START_MS + last * MINUTE_MS)
        handler.handler({"time": iso(START_MS + last * MINUTE_MS)}, Context())
        last += 1
    assert found.keys() == posted.keys()
    lags: dict[str, list[float]] = {channel: [] for channel in KINDS}
    for one, at_ms in posted.items():
        lags[one[0]].append((found[one] - at_ms) / MINUTE_MS)
    return lags


def _post(fake: FakeChannel, key: str) -> str:
    if isinstance(fake, FakeHackerNews):
        fake.post()
        fake.hits[-1]["objectID"] = key
        return key
    if isinstance(fake, FakeMastodon):
        fake.post()
        fake.statuses[-1] |= {"uri": key, "url": key, "created_at": iso(fake.now_ms // SECOND_MS * SECOND_MS)}
        return key
    assert isinstance(fake, FakeFeed)
    fake.entries.append(f"tag:{key}")
    return f"tag:{key}"


def _collected() -> dict[tuple[str, str], int]:
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=setting("MENTIONS_TABLE"))
    items: list[Any] = [item for page in pages for item in page["Items"] if item["pk"] != {"S": PARTITION}]
    found = [mentions.from_item(item) for item in items]
    assert len({(one.channel, one.key) for one in found}) == len(found), "a mention is stored once"
    return {(one.channel, one.key): one.collected_ms for one in found}


@pytest.mark.usefixtures("aws")
def test_the_queries_of_many_brands_take_turns_and_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("hackernews", "mastodon", "feeds"):
        monkeypatch.setattr(f"shared.channels.polled.{module}.REQUESTS", 6)
    lags = run(monkeypatch, 20, 6)
    assert all(lag <= 8 for found in lags.values() for lag in found)


@pytest.mark.recall
@pytest.mark.timeout(3_000)
@pytest.mark.usefixtures("aws")
def test_a_thousand_brands_on_three_channels_print_their_lag(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lags = run(monkeypatch, 1_000, 12)
    with capsys.disabled():
        print("", *(_figures(channel, found) for channel, found in lags.items()), sep="\n")  # noqa: T201 - to be read


def _figures(channel: str, found: list[float]) -> str:
    in_order = sorted(found)
    middle, most = in_order[len(in_order) // 2], in_order[-1]
    late = in_order[len(in_order) * 95 // 100]
    return f"{channel}: {len(found)} posts, minutes to the poll: median {middle:.0f}, p95 {late:.0f}, most {most:.0f}"
