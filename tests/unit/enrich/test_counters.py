"""A counter takes every record once: what was counted before is dropped, and the rest is added."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.enrich import counters
from functions.enrich.counters import add_to_counter
from functions.enrich.tally import CounterShard, ScoredMention
from shared.domain.mentions.mention import Mention
from shared.enrichment import enrich

SHARD = CounterShard("acme", 60_000, "0~late")
MAX_UPDATES = 10


class Table:
    """One counter item with its watermark: it refuses what is not above it, and fails after too many updates."""

    def __init__(self, watermark: str = "") -> None:
        self.watermark = watermark
        self.counted = 0
        self.updates = 0

    def update_item(self, **given: Any) -> None:
        self.updates += 1
        assert self.updates <= MAX_UPDATES, "the same records are offered again and again"
        values = given["ExpressionAttributeValues"]
        if self.watermark and self.watermark >= values[":lo"]["S"]:
            error: Any = {
                "Error": {"Code": "ConditionalCheckFailedException"},
                "Item": {"wm": {"S": self.watermark}},
            }
            raise ClientError(error, "UpdateItem")
        self.watermark = values[":hi"]["S"]
        self.counted += int(values[":a0"]["N"])


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTS_TABLE", "counts")


def counted_by(monkeypatch: pytest.MonkeyPatch, watermark: str, *sequences: str) -> tuple[int, Table]:
    table = Table(watermark)
    monkeypatch.setattr(counters, "dynamodb", lambda: table)
    return add_to_counter(SHARD, [record(sequence) for sequence in sequences]), table


def record(sequence: str) -> ScoredMention:
    mention = Mention("acme", "rss", sequence, "It works", 60_000, 60_000)
    return ScoredMention(sequence, mention, enrich("It works"))


@pytest.mark.parametrize(
    ("watermark", "counted", "updates"),
    [
        ("", 3, 1),
        ("1", 3, 1),
        ("2", 2, 2),
        ("3", 1, 2),
        ("4", 0, 1),
        ("9", 0, 1),
    ],
    ids=["new", "all above", "the first is the watermark", "the second is", "the last is", "all below"],
)
def test_only_what_is_above_the_watermark_is_counted(
    monkeypatch: pytest.MonkeyPatch, watermark: str, counted: int, updates: int
) -> None:
    found, table = counted_by(monkeypatch, watermark, "2", "3", "4")
    assert (found, table.counted, table.updates) == (counted, counted, updates)
    assert table.watermark == max(watermark, "4")
