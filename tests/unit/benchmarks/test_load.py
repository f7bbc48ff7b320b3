"""The load tool tells how late and how exactly mentions were counted, and which limit comes first."""

from __future__ import annotations

import pytest

from tests.load.paper import Units, used
from tests.load.run import Result

PUSHED = [(10.0, 500), (12.0, 500)]


def test_a_lag_lasts_from_the_push_until_the_total_has_reached_it() -> None:
    result = Result(PUSHED, [(10.0, 0), (13.0, 400), (14.0, 600), (20.0, 1_000)])
    assert result.lags() == [6.0, 8.0, 8.0], "half of them waited four seconds"
    assert result.exact
    assert result.seconds == 10.0


@pytest.mark.parametrize("counted", [999, 1_001])
def test_one_mention_too_few_or_too_many_is_not_exact(counted: int) -> None:
    assert not Result(PUSHED, [(20.0, counted)]).exact


def test_more_shards_move_the_limit_away_from_the_partition() -> None:
    units = Units(enrich_us=150.0, intake_us=100.0, writes=1.1)
    one, many = used(10_000, 1, units), used(10_000, 100, units)
    assert one["a partition of the mentions"] == 10.0
    assert max(many, key=lambda limit: many[limit]) == "writes of the table of mentions"
