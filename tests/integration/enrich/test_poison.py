"""A record that no retry can process becomes a dead letter with a reason; the others are counted, and nothing fails."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from functions.enrich import batch as enrich_batch
from shared.domain.brand import Brand
from shared.domain.mentions.mention import Mention
from shared.enrichment import Enrichment, enrich_all
from shared.runtime.stream import DEAD_LETTER_BYTES
from shared.sentiment.brand_context import PostText
from shared.store import brands, mentions
from shared.store.counters import counts
from tests.integration.dead_letters import dead_letters
from tests.integration.enrich_stage import START, counted, deliver, raw, record
from tests.unit.shared.call_count import count_calls
from tests.unit.shared.domain.item_size import item_bytes

GOOD = Mention("acme", "rss", "1", "It melted, awful", START, START)


@pytest.fixture(autouse=True)
def _tables(aws: dict[str, str]) -> None:
    """The deployed tables."""


def broken(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in (dict(mentions.to_item(GOOD)) | changes).items() if value is not None}


POISON: list[dict[str, Any] | None] = [
    None,
    {},
    broken(pk={"S": "acme"}),
    broken(pk={"S": ""}),
    broken(pk={"N": "5"}),
    broken(sk={"S": "soon#1"}),
    broken(sk={"S": f"{10**20}#1"}),
    broken(sk={"S": "-1#1"}),
    broken(o=None),
    broken(o={"N": "never"}),
    broken(f={"S": "shout"}),
    broken(f={"S": "s" * 390_000}),
    broken(e={"S": "many"}),
    broken(r={"N": "1e5"}),
    broken(t={"S": "\\" * 390_000}, f={"S": "x"}),
    broken(c=None),
    {"pk": "acme#1#0"},
]


def test_poison_becomes_a_dead_letter_with_its_reason_and_the_others_are_counted() -> None:
    around = [record(number, GOOD) for number in (1, 50, 99)]
    bad = [raw(10 + number, image) for number, image in enumerate(POISON)]
    assert deliver([around[0], *bad, around[1], around[2]]) == {"batchItemFailures": []}
    assert counted().mentions == 3
    found = dead_letters()
    assert len(found) == len(POISON)
    assert {letter["source"] for letter in found} == {"enrich"}
    assert all("not a mention item" in letter["reason"] for letter in found)
    kept = [letter["record"] for letter in found if letter["record"]]
    assert {one["dynamodb"]["SequenceNumber"] for one in kept} <= {one["dynamodb"]["SequenceNumber"] for one in bad}
    assert all(len(json.dumps(letter)) <= DEAD_LETTER_BYTES for letter in found)


def test_what_is_not_a_new_mention_is_ignored() -> None:
    """Without the filter of the mapping, rewritten and expired items come through the stream too."""
    image = dict(mentions.to_item(GOOD))
    assert deliver([raw(1, image, "MODIFY"), raw(2, None, "REMOVE"), raw(3, {}, "MODIFY")]) == {"batchItemFailures": []}
    assert counted().mentions == 0
    assert dead_letters() == []


def test_a_text_that_makes_the_scorer_fail_is_poison_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """No such text is known; if there is one, only its own record fails, and the reason does not quote it."""

    def choking(posts: Sequence[PostText]) -> list[Enrichment]:
        if any("choke" in post.text for post in posts):
            raise RecursionError
        return enrich_all(posts)

    monkeypatch.setattr(enrich_batch, "enrich_all", choking)
    bad = record(2, Mention("acme", "rss", "2", "choke", START, START))
    assert deliver([record(1, GOOD), bad]) == {"batchItemFailures": []}
    assert counted().mentions == 1
    (letter,) = dead_letters()
    assert letter["reason"] == "its sentiment and intent cannot be computed (RecursionError)"


@pytest.mark.parametrize("error", [FileNotFoundError("shipped.table"), ModuleNotFoundError("gone"), MemoryError()])
def test_a_process_that_cannot_work_fails_the_batch_and_makes_no_dead_letters(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """As when the code of a version is removed while it still works: the batch comes again, to another process."""

    def without_its_files(_: Sequence[PostText]) -> list[Enrichment]:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(enrich_batch, "enrich_all", without_its_files)
        with pytest.raises(type(error)):
            deliver([record(1, GOOD)])
    assert dead_letters() == []
    assert deliver([record(1, GOOD)]) == {"batchItemFailures": []}
    assert counted().mentions == 1


def test_no_log_line_quotes_a_post(capsys: pytest.CaptureFixture[str]) -> None:
    deliver([record(1, GOOD), raw(2, broken(f={"S": "Ana is furious"}))])
    out = capsys.readouterr().out
    assert "furious" not in out
    assert "melted" not in out


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "\ud800", "\x00", "\u202e", "😡" * 4_000, "lol but " * 10_000, "&" * 99_999]
)
def test_any_text_is_counted(text: str) -> None:
    """Also one whose size nothing limited before."""
    image = dict(mentions.to_item(GOOD)) | {"t": {"S": text}}
    assert deliver([raw(1, image), record(2, GOOD)]) == {"batchItemFailures": []}
    assert counted().mentions == 2
    assert dead_letters() == []


def test_a_batch_of_the_worst_texts_costs_a_bounded_amount_of_work() -> None:
    worst = Mention("acme", "rss", "1", ("😡" * 4_000)[:205], START, START)
    deliver([record(0, GOOD)])
    assert count_calls(lambda: deliver([record(n, worst) for n in range(1, 11)])) < 10 * 60_000


def test_a_flood_of_names_does_not_grow_a_counter_beyond_its_limit() -> None:
    """Senders invent hashtags and channels: the sums stay exact, and the most used names are kept."""
    number = 0
    for wave in range(8):
        batch = []
        for _ in range(60):
            number += 1
            tags = (f"tag{number}" + "x" * 40, f"more{number}", "recall")
            mention = Mention(
                "acme", f"channel{number}-{'y' * 16}", str(number), GOOD.text, START, START, hashtags=tags
            )
            batch.append(record(number, mention))
        assert deliver(batch) == {"batchItemFailures": []}, wave
    (count,) = counts.between("acme", START, START + 1)
    assert count.tally.mentions == sum(count.tally.channels.values()) == number
    assert count.tally.hashtags["recall"] == number
    (item,) = counts._items("acme", START, START + 1)
    assert item_bytes(item) <= 1_024


def test_the_largest_counter_is_one_write_unit() -> None:
    """The longest brand, a replay's counter shard, three long samples in characters of four bytes."""
    brand = "b" * 40
    found = [
        Mention(brand, "c" * 32, str(n), f"awful {n} " + "😡" * 190, START, START, url="https://x.example/" + "a" * 180)
        for n in range(50)
    ]
    deliver([record(n, mention, shards=200) for n, mention in enumerate(found)], replay="letter")
    sizes = [item_bytes(item) for item in counts._items(brand, START, START + 1)]
    assert max(sizes) <= 1_024
    assert counted(brand).samples


def test_the_brands_own_words_are_masked_before_scoring() -> None:
    brands.put(Brand("acme", "Best Friend"))
    deliver([record(1, Mention("acme", "rss", "1", "Best Friend opens at 9", START, START))])
    assert (counted().mentions, counted().positive) == (1, 0)
