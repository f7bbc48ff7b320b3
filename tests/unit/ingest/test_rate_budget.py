"""A run spends no more requests and time than it has, and leaves hosts alone that asked for it."""

from __future__ import annotations

import pytest

from functions.ingest.polling.rate_budget import RESERVE_MS, RateBudget
from shared.channels.request import Request, Response


def fetch(_request: Request) -> Response:
    return Response(200, {}, b"")


@pytest.mark.parametrize(
    ("requests", "remaining_ms", "left"),
    [(1, RESERVE_MS + 1, True), (0, RESERVE_MS + 1, False), (1, RESERVE_MS, False), (0, 0, False)],
)
def test_a_request_needs_both_a_request_and_time(requests: int, remaining_ms: int, left: bool) -> None:
    assert RateBudget(fetch, requests, lambda: remaining_ms).is_left() is left


def test_every_request_is_counted() -> None:
    budget = RateBudget(fetch, 2, lambda: RESERVE_MS + 1)
    budget.fetch(Request("https://a.example/1"))
    assert budget.is_left()
    budget.fetch(Request("https://a.example/2"))
    assert not budget.is_left()


def test_a_wait_holds_for_the_whole_host_and_for_no_other() -> None:
    budget = RateBudget(fetch, 9, lambda: RESERVE_MS + 1)
    budget.block("a.example/feed", 10)
    assert not budget.allows("a.example/other", 9)
    assert budget.allows("a.example/other", 10)
    assert budget.allows("b.example/feed", 9)


def test_the_longest_wait_of_a_host_counts() -> None:
    budget = RateBudget(fetch, 9, lambda: RESERVE_MS + 1)
    for until_ms in (10, 30, 0):
        budget.block("a.example/feed", until_ms)
    assert not budget.allows("a.example/feed", 29)
