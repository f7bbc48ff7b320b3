"""What ``foreshock watch`` shows: each mention once, each message once, each trouble of a channel once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from infra.cli.api_client import Api
from infra.local.emulator.inbox import Message

LATEST = 100
"""Mentions asked for at each look; what is older than these was shown, or came in one big pile."""

STYLES = {"negative": "red", "positive": "green", "neutral": ""}
MARKS = {"negative": "-", "positive": "+", "neutral": " "}


class Feed:
    """Remembers what was shown."""

    def __init__(self, console: Console, api: Api, brand: str, *, as_json: bool) -> None:
        self._console, self._api, self._brand, self._as_json = console, api, brand, as_json
        self._shown: set[str] = set()
        self._letters = 0
        self._troubles: dict[str, str] = {}

    def show(self, letters: Sequence[Message]) -> None:
        """Print what is new since the last time."""
        for mention in reversed(self._api.get(f"/brands/{self._brand}/mentions", limit=LATEST)["mentions"]):
            if mention["id"] not in self._shown:
                self._shown.add(mention["id"])
                self._say("mention", mention, line_of(mention))
        for letter in letters[self._letters :]:
            self._say("message", letter.as_dict(), Text(f"{letter.subject}\n{letter.text}", style="bold yellow"))
        self._letters = len(letters)
        self._show_troubles(self._api.get("/channels")["channels"])

    def _show_troubles(self, channels: Sequence[Mapping[str, Any]]) -> None:
        for channel, trouble in channel_errors(channels).items():
            if self._troubles.get(channel) != trouble:
                self._console.print(Text(f"{channel}: {trouble}", style="magenta"))
        self._troubles = channel_errors(channels)

    def _say(self, kind: str, value: Mapping[str, Any], line: Text) -> None:
        if self._as_json:
            print(json.dumps({"kind": kind, **value}), flush=True)
        else:
            self._console.print(line, soft_wrap=True)


def line_of(mention: Mapping[str, Any]) -> Text:
    """A mention as one line: when, where, its mood, its words.

    >>> line_of({"published_at": "2026-03-01T14:05:09Z", "channel": "rss", "text": "a\\nb",
    ...          "sentiment": {"label": "negative"}}).plain
    '2026-03-01 14:05  rss         -  a b'
    """
    label = mention["sentiment"]["label"]
    when = mention["published_at"][:16].replace("T", " ")
    words = " ".join(mention["text"].split())
    return Text(f"{when}  {mention['channel']:<10}  {MARKS[label]}  {words}", style=STYLES[label])


def channel_errors(channels: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What keeps a channel from being heard, by channel."""
    return {
        channel["channel"]: query["last_error"]
        for channel in channels
        for query in channel["queries"]
        if query["errors"] and query["last_error"]
    }
