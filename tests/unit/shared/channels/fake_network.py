"""A network in memory that asks for credentials, and what it shows and hides."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from shared.channels.request import Request, Response
from tests.unit.shared.channels.fake_channels import FakeChannel


def asked_of(request: Request) -> dict[str, str]:
    """The parameters of a request."""
    return {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}


@dataclass
class FakeNetwork(FakeChannel):
    """Holds posts as (key, when written, when shown); the subclasses list them in their network's words."""

    posts: list[tuple[str, int, int]] = field(default_factory=list)
    page_size: int = 100
    made: int = 0

    def post(self, *, written_ms: int | None = None) -> str:
        """A post that is shown from now on."""
        self.made += 1
        at_ms = self.now_ms if written_ms is None else written_ms
        key = self.key(self.made, at_ms)
        self.posts.append((key, at_ms, self.now_ms))
        return key

    def delete(self, key: str) -> None:
        self.posts = [post for post in self.posts if post[0] != key]

    def key(self, number: int, at_ms: int) -> str:
        del at_ms
        return str(70_000_000 + number)

    def newest(self, low_ms: int = 0, high_ms: int = 1 << 60) -> list[tuple[str, int, int]]:
        """What was written in this span, its last moment left out, newest first."""
        found = [post for post in self.posts if low_ms <= post[1] < high_ms]
        return sorted(found, key=lambda post: (-post[1], post[0]))

    def error(self, status: int, document: Any, **headers: str) -> Response:
        body = json.dumps(document).encode()
        return Response(status, {"content-type": "application/json", **headers}, body)
