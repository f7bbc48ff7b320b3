"""What Lambda gives up was not counted, so a replay counts it once."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from shared.domain.errors import StorageBusy
from shared.domain.mentions.mention import Mention
from shared.store.counters import counts
from shared.store.dynamodb import dynamodb
from tests.integration.enrich_stage import START, deliver, record

HOUR_MS = 3_600_000


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("call", ["put_item", "update_item"])
def test_a_record_that_is_given_up_is_counted_once_by_its_replay_whichever_call_failed(
    call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = record(1, Mention("acme", "rss", "1", "x", START, START))

    def broken(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, call)

    with monkeypatch.context() as outage:
        outage.setattr(dynamodb(), call, broken)
        for _ in range(3):
            assert deliver([one])["batchItemFailures"]
    assert deliver([one], replay="letter-1") == {"batchItemFailures": []}
    assert sum(count.tally.mentions for count in counts.between("acme", START - HOUR_MS, START + HOUR_MS)) == 1


@pytest.mark.usefixtures("aws")
def test_a_batch_that_was_counted_in_part_is_never_given_up_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """It fails as a whole, so that Lambda bisects it: then what was counted succeeds, and the rest is apart."""
    bad = record(1, Mention("zenith", "rss", "1", "x", START, START))
    good = record(2, Mention("acme", "rss", "2", "x", START, START))
    update = dynamodb().update_item

    def broken(**request: Any) -> Any:
        if "zenith" in request["Key"]["pk"]["S"]:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "UpdateItem")
        return update(**request)

    with monkeypatch.context() as outage:
        outage.setattr(dynamodb(), "update_item", broken)
        with pytest.raises(StorageBusy):
            deliver([bad, good])
        assert deliver([good]) == {"batchItemFailures": []}
        assert deliver([bad])["batchItemFailures"]
    assert deliver([bad], replay="letter-1") == {"batchItemFailures": []}
    for brand in ("acme", "zenith"):
        found = counts.between(brand, START - HOUR_MS, START + HOUR_MS)
        assert sum(count.tally.mentions for count in found) == 1
