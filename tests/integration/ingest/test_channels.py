"""One scheduled call polls every channel in use, with its credentials, its session and its spend cap."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from functions.ingest import handler
from functions.ingest.storage.spending import DailyPurse
from shared.channels import POLLED
from shared.domain.brand import Brand, Query
from shared.domain.poll_status import PollStatus
from shared.domain.time import DAY_MS, MINUTE_MS, iso
from shared.runtime import secrets
from shared.runtime.heartbeat import PARTITION
from shared.runtime.settings import setting
from shared.store import brands, mentions
from shared.store.collection import poll_statuses
from tests.integration.ingest_stage import Web, put_secret
from tests.lambda_context import Context
from tests.unit.shared.channels.fake_catalogues import FakeYouTube
from tests.unit.shared.channels.fake_channels import START_MS, FakeFeed, FakeHackerNews, FakeMastodon
from tests.unit.shared.channels.fake_networks import FakeBluesky, FakeX

pytestmark = pytest.mark.usefixtures("aws")


ACCOUNT = {"identifier": "acme.example", "app_password": "secret"}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, int], dict[str, Any]]:
    """A scheduled call at a time, with every host of a Web."""
    hosts = {"mastodon": "social", "hackernews": "hn", "bluesky": "bsky", "x": "x", "youtube": "yt"}
    monkeypatch.setenv(
        "CHANNEL_BASE_URLS", json.dumps({name: f"https://{host}.example" for name, host in hosts.items()})
    )
    handler.base_urls.cache_clear()

    def run(web: Any, now_ms: int) -> dict[str, Any]:
        monkeypatch.setattr(handler, "_client", lambda: web)
        done: dict[str, Any] = handler.handler({"time": iso(now_ms)}, Context())
        return done

    return run


def watch(**queries: str) -> None:
    asked = {channel: (Query(text, every=True),) for channel, text in queries.items()}
    brands.put(Brand("acme", "Acme", queries=asked))


def stored() -> set[str]:
    items = boto3.client("dynamodb").scan(TableName=setting("MENTIONS_TABLE"))["Items"]
    return {mentions.from_item(item).key for item in items if item["pk"] != {"S": PARTITION}}


def status_of(channel: str) -> PollStatus:
    (found,) = [one for one in poll_statuses.load(POLLED) if one.channel == channel]
    return found


def test_every_channel_in_use_is_polled_and_no_other(run: Callable[[Any, int], dict[str, Any]]) -> None:
    watch(hackernews="acme", mastodon="acme", rss="https://feed.example/rss")
    web = Web(hn=FakeHackerNews(), social=FakeMastodon(), feed=FakeFeed())
    posted = {source.post() for source in web.hosts.values()}  # type: ignore[attr-defined]  # a part of the fake, or of the library, that has no type
    done = run(web, START_MS)["channels"]
    assert [outcome["channel"] for outcome in done] == ["hackernews", "mastodon", "rss"]
    assert stored() == posted


def test_a_channel_that_fails_stops_no_other(run: Callable[[Any, int], dict[str, Any]]) -> None:
    watch(hackernews="acme", mastodon="acme")
    web = Web(social=FakeMastodon())  # the other host is not there, which is a fault of ours
    posted = {web.hosts["social"].post()}  # type: ignore[attr-defined]  # a part of the fake, or of the library, that has no type
    run(web, START_MS)
    assert stored() == posted
    assert status_of("hackernews").errors == 1


def test_without_brands_nothing_is_polled(run: Callable[[Any, int], dict[str, Any]]) -> None:
    assert run(Web(), START_MS) == {"channels": []}


def test_feeds_of_many_hosts_are_asked_at_the_same_time(run: Callable[[Any, int], dict[str, Any]]) -> None:
    web = Web(**{f"f{number}": FakeFeed() for number in range(20)})
    for number, source in enumerate(web.hosts.values()):
        assert isinstance(source, FakeFeed)
        source.entries = [f"tag:feed.example,2026:{number}"]
    queries = tuple(Query(f"https://f{number}.example/rss", every=True) for number in range(20))
    brands.put(Brand("acme", "Acme", queries={"rss": queries}))
    (done,) = run(web, START_MS)["channels"]
    assert (done["queries"], done["mentions"], len(stored())) == (20, 20, 20)


def test_a_session_is_kept_over_runs_and_a_rotated_password_is_used_without_a_deployment(
    run: Callable[[Any, int], dict[str, Any]],
) -> None:
    watch(bluesky="acme")
    put_secret("bluesky", ACCOUNT)
    source = FakeBluesky()
    posted = {source.post()}
    run(Web(bsky=source), START_MS)
    source.now_ms += MINUTE_MS
    posted.add(source.post())
    run(Web(bsky=source), source.now_ms)
    assert stored() == posted
    assert source.signed_in == ["createSession"]
    put_secret("bluesky", {**ACCOUNT, "app_password": "rotated"})
    secrets._kept.clear()  # as after some minutes
    source.now_ms += MINUTE_MS
    run(Web(bsky=source), source.now_ms)
    assert "does not accept the credentials" in status_of("bluesky").error


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        (None, "bluesky needs credentials that are not set: identifier"),
        ({"identifier": "a"}, "app_password"),
        ("no json", "the secret or parameter test/channels/bluesky must be a JSON object"),
        ({**ACCOUNT, "app_password": "wrong"}, "does not accept the credentials"),
    ],
)
def test_missing_or_refused_credentials_stop_that_channel_alone_and_say_so(
    run: Callable[[Any, int], dict[str, Any]], secret: Any, said: str
) -> None:
    watch(bluesky="acme", mastodon="acme")
    if secret is not None:
        put_secret("bluesky", secret)
    web = Web(bsky=FakeBluesky(), social=FakeMastodon())
    posted = {web.hosts["social"].post()}  # type: ignore[attr-defined]  # a part of the fake, or of the library, that has no type
    done = {outcome["channel"]: outcome for outcome in run(web, START_MS)["channels"]}
    assert stored() == posted
    assert (done["bluesky"]["failed"], done["mastodon"]["failed"]) == (1, 0)
    assert said in status_of("bluesky").error
    assert "wrong" not in status_of("bluesky").error


def test_credentials_may_be_a_secure_string_and_a_secret_comes_first(
    run: Callable[[Any, int], dict[str, Any]],
) -> None:
    watch(bluesky="acme")
    store = boto3.client("ssm")
    store.put_parameter(Name="/test/channels/bluesky", Value=json.dumps(ACCOUNT), Type="SecureString")
    source = FakeBluesky()
    posted = {source.post()}
    run(Web(bsky=source), START_MS)
    assert stored() == posted
    put_secret("bluesky", {**ACCOUNT, "app_password": "wrong"})
    secrets._kept.clear()  # as after some minutes
    source.now_ms += MINUTE_MS
    run(Web(bsky=source), source.now_ms)
    assert "does not accept the credentials" in status_of("bluesky").error


def test_a_spend_cap_holds_over_runs(run: Callable[[Any, int], dict[str, Any]]) -> None:
    watch(x="acme")
    put_secret("x", {"bearer_token": "secret", "daily_units": "150"})
    source = FakeX()
    run(Web(x=source), START_MS)
    posted = {source.post() for _ in range(200)}
    for _ in range(5):
        source.now_ms += 10 * MINUTE_MS
        run(Web(x=source), source.now_ms)
    assert 140 < source.read <= 150
    assert status_of("x").not_before_ms == START_MS - START_MS % DAY_MS + DAY_MS
    for _ in range(3):
        source.now_ms += DAY_MS
        run(Web(x=source), source.now_ms)
    assert stored() == posted


def test_two_runs_never_spend_more_together_than_the_cap() -> None:
    one, two = DailyPurse("x", 100, START_MS), DailyPurse("x", 100, START_MS)
    assert (one.take(60), two.take(60), one.take(1)) == (60, 40, 0)
    two.give_back(15)
    assert one.take(100) == 15
    assert DailyPurse("x", 100, START_MS + DAY_MS).take(100) == 100


def test_a_channel_is_polled_as_often_as_it_says(run: Callable[[Any, int], dict[str, Any]]) -> None:
    watch(youtube="acme")
    put_secret("youtube", {"api_key": "secret"})
    source = FakeYouTube()
    for minute in range(0, 121, 10):
        source.now_ms = START_MS + minute * MINUTE_MS
        run(Web(yt=source), source.now_ms)
    assert len(source.asked) == 3
