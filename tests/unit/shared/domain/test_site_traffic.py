"""What is usual on a site, and what is clearly more."""

from __future__ import annotations

import pytest

from shared.domain.site_traffic import SiteTraffic, site_traffic
from shared.domain.time import DAY_MS, MINUTE_MS

NOW = 1_790_000_040_000  # a whole minute


def days(*visitors: int) -> dict[int, int]:
    """The half hours about this time of the earlier days, the latest first."""
    return {
        NOW - day * DAY_MS + minute * MINUTE_MS: count
        for day, count in enumerate(visitors, start=1)
        for minute in range(-15, 15)
    }


def latest(count: int, minutes: int = 5) -> dict[int, int]:
    return {NOW - minute * MINUTE_MS: count for minute in range(1, minutes + 1)}


def test_the_usual_is_that_of_the_same_time_and_a_day_of_trouble_does_not_count() -> None:
    found = site_traffic(days(900, 120, 118, 122) | latest(340), NOW + 59_999)
    assert found == SiteTraffic(340, 121, 900)
    assert not found.clearly_more  # as many came on a day of these two weeks


def test_the_minute_that_goes_on_says_nothing() -> None:
    assert site_traffic(days(100, 100, 100) | latest(100) | {NOW: 10_000}, NOW) == SiteTraffic(100, 100, 100)


@pytest.mark.parametrize(
    "minutes", [{}, days(100, 100, 100), latest(100), days(100, 100) | latest(100), days(1, 1, 1) | latest(9, 2)]
)
def test_too_little_is_not_compared(minutes: dict[int, int]) -> None:
    assert site_traffic(minutes, NOW) is None


@pytest.mark.parametrize(
    ("now", "usual", "highest", "more"),
    [(340, 120, 150, True), (179, 120, 150, False), (9, 0, 0, False), (10, 0, 0, True), (200, 120, 200, False)],
)
def test_clearly_more_is_above_the_usual_and_above_every_earlier_day(
    now: float, usual: float, highest: float, more: bool
) -> None:
    assert SiteTraffic(now, usual, highest).clearly_more is more
