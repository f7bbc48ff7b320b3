"""The words of an erasure for people and for machines, without the person who was meant."""

from __future__ import annotations

import json
from typing import Any

from shared.domain.erasure import Erasure
from shared.domain.time import iso, iso_or_none

MAILED = frozenset({"asked", "cancelled"})
"""What people are told by mail; that it is done only the record and the event say."""


def subject(erasure: Erasure, what: str) -> str:
    """The subject of the mail, in ASCII and at most 100 characters, as SNS wants it.

    >>> subject(Erasure("1", "acme", "f", 0, 0, everything=True), "asked")
    'acme: somebody asked to erase all of the brand'
    """
    whole = "all of the brand" if erasure.everything else "an author's posts"
    return f"{erasure.brand[:40]}: " + (
        f"somebody asked to erase {whole}" if what == "asked" else f"the erasure of {whole} was cancelled"
    )


def body(erasure: Erasure, what: str) -> str:
    """The mail: what is erased when, who asked, and how to stop it."""
    by = f"{erasure.by or 'somebody'}, with the API key {erasure.key or '(unknown)'}"
    whole = (
        f"all that is kept of {erasure.brand}: mentions, counters, moments with their timelines, and what was answered"
        if erasure.everything
        else f"every post of one author about {erasure.brand}" + (f" on {erasure.channel}" if erasure.channel else "")
    )
    if what == "cancelled":
        return f"Not erased: {whole}.\n\nAsked by {by}, at {iso(erasure.asked_ms)}.\nWhy not: {erasure.reason}\n"
    return (
        f"At {iso(erasure.starts_ms)} Foreshock begins to erase {whole}.\n\n"
        f"Asked by {by}, at {iso(erasure.asked_ms)}.\n\n"
        "If nobody of you wants this, stop it before then, with a key that may act:\n\n"
        f"    DELETE /erasures/{erasure.id}\n\n"
        "and replace the API keys (docs/operations.md). Who is meant is not said here, on purpose.\n"
    )


def cloud_event(erasure: Erasure, what: str, now_ms: int) -> str:
    """The event, in the shape of CloudEvents 1.0; by its id a reader recognizes a repetition."""
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": f"{erasure.id}/{what}",
        "source": f"foreshock/{erasure.brand}",
        "type": f"foreshock.erasure.{what}",
        "time": iso(now_ms),
        "subject": erasure.id,
        "datacontenttype": "application/json",
        "data": {
            "brand": erasure.brand,
            "what": "brand" if erasure.everything else "author",
            "channel": erasure.channel or None,
            "asked_at": iso(erasure.asked_ms),
            "asked_by": erasure.by or None,
            "key": erasure.key or None,
            "starts_at": iso(erasure.starts_ms),
            "ended_at": iso_or_none(erasure.ended_ms or None),
            "mentions": erasure.mentions,
            "counters": erasure.counters,
            "moments": erasure.moments,
            "praise": erasure.praise,
            "reason": erasure.reason or None,
        },
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))
