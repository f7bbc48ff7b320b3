"""The settings that foreshock watch creates, and what it prints."""

import json
from io import StringIO
from typing import Any, cast

import pytest
from rich.console import Console

from infra.cli.api_client import Api
from infra.cli.watch.command import bases_of, settings_of
from infra.cli.watch.feed import Feed
from infra.local.emulator.inbox import Message
from shared.domain.errors import InvalidInput


class FakeApi:
    """A fake API; it answers newest first."""

    def __init__(self) -> None:
        self.mentions: list[dict[str, Any]] = []
        self.errors = 0

    def get(self, path: str, **_parameters: object) -> dict[str, Any]:
        if path == "/channels":
            query = {"errors": self.errors, "last_error": "it is down" if self.errors else None}
            return {"channels": [{"channel": "rss", "queries": [query]}]}
        return {"mentions": self.mentions}

    def add(self, number: int) -> None:
        mention = {"id": str(number), "channel": "rss", "text": f"text {number}", "sentiment": {"label": "neutral"}}
        self.mentions.insert(0, mention | {"published_at": "2026-03-01T14:05:00Z"})


def feed(api: FakeApi, *, as_json: bool = False) -> tuple[Feed, StringIO]:
    out = StringIO()
    return Feed(Console(file=out, width=200), cast("Api", api), "acme", as_json=as_json), out


def test_each_mention_is_printed_once_oldest_first() -> None:
    api = FakeApi()
    shown, out = feed(api)
    api.add(1)
    api.add(2)
    shown.show([])
    api.add(3)
    shown.show([])
    assert [line[-6:] for line in out.getvalue().splitlines()] == ["text 1", "text 2", "text 3"]


def test_a_message_is_printed_once() -> None:
    shown, out = feed(FakeApi())
    messages = [Message("t", "", "wake up", {}, "2026-03-01T14:05:00Z")]
    shown.show(messages)
    shown.show(messages)
    assert out.getvalue().count("wake up") == 1


def test_a_channel_error_is_printed_once_until_it_changes() -> None:
    api = FakeApi()
    shown, out = feed(api)
    for api.errors in (1, 2, 0, 1):
        shown.show([])
    assert out.getvalue().splitlines() == ["rss: it is down"] * 2


def test_as_json_every_line_has_its_kind(capsys: pytest.CaptureFixture[str]) -> None:
    api = FakeApi()
    api.add(1)
    shown, out = feed(api, as_json=True)
    shown.show([Message("t", "s", "x", {}, "2026-03-01T14:05:00Z")])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["kind"] for line in lines] == ["mention", "message"]
    assert out.getvalue() == ""


def test_a_query_is_used_on_every_channel_in_its_format() -> None:
    settings = settings_of("Acme Air", ["hackernews", "mastodon"], ["acme air", "#AcmeAir"])
    assert settings["queries"] == {"hackernews": ["acme air", "#AcmeAir"], "mastodon": ["acmeair"]}
    assert settings["aliases"] == ["@acmeair"]


def test_a_feed_needs_an_address() -> None:
    with pytest.raises(InvalidInput, match="rss needs --query"):
        settings_of("Acme", ["rss"], [])


@pytest.mark.parametrize("pair", ["mastodon", "mastodon=social.example", "=https://x.example"])
def test_an_invalid_base_url_is_an_error(pair: str) -> None:
    with pytest.raises(InvalidInput, match="CHANNEL=URL"):
        bases_of([pair])
