"""The minute tick with many brands: every brand is evaluated each minute, and none is left out for long."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.detect import runner
from functions.detect.dispatch import CHUNK, chunks, fair_order
from functions.detect.moments.decision_types import Trigger
from shared.domain.time import MINUTE_MS
from shared.runtime.stream import StreamRecord
from shared.store import moments
from shared.store.counters import counts, rebuilds

BRANDS = [f"brand{number:04d}" for number in range(1000)]

IDS = st.lists(st.sampled_from(BRANDS), unique=True)


@given(IDS, IDS, st.integers(0, 10**9))
def test_the_order_holds_every_brand_once_and_begins_with_the_worst(
    ongoing: list[str], active: list[str], minute: int
) -> None:
    found = fair_order(ongoing, active, minute * MINUTE_MS)
    assert found[: len(ongoing)] == ongoing
    assert sorted(found) == sorted({*ongoing, *active})


@given(IDS)
def test_chunks_hold_every_brand_in_order_and_are_bounded(brands: list[str]) -> None:
    found = chunks(brands)
    assert [brand for chunk in found for brand in chunk] == brands
    assert all(len(chunk) <= CHUNK for chunk in found)


class Tick:
    """Ticks of a minute each, in which a brand takes ``brand_ms``, and the calls to which chunks are handed over."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, active: list[str], brand_ms: int, *, lost: bool = False
    ) -> None:
        self.evaluated: list[tuple[str, int]] = []
        self.handed: list[list[str]] = []
        self.brand_ms, self.left_ms, self.lost = brand_ms, 0, lost
        monkeypatch.setattr(runner, "active_in", lambda _: active)
        monkeypatch.setattr(moments, "brands_with_ongoing", list)
        monkeypatch.setattr(rebuilds, "due", lambda _: [])
        monkeypatch.setattr(runner, "evaluate_brand", self._evaluate)
        monkeypatch.setattr(runner, "hand_over", self._hand_over)

    def run(self, minute: int) -> set[str]:
        """The brands that were evaluated in this minute."""
        before, now_ms = len(self.evaluated), minute * MINUTE_MS
        self.left_ms = 60_000
        runner.run_schedule(now_ms, lambda: self.left_ms)
        for chunk in self.handed:
            self.left_ms = 60_000
            runner.run_chunk(chunk, now_ms, lambda: self.left_ms)
        self.handed.clear()
        return {brand for brand, _ in self.evaluated[before:]}

    def _evaluate(self, brand: str, now_ms: int, trigger: Trigger, _: object) -> None:
        assert trigger is Trigger.TICK
        self.left_ms -= self.brand_ms
        self.evaluated.append((brand, now_ms))

    def _hand_over(self, chunk: list[str], _: int) -> bool:
        if not self.lost:
            self.handed.append(chunk)
        return not self.lost


def test_a_thousand_active_brands_are_each_evaluated_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    tick = Tick(monkeypatch, BRANDS, brand_ms=90)
    for minute in range(3):
        assert tick.run(minute) == set(BRANDS)
    assert len(tick.evaluated) == len(set(tick.evaluated)) == 3 * len(BRANDS)


def test_no_brand_is_left_out_for_long_where_one_call_has_to_do_and_time_is_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Forty brands of which 27 fit into a call: sorted by name, the last ones would never be evaluated."""
    tick = Tick(monkeypatch, BRANDS[:40], brand_ms=2_000, lost=True)
    seen = [tick.run(minute) for minute in range(300)]
    assert {len(brands) for brands in seen} == {28}
    for brand in BRANDS[:40]:
        minutes = [minute for minute, brands in enumerate(seen) if brand in brands]
        assert max(after - before for before, after in pairwise(minutes)) <= 2


def test_chunks_that_no_call_took_are_evaluated_by_the_tick_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Tick(monkeypatch, BRANDS[:250], brand_ms=90, lost=True).run(0) == set(BRANDS[:250])


def test_rebuilds_that_cannot_be_read_leave_no_brand_out(monkeypatch: pytest.MonkeyPatch) -> None:
    tick = Tick(monkeypatch, BRANDS[:10], brand_ms=90)
    monkeypatch.setattr(rebuilds, "due", lambda _: int("no number"))
    assert tick.run(0) == set(BRANDS[:10])


def test_a_batch_of_more_brands_than_a_call_can_evaluate_ends_in_time_and_its_rest_comes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A thousand counters of a thousand brands take ninety seconds; cut off by Lambda, all of them would come again."""
    evaluated, left_ms = list[str](), 0

    def evaluate(brand: str, _now_ms: int, trigger: Trigger, _: object) -> None:
        nonlocal left_ms
        assert trigger is Trigger.STREAM
        left_ms -= 90
        assert left_ms > 0, "Lambda has ended the call"
        evaluated.append(brand)

    def time_left_ms() -> int:
        return left_ms

    monkeypatch.setattr(runner, "evaluate_brand", evaluate)
    batch, calls = [_counted(number, brand) for number, brand in enumerate(BRANDS)], 0
    while batch:
        left_ms, calls = 60_000, calls + 1
        failed = min(runner.run_stream(batch, time_left_ms), default="~")
        batch = [record for record in batch if record.sequence >= failed]
    assert evaluated == BRANDS
    assert calls == 2


def _counted(number: int, brand: str) -> StreamRecord:
    """The record of a counter that grew."""
    image = {**counts.counter_key(brand, 0, "0"), "n": {"N": "1"}, "seen": {"N": "1"}}
    return StreamRecord(f"{number:040}", "INSERT", image, {}, 0, {})
