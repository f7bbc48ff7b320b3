"""When a query is polled: after its wait, in its turn, by one run at a time, and before the time of the run is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from functions.ingest import handler
from functions.ingest.polling import rate_budget
from functions.ingest.storage.lease import lease
from shared.channels.request import Request, Response
from shared.domain.brand import Query
from shared.domain.time import MINUTE_MS
from tests.integration.ingest_stage import Web, statuses, stored, watch
from tests.lambda_context import Context
from tests.unit.shared.channels.fake_channels import START_MS, FakeFeed, FakeMastodon, limited

pytestmark = pytest.mark.usefixtures("aws")


def test_a_rate_limit_holds_for_every_query_of_the_host_until_it_ends(run: Callable[..., dict[str, Any]]) -> None:
    watch("mastodon", "acme", "kettle")
    source = FakeMastodon()
    source.post()
    source.faults = [limited]
    run("mastodon", source)
    run("mastodon", source, START_MS + 29_000)
    assert len(source.asked) == 1
    limits = [polled for polled in statuses() if polled.rate_limits]
    assert [polled.not_before_ms for polled in limits] == [START_MS + 30_000]
    run("mastodon", source, START_MS + 30_000)
    assert len(source.asked) > 2
    assert len(stored()) == 1


def test_the_query_that_waited_longest_is_polled_first_when_time_is_short(
    run: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.ingest.run.HOSTS", 1)  # several at once may begin before the time is over
    hosts = ("a", "b", "c")
    watch("rss", *(Query(f"https://{host}.example/rss") for host in hosts))
    web = Web(**{host: FakeFeed() for host in hosts})
    for minute in range(6):
        context = Context()

        def fetch(request: Request, context: Context = context) -> Response:
            context.left_ms = 10_000
            return web(request)

        run("rss", fetch, START_MS + minute * MINUTE_MS, context)
    assert web.asked == ["a", "b", "c", "a", "b", "c"]


def test_a_feed_that_says_how_long_it_is_fresh_is_not_polled_before(run: Callable[..., dict[str, Any]]) -> None:
    watch("rss", "https://feed.example/rss")
    source = FakeFeed()

    def fetch(request: Request) -> Response:
        answer = source(request)
        return Response(answer.status, {**answer.headers, "cache-control": "max-age=180"}, answer.body, answer.url)

    for minute in range(7):
        run("rss", fetch, START_MS + minute * MINUTE_MS)
    assert len(source.asked) == 3


def test_two_runs_of_a_channel_never_overlap(run: Callable[..., dict[str, Any]]) -> None:
    watch("mastodon", "acme")
    source = FakeMastodon()
    with lease("mastodon", "another run"):
        assert run("mastodon", source) == {"channel": "mastodon", "busy": True}
    assert source.asked == []
    assert run("mastodon", source)["busy"] is False


def test_a_lease_whose_holder_died_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    with lease("rss", "dead") as free:
        assert free
        monkeypatch.setattr("functions.ingest.storage.lease.time.time", lambda: 4_000_000_000)
        with lease("rss", "next") as free_again:
            assert free_again
        with lease("rss", "third") as released:
            assert released


def test_the_reserved_time_is_longer_than_a_request() -> None:
    assert handler.DEADLINE_S * 1000 + 5_000 < rate_budget.RESERVE_MS
