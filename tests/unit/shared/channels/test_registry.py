"""A channel is one module and one line of registration: everything else finds it by its name."""

from __future__ import annotations

import inspect
import json
from typing import cast

import pytest
from pydantic import ValidationError

from functions.ingest.polling.crawl import CrawlLimits, PollTask, poll
from functions.ingest.polling.subscriptions import subscriptions_of
from functions.query.schemas.brand_settings import BrandInput
from functions.query.schemas.channel import State
from functions.query.schemas.channel_health import channel_list
from infra.cli.watch.command import settings_of
from shared import channels
from shared.channels.cursor import Cursor
from shared.channels.protocol import Channel
from shared.channels.request import Request, Response
from shared.domain.brand import Brand, Query
from shared.domain.errors import InvalidInput
from shared.domain.poll_status import PollStatus
from tests.unit.shared.channels import toy_channel

NOW_MS = 1_790_000_000_000
ACME = Brand("acme", "Acme", queries={"toy": (Query("acme"),)})


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Channel:
    """The one line that registers a channel."""
    monkeypatch.setitem(channels.POLLED, "toy", toy_channel.__name__)
    return cast("Channel", toy_channel)


def served(request: Request) -> Response:
    toots = [{"id": "1", "text": "my acme kettle", "at": "2026-09-21T13:00:00Z"}]
    return Response(200, {}, json.dumps(toots).encode(), request.url)


def test_it_is_found_by_its_name(toy: Channel) -> None:
    assert channels.channel("toy") is toy


def test_a_brand_may_name_it_and_its_queries_are_checked_by_its_rule(toy: Channel) -> None:
    assert BrandInput.model_validate({"name": "Acme", "queries": {toy.NAME: ["acme"]}}).queries["toy"][0].text == "acme"
    with pytest.raises(ValidationError, match="of toy must be single words; got 'two words'"):
        BrandInput.model_validate({"name": "Acme", "queries": {toy.NAME: ["two words"]}})


def test_the_api_says_what_it_covers_and_how_it_does(toy: Channel) -> None:
    polls = [PollStatus("toy", "acme", attempt_ms=NOW_MS, success_ms=NOW_MS)]
    found = {one["channel"]: one for one in channel_list([ACME], polls, NOW_MS)["channels"]}
    assert (found["toy"]["covers"], found["toy"]["not_covered"]) == (toy.COVERS, toy.NOT_COVERED)
    assert found["toy"]["state"] is State.OK


def test_its_help_says_what_a_query_is(toy: Channel) -> None:
    assert channels.query_help().partition("; toy: ")[2].startswith(toy.QUERY)


def test_the_command_line_makes_its_query_of_the_brands_name(toy: Channel) -> None:
    assert settings_of("Acme Air", [toy.NAME], [])["queries"] == {"toy": ["Acme"]}
    with pytest.raises(InvalidInput, match="rss needs --query with the address of a feed"):
        settings_of("Acme Air", ["rss"], [])


def test_it_is_polled_and_what_matches_by_its_rule_is_a_mention(toy: Channel) -> None:
    (subscription,) = subscriptions_of(toy, toy.BASE_URL, [ACME], {})
    assert subscription.stored.status.endpoint == "toy.example"
    task = PollTask(toy, subscription.query, toy.BASE_URL)
    first = poll(task, Cursor(), fetch=served, now_ms=NOW_MS, limits=CrawlLimits())
    assert [post.text for post in first.posts] == ["my acme kettle"]
    assert channels.is_about(first.posts[0], ACME, Query("acme"))
    assert not channels.is_about(first.posts[0], ACME, Query("other"))
    assert poll(task, first.cursor, fetch=served, now_ms=NOW_MS, limits=CrawlLimits()).posts == ()


def test_a_name_that_is_not_registered_is_refused_with_those_that_are() -> None:
    with pytest.raises(InvalidInput, match="there is no channel 'fax'; the channels are hackernews, mastodon, rss"):
        channels.channel("fax")


@pytest.mark.parametrize("name", channels.asked())
def test_a_registered_module_follows_the_protocol(name: str) -> None:
    module = channels.channel(name)
    assert isinstance(module, Channel)
    assert name == module.NAME
    for method, wanted in inspect.getmembers(Channel, inspect.isfunction):
        if not method.startswith("_"):
            given = [parameter.lstrip("_") for parameter in inspect.signature(getattr(module, method)).parameters]
            assert ["self", *given] == list(inspect.signature(wanted).parameters), f"{name}.{method}"


def test_pushed_and_polled_channels_have_different_names() -> None:
    assert not channels.asked().keys() & channels.PUSHED.keys()
    assert [name for name, found in channels.coverage().items() if found.polled] == list(channels.asked())
