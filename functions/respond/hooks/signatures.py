"""Who may call a hook: the signatures of PagerDuty and Slack, under the current secret or the one before it.

    X-PagerDuty-Signature: v1=<hex>,v1=<hex>      HMAC-SHA256 of the raw body; one part for each of its secrets
    X-Slack-Request-Timestamp: 1772373900         seconds since 1970
    X-Slack-Signature: v0=<hex>                   HMAC-SHA256 of "v0:<timestamp>:" + raw body

Sources: developer.pagerduty.com, Verifying webhook signatures; docs.slack.dev, Verifying requests from Slack.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from shared.domain.errors import Unauthorized
from shared.domain.time import MINUTE_MS, SECOND_MS

PAGERDUTY_SIGNATURE = "x-pagerduty-signature"
SLACK_SIGNATURE, SLACK_TIMESTAMP = "x-slack-signature", "x-slack-request-timestamp"

MAX_CLOCK_DIFFERENCE_MS = 5 * MINUTE_MS
"""How old a request of Slack may be; it is what Slack recommends."""

_LONGEST_TIMESTAMP = 12


def verify_pagerduty(body: bytes, header: str, secrets: Iterable[bytes]) -> None:
    """Accept a request of PagerDuty.

    Raises:
        Unauthorized: no part of the signature was made with any of ``secrets``.

    >>> verify_pagerduty(b"{}", "v1=no, v1=" + hmac.new(b"k", b"{}", "sha256").hexdigest(), [b"k"])
    """
    given = [part.strip() for part in header.split(",")]
    expected = ["v1=" + hmac.new(secret, body, "sha256").hexdigest() for secret in secrets]
    if not _any_equal(given, expected):
        raise Unauthorized(f"{PAGERDUTY_SIGNATURE} does not match the body", field=PAGERDUTY_SIGNATURE)


def verify_slack(body: bytes, timestamp: str, header: str, secrets: Iterable[bytes], now_ms: int) -> None:
    """Accept a request of Slack.

    Raises:
        Unauthorized: it is too old, or not signed with any of ``secrets``.
    """
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= _LONGEST_TIMESTAMP):
        raise Unauthorized(f"{SLACK_TIMESTAMP} must be seconds since 1970", field=SLACK_TIMESTAMP)
    if abs(now_ms - int(timestamp) * SECOND_MS) > MAX_CLOCK_DIFFERENCE_MS:
        raise Unauthorized(f"{SLACK_TIMESTAMP} is more than five minutes off", field=SLACK_TIMESTAMP)
    signed = f"v0:{timestamp}:".encode() + body
    expected = ["v0=" + hmac.new(secret, signed, "sha256").hexdigest() for secret in secrets]
    if not _any_equal([header], expected):
        raise Unauthorized(f"{SLACK_SIGNATURE} does not match the body", field=SLACK_SIGNATURE)


def _any_equal(given: Iterable[str], expected: Iterable[str]) -> bool:
    """Whether any pair is equal; it takes as long whether one is or not."""
    right = [text.encode() for text in expected]
    matches = [hmac.compare_digest(text.encode("utf-8", "replace"), one) for text in given for one in right]
    return any(matches)
