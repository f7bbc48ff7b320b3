"""The tables, made from the deployed template, behave as the code relies on."""

from __future__ import annotations

import boto3
import pytest

from shared.domain.brand import Brand, Query, Sensitivity
from shared.domain.errors import Conflict, NotFound
from shared.domain.mentions.mention import Engagement, Form, Mention, Post
from shared.domain.moments.moment import Evidence, Kind, Moment, Sample, Severity, Status, TimelineEntry, Transition
from shared.domain.write_shards import WriteShards
from shared.store import brands, mentions, moments
from shared.store.collection.first_arrivals import publication_time
from shared.store.counters import active_brands

NOW = 1_772_373_900_000

MENTION = Mention(
    brand="acme",
    channel="mastodon",
    key="https://social.example/1",
    text="Is it safe? 👩‍👧",
    published_ms=NOW - 5_000,
    collected_ms=NOW,
    author="a1b2",
    reach=1_200,
    language="en",
    form=Form.QUOTE,
    url="https://social.example/@x/1",
    hashtags=("acmerecall", "kettle"),
    engagement=Engagement(likes=3, reposts=2, replies=1),
)

MOMENT = Moment(
    brand="acme",
    id="abc",
    kind=Kind.NEGATIVE_SURGE,
    severity=Severity.SEV2,
    status=Status.OPEN,
    opened_ms=NOW,
    detected_ms=NOW + 1,
    updated_ms=NOW + 2,
    crisis="abc",
    brand_name="Acme",
    evidence=Evidence(observed=30, expected=2.1000000000000001, samples=(Sample("It melted", "rss"),)),
    reasons=("14 times the normal",),
    decision={"surprise": 0.1 + 0.2},
    timeline=(TimelineEntry(NOW, Transition.OPENED, Severity.SEV2),),
)


@pytest.mark.usefixtures("aws")
def test_a_mention_comes_back_as_it_was_put() -> None:
    """Every field of a mention survives its item."""
    assert mentions.from_item(mentions.to_item(MENTION)) == MENTION


def test_putting_a_mention_twice_is_putting_it_once(aws: dict[str, str]) -> None:
    """The same mention, seen again later, overwrites itself."""
    mentions.put([MENTION, MENTION], {})
    mentions.put([MENTION], {})
    assert boto3.client("dynamodb").scan(TableName=aws["MentionsTable"])["Count"] == 1
    assert mentions.already_stored([MENTION], {}) == {f"acme#{MENTION.id}"}


def test_the_same_key_on_two_channels_is_two_mentions(aws: dict[str, str]) -> None:
    """A feed's entry 17 and a pushed item 17, published at the same moment, have nothing to do with each other."""
    pushed = MENTION._replace(channel="webhook")
    mentions.put([MENTION, pushed], {})
    assert boto3.client("dynamodb").scan(TableName=aws["MentionsTable"])["Count"] == 2
    assert mentions.already_stored([pushed], {}) == {f"acme#{pushed.id}"}
    assert pushed.id != MENTION.id


@pytest.mark.usefixtures("aws")
def test_undated_posts_with_the_same_key_on_two_channels_have_their_own_arrival() -> None:
    feed, push = Post("rss", "17", "17", "text"), Post("webhook", "17", "17", "text")
    assert publication_time(feed, "acme", NOW) == NOW
    assert publication_time(push, "acme", NOW + 60_000) == NOW + 60_000


@pytest.mark.usefixtures("aws")
def test_hours_with_mentions_are_found_newest_first() -> None:
    """Reading does not have to guess which of thirteen years' hours hold anything."""
    old = Mention("acme", "rss", "1", "x", NOW - 12 * 365 * 86_400_000, NOW)
    mentions.put([old, MENTION], {})
    hours = list(mentions.hours("acme", 0, NOW))
    assert len(hours) == 2
    assert hours == sorted(hours, reverse=True)


@pytest.mark.usefixtures("aws")
def test_write_shards_are_read_as_one_hour() -> None:
    """A mega-brand's hour is in several partitions and is read as one, newest first."""
    found = [Mention("acme", "rss", str(n), "x", NOW + n, NOW + n) for n in range(20)]
    mentions.put(found, {"acme": WriteShards(4)})
    brand = Brand("acme", "Acme", shards=4)
    hour = next(mentions.hours("acme", 0, NOW))
    page = mentions.in_hour(brand, hour, before="9", after="0", limit=15)
    assert [m.published_ms for m in page] == [NOW + n for n in range(19, 4, -1)]


@pytest.mark.usefixtures("aws")
def test_an_undated_post_keeps_the_time_it_first_arrived() -> None:
    """Seen again an hour later, a post without a date is still the same mention."""
    post = Post("rss", "guid", "guid", "text")
    assert publication_time(post, "acme", NOW) == NOW
    assert publication_time(post, "acme", NOW + 3_600_000) == NOW


@pytest.mark.usefixtures("aws")
def test_a_post_from_the_future_is_dated_by_its_arrival() -> None:
    """A channel's clock a day ahead does not put a mention into tomorrow."""
    post = Post("rss", "guid", "guid", "text", published_ms=NOW + 86_400_000)
    assert publication_time(post, "acme", NOW) == NOW


@pytest.mark.usefixtures("aws")
def test_brand_settings_come_back_as_they_were_put_and_are_not_lost_to_a_race() -> None:
    """Two people who change a brand at once do not overwrite each other."""
    brand = Brand(
        "acme",
        "Acme",
        aliases=("@acme",),
        queries={"rss": (Query("https://x.example/feed", every=True),)},
        excluded=("cartoon",),
        time_zone="Europe/Berlin",
        sensitivity=Sensitivity.HIGH,
        shards=2,
        created_ms=NOW,
        updated_ms=NOW,
    )
    brands.put(brand, expected_version=0)
    assert brands.get("acme") == brand
    assert brands.every() == [brand]
    with pytest.raises(Conflict):
        brands.put(brand, expected_version=7)
    brands.delete("acme")
    with pytest.raises(NotFound):
        brands.get("acme")


@pytest.mark.usefixtures("aws")
def test_a_moment_comes_back_to_the_last_bit() -> None:
    """A decision record is recomputable only if its floats survive exactly."""
    assert moments.from_item(moments.to_item(MOMENT)) == MOMENT


def test_a_moment_is_found_by_id_and_in_its_brand_by_its_opening(aws: dict[str, str]) -> None:
    """Also when it is over: what people said of it counts on."""
    boto3.client("dynamodb").put_item(TableName=aws["MomentsTable"], Item=dict(moments.to_item(MOMENT)))
    assert moments.get("abc") == MOMENT
    assert moments.opened_since("acme", MOMENT.opened_ms) == [MOMENT]
    assert moments.opened_since("acme", MOMENT.opened_ms + 1) == []
    over = MOMENT._replace(status=Status.RESOLVED, version=2)
    moments.put_change(over, expected_version=1)
    assert moments.opened_since("acme", 0) == [over]
    assert moments.brands_with_ongoing() == []
    with pytest.raises(Conflict):
        moments.put_change(over, expected_version=1)


@pytest.mark.usefixtures("aws")
def test_active_brands_are_listed_by_bucket() -> None:
    """The tick evaluates brands that had posts, and no others."""
    active_brands.mark_active("acme", 300_000)
    active_brands.mark_active("acme", 300_000)
    active_brands.mark_active("zen", 600_000)
    assert active_brands.active_in(300_000) == ["acme"]
