"""More posts than one poll can read, servers that ignore what they are asked, and waits that begin with the answer."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from shared.channels.cursor import Cursor
from shared.channels.request import Request, Response
from shared.domain.time import MINUTE_MS
from tests.unit.ingest.polling.small_polls import LAMBDA, ask, flood, keys, until_complete
from tests.unit.shared.channels.fake_channels import FakeChannel, FakeMastodon, limited


@pytest.mark.parametrize(
    ("posts", "requests"), [(1_300, 30), (2_717, 30), (3_000, 60), (700, 11)], ids=["lambda", "twice", "cli", "slow"]
)
def test_a_flood_longer_than_a_poll_is_told_completely_and_the_channel_does_not_go_deaf(
    posts: int, requests: int
) -> None:
    """Every poll would begin ten minutes behind its cursor, and never come through what lies there."""
    source = FakeMastodon()
    source.post()
    results = [ask(source, Cursor())]
    told = flood(source, posts, within_ms=9 * MINUTE_MS)
    within = LAMBDA._replace(requests=requests)
    results += until_complete(source, results[-1].cursor, within)
    source.now_ms += 60 * MINUTE_MS
    told.append(source.post())
    results += until_complete(source, results[-1].cursor, within)
    assert sorted(keys(*results[1:])) == sorted(told)


def test_a_flood_that_goes_on_while_it_is_read_is_told_completely() -> None:
    source = FakeMastodon()
    source.post()
    results = [ask(source, Cursor())]
    told: list[str] = []
    within = LAMBDA._replace(requests=6)
    for _ in range(30):
        told += flood(source, 60, within_ms=MINUTE_MS)
        results.append(ask(source, results[-1].cursor, within))
    results += until_complete(source, results[-1].cursor, within)
    assert sorted(keys(*results[1:])) == sorted(told)


def ignoring(*names: str) -> Callable[[FakeChannel, Request], Response]:
    """A server that knows nothing of these parameters."""

    def answer(source: FakeChannel, request: Request) -> Response:
        url = request.url
        for name in names:
            value = parse_qs(urlsplit(url).query).get(name, [""])[0]
            url = url.replace(f"&{name}={value}", "")
        return source.answer(request._replace(url=url))

    return answer


@pytest.mark.parametrize("posts", [0, 3, 41, 300])
def test_a_server_that_ignores_the_cursor_is_read_back_to_it(posts: int) -> None:
    source = FakeMastodon()
    for _ in range(60):
        source.post()
    source.faults = [ignoring("min_id")] * 1_000
    results = [ask(source, Cursor())]
    source.now_ms += 30 * MINUTE_MS
    told = flood(source, posts, within_ms=5 * MINUTE_MS)
    results.append(ask(source, results[-1].cursor))
    assert results[-1].complete
    assert sorted(keys(results[-1])) == sorted(told)
    again = ask(source, results[-1].cursor)
    assert (again.complete, again.posts) == (True, ())


def test_reading_back_goes_on_where_it_was_interrupted() -> None:
    source = FakeMastodon()
    source.post()
    results = [ask(source, Cursor())]
    source.now_ms += 30 * MINUTE_MS
    told = flood(source, 300, within_ms=5 * MINUTE_MS)
    for _ in range(20):
        source.faults = [ignoring("min_id")] * 3
        results.append(ask(source, results[-1].cursor, LAMBDA._replace(requests=3)))
        source.now_ms += 1_000
        told.append(source.post())
    source.faults = [ignoring("min_id")] * 50
    results.append(ask(source, results[-1].cursor))
    assert results[-1].complete
    assert sorted(keys(*results[1:])) == sorted(told)


def test_a_wait_begins_with_the_answer_that_asks_for_it() -> None:
    """An answer may come half a minute after the poll began."""
    source = FakeMastodon()

    def late(fake: FakeChannel, request: Request) -> Response:
        return limited(fake, request)._replace(received_ms=fake.now_ms + 35_000)

    source.faults = [late]
    assert ask(source, Cursor()).cursor.not_before_ms == source.now_ms + 65_000


@pytest.mark.parametrize(
    "headers",
    [
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "45"},
        {"x-rate-limit-remaining": "0", "x-rate-limit-reset": "1790000045"},
        {"ratelimit-remaining": "0", "ratelimit-reset": "44.2"},
        {"ratelimit": '"burst";r=0;t=45'},
    ],
)
def test_the_last_answer_of_a_complete_poll_may_ask_for_a_wait_as_well(headers: dict[str, str]) -> None:
    source = FakeMastodon()

    def last(fake: FakeChannel, request: Request) -> Response:
        answer = fake.answer(request)
        return answer._replace(headers={**answer.headers, **headers})

    source.faults = [last]
    result = ask(source, Cursor())
    assert result.complete
    assert 44_000 <= result.cursor.not_before_ms - source.now_ms <= 45_000
    asked = len(source.asked)
    ask(source, result.cursor)
    assert len(source.asked) == asked
