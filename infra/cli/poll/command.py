"""``foreshock poll``: one poll of one channel, without AWS."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import time_ns
from typing import Annotated, Any

import typer

from functions.ingest.http.client import Client
from functions.ingest.polling.challenged import Challenged
from functions.ingest.polling.crawl import CrawlLimits, Fetch, PollTask
from functions.ingest.polling.crawl import poll as poll_channel
from functions.ingest.polling.crawl_state import PollResult
from functions.ingest.polling.signed_in import SignedIn
from infra.cli.poll import credentials
from infra.cli.poll.state_file import State, name_of
from shared.channels import asked, channel, query_help
from shared.channels.address import checked_url, endpoint_of, hostname_of
from shared.channels.protocol import Channel
from shared.domain.errors import ChannelError, ForeshockError, InvalidInput, RateLimited
from shared.domain.mentions.mention import Post
from shared.domain.text import digest
from shared.domain.time import SECOND_MS, iso
from shared.domain.web_address import without_secrets
from shared.egress.pool import hosts_of

STOPPED_EARLY = 75
"""The exit code for "try again later", EX_TEMPFAIL of sysexits.h."""

LIMITS = CrawlLimits(requests=60, first_posts=1_000, look_back_ms=None, seen_keys=5_000)

CHANNEL = " ".join([f"One of {', '.join(asked())}.", *(f"{name}: {channel(name).TERMS}." for name in asked())])
QUERY = f"What to ask the channel for, by channel. {query_help()}."
BASE = "Ask this address instead of the channel's own; for rss it replaces scheme and host of the feed's."
STATE = "File that keeps the cursor, so that a repeated call prints only what is new."


def poll(
    channel: Annotated[str, typer.Argument(help=CHANNEL, metavar="CHANNEL")],
    query: Annotated[str, typer.Option(help=QUERY)],
    base_url: Annotated[str, typer.Option(help=BASE)] = "",
    state: Annotated[Path | None, typer.Option(help=STATE)] = None,
) -> None:
    """Poll CHANNEL once and print its new posts as JSON lines; nothing is filtered.

    A first call, and every call without --state, prints the newest posts the channel
    has, whatever their age, about 1,000. A later call prints what is new since.

    Credentials come from environment variables, such as FORESHOCK_BLUESKY_IDENTIFIER and
    FORESHOCK_BLUESKY_APP_PASSWORD, or FORESHOCK_YOUTUBE_KEY; a channel that misses one names it.
    FORESHOCK_RSS_LOGIN, user:password, is for a feed that asks for it.
    FORESHOCK_X_DAILY_UNITS changes what X may cost in a day.

    Exit codes: 0 = everything up to the cursor was printed; 75 = stopped early (rate
    limit, too many requests, an error on the way): what came is printed, call again for
    the rest; 1 = error. Reasons go to standard error.
    """
    try:
        code = run(channel, query, base_url, state, lambda: time_ns() // 1_000_000)
    except ForeshockError as error:
        typer.echo(f"foreshock poll: {error.message}", err=True)
        raise typer.Exit(1) from error
    raise typer.Exit(code)


def run(name: str, query: str, base_url: str, path: Path | None, clock: Callable[[], int]) -> int:
    """Poll, print, then save the cursor; return the exit code.

    Raises:
        ForeshockError: the arguments or the state file cannot be used, or nothing can be printed.
    """
    source = channel(name)
    base = checked_url(base_url) if base_url else source.BASE_URL
    if not query.strip().lstrip("#"):
        raise InvalidInput(f"--query is empty; a query of {name} is {source.QUERY}", field="query")
    state, key = State.read(path), name_of(name, query, base)
    before = state.cursor(key)
    start = before._replace(not_before_ms=state.not_before_ms(key))  # a rate limit holds for the server
    now_ms, client = clock(), Client(hosts_of([base, query]))  # whoever calls chose the address, on their own network
    fetch = _with_credentials(PollTask(source, query, base), client, state, now_ms)
    limits = LIMITS._replace(purse=_Purse(state, source, now_ms)) if source.DAILY_UNITS else LIMITS
    result = poll_channel(PollTask(source, query, base), start, fetch=fetch, now_ms=now_ms, limits=limits)
    client.close()
    # A wait is kept before all else: it holds as well for the call that comes after this one was ended on its way.
    waiting = before._replace(not_before_ms=result.cursor.not_before_ms)
    if waiting.not_before_ms and state.save(key, waiting, before):
        before = waiting
    _print([*map(line, result.posts), *(minute(name, at_ms, result.counts[at_ms]) for at_ms in sorted(result.counts))])
    # Only now: if the cursor moved first, a reader that went away would have lost these posts.
    moved = state.save(key, result.cursor, before)
    return _report(result) if moved else _overtaken()


@dataclass(frozen=True, slots=True)
class _Purse:
    """What a channel may spend today (UTC), as the state file remembers it; without a file, in this call."""

    state: State
    channel: Channel
    now_ms: int

    def take(self, units: int) -> int:
        name = f"{self.channel.NAME} {iso(self.now_ms)[:10]}"
        return self.state.spend(name, units, credentials.daily_units(self.channel))

    def give_back(self, units: int) -> None:
        if units:
            self.take(-units)


def _with_credentials(task: PollTask, client: Client, state: State, now_ms: int) -> Fetch:
    """Requests with the credentials of the environment, and with the session that the state file holds."""
    source, base, access = task.channel, task.base_url, task.channel.ACCESS
    if access.by_host:
        return Challenged(access, lambda: credentials.login_of(source, hostname_of(base or task.query)), client)
    given = access.checked(credentials.from_environment(source), source.NAME, credentials.how_to_set(source))
    name = f"{source.NAME} {endpoint_of(base)} {digest(json.dumps(given, sort_keys=True), 16)}"
    session = state.sessions.get(name, {}) if access.sessions else {}
    return SignedIn(source, given, base, client, session, lambda made: state.keep_session(name, made), now_ms)


def _print(lines: Iterable[Mapping[str, Any]]) -> None:
    try:
        for one in lines:
            sys.stdout.write(json.dumps(one) + "\n")
        sys.stdout.flush()
    except OSError as error:
        with suppress(OSError):  # or Python would try again when it exits, and fail without a word
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise InvalidInput(
            f"the posts cannot be printed: {error.strerror or error}; they come again", field=""
        ) from error


def _overtaken() -> int:
    typer.echo("foreshock poll: another call moved this cursor meanwhile; some posts may be printed twice", err=True)
    return STOPPED_EARLY


def minute(series: str, at_ms: int, count: int) -> dict[str, Any]:
    """A minute of a series as the JSON of a line."""
    return {"channel": series, "minute": iso(at_ms), "count": count}


def line(post: Post) -> dict[str, Any]:
    """One post as the JSON of a line; ``published_at`` is in whole seconds, or null."""
    return {
        "channel": post.channel,
        "id": post.id,
        "key": post.key,
        "published_at": None if post.published_ms is None else iso(post.published_ms // SECOND_MS * SECOND_MS),
        "author": post.author,
        "reach": post.reach,
        "title": post.title,
        "text": post.text,
        "language": post.language,
        "url": post.url,
        "form": post.form.value,
        "hashtags": list(post.hashtags),
        "engagement": {
            "likes": post.engagement.likes,
            "reposts": post.engagement.reposts,
            "replies": post.engagement.replies,
        },
    }


def _report(result: PollResult) -> int:
    """The exit code of a poll; its reasons go to standard error."""
    if result.rejects:
        reasons = "; ".join(sorted({reject.reason for reject in result.rejects})[:3])
        typer.echo(f"foreshock poll: {len(result.rejects)} items could not be read: {reasons}", err=True)
    if result.complete:
        return 0
    until = f"; not before {iso(result.cursor.not_before_ms)}" if result.cursor.not_before_ms else ""
    typer.echo(f"foreshock poll: {without_secrets(result.reason)}{until}", err=True)
    return 1 if _failed(result.error) and not result.requests else STOPPED_EARLY


def _failed(error: ChannelError | None) -> bool:
    return error is not None and not isinstance(error, RateLimited)
