"""A channel's credentials and spend cap from environment variables, FORESHOCK_<CHANNEL>_<NAME>."""

from __future__ import annotations

import os

from shared.channels.protocol import Channel
from shared.domain.errors import InvalidInput


def from_environment(channel: Channel) -> dict[str, str]:
    """Every variable of the channel, by the rest of its name in lower case."""
    prefix = _prefix(channel)
    return {name.removeprefix(prefix).lower(): value for name, value in os.environ.items() if name.startswith(prefix)}


def login_of(channel: Channel, host: str) -> dict[str, str]:
    """The login for the host of the one feed that is polled, from FORESHOCK_RSS_LOGIN; none without it."""
    login = from_environment(channel).get("login", "")
    return {host: login} if login else {}


def daily_units(channel: Channel) -> int:
    """What the channel may spend in a day.

    Raises:
        InvalidInput: the variable holds something else than a number.
    """
    given = from_environment(channel).get("daily_units", str(channel.DAILY_UNITS))
    if not given.isdecimal():
        name = f"{_prefix(channel)}DAILY_UNITS"
        raise InvalidInput(f"{name} must be a whole number; got {given[:40]!r}", field=name)
    return int(given)


def how_to_set(channel: Channel) -> str:
    """The variables that the channel reads, in words; empty where it needs none."""
    names = [f"{_prefix(channel)}{one.name.upper()}" for one in channel.ACCESS.credentials if one.required]
    return f"set {' and '.join(names)} ({channel.TERMS})" if names else ""


def _prefix(channel: Channel) -> str:
    return f"FORESHOCK_{channel.NAME.upper()}_"
