"""What ``foreshock watch`` prints: each mention, message and channel error once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from infra.cli.api_client import Api
from infra.local.emulator.inbox import Message

LATEST = 100
"""Mentions to read at each update; older ones were printed before, or more came at once than fit."""

STYLES = {"negative": "red", "positive": "green", "neutral": ""}
MARKS = {"negative": "-", "positive": "+", "neutral": " "}


class Feed:
    """Prints what is new, and remembers what was printed."""

    def __init__(self, console: Console, api: Api, brand: str, *, as_json: bool) -> None:
        self._console, self._api, self._brand, self._as_json = console, api, brand, as_json
        self._shown: set[str] = set()
        self._printed = 0
        self._errors: dict[str, str] = {}

    def show(self, messages: Sequence[Message]) -> None:
        """Print what is new since the last call."""
        for mention in reversed(self._api.get(f"/brands/{self._brand}/mentions", limit=LATEST)["mentions"]):
            if mention["id"] not in self._shown:
                self._shown.add(mention["id"])
                self._print("mention", mention, line_of(mention))
        for message in messages[self._printed :]:
            self._print("message", message.as_dict(), Text(f"{message.subject}\n{message.text}", style="bold yellow"))
        self._printed = len(messages)
        self._show_errors(self._api.get("/channels")["channels"])

    def _show_errors(self, channels: Sequence[Mapping[str, Any]]) -> None:
        for channel, error in channel_errors(channels).items():
            if self._errors.get(channel) != error:
                self._console.print(Text(f"{channel}: {error}", style="magenta"))
        self._errors = channel_errors(channels)

    def _print(self, kind: str, value: Mapping[str, Any], line: Text) -> None:
        if self._as_json:
            print(json.dumps({"kind": kind, **value}), flush=True)
        else:
            self._console.print(line, soft_wrap=True)


def line_of(mention: Mapping[str, Any]) -> Text:
    """A mention as one line: date, channel, sentiment and text.

    >>> line_of({"published_at": "2026-03-01T14:05:09Z", "channel": "rss", "text": "a\\nb",
    ...          "sentiment": {"label": "negative"}}).plain
    '2026-03-01 14:05  rss         -  a b'
    """
    label = mention["sentiment"]["label"]
    when = mention["published_at"][:16].replace("T", " ")
    words = " ".join(mention["text"].split())
    return Text(f"{when}  {mention['channel']:<10}  {MARKS[label]}  {words}", style=STYLES[label])


def channel_errors(channels: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The last error of each channel whose polls fail."""
    return {
        channel["channel"]: query["last_error"]
        for channel in channels
        for query in channel["queries"]
        if query["errors"] and query["last_error"]
    }
