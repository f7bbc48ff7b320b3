"""The counters that a page raises when it is claimed: of the minute, the day, the brand's day and the month."""

from __future__ import annotations

from typing import Any

from functions.notify.messages.message import Message
from shared.domain.moments.moment import Severity
from shared.domain.people.sms_caps import SmsCaps
from shared.store.people.sms_counts import add_write, stamps_of


def count_writes(message: Message, brand: str, at_ms: int, caps: SmsCaps) -> dict[str, dict[str, Any]]:
    """By counter, the write that counts one text more, if the limit allows it.

    A page about several brands counts for none of them, and is not held back by the minute:
    it is what a full minute leads to.
    """
    limits = caps.limits(worst_severity(message))
    most = {"day": limits.day, "brand": limits.brand, "month": limits.month, "minute": caps.per_minute}
    stamps = _stamps(message, brand, at_ms)
    return {name: add_write(name, stamp, at_ms, 1, most[name]) for name, stamp in stamps.items()}


def uncount_writes(message: Message, brand: str, at_ms: int) -> list[dict[str, Any]]:
    """The writes that take the same text back."""
    return [add_write(name, stamp, at_ms, -1) for name, stamp in _stamps(message, brand, at_ms).items()]


def worst_severity(message: Message) -> Severity:
    """The severity of a page; of one about several brands the worst."""
    found = message.attributes.get("severity", Severity.SEV1.name)
    return min(Severity[name] for name in ([found] if isinstance(found, str) else found))


def counts_for_minute(message: Message) -> bool:
    """Whether a page takes one of the few places of a minute: one about several brands does not."""
    return isinstance(message.attributes.get("brand", ""), str)


def _stamps(message: Message, brand: str, at_ms: int) -> dict[str, str]:
    single = counts_for_minute(message)
    stamps = stamps_of(at_ms, brand if single else "")
    return {name: stamp for name, stamp in stamps.items() if single or name != "minute"}
