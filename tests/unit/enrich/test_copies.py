"""What one person posts on several networks counts once, whichever copy comes first and however often."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import permutations
from typing import Any

import pytest

from functions.enrich.copies import with_copies_marked
from functions.enrich.tally import ScoredMention, counter_shard_of, tally_of
from shared.domain.mentions.copies import copy_key
from shared.domain.mentions.from_post import mention_from_post
from shared.domain.mentions.mention import Form, Mention, Post
from shared.enrichment import enrich

NOW = 1_772_373_900_000
BOTH = ("mastodon", "bluesky")
TEXT = "The lid of my kettle melted on day one"


def made(channel: str, author: str, text: str = TEXT, key: str = "1", **more: Any) -> Mention:
    post = Post(channel, key, key, text, author=author, **more)
    return mention_from_post(post, brand="acme", collected_ms=NOW, published_ms=NOW, salt=b"salt")


TOOT = made("mastodon", "ana@social.example", f"{TEXT} #kettle https://a.example/1")
SKEET = made("bluesky", "ana.bsky.social", f"{TEXT} 😡", "at://did:plc:ana/app.bsky.feed.post/3k")
BRIDGED = made("mastodon", "ana.bsky.social@bsky.brid.gy", TEXT, SKEET.key, origin="bluesky")


@pytest.mark.parametrize(("one", "other"), [(TOOT, SKEET), (SKEET, BRIDGED)], ids=["posted twice", "bridged"])
def test_a_post_and_its_copy_have_one_key(one: Mention, other: Mention) -> None:
    assert copy_key(one, BOTH) == copy_key(other, BOTH) != ""


def test_a_bridged_post_of_two_words_is_known_by_its_address() -> None:
    pair = [mention._replace(text="@acme melted!") for mention in (SKEET, BRIDGED)]
    assert len({copy_key(mention, BOTH) for mention in pair}) == 1
    assert copy_key(TOOT._replace(text="@acme melted!"), BOTH) == ""


@pytest.mark.parametrize(
    "other",
    [made("bluesky", "ben.bsky.social"), made("bluesky", "ana.bsky.social", "The cord of my toaster burnt on day one")],
    ids=["another author", "other words"],
)
def test_what_differs_has_another_key(other: Mention) -> None:
    assert copy_key(TOOT, BOTH) != copy_key(other, BOTH)


@pytest.mark.parametrize(
    ("mention", "heard"),
    [
        (TOOT, ("mastodon", "rss")),
        (TOOT, None),
        (made("rss", "ana"), BOTH),
        (made("mastodon", ""), BOTH),
        (made("mastodon", "ana", "melted"), BOTH),
        (made("mastodon", "ana", form=Form.REPOST), BOTH),
        (made("mastodon", "ana", f"RT @ben: {TEXT}"), BOTH),
    ],
    ids=["one network", "unknown brand", "no network", "no author", "few words", "a boost", "a retweet in words"],
)
def test_where_no_copy_can_come_nothing_is_claimed(mention: Mention, heard: Collection[str] | None) -> None:
    assert copy_key(mention, heard) == ""


def test_what_is_pushed_may_have_a_copy_on_any_network() -> None:
    assert copy_key(TOOT, ()) == copy_key(SKEET, ()) != ""


def claims() -> Callable[[Mention, str], bool]:
    """The table of claims: whoever was first keeps the post."""
    first: dict[str, Mention] = {}

    def claimed(mention: Mention, key: str) -> bool:
        owner = first.setdefault(key, mention)
        return (owner.channel, owner.origin) != (mention.channel, mention.origin)

    return claimed


@pytest.mark.parametrize("order", list(permutations((TOOT, SKEET, BRIDGED))))
def test_it_does_not_matter_which_copy_comes_first(order: tuple[Mention, ...]) -> None:
    """Each comes in a batch of its own, and all come once more."""
    table, marked = claims(), []
    for number, mention in enumerate((*order, *order)):
        record = ScoredMention(str(number), mention, enrich(mention.text))
        marked += [
            found.copy for _, found in with_copies_marked([(counter_shard_of(mention, "0"), record)], heard, table)
        ]
    assert marked[: len(order)] == marked[len(order) :]
    assert marked[: len(order)] == [False, True, True]


def heard(_brand: str) -> Collection[str]:
    return BOTH


def test_the_copies_of_one_batch_are_marked_in_their_places() -> None:
    records = [
        ScoredMention(str(number), mention, enrich(mention.text))
        for number, mention in enumerate((made("rss", "ben"), TOOT, SKEET, made("mastodon", "ben")))
    ]
    shards = [(counter_shard_of(record.mention, "0"), record) for record in records]
    marked = [record for _, record in with_copies_marked(shards, heard, claims())]
    assert [record.sequence for record in marked] == ["0", "1", "2", "3"]
    assert [record.copy for record in marked].count(True) == 1
    tally = tally_of(marked)
    assert (tally.mentions, tally.copies) == (3, 1)
