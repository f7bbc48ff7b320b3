"""``foreshock purge --gone``: what was deleted at its source goes here too, and nothing for an answer that fails."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import typer

from infra.cli.app import imported
from infra.cli.purge import gone
from shared.channels.lookup import LOOKUPS
from shared.channels.request import Request, Response
from shared.domain.brand import Brand
from shared.domain.errors import InvalidInput
from shared.domain.mentions.mention import Mention
from shared.store import brands, mentions
from tests.channel_server import of_fake, serving
from tests.integration.intake_stage import stored
from tests.unit.shared.channels.fake_channels import FakeChannel, failing, limited
from tests.unit.shared.channels.fake_networks import FakeReddit

NOW_MS = time.time_ns() // 1_000_000
Purge = Callable[..., None]


class Reddit(FakeReddit):
    """The listing, and posts by their names; a deleted one is shown without author and text."""

    def answer(self, request: Request) -> Response:
        if "/api/info" not in request.url:
            return super().answer(request)
        if request.headers.get("Authorization") != f"Bearer token-{self.token}":
            return self.error(401, {"message": "Unauthorized", "error": 401})
        names = parse_qs(urlsplit(request.url).query)["id"][0].split(",")
        there = {post[0] for post in self.posts}
        shown = [self._link(name, NOW_MS, NOW_MS) for name in names]
        for link in shown:
            if link["data"]["name"] not in there:
                link["data"] |= {"author": "[deleted]", "selftext": "[deleted]"}
        return self.json({"kind": "Listing", "data": {"children": shown}})


@pytest.fixture
def reddit(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Reddit:  # noqa: ARG001 - the tables must be there
    """Seven posts on Reddit and one in a feed are stored; two of the seven were deleted since."""
    brands.put(Brand("acme", "Acme"))
    source = Reddit()
    keys = [source.post() for _ in range(7)]
    found = [Mention("acme", "reddit", key, key, NOW_MS - n * 3_600_000, NOW_MS) for n, key in enumerate(keys)]
    mentions.put([*found, Mention("acme", "rss", keys[1], "the same id elsewhere", NOW_MS, NOW_MS)], {})
    source.delete(keys[1])
    source.delete(keys[6])
    monkeypatch.setenv("FORESHOCK_REDDIT_CLIENT_ID", "id")
    monkeypatch.setenv("FORESHOCK_REDDIT_CLIENT_SECRET", "secret")
    monkeypatch.setitem(LOOKUPS, "reddit", LOOKUPS["reddit"]._replace(most=3))
    return source


def purge(source: Reddit, *options: str) -> int:
    """The exit code."""
    with serving(of_fake(source)) as server:
        options = ("acme", "--gone", "reddit", "--base-url", server.url, *options)
        code: Any = imported("purge")([*options, "--yes"], standalone_mode=False)
    return code or 0


def left() -> set[str]:
    return {f"{one.channel} {one.key}" for one in stored()}


def test_what_was_deleted_there_is_erased_here_and_nothing_else(reddit: Reddit) -> None:
    assert purge(reddit) == 0
    assert left() == {"reddit t3_1", *(f"reddit t3_{n}" for n in range(3, 7)), "rss t3_2"}
    assert sum("/api/info" in url for url in reddit.asked) == 3


def test_a_dry_run_says_how_many_are_gone(reddit: Reddit, capsys: pytest.CaptureFixture[str]) -> None:
    purge(reddit, "--dry-run")
    said = capsys.readouterr()
    assert "reddit: 7 posts looked up, 2 of them are gone" in said.err
    assert "2 mentions" in said.out
    assert len(left()) == 8


@pytest.mark.parametrize("fault", [failing, limited])
def test_a_fault_on_the_way_erases_what_is_known_and_says_that_some_were_not_asked_for(
    reddit: Reddit, fault: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    reddit.faults = [None, None, fault]
    assert purge(reddit) == 75
    assert "3 posts looked up, 1 of them are gone; 4 were not asked for" in capsys.readouterr().err
    assert "reddit t3_7" in left()
    assert "reddit t3_2" not in left()


def test_after_the_last_answer_that_the_channel_allows_for_now_it_is_not_asked_again(
    reddit: Reddit, capsys: pytest.CaptureFixture[str]
) -> None:
    def last(source: FakeChannel, request: Request) -> Response:
        answer = source.answer(request)
        return answer._replace(headers={**answer.headers, "x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "90"})

    reddit.faults = [None, last]
    assert purge(reddit) == 75
    assert sum("/api/info" in url for url in reddit.asked) == 1
    assert "4 were not asked for (the channel allows no more requests for now)" in capsys.readouterr().err


def test_no_more_posts_are_asked_for_than_wanted_and_the_newest_first(reddit: Reddit) -> None:
    assert purge(reddit, "--most", "2") == 75
    assert left() >= {"reddit t3_7", "reddit t3_1"}
    assert "reddit t3_2" not in left()


def test_a_paid_lookup_keeps_to_what_a_day_may_cost(reddit: Reddit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LOOKUPS, "reddit", LOOKUPS["reddit"]._replace(cost=2))
    monkeypatch.setenv("FORESHOCK_REDDIT_DAILY_UNITS", "5")
    with serving(of_fake(reddit)) as server:
        assert gone.posts_gone(["acme"], "reddit", 100, server.url, NOW_MS).asked == 2


def test_every_brand_is_asked_for_in_one_call_with_one_sign_in_and_each_post_once(reddit: Reddit) -> None:
    brands.put(Brand("kettles", "Kettles"))
    brands.put(Brand("quiet", "Quiet"))
    own = reddit.post()
    shared = [Mention("kettles", "reddit", key, key, NOW_MS, NOW_MS) for key in ("t3_2", "t3_3", own)]
    mentions.put(shared, {})
    reddit.delete(own)
    with serving(of_fake(reddit)) as server:
        imported("purge")(
            ["--gone", "reddit", "--every-brand", "--base-url", server.url, "--yes"], standalone_mode=False
        )
    assert left() == {"reddit t3_1", *(f"reddit t3_{n}" for n in range(3, 7)), "rss t3_2"}
    assert [one.key for one in stored() if one.brand == "kettles"] == ["t3_3"]
    assert sum("/api/info" in url for url in reddit.asked) == 3
    assert reddit.token == 1


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    "arguments",
    [["--gone", "reddit"], ["acme", "--gone", "reddit", "--every-brand"], ["--author", "a", "--every-brand"]],
)
def test_every_brand_is_chosen_by_name_and_only_for_what_is_gone(arguments: list[str]) -> None:
    with pytest.raises(typer.BadParameter):
        imported("purge")([*arguments, "--yes"], standalone_mode=False)


@pytest.mark.usefixtures("reddit")
def test_a_channel_that_cannot_be_asked_and_a_second_choice_are_refused() -> None:
    with pytest.raises(InvalidInput, match="cannot be looked up"):
        imported("purge")(["acme", "--gone", "rss", "--yes"], standalone_mode=False)
    with pytest.raises(typer.BadParameter):
        imported("purge")(["acme", "--gone", "x", "--author", "ana", "--yes"], standalone_mode=False)
