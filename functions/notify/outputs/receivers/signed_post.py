"""Posts a message to the deployment's webhook, signed, and says what the receiver's answer means.

    webhook-id: a1b2c3d4e5f6/opened        the same at every repetition
    webhook-timestamp: 1772374080          when it is sent, in seconds
    webhook-signature: v1,<base64> ...     one for each valid key, HMAC-SHA256 of "id.timestamp." + body

A receiver that does not take it, or takes long, is left alone for half a minute, so that
it never holds up a page; what it missed waits in the outbox and is sent every minute.
Source: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md.
"""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Iterable
from functools import cache
from http import HTTPStatus

import urllib3

from functions.notify.messages.message import Message
from functions.notify.outputs.targets import PublishResult, PublishStatus
from shared.runtime.secrets import secret_versions
from shared.runtime.settings import setting

TIMEOUT = urllib3.Timeout(connect=2, read=5)
PAUSE_SECONDS = 30.0

MOST_SECONDS = 5.0
"""How long a receiver may take for all posts of half a minute together, before the rest waits."""


class SignedPost:
    """The address and keys are in the secret that ``WEBHOOK_SECRET_ARN`` names: ``{"url": ..., "key": ...}``.

    The key signs as it is; a receiver has it as ``whsec_`` and its base64.
    """

    def __init__(self) -> None:
        self._paused_until = self._counted_until = self._spent = 0.0

    def publish(self, message: Message) -> PublishResult:
        """Post once; any answer that is not 2xx means "not taken"."""
        started = time.monotonic()
        if started < self._paused_until:
            return PublishResult(PublishStatus.WAITING, "the receiver did not take an earlier one, or took long")
        if started >= self._counted_until:
            self._counted_until, self._spent = started + PAUSE_SECONDS, 0.0
        detail = self._post(message)
        self._spent += time.monotonic() - started
        if detail is not None or self._spent >= MOST_SECONDS:
            self._paused_until = time.monotonic() + PAUSE_SECONDS
        if detail is None:
            return PublishResult(PublishStatus.SENT, str(message.attributes["id"]))
        return PublishResult(PublishStatus.WAITING, detail)

    def _post(self, message: Message) -> str | None:
        """Why it was not taken; ``None`` when it was."""
        try:
            url, keys = _receiver(secret_versions(setting("WEBHOOK_SECRET_ARN")))
        except (ValueError, TypeError, LookupError, AttributeError):
            return "the secret is not JSON with url and key"
        body, sent_s = message.text.encode(), int(time.time())
        headers = {
            "content-type": "application/json",
            **signed_headers(str(message.attributes["id"]), sent_s, body, keys),
        }
        try:
            answer = _pool().request("POST", url, body=body, headers=headers)
        except urllib3.exceptions.HTTPError as error:
            return type(error).__name__
        taken = HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
        return None if taken else f"HTTP {answer.status}"


def _receiver(versions: Iterable[bytes]) -> tuple[str, list[bytes]]:
    """The address of the newest version of the secret, and the keys of all, each once."""
    found = [json.loads(version) for version in versions]
    return found[0]["url"], [key.encode() for key in dict.fromkeys(version["key"] for version in found)]


def signed_headers(message_id: str, sent_s: int, body: bytes, keys: Iterable[bytes]) -> dict[str, str]:
    """The three headers; the signature has a part for each key.

    >>> key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    >>> signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [key])["webhook-signature"]
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    signed = f"{message_id}.{sent_s}.".encode() + body
    digests = (base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(sent_s),
        "webhook-signature": " ".join(f"v1,{digest}" for digest in digests),
    }


@cache
def _pool() -> urllib3.PoolManager:
    from shared.egress.pool import public_pool  # noqa: PLC0415 - few deployments have a webhook
    from shared.runtime.private_hosts import private_hosts  # noqa: PLC0415 - only a webhook needs it

    return public_pool(private_hosts(), timeout=TIMEOUT, retries=False)
