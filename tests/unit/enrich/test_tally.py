"""What a minute counts of its mentions, and in which counter shard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.enrich.tally import CounterShard, ScoredMention, by_counter_shard, counter_shard_of, tally_of
from shared.domain.mentions.from_post import mention_from_post
from shared.domain.mentions.mention import Form, Mention, Post
from shared.domain.mentions.sample import WITHHELD_TEXT
from shared.domain.mentions.tally import Tally, total
from shared.domain.time import ALLOWED_LATENESS_MS, DAY_MS, MINUTE_MS
from shared.enrichment import enrich

START = 1_772_373_900_000
TEXTS = st.sampled_from(["awful lid", "love it", "it boils", "is it safe?", "der Deckel ist nicht gut", ""])
MENTIONS = st.builds(
    Mention,
    brand=st.just("acme"),
    channel=st.sampled_from(["rss", "mastodon"]),
    key=st.text(max_size=3),
    text=TEXTS,
    published_ms=st.integers(START, START + 3 * MINUTE_MS),
    collected_ms=st.integers(START, START + 2 * ALLOWED_LATENESS_MS),
    reach=st.integers(0, 1_000),
    form=st.sampled_from(Form),
    hashtags=st.lists(st.sampled_from(["fail", "recall"]), unique=True).map(tuple),
    backfill=st.booleans(),
)


def scored(mention: Mention, sequence: str = "1") -> ScoredMention:
    return ScoredMention(sequence, mention, enrich(mention.text, (), mention.language))


def one(**changes: object) -> Tally:
    mention = Mention("acme", "rss", "1", "awful lid", START, START)
    return tally_of([scored(mention._replace(**changes))])  # type: ignore[arg-type]  # values of the test, of any type


@given(st.lists(MENTIONS, max_size=20), st.integers(0, 20))
def test_a_batch_counts_what_its_parts_count(found: list[Mention], cut: int) -> None:
    """So it does not matter where the batches of a stream are split."""
    records = [scored(mention) for mention in found]
    whole, parts = tally_of(records), total([tally_of(records[:cut]), tally_of(records[cut:])])
    assert whole._replace(samples=()) == parts._replace(samples=())


@given(st.lists(MENTIONS, min_size=1))
def test_no_count_exceeds_that_of_its_whole(found: list[Mention]) -> None:
    tally = tally_of(map(scored, found))
    assert tally.negative + tally.positive <= tally.scored <= tally.mentions == len(found)
    assert tally.critical_shares <= tally.negative
    assert sum(tally.channels.values()) == tally.mentions
    assert sum(tally.negative_channels.values()) == tally.negative
    assert abs(tally.compound_e4) <= 10_000 * tally.scored


@pytest.mark.parametrize(
    ("changes", "voices"),
    [
        ({"author": "1a2b3c4d5e6f7081", "reach": 250_000}, {"1a2b3c": 250_000}),
        ({"author": "1a2b3c4d5e6f7081", "reach": 250_000, "text": "is it safe?"}, {"1a2b3c": 250_000}),
        ({"author": "1a2b3c4d5e6f7081", "reach": 250_000, "text": "love it"}, {}),
        ({"author": "1a2b3c4d5e6f7081", "reach": 999}, {}),
        ({"author": "", "reach": 250_000}, {}),
    ],
)
def test_an_author_whom_many_hear_is_a_voice_if_it_is_criticism_or_a_question(
    changes: dict[str, object], voices: dict[str, int]
) -> None:
    assert {author: voice.reach for author, voice in one(**changes).voices.items()} == voices


def test_of_the_posts_of_an_author_the_first_with_the_largest_reach_is_kept() -> None:
    posts = [("lid one is awful", 2_000), ("lid two is awful", 5_000), ("lid three is awful", 5_000)]
    mention = Mention("acme", "rss", "1", "", START, START, author="1a2b3c4d")
    tally = tally_of([scored(mention._replace(text=text, reach=reach)) for text, reach in posts])
    assert [(voice.reach, voice.post.text) for voice in tally.voices.values()] == [(5_000, "lid two is awful")]


def test_every_count_of_a_critical_repost() -> None:
    tally = one(text="awful lid, is it broken?", form=Form.REPOST, reach=40, hashtags=("fail",))
    assert (tally.mentions, tally.scored, tally.negative, tally.positive) == (1, 1, 1, 0)
    assert (tally.critical_shares, tally.questions, tally.reach) == (1, 1, 40)
    assert (tally.hashtags, tally.channels) == ({"fail": 1}, {"rss": 1})
    assert tally.negative_channels == {"rss": 1}
    assert [sample.text for sample in tally.samples] == ["awful lid, is it broken?"]


def test_a_series_of_accounts_is_known_by_name_and_words() -> None:
    said = [
        ("fan01", "the lid is awful"),
        ("fan02", "the lid is awful 7"),
        ("fan03", "it boils water"),
        ("ana", "the lid is awful"),
    ]
    posts = [Post("mastodon", author, author, text, author=author) for author, text in said]
    made = [mention_from_post(p, brand="acme", collected_ms=START, published_ms=START, salt=b"s") for p in posts]
    tally = tally_of(map(scored, made))
    assert (len(tally.accounts), sorted(tally.series.values())) == (4, [1, 2])


def test_a_copy_is_no_other_post_but_is_shared_and_reaches_more_people() -> None:
    mention = Mention("acme", "bluesky", "1", "awful lid", START, START, reach=40, hashtags=("fail",), author="ana")
    post = scored(mention)
    tally = tally_of([post, post._replace(copy=True)])
    assert tally._replace(copies=0, critical_shares=0, reach=40) == tally_of([post])
    assert (tally.copies, tally.critical_shares, tally.reach) == (1, 1, 80)


def test_a_repost_of_praise_is_no_critical_repost_and_no_sample() -> None:
    tally = one(text="love my kettle", form=Form.REPOST)
    assert (tally.positive, tally.critical_shares, tally.samples) == (1, 0, ())


def test_what_is_not_english_counts_in_volume_and_in_nothing_else() -> None:
    tally = one(text="der Deckel ist nicht gut", language="de")
    assert (tally.mentions, tally.scored, tally.negative, tally.compound_e4) == (1, 0, 0, 0)
    assert tally.negative_share is None


@pytest.mark.parametrize(
    ("changes", "replay", "name", "late"),
    [
        ({}, "", "3", False),
        ({"collected_ms": START + ALLOWED_LATENESS_MS}, "", "3", False),
        ({"collected_ms": START + ALLOWED_LATENESS_MS + 1}, "", "3~late", True),
        ({"backfill": True}, "", "3~late", True),
        ({}, "letter", "3~late~letter", True),
    ],
)
def test_counter_shards_keep_apart_what_may_alert_and_what_may_not(
    changes: dict[str, object], replay: str, name: str, late: bool
) -> None:
    mention = Mention("acme", "rss", "1", "x", START, START)._replace(**changes)  # type: ignore[arg-type]  # values of the test, of any type
    shard = counter_shard_of(mention, "3", replay)
    assert (shard.name, shard.late, shard.minute_ms % MINUTE_MS) == (name, late, 0)


def test_what_was_marked_late_has_a_counter_shard_of_its_own() -> None:
    """The stream brings it on a way of its own, and the order of two ways is unknown."""
    late = Mention("acme", "rss", "1", "x", START, START + DAY_MS)
    unmarked, marked = (counter_shard_of(late, "3", marked_late=mark) for mark in (False, True))
    assert (unmarked.name, marked.name, unmarked.late, marked.late) == ("3~late", "3~late~marked", True, True)
    assert counter_shard_of(late, "3", "letter", marked_late=True).name == "3~late~marked~letter"


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), max_size=30))
def test_a_counter_shard_has_each_record_once_and_in_order(pairs: list[tuple[int, int]]) -> None:
    mention = Mention("acme", "rss", "1", "x", START, START)
    shards = by_counter_shard(
        (CounterShard("acme", minute, "0"), scored(mention, str(sequence))) for minute, sequence in pairs
    )
    for shard, records in shards.items():
        sequences = [record.sequence for record in records]
        assert sequences == sorted({str(sequence) for minute, sequence in pairs if minute == shard.minute_ms})


def test_a_withheld_post_counts_like_any_other_and_is_not_quoted() -> None:
    shown, hidden = one(reach=10**6, author="a" * 16), one(reach=10**6, author="a" * 16, withheld=True)
    assert [sample.text for sample in shown.samples] == ["awful lid"]
    assert hidden.samples == ()
    assert [voice.post.text for voice in hidden.voices.values()] == [WITHHELD_TEXT]
    assert hidden._replace(samples=(), voices={}) == shown._replace(samples=(), voices={})
