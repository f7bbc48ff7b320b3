"""A post is a mention when it is about the brand, by the rule of its channel."""

from __future__ import annotations

import pytest

from shared.channels import is_about
from shared.domain.brand import Brand, Query
from shared.domain.mentions.mention import Post

ACME = Brand("acme", "Acme", aliases=("@acmehq",), excluded=("acme cartoon",))


def post(channel: str, text: str, title: str = "", tags: tuple[str, ...] = ()) -> Post:
    return Post(channel, "1", "1", text, title=title, hashtags=tags)


@pytest.mark.parametrize(
    ("posted", "about"),
    [
        (post("hackernews", "ACME  Air\nlost my bag"), True),
        (post("hackernews", "Same here", title="Acme Air strands 400"), True),
        (post("hackernews", "acme fresh air"), False),
        (post("hackernews", "an acme air, says the acme cartoon"), False),
    ],
)
def test_a_hacker_news_post_must_hold_the_phrase(posted: Post, about: bool) -> None:
    assert is_about(posted, ACME, Query('"Acme Air"')) is about


@pytest.mark.parametrize(
    ("tags", "text", "about"),
    [
        (("acme",), "no tag in the text", True),
        (("kettle",), "my #Acmé kettle", True),
        (("kettle",), "acme without a tag", False),
        ((), "a server that lists no tags", True),
    ],
)
def test_a_mastodon_post_must_have_the_tag(tags: tuple[str, ...], text: str, about: bool) -> None:
    assert is_about(post("mastodon", text, tags=tags), ACME, Query("#Acme")) is about


@pytest.mark.parametrize(
    ("text", "title", "about"),
    [("The kettle burns", "Acme recall", True), ("ask @acmehq", "", True), ("acmeism", "", False)],
)
def test_a_feeds_entry_must_name_the_brand(text: str, title: str, about: bool) -> None:
    assert is_about(post("rss", text, title), ACME, Query("https://news.example/rss")) is about


@pytest.mark.parametrize("channel", ["hackernews", "mastodon", "rss"])
def test_a_query_for_everything_takes_all_but_what_is_excluded(channel: str) -> None:
    assert is_about(post(channel, "unrelated", tags=("x",)), ACME, Query("q", every=True))
    assert not is_about(post(channel, "an Acme cartoon", tags=("x",)), ACME, Query("q", every=True))
