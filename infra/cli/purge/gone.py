"""Asks a channel for the stored posts of brands, and tells which of them are gone there."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from functions.ingest.http.client import Client
from functions.ingest.polling.crawl import Fetch
from functions.ingest.polling.rate_limits import check, not_before_ms
from functions.ingest.polling.signed_in import SignedIn
from infra.cli.poll import credentials
from shared.channels import channel
from shared.channels.address import checked_url
from shared.channels.lookup import lookup
from shared.domain.errors import ChannelError
from shared.egress.pool import hosts_of
from shared.erasure.posts import stored_posts


@dataclass(slots=True)
class Checked:
    """What came of it: the keys of posts that are ``gone``, how many were ``asked``, and how many ``left`` unasked.

    ``brands`` are those that have one of the posts that are gone.

    ``stopped`` says why the rest was not asked for, if the channel did not answer.
    """

    gone: set[str] = field(default_factory=set)
    asked: int = 0
    left: int = 0
    stopped: str = ""
    brands: list[str] = field(default_factory=list)


def posts_gone(brand_ids: Iterable[str], name: str, most: int, base_url: str, now_ms: int) -> Checked:
    """Ask for at most so many of the brands' posts, the newest first; no more than a day of the channel may cost.

    A post that several brands have is asked for once, and all brands share one sign-in.

    Raises:
        InvalidInput: posts of this channel cannot be looked up, or the address cannot be asked.
        ChannelRefused: credentials are missing.
    """
    rule, source = lookup(name), channel(name)
    most = min(most, credentials.daily_units(source) // rule.cost) if rule.cost else most
    base = checked_url(base_url) if base_url else source.BASE_URL
    given = source.ACCESS.checked(credentials.from_environment(source), name, credentials.how_to_set(source))
    stored = {brand: _posts(brand, name, now_ms) for brand in brand_ids}
    times = {key: at_ms for posts in stored.values() for key, at_ms in posts.items()}
    keys = sorted(times, key=lambda key: times[key], reverse=True)
    client = Client(hosts_of([base]))
    fetch = SignedIn(source, given, base, client, now_ms=now_ms)
    checked = _asked(name, keys[:most], base, fetch)
    client.close()
    checked.left = len(keys) - checked.asked
    checked.brands = [brand for brand, posts in stored.items() if checked.gone & posts.keys()]
    return checked


def _posts(brand_id: str, name: str, now_ms: int) -> dict[str, int]:
    """The keys of the brand's posts on a channel, with when they were published."""
    return {found.key: found.published_ms for found in stored_posts(brand_id, now_ms) if found.channel == name}


def _asked(name: str, keys: list[str], base_url: str, fetch: Fetch) -> Checked:
    rule, source, checked = lookup(name), channel(name), Checked()
    for first in range(0, len(keys), rule.most):
        part = keys[first : first + rule.most]
        try:
            response = fetch(rule.ask(part, base_url))
            received_ms = max(response.received_ms, time.time_ns() // 1_000_000)
            check(source, response, received_ms, worked_before=True)
            checked.gone |= rule.gone(part, response)
        except ChannelError as error:
            checked.stopped = error.message
            break
        checked.asked += len(part)
        if checked.asked < len(keys) and not_before_ms(response, 0, received_ms):
            checked.stopped = "the channel allows no more requests for now"
            break
    return checked
