"""A mention is made of a post: limited in size, with a pseudonym, and the same whenever the post is seen."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import Poison
from shared.domain.mentions.from_post import MAX_PEOPLE, headline_and_text, is_plausible_time, mention_from_post
from shared.domain.mentions.mention import Engagement, Form, Mention, Post
from shared.domain.text import pseudonym
from shared.domain.time import ALLOWED_LATENESS_MS, DAY_MS, MAX_CLOCK_SKEW_MS
from shared.domain.write_shards import WriteShards
from shared.store import mentions
from shared.store.dynamodb import Item
from tests.unit.shared.domain.item_size import item_bytes

NOW = 1_772_373_900_000
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=1_200)
NUMBERS = st.integers(-(10**20), 10**20)
POSTS = st.builds(
    Post,
    channel=st.from_regex(r"[a-z0-9][a-z0-9_-]{0,31}", fullmatch=True),
    id=ANYTHING,
    key=ANYTHING,
    text=ANYTHING,
    title=ANYTHING,
    author=ANYTHING,
    reach=NUMBERS,
    language=ANYTHING,
    form=st.sampled_from(Form),
    url=ANYTHING | st.just("https://x.example/" + "a" * 182),
    hashtags=st.lists(ANYTHING, max_size=20).map(tuple),
    engagement=st.builds(Engagement, NUMBERS, NUMBERS, NUMBERS),
)
LARGEST = Post(
    channel="c" * 32,
    id="1",
    key="🔑" * 50,
    text="😡" * 4_000,
    author="ana",
    reach=MAX_PEOPLE,
    language="zho-hans",
    form=Form.ORIGINAL,
    url="https://x.example/" + "a" * 182,
    hashtags=tuple(f"{n}" * 60 for n in range(9)),
    engagement=Engagement(MAX_PEOPLE, MAX_PEOPLE, MAX_PEOPLE),
)


def made(post: Post, **changes: Any) -> Mention:
    given: dict[str, Any] = {"brand": "acme", "collected_ms": NOW, "published_ms": NOW, "salt": b"salt"}
    return mention_from_post(post, **given | changes)


@given(POSTS)
def test_any_post_becomes_a_mention_that_its_item_gives_back(post: Post) -> None:
    mention = made(post)
    assert mentions.from_item(mentions.to_item(mention)) == mention


@given(POSTS)
def test_any_mention_costs_one_write_unit(post: Post) -> None:
    item = mentions.to_item(
        made(post._replace(form=Form.ORIGINAL, withheld=True), brand="b" * 40, backfill=True), shards=WriteShards(200)
    )
    assert item_bytes(item) <= 1_024


def test_the_largest_mention_keeps_some_text() -> None:
    """A long key, a long address and eight hashtags leave bytes for text."""
    mention = made(LARGEST, brand="b" * 40, backfill=True)
    assert 900 <= item_bytes(mentions.to_item(mention, shards=WriteShards(200))) <= 1_024
    assert len(mention.text) >= 40


@given(POSTS, st.integers(NOW, NOW + 30 * DAY_MS))
def test_a_key_depends_on_what_the_channel_gave_and_not_on_when_it_was_seen(post: Post, later_ms: int) -> None:
    first, again = made(post), made(post, collected_ms=later_ms, backfill=True)
    place = [(item["pk"], item["sk"]) for item in (mentions.to_item(first), mentions.to_item(again))]
    assert place[0] == place[1]
    assert first.id == again.id


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_keys_are_two_mentions(one: str, other: str) -> None:
    ids = {Mention("acme", "rss", key, "x", NOW, NOW).id for key in (one, other)}
    assert len(ids) == len({one, other})


CHANNELS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,31}", fullmatch=True)


@given(CHANNELS, CHANNELS, st.text(min_size=1))
def test_the_same_key_on_two_channels_is_two_mentions(one: str, other: str, key: str) -> None:
    """A number or a GUID may mean another post on another channel."""
    ids = {Mention("acme", channel, key, "x", NOW, NOW).id for channel in (one, other)}
    assert len(ids) == len({one, other})


def test_where_the_channel_ends_and_the_key_begins_is_part_of_the_identity() -> None:
    assert Mention("acme", "rss", "s1", "x", NOW, NOW).id != Mention("acme", "rsss", "1", "x", NOW, NOW).id


@given(st.binary(), st.text(min_size=1))
def test_a_pseudonym_does_not_reveal_the_author_and_needs_the_salt(salt: bytes, author: str) -> None:
    name = pseudonym(author, salt)
    assert len(name) == 16
    assert name == pseudonym(author, salt)
    assert name != pseudonym(author, salt + b"\x01")
    assert author not in name or len(author) < 4


@pytest.mark.parametrize(
    ("published_ms", "trusted"),
    [
        (NOW, True),
        (0, True),
        (NOW + MAX_CLOCK_SKEW_MS, True),
        (NOW + MAX_CLOCK_SKEW_MS + 1, False),
        (-1, False),
        (None, False),
    ],
)
def test_a_channels_clock_is_trusted_within_two_minutes(published_ms: int | None, trusted: bool) -> None:
    assert is_plausible_time(published_ms, NOW) is trusted


def test_late_and_backfilled_mentions_are_marked_late() -> None:
    live = made(LARGEST)
    assert not live.late
    assert not live._replace(published_ms=NOW - ALLOWED_LATENESS_MS).late
    assert live._replace(published_ms=NOW - ALLOWED_LATENESS_MS - 1).late
    assert live._replace(backfill=True).late


@pytest.mark.parametrize(
    ("title", "text", "form", "said"),
    [
        ("Recall", "It melts", Form.ORIGINAL, "Recall\nIt melts"),
        ("Recall", "", Form.REPLY, "Recall"),
        ("Recall", "Recall of kettles", Form.ORIGINAL, "Recall of kettles"),
        ("Recall", "Same here", Form.QUOTE, "Same here"),
        (" ", " It melts ", Form.ORIGINAL, "It melts"),
    ],
)
def test_a_headline_belongs_to_an_original_and_not_to_a_reply(title: str, text: str, form: Form, said: str) -> None:
    assert headline_and_text(Post("rss", "1", "1", text, title=title, form=form)) == said


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//x.example", "https://ex\u00e4mple", "data:x", "https://" + "a" * 300]
)
def test_an_address_that_a_message_could_not_carry_safely_is_left_out(url: str) -> None:
    assert made(LARGEST._replace(url=url)).url == ""


def test_hashtags_are_folded_bounded_and_kept_in_order() -> None:
    raw = ("#Fail", "fail", " acme recall ", "", "#", "\u202ex", *(f"tag{n}" for n in range(20)))
    assert made(LARGEST._replace(hashtags=raw)).hashtags == ("fail", "acmerecall", "x", *(f"tag{n}" for n in range(5)))


@pytest.mark.parametrize(
    ("field", "kept"),
    [("EN", "en"), ("pt-BR", "pt-br"), ("zh_Hant", "zh_hant"), ("klingon", ""), ("\ud800", ""), ("", "")],
)
def test_a_language_is_a_code_or_nothing(field: str, kept: str) -> None:
    assert made(LARGEST._replace(language=field)).language == kept


GOOD = dict(mentions.to_item(made(LARGEST)))


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {name: value for name, value in GOOD.items() if name != "o"},
        GOOD | {"pk": {"S": "acme"}},
        GOOD | {"pk": {"S": "acme#2026#0#0"}},
        GOOD | {"pk": {"N": "1"}},
        GOOD | {"sk": {"S": "soon#1"}},
        GOOD | {"sk": {"S": "-5#1"}},
        GOOD | {"sk": {"S": f"{10**15}#1"}},
        GOOD | {"o": {"N": "x"}},
        GOOD | {"f": {"S": "shout" * 50_000}},
        GOOD | {"e": {"S": "1 2"}},
        GOOD | {"k": None},
        GOOD | {"c": "rss"},
    ],
)
def test_an_item_that_is_no_mention_is_poison_and_its_reason_quotes_nothing(broken: Item) -> None:
    with pytest.raises(Poison) as poison:
        mentions.from_item(broken)
    assert "shout" not in poison.value.message
    assert len(poison.value.message) < 120
