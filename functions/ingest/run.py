"""One run of a channel: the queries that are due are polled, host beside host, as limits and time allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from functools import partial
from threading import Lock

from functions.ingest.polling.challenged import Challenged
from functions.ingest.polling.crawl import Fetch, Purse, Unlimited
from functions.ingest.polling.rate_budget import RateBudget, host_of
from functions.ingest.polling.signed_in import SignedIn
from functions.ingest.polling.subscriptions import Subscription, is_due, subscriptions_of
from functions.ingest.query_poll import Run, RunSummary, save_failure
from functions.ingest.storage import cursors, sessions
from functions.ingest.storage.spending import DailyPurse
from shared.channels.address import endpoint_of
from shared.channels.backfill import Backfill
from shared.channels.protocol import Channel
from shared.domain.brand import Brand
from shared.domain.errors import ForeshockError
from shared.runtime import secrets
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger

HOSTS = 8
"""Hosts that are asked at the same time."""


def run_channel(
    channel: Channel,
    base_url: str,
    now_ms: int,
    *,
    every_brand: Sequence[Brand],
    fetch: Fetch,
    remaining_ms: Callable[[], int],
    pasts: Sequence[Backfill] = (),
) -> RunSummary:
    """Poll the channel's queries, the one that waited longest first, as far as limits and time allow; then ``pasts``.

    Queries of one host wait for one another, so that none is asked while another learns to
    wait; up to ``HOSTS`` hosts are asked at the same time.
    """
    stored = cursors.load_channel(channel.NAME)
    budget = RateBudget(fetch, channel.REQUESTS, remaining_ms, Lock())
    for state in stored.values():
        budget.block(state.status.endpoint, state.cursor.not_before_ms)
    for past in pasts:
        budget.block(endpoint_of(channel.server_url(past.query, base_url)), past.cursor.not_before_ms)
    waiting = subscriptions_of(channel, base_url, every_brand, stored)
    due = [one for one in waiting if is_due(one, now_ms)]
    due_pasts = [past for past in pasts if past.is_due(now_ms)]
    if not (due or due_pasts):
        return RunSummary()
    try:
        run = Run(channel, base_url, now_ms, budget, *_access(channel, base_url, now_ms, budget))
    except ForeshockError as error:
        return _refused(channel, due, due_pasts, error, now_ms)
    summary = _in_parallel(run, due) if due else RunSummary()
    if due_pasts:
        summary.mentions += run.past().go_on(due_pasts, {brand.id: brand for brand in every_brand})
    return summary


def _access(channel: Channel, base_url: str, now_ms: int, budget: RateBudget) -> tuple[Fetch, Purse]:
    """How the channel is asked, and what it may spend.

    Raises:
        ChannelRefused: credentials are missing.
        InvalidInput: what is stored as credentials is none.
    """
    access = channel.ACCESS
    purse = DailyPurse(channel.NAME, channel.DAILY_UNITS, now_ms) if channel.DAILY_UNITS else Unlimited()
    if access.by_host:
        return Challenged(access, partial(secrets.channel_credentials, channel.NAME), budget.fetch), purse
    if not access.credentials:
        return budget.fetch, purse
    stored = secrets.channel_credentials(channel.NAME)
    where = f"put them into the secret or parameter {setting('CHANNEL_CREDENTIALS_PREFIX')}{channel.NAME}"
    given = access.checked(stored, channel.NAME, f"{where} ({channel.TERMS})")
    if isinstance(purse, DailyPurse) and stored.get("daily_units", "").isdecimal():
        purse = purse._replace(limit=int(stored["daily_units"]))
    session = sessions.load(channel.NAME, given) if access.sessions else {}
    keep = sessions.keeper(channel.NAME, given)
    return SignedIn(channel, given, base_url, budget.fetch, session, keep, now_ms), purse


def _refused(
    channel: Channel, due: Iterable[Subscription], pasts: Sequence[Backfill], error: ForeshockError, now_ms: int
) -> RunSummary:
    """No query can be asked, of today or of a past: each says why."""
    from functions.ingest.backfill import note_failure  # noqa: PLC0415 - few runs are refused

    for past in pasts:
        note_failure(past, error, now_ms)
    summary = RunSummary()
    logger.warning("a channel cannot be asked", channel=channel.NAME, reason=error.message)
    for one in due:
        summary.queries += 1
        summary.failed += 1
        save_failure(one, error, now_ms)
    return summary


def _in_parallel(run: Run, due: Iterable[Subscription]) -> RunSummary:
    by_host: dict[str, list[Subscription]] = {}
    for one in due:
        by_host.setdefault(host_of(one.stored.status.endpoint), []).append(one)
    if len(by_host) == 1:
        return run.queries(*by_host.values())
    with ThreadPoolExecutor(HOSTS) as pool:
        summaries = list(pool.map(run.queries, by_host.values()))
    return RunSummary(*map(sum, zip(*(astuple(summary) for summary in summaries), strict=True)))
