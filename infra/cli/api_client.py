"""An HTTP client of the deployed API."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import urllib3

from infra.cli.push_client import Push
from shared.domain.errors import ForeshockError

TIMEOUT_S = 60.0
FIRST_ERROR_STATUS = 400
JSON = {"Content-Type": "application/json"}
TOO_MANY = 429
AGAIN = urllib3.Retry(
    connect=0,
    read=0,
    redirect=0,
    other=0,
    status=4,
    status_forcelist=(TOO_MANY,),
    allowed_methods=None,  # what was refused was not done, whatever it was
    backoff_factor=0.5,
    respect_retry_after_header=False,  # a limit of a second is over by then, and nobody waits for that of a day
    raise_on_status=False,
    raise_on_redirect=False,
)
"""What comes too fast for a limit of the API is asked again after 0, 1, 2 and 4 seconds; nothing else is repeated."""


class Api:
    """Calls one API with its key; returns decoded JSON, and raises ForeshockError with the API's error message."""

    def __init__(self, base_url: str, key: str) -> None:
        self.base_url = base_url
        self._key = key
        self._pool = urllib3.PoolManager(retries=AGAIN, timeout=TIMEOUT_S)

    def get(self, path: str, **parameters: object) -> Any:
        """The decoded answer of ``GET path``."""
        query = f"?{urlencode({name: str(value) for name, value in parameters.items()})}" if parameters else ""
        return self._request("GET", path + query)

    def text(self, path: str) -> str:
        """The answer of ``GET path`` as text."""
        return self._answer("GET", path).decode()

    def put(self, path: str, body: Any) -> Any:
        """The decoded answer of ``PUT path`` with a JSON body."""
        return self._request("PUT", path, json.dumps(body).encode(), JSON)

    def post(self, path: str, body: Any = None) -> Any:
        """The decoded answer of ``POST path``, with a JSON body if there is one."""
        if body is None:
            return self._request("POST", path)
        return self._request("POST", path, json.dumps(body).encode(), JSON)

    def delete(self, path: str) -> None:
        """``DELETE path``."""
        self._request("DELETE", path)

    def put_brand(self, brand: str, settings: dict[str, Any]) -> Any:
        """Create or replace a brand."""
        return self.put(f"/brands/{quote(brand)}", settings)

    def post_mentions(self, push: Push) -> Any:
        """Push mentions; return the result for each."""
        return self._request("POST", "/mentions", push.body, push.headers)

    def _request(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Any:
        data = self._answer(method, path, body, headers)
        return json.loads(data) if data else None

    def _answer(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> bytes:
        try:
            answer = self._pool.request(
                method, self.base_url + path, body=body, headers={"x-api-key": self._key, **(headers or {})}
            )
        except urllib3.exceptions.HTTPError as error:
            raise ForeshockError(f"the API at {self.base_url} did not answer: {type(error).__name__}") from error
        if answer.status >= FIRST_ERROR_STATUS:
            raise ForeshockError(f"{method} {path.partition('?')[0]} answered {answer.status}: {_reason(answer.data)}")
        return bytes(answer.data)


def _reason(body: bytes) -> str:
    try:
        problem = json.loads(body)
    except ValueError:
        return body[:300].decode("utf-8", "replace")
    return str(problem.get("detail") or problem.get("message") or problem)[:300] if isinstance(problem, dict) else ""
