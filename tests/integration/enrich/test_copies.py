"""A post and its copy on another network count once, also when batches are repeated, torn apart or interrupted."""

from __future__ import annotations

import random
from typing import Any

import pytest
from botocore.exceptions import ClientError

from shared.domain.brand import Brand, Query
from shared.domain.mentions.from_post import mention_from_post
from shared.domain.mentions.mention import Mention, Post
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.store import brands
from shared.store.claims import WINDOW_MS
from shared.store.dynamodb import dynamodb
from tests.integration.enrich_stage import START, Record, counted, deliver, record

PAIRS = 12


@pytest.fixture(autouse=True)
def _brand(aws: dict[str, str]) -> None:  # noqa: ARG001 - the deployed tables
    brands.put(Brand("acme", "Acme", queries={"mastodon": (Query("acme"),), "bluesky": (Query("acme"),)}))


def posted(channel: str, author: str, text: str, at_ms: int = START) -> Mention:
    post = Post(channel, f"{author}-{at_ms}", f"{author}-{at_ms}", text, author=author)
    return mention_from_post(post, brand="acme", collected_ms=at_ms + 1_000, published_ms=at_ms, salt=b"salt")


def talk(chance: random.Random) -> list[Record]:
    """Posts of twelve people, each on both networks within minutes, in any order."""
    found = [
        posted(channel, f"{person}{host}", f"{person} says that the lid of this kettle is awful", START + number)
        for number, (person, channel, host) in enumerate(
            (f"person{chr(97 + place)}", channel, host)
            for place in range(PAIRS)
            for channel, host in (("mastodon", "@social.example"), ("bluesky", ".bsky.social"))
        )
    ]
    moved = [mention._replace(published_ms=START + chance.randrange(9) * MINUTE_MS) for mention in found]
    return [record(number, mention) for number, mention in enumerate(chance.sample(moved, len(moved)))]


@pytest.mark.parametrize("seed", range(3))
def test_volume_has_each_post_once_and_sharing_has_the_copies(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - seeded
    records = talk(chance)
    cut = chance.randrange(len(records))
    for batch in (records[:cut], records[: cut + 3], records[cut:], records):
        deliver(batch)
    tally = counted("acme")
    assert (tally.mentions, tally.copies, tally.critical_shares) == (PAIRS, PAIRS, PAIRS)
    assert sum(tally.channels.values()) == PAIRS


def test_a_crash_between_the_claim_and_the_count_loses_no_post(monkeypatch: pytest.MonkeyPatch) -> None:
    records = talk(random.Random(7))  # noqa: S311 - seeded
    client = dynamodb()

    def throttled(**_request: Any) -> Any:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "UpdateItem")

    with monkeypatch.context() as busy:
        busy.setattr(client, "update_item", throttled)
        assert len(deliver(records)["batchItemFailures"]) == 1
    assert counted("acme").mentions == 0
    deliver(records)
    assert (counted("acme").mentions, counted("acme").copies) == (PAIRS, PAIRS)


def test_without_its_claim_nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch comes again; a post is better counted late than twice."""
    records = talk(random.Random(8))  # noqa: S311 - seeded
    client = dynamodb()
    real = client.put_item

    def throttled(**request: Any) -> Any:
        if request["Item"]["pk"]["S"].startswith("copy#"):
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "PutItem")
        return real(**request)

    with monkeypatch.context() as busy:
        busy.setattr(client, "put_item", throttled)
        with pytest.raises(ClientError):
            deliver(records)
    assert counted("acme").mentions == 0


def test_the_same_words_on_the_same_network_or_much_later_count_again() -> None:
    said = "the lid of this kettle is awful"
    again = [
        posted("mastodon", "ana", said),
        posted("mastodon", "ana", said, START + MINUTE_MS),
        posted("bluesky", "ana.bsky.social", said, START + WINDOW_MS + HOUR_MS),
        posted("bluesky", "ben.bsky.social", said, START + MINUTE_MS),
    ]
    deliver([record(number, mention) for number, mention in enumerate(again)])
    assert counted("acme").mentions == len(again)
