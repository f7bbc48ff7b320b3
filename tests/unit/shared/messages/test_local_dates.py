"""A time in an alert is in UTC and in the city of the brand; the city's date is told where it is another one."""

from __future__ import annotations

import pytest

from shared.domain.time import parse_time
from shared.messages.phrases import date_and_time


@pytest.mark.parametrize(
    ("at", "zone", "shown"),
    [
        ("2026-03-01T23:30:00Z", "Asia/Kolkata", "23:30 UTC on 1 March 2026 (05:00 on 2 March in Kolkata)"),
        ("2026-03-01T23:30:00Z", "Pacific/Auckland", "23:30 UTC on 1 March 2026 (12:30 on 2 March in Auckland)"),
        ("2026-03-01T03:30:00Z", "America/New_York", "03:30 UTC on 1 March 2026 (22:30 on 28 February in New York)"),
        ("2026-12-31T23:30:00Z", "Europe/Berlin", "23:30 UTC on 31 December 2026 (00:30 on 1 January in Berlin)"),
        ("2026-03-01T14:05:00Z", "Asia/Kolkata", "14:05 UTC on 1 March 2026 (19:35 in Kolkata)"),
    ],
)
def test_the_date_is_told_where_it_is_another_one_in_the_city(at: str, zone: str, shown: str) -> None:
    assert date_and_time(parse_time(at), zone) == shown
