"""How single networks list their posts: by pages, by moments, behind a post, and what they forget."""

from __future__ import annotations

import pytest

from shared.channels.request import Request, Response
from shared.domain.time import DAY_MS
from tests.unit.ingest.connectors.watcher import LIMITS, Watcher, burst
from tests.unit.shared.channels.fake_catalogues import FakeAppStore, FakeStackExchange
from tests.unit.shared.channels.fake_channels import FakeChannel
from tests.unit.shared.channels.fake_networks import FakeBluesky, FakeReddit, FakeX


@pytest.mark.parametrize("kind", [FakeBluesky, FakeStackExchange])
def test_a_server_that_does_not_know_the_end_of_a_span_is_read_by_pages(
    kind: type[FakeBluesky | FakeStackExchange],
) -> None:
    source = kind(page_size=10)
    if isinstance(source, FakeBluesky):
        source.knows_until = False
    else:
        source.knows_todate = False
    watcher = Watcher(source)
    told = burst(source, 3)
    watcher.ask()
    told += burst(source, 75)
    assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)


def test_more_posts_of_one_moment_than_a_page_holds_are_told() -> None:
    for source in (FakeBluesky(page_size=10), FakeStackExchange(page_size=10), FakeX(page_size=10)):
        watcher = Watcher(source)
        told = burst(source, 3) + burst(source, 45, 0) + burst(source, 3)
        assert watcher.ask().complete
        assert sorted(watcher.told) == sorted(told)


def test_a_cursor_that_the_search_has_forgotten_begins_anew() -> None:
    source = FakeX()
    watcher = Watcher(source)
    told = burst(source, 3)
    watcher.ask()
    source.now_ms += 9 * DAY_MS
    told += burst(source, 5)
    assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)


def test_an_empty_page_of_the_app_store_is_a_passing_failure() -> None:
    source = FakeAppStore()
    watcher = Watcher(source)
    told = burst(source, 120)
    watcher.ask()

    def empty(fake: FakeChannel, request: Request) -> Response:
        assert isinstance(fake, FakeAppStore)
        kept, fake.posts = fake.posts, []
        answer = fake.answer(request)
        fake.posts = kept
        return answer

    source.faults = [empty]
    assert not watcher.ask().complete
    told += burst(source, 4)
    assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)


@pytest.mark.parametrize("interrupted", [False, True])
def test_the_post_that_a_listing_goes_on_behind_may_be_deleted(interrupted: bool) -> None:
    source = FakeReddit(page_size=10)
    watcher = Watcher(source)
    told = burst(source, 3)
    watcher.ask()
    told += burst(source, 45)

    def gone(fake: FakeChannel, _request: Request) -> None:
        assert isinstance(fake, FakeReddit)
        fake.delete(told[-10])

    if interrupted:
        watcher.ask(LIMITS._replace(requests=1))
        source.delete(told[-10])
    else:
        source.faults = [None, gone]
    assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)
