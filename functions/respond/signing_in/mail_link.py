"""The link that signs somebody in: mailed to a subscriber's address, valid for a quarter of an hour, and once.

Whoever asks gets the same answer whether the address is known or not, and the same work is
done: for an unknown address the message goes to nobody.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from functions.respond.subscribing import topics
from shared.domain.errors import NotFound, Unauthorized
from shared.domain.people.subscriber import Subscriber
from shared.domain.people.subscription import Topic
from shared.domain.time import MINUTE_MS
from shared.runtime.secrets import internal_key, internal_keys
from shared.runtime.telemetry import logger
from shared.sign_in.sealed import seal, unseal
from shared.store.people import sign_ins, subscribers
from shared.store.people.subscribers import Stored

VALID_MS = 15 * MINUTE_MS
PER_ADDRESS, ALTOGETHER = 5, 200
"""Links in an hour. Further requests are answered the same and send nothing."""

SUBJECT = "Sign in to Foreshock"
TEXT = """Open this link to sign in. It works once, for the next {minutes} minutes:

{link}

Did you not ask for it? Then somebody typed your address by mistake; nothing has happened.
"""


def send(address: str, event: Mapping[str, Any], now_ms: int) -> None:
    """Mail a link to the subscriber who has this address, if there is one."""
    key = internal_key("sign-in")
    who = hmac.new(key, address.lower().encode(errors="replace"), "sha256").hexdigest()[:32]
    if not sign_ins.count_asked("all", now_ms, ALTOGETHER) or not sign_ins.count_asked(who, now_ms, PER_ADDRESS):
        logger.warning("too many sign-in links asked for")
        return
    known = _subscriber(address)
    fields = {"id": known.id if known else "", "since": str(known.created_ms if known else 0)}
    token = seal({**fields, "nonce": secrets.token_urlsafe(12)}, now_ms + VALID_MS, key)
    text = TEXT.format(minutes=VALID_MS // MINUTE_MS, link=f"{_pages(event)}/enter?token={token}")
    topics.publish(Topic.SIGN_IN, SUBJECT, text, {"subscriber": known.id if known else "nobody"})


def subscriber_of(token: str, now_ms: int) -> Subscriber:
    """The subscriber to whom this link was mailed; the link is used up.

    Raises:
        Unauthorized: it is not one of ours, too old, used already, or its subscriber is gone.
    """
    fields = unseal(token, internal_keys("sign-in"), now_ms)
    stored = _stored(fields["id"])
    if stored is None or stored.removed or str(stored.subscriber.created_ms) != fields["since"]:
        raise Unauthorized("the subscriber was removed")
    if not sign_ins.use_once(fields["nonce"], now_ms):
        raise Unauthorized("the link was used already")
    return stored.subscriber


def _stored(subscriber_id: str) -> Stored | None:
    try:
        return subscribers.get(subscriber_id) if subscriber_id else None
    except NotFound:
        return None


def _subscriber(address: str) -> Subscriber | None:
    found = [one for one in subscribers.every() if one.subscriber.email.lower() == address.lower() and not one.removed]
    return found[0].subscriber if address and found else None


def _pages(event: Mapping[str, Any]) -> str:
    """The address of the pages as API Gateway was called; the header Host may be anybody's and is not used."""
    context = event["requestContext"]
    base = context["path"].rpartition("/")[0]
    return f"https://{context['domainName']}{base}"
