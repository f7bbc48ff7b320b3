"""``foreshock watch``: watches a brand on live channels that need no key, with the pipeline on this machine."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console

from infra.cli.api_client import Api
from infra.cli.up import stop_on_signals
from infra.cli.watch.feed import Feed
from infra.local.stack import Stack
from shared.channels import POLLED
from shared.channels import channel as channel_named
from shared.domain.errors import InvalidInput
from shared.domain.time import iso

DEFAULT_CHANNELS = ("hackernews", "mastodon")
"""The default channels: the two that need only a name."""

REFRESH_S = 2.0
"""Seconds between two updates of the display."""
NAME = "Name of the brand as people write it."
CHANNEL = f"{', '.join(POLLED)}; can be repeated."
QUERY = "Search query: a phrase, a hashtag or, for rss, the address of a feed. Default: the name."
BASE = "CHANNEL=URL: use this address instead, for example another Mastodon instance."
JSON = "Print each mention and message as a JSON line."


def watch(
    brand: Annotated[str, typer.Argument(help=NAME, metavar="BRAND")],
    *,
    channel: Annotated[list[str] | None, typer.Option(help=CHANNEL)] = None,
    query: Annotated[list[str] | None, typer.Option(help=QUERY)] = None,
    base_url: Annotated[list[str] | None, typer.Option(help=BASE)] = None,
    seconds: Annotated[float, typer.Option(help="Stop after so many seconds; 0 means until Ctrl-C.", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help=JSON)] = False,
) -> None:
    """Watch BRAND on live channels with the whole pipeline on this machine, until Ctrl-C.

    Prints every mention with its sentiment as it comes, and every message that the
    pipeline sends. Needs internet access; nothing is kept afterwards.

    Exit codes: 0 = it was stopped or its time is over; 1 = error; 2 = usage error.
    """
    stop_on_signals()
    console = Console(stderr=as_json, highlight=False)
    try:
        settings = settings_of(brand, channel or DEFAULT_CHANNELS, query or [])
        run(console, settings, bases_of(base_url or []), seconds=seconds, as_json=as_json)
    except KeyboardInterrupt:
        console.print("Stopped; nothing is left running.")


def settings_of(name: str, channels: Sequence[str], queries: Sequence[str]) -> dict[str, Any]:
    """The brand's settings: every query on every channel; the default query is the name.

    >>> settings_of("Acme Air", ["hackernews", "mastodon"], [])["queries"]
    {'hackernews': ['Acme Air'], 'mastodon': ['acmeair']}
    """
    queries_by_channel = {
        channel: _queries(channel, queries) or [_default_query(channel, name)] for channel in channels
    }
    handle = re.sub(r"\W", "", name).lower()
    return {"name": name, "aliases": [f"@{handle}"] if handle else [], "queries": queries_by_channel}


def bases_of(pairs: Sequence[str]) -> dict[str, str]:
    """Base URLs by channel, from ``CHANNEL=URL``.

    >>> bases_of(["mastodon=https://social.example"])
    {'mastodon': 'https://social.example'}
    """
    if wrong := [pair for pair in pairs if not re.match(r"\w+=https?://", pair)]:
        raise InvalidInput(f"--base-url must be CHANNEL=URL, not {wrong[0]!r}", field="base-url")
    return dict(pair.split("=", 1) for pair in pairs)


def slug_of(name: str) -> str:
    """The id for a brand's name.

    >>> slug_of("Acme & Söhne"), slug_of("!!!")
    ('acme-s-hne', 'brand')
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-") or "brand"


def run(console: Console, settings: dict[str, Any], bases: dict[str, str], *, seconds: float, as_json: bool) -> None:
    """Start the stack with its schedules on, poll the channels at once, and print what comes."""
    console.print("Starting AWS on this machine and deploying the template")
    with Stack.start(parameters={"ChannelBaseUrls": json.dumps(bases)}) as stack:
        api, brand = Api(stack.api_url, stack.api_key), slug_of(settings["name"])
        api.put_brand(brand, settings)
        console.print(
            f"Watching {settings['name']} on {', '.join(settings['queries'])}. Ctrl-C stops it.", markup=False
        )
        poll_now(stack, settings["queries"])
        feed = Feed(console, api, brand, as_json=as_json)
        ends = time.monotonic() + seconds if seconds else float("inf")
        while stack.alive and time.monotonic() < ends:
            feed.show(stack.inbox.messages())
            time.sleep(REFRESH_S)


def poll_now(stack: Stack, channels: Iterable[str]) -> None:
    """Poll every channel now; otherwise the first schedule may be a minute away."""
    for channel in channels:
        stack.invoke("IngestFunction", {"channel": channel, "time": iso(time.time_ns() // 1_000_000)})
    stack.drain()


def _queries(name: str, texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(channel_named(name).query_from(text) for text in texts))


def _default_query(name: str, brand: str) -> str:
    """The name of the brand as a query.

    Raises:
        InvalidInput: the channel cannot be asked for it.
    """
    source = channel_named(name)
    query = source.query_from(brand)
    try:
        source.check_query(query)
    except ValueError as error:
        raise InvalidInput(f"{name} needs --query with {source.QUERY}", field="query") from error
    return query
