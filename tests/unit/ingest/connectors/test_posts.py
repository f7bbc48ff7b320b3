"""What every channel of its own kind has to stand: no post lost, none told twice, no request too early."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.channels.request import Request
from shared.domain.time import DAY_MS, MINUTE_MS, SECOND_MS
from tests.unit.ingest.connectors.watcher import LIMITS, NAMES, Watcher, burst
from tests.unit.shared.channels.fake_catalogues import FakeAppStore
from tests.unit.shared.channels.fake_channels import FakeChannel, Fault, cut, failing, repeated, web_page
from tests.unit.shared.channels.fake_network import FakeNetwork


def test_a_repeated_poll_tells_only_what_is_new(watcher: Watcher) -> None:
    told = burst(watcher.source, 7)
    assert watcher.ask().complete
    assert watcher.ask().posts == ()
    told += burst(watcher.source, 2)
    assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)


def test_a_burst_over_several_pages_is_told_completely(watcher: Watcher) -> None:
    told = burst(watcher.source, 3)
    watcher.ask()
    watcher.source.page_size = 20
    told += burst(watcher.source, 190)
    assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)


def test_a_crash_between_the_write_and_the_cursor_tells_again_and_loses_nothing(watcher: Watcher) -> None:
    burst(watcher.source, 3)
    watcher.ask()
    told = burst(watcher.source, 30)
    crashed = watcher.ask(crash=True)
    before = len(watcher.told)
    watcher.ask()
    assert sorted(post.key for post in crashed.posts) == sorted(watcher.told[before:]) == sorted(told)


@pytest.mark.parametrize("fault", [failing, web_page, cut, repeated])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_failure_on_the_way_loses_nothing(watcher: Watcher, fault: Fault, at: int) -> None:
    told = burst(watcher.source, 3)
    watcher.ask()
    watcher.source.page_size = 10
    told += burst(watcher.source, 65)
    watcher.source.faults = [*[None] * at, fault]
    watcher.ask()
    watcher.source.faults = []
    for _ in range(6):
        watcher.source.now_ms += MINUTE_MS
        if watcher.ask().complete:
            break
    watcher.source.now_ms += MINUTE_MS
    assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)


def test_an_interrupted_crawl_goes_on_while_more_is_posted(watcher: Watcher) -> None:
    told = burst(watcher.source, 3)
    watcher.ask()
    watcher.source.page_size = 20
    told += burst(watcher.source, 150, 30 * SECOND_MS)
    within = LIMITS._replace(requests=3)
    for _ in range(12):
        watcher.ask(within)
        told += burst(watcher.source, 2)
    for _ in range(20):
        watcher.source.now_ms += SECOND_MS
        if watcher.ask(within).complete:
            break
    watcher.ask()
    assert sorted(watcher.told) == sorted(told)


def test_what_is_deleted_while_it_is_read_hides_nothing_else(watcher: Watcher) -> None:
    told = burst(watcher.source, 3)
    watcher.ask()
    watcher.source.page_size = 10
    told += burst(watcher.source, 65)
    gone = [told[-2], told[-14], told[-31]]

    def without(number: int) -> Fault:
        def fault(fake: FakeChannel, _request: Request) -> None:
            assert isinstance(fake, FakeNetwork)
            fake.delete(gone[number])

        return fault

    watcher.source.faults = [None, *(without(number) for number in range(3))]
    for _ in range(4):
        watcher.ask()
        watcher.source.now_ms += MINUTE_MS
        told += burst(watcher.source, 1)
    watcher.ask()
    assert set(told) - set(gone) <= set(watcher.told)
    assert len(watcher.told) == len(set(watcher.told))


def test_a_post_that_is_shown_late_is_told_and_one_of_the_future_moves_no_cursor(watcher: Watcher) -> None:
    told = burst(watcher.source, 3)
    watcher.ask()
    told.append(watcher.source.post(written_ms=watcher.source.now_ms - 9 * MINUTE_MS))
    told.append(watcher.source.post(written_ms=watcher.source.now_ms + 40 * DAY_MS))
    watcher.ask()
    for _ in range(3):
        watcher.source.now_ms += 5 * MINUTE_MS
        told += burst(watcher.source, 2)
        assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)


actions = st.lists(
    st.one_of(
        st.tuples(st.just("post"), st.integers(1, 25)),
        st.tuples(st.just("wait"), st.integers(1, 900)),
        st.tuples(st.just("poll"), st.integers(1, 5)),
        st.tuples(st.just("crash"), st.integers(1, 5)),
    ),
    max_size=25,
)
weather = st.lists(st.sampled_from([None, None, failing, web_page, cut, repeated]), max_size=20)


@pytest.mark.parametrize("kind", list(NAMES), ids=list(NAMES.values()))
@settings(max_examples=60, deadline=None)
@given(day=actions, faults=weather, size=st.sampled_from([3, 10, 40]))
def test_every_post_is_told_once_whatever_fails_when(
    kind: type[FakeNetwork], day: list[tuple[str, int]], faults: list[Fault | None], size: int
) -> None:
    watcher = Watcher(kind(page_size=size if kind is not FakeAppStore else 50))
    stored: set[str] = set()
    watcher.ask()
    told: list[str] = []
    watcher.source.faults = list(faults)
    for step, amount in day:
        if step == "wait":
            watcher.source.now_ms += amount * SECOND_MS
        elif step == "post":
            told += burst(watcher.source, amount)
        else:
            result = watcher.ask(LIMITS._replace(requests=amount), crash=step == "crash")
            stored |= {post.key for post in result.posts}
    watcher.source.faults = []
    for _ in range(60):
        watcher.source.now_ms += MINUTE_MS
        result = watcher.ask(LIMITS._replace(requests=200))
        stored |= {post.key for post in result.posts}
        if result.complete:
            break
    assert stored == set(told)
    assert len(watcher.told) == len(set(watcher.told))
