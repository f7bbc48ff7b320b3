"""Whether Meta is calling: the answer to its challenge, and the signature of what it sends.

    GET  ?hub.mode=subscribe&hub.verify_token=<the token of the secret>&hub.challenge=<what to answer>
    POST X-Hub-Signature-256: sha256=<hex HMAC-SHA256 of the raw body under the app's secret>

Source: developers.facebook.com, Webhooks from Meta, Getting started (verification requests, validating payloads).
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shared.domain.errors import InvalidInput, Unauthorized

SIGNATURE = "x-hub-signature-256"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True, slots=True)
class App:
    """What the secret of an app of Meta holds: keys that sign, a token that proves our address, brands by account."""

    keys: tuple[str, ...]
    verify_token: str = ""
    accounts: Mapping[str, str] = field(default_factory=dict)


def app_from(secret: bytes, name: str) -> App:
    """The app in a secret: ``app_secret``, ``threads_app_secret``, ``verify_token`` and ``accounts``.

    Raises:
        InvalidInput: the secret holds something else; its value is not shown.
    """
    try:
        given = json.loads(secret)
        accounts = {str(account): str(brand) for account, brand in given.get("accounts", {}).items()}
        keys = tuple(str(given[part]) for part in ("app_secret", "threads_app_secret") if given.get(part))
        verify_token = str(given.get("verify_token", ""))
    except (ValueError, AttributeError):
        raise InvalidInput(f"the secret {name} must be a JSON object; docs/channels.md names its parts") from None
    return App(keys, verify_token, accounts)


def challenge(query: Mapping[str, str], apps: Iterable[App]) -> str:
    """What to answer when Meta asks whether the address is ours.

    Raises:
        Unauthorized: the token is not ours.
        InvalidInput: there is no challenge that can be answered.

    >>> asked = {"hub.mode": "subscribe", "hub.verify_token": "t", "hub.challenge": "1158201444"}
    >>> challenge(asked, [App((), "t")])
    '1158201444'
    """
    given = query.get("hub.verify_token", "").encode("utf-8", "replace")
    if not any(app.verify_token and hmac.compare_digest(app.verify_token.encode(), given) for app in apps):
        raise Unauthorized("hub.verify_token is not the verify_token of the secret", field="hub.verify_token")
    asked = query.get("hub.challenge", "")
    if query.get("hub.mode") != "subscribe" or not _CHALLENGE.fullmatch(asked):
        raise InvalidInput("hub.mode must be subscribe, with a hub.challenge", field="hub.challenge")
    return asked


def verified(body: bytes, signature: str, apps: Iterable[App]) -> App:
    """The app that signed the body.

    Raises:
        Unauthorized: none of them did.
    """
    given = signature.encode("utf-8", "replace")
    for app in apps:
        for key in app.keys:
            expected = f"sha256={hmac.new(key.encode(), body, 'sha256').hexdigest()}"
            if hmac.compare_digest(expected.encode(), given):
                return app
    raise Unauthorized(f"{SIGNATURE} does not match the body", field=SIGNATURE)
