"""POST /mentions: posts without a date, from clocks that run ahead, from the past, and late ones."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from shared.domain.brand import Brand
from shared.domain.time import DAY_MS, HOUR_MS, MAX_CLOCK_SKEW_MS, MINUTE_MS
from shared.store import brands
from shared.store.collection import pushed_statuses
from tests.integration.intake_stage import NOW, item, outcomes, push, stored

pytestmark = pytest.mark.usefixtures("acme")


def test_a_post_without_a_date_keeps_its_arrival_and_is_not_stored_twice() -> None:
    undated = item(1, published_at=None)
    assert outcomes(push([undated])) == ["accepted"]
    assert outcomes(push([undated], key="batch-2", at_ms=NOW + HOUR_MS)) == ["duplicate"]
    assert [mention.published_ms for mention in stored()] == [NOW]


def test_a_post_from_a_clock_that_runs_ahead_is_one_mention_before_its_date_and_after() -> None:
    """Dated by its arrival at first, it must not become another mention once its own date is plausible."""
    ahead = item(1, published_at=(NOW + HOUR_MS) // 1000)
    assert outcomes(push([ahead])) == ["accepted"]
    for number, later_ms in enumerate(
        (MAX_CLOCK_SKEW_MS, HOUR_MS - MAX_CLOCK_SKEW_MS, HOUR_MS, 3 * HOUR_MS, 20 * DAY_MS)
    ):
        assert outcomes(push([ahead], key=f"again-{number}", at_ms=NOW + later_ms)) == ["duplicate"]
    assert [mention.published_ms for mention in stored()] == [NOW]


def test_a_clock_barely_ahead_is_one_mention_too() -> None:
    """Two minutes are accepted; a post just beyond them is plausible a moment later."""
    ahead = item(1, published_at=NOW // 1000 + 121)
    assert outcomes(push([ahead])) == ["accepted"]
    assert outcomes(push([ahead], key="batch-2", at_ms=NOW + 5_000)) == ["duplicate"]


def test_a_backfill_is_marked_so_that_it_never_alerts() -> None:
    push([item(1, backfill=True), item(2)])
    assert [mention.late for mention in stored()] == [True, False]


def test_late_items_are_told_to_the_sender_and_shown_with_their_channel(capsys: pytest.CaptureFixture[str]) -> None:
    """Sixty posts of a slow exporter, 16 minutes old."""
    answer = push([item(number, channel="exporter", published_at=NOW // 1000 - 16 * 60) for number in range(60)])
    assert (answer.json["accepted"], answer.json["late"]) == (60, 60)
    assert "60 posts came too late to alert" in answer.json["hint"]
    assert '"PushesTooLate":[1.0]' in capsys.readouterr().out
    (status,) = pushed_statuses.load()
    assert (status.channel, status.received_ms, status.late) == ("exporter", NOW, True)
    assert (status.newest_lag_ms, status.median_lag_ms) == (16 * MINUTE_MS, 16 * MINUTE_MS)


def test_the_limit_is_the_brands_own() -> None:
    brands.put(Brand("slow", "Slow", late_after_ms=60 * MINUTE_MS))
    answer = push([item(1, brand="slow", published_at=NOW // 1000 - 40 * 60), item(2)])
    assert (answer.json["accepted"], answer.json["late"], "hint" in answer.json) == (2, 0, False)
    assert [mention.late for mention in stored()] == [False, False]
    assert stored()[0].late_after_ms == 60 * MINUTE_MS


def test_a_repeated_batch_makes_no_channel_late() -> None:
    push([item(1)])
    push([item(1)], at_ms=NOW + HOUR_MS)
    assert [(status.received_ms, status.late) for status in pushed_statuses.load()] == [(NOW, False)]


def test_a_push_is_stored_though_its_channels_status_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "PutItem")

    monkeypatch.setattr(pushed_statuses, "put", fail)
    assert push([item(1)]).json["accepted"] == 1
