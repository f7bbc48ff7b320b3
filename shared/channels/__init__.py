"""The channels we poll, one module each: how to ask, and how to read the answer."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from shared.channels.batch import Batch
from shared.channels.cursor import Cursor
from shared.channels.request import Request, Response
from shared.domain.errors import InvalidInput


class Channel(Protocol):
    """What a channel's module offers. None of it does input or output.

    ``NAME`` is the channel in mentions and settings, ``BASE_URL`` where it is polled
    unless told otherwise, ``REQUESTS`` how many requests one run may make, ``SEEN`` how
    many keys are remembered beyond those a walk meets anyway.
    """

    NAME: str
    BASE_URL: str
    REQUESTS: int
    SEEN_KEYS: int

    def first_request(self, query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
        """The request a walk begins with; ``since_ms`` bounds a first walk."""

    def parse(self, request: Request, response: Response, latest_ms: int) -> Batch:
        """What the answer says; positions later than ``latest_ms`` are not believed."""

    def start_position(self, since_ms: int | None) -> str:
        """The position of a query whose first walk found nothing."""


_MODULES = {"hackernews": "hackernews", "mastodon": "mastodon", "rss": "feeds"}

POLLED = tuple(_MODULES)


def channel(name: str) -> Channel:
    """The channel of this name, loaded when first asked for.

    Raises:
        InvalidInput: there is none.
    """
    if name not in _MODULES:
        raise InvalidInput(f"there is no channel {name!r}; the channels are {', '.join(POLLED)}", field="channel")
    return cast("Channel", import_module(f"shared.channels.{_MODULES[name]}"))
