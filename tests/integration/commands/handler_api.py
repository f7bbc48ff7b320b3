"""The API client of the command line, without a network: it calls the functions themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from shared.domain.errors import ForeshockError
from tests.api_client import NOW_MS, ask


@dataclass
class HandlerApi:
    """Answers as of ``now_ms``; an error of the API is one of the command."""

    now_ms: int = NOW_MS

    def get(self, path: str, **parameters: object) -> Any:
        return self._ask("GET", f"{path}?{urlencode(parameters)}" if parameters else path)

    def text(self, path: str) -> str:
        return ask("GET", path, now_ms=self.now_ms).body

    def post(self, path: str, body: Any = None) -> Any:
        return self._ask("POST", path, body)

    def put(self, path: str, body: Any) -> Any:
        return self._ask("PUT", path, body)

    def delete(self, path: str) -> None:
        self._ask("DELETE", path)

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        parts = urlsplit(path)
        query: dict[str, Any] = dict(parse_qs(parts.query))
        answer = ask(method, parts.path, body=body, now_ms=self.now_ms, **query)
        if answer.status >= 400:
            raise ForeshockError(answer.json["detail"])
        return answer.json if answer.body else None
