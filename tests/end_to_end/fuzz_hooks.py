"""What Schemathesis cannot read in the document: pushes are signed, so that made-up items get past the signature.

Schemathesis imports this module by its name, in a process of its own.
"""

from __future__ import annotations

import os
import time
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import schemathesis

from functions.intake.signature import signed_body
from infra.cli.push_client import signed

SECRET = "FORESHOCK_FUZZ_SECRET"
"""The environment variable with the intake secret of the local stack."""


class Signed(requests.auth.AuthBase):
    """Signs a request over the bytes that are sent, with a key of its own for each body."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body
        raw = body if isinstance(body, bytes) else str(body or "").encode()
        now_ms = time.time_ns() // 1_000_000
        query = parse_qs(urlsplit(request.url or "").query)
        asked = signed_body(raw, query.get("mapping", [""])[-1], query.get("brand", [""])[-1])
        key = sha256(asked).hexdigest()[:32]
        request.headers.update(signed(asked, secret=os.environ[SECRET], key=key, at_ms=now_ms))
        return request


@schemathesis.hook
def before_call(_context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Sign what is pushed and has all its headers; a case that leaves one out stays as it is."""
    if case.path == "/mentions" and {name.lower() for name in case.headers or {}} >= {"x-foreshock-signature"}:
        kwargs["auth"] = Signed()
