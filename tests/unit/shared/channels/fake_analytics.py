"""Google Analytics 4 in memory: its tokens, its quotas, and visitors by the minute."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from shared.channels.request import Request, Response
from shared.domain.time import MINUTE_MS, minute_of
from tests.unit.shared.channels.fake_channels import FakeChannel

CREDENTIALS = {"client_id": "id", "client_secret": "secret", "refresh_token": "consent"}


@dataclass
class FakeAnalytics(FakeChannel):
    """A property that counts ``visitors`` a minute; an access token is good for ``lasts`` reports."""

    visitors: dict[int, int] = field(default_factory=dict)
    quota: Mapping[str, int] = field(default_factory=lambda: {"tokensPerDay": 199_000, "tokensPerHour": 39_000})
    lasts: int = 10**9
    token: int = 0
    left: int = 0

    def answer(self, request: Request) -> Response:
        if request.url.endswith("/token"):
            return self._token(dict(parse_qsl((request.body or b"").decode())))
        if request.headers.get("Authorization") != f"Bearer token-{self.token}" or self.left <= 0:
            return Response(401, {"content-type": "application/json"}, b'{"error": {"status": "UNAUTHENTICATED"}}')
        self.left -= 1
        asked = json.loads(request.body or b"{}")
        assert [one["name"] for one in asked["dimensions"] + asked["metrics"]] == ["minutesAgo", "activeUsers"]
        now_ms = minute_of(self.now_ms)
        counted = {ago: self.visitors.get(now_ms - ago * MINUTE_MS, 0) for ago in range(30)}
        rows = [
            {"dimensionValues": [{"value": f"{ago:02}"}], "metricValues": [{"value": str(users)}]}
            for ago, users in counted.items()
            if users
        ]
        quota = {name: {"consumed": 1, **({"remaining": left} if left else {})} for name, left in self.quota.items()}
        report: dict[str, Any] = {"kind": "analyticsData#runRealtimeReport", "propertyQuota": quota}
        return self.json({**report, **({"rows": rows, "rowCount": len(rows)} if rows else {})})

    def _token(self, form: dict[str, str]) -> Response:
        if form != {**CREDENTIALS, "grant_type": "refresh_token"}:
            return Response(400, {"content-type": "application/json"}, b'{"error": "invalid_grant"}')
        self.token, self.left = self.token + 1, self.lasts
        return self.json({"access_token": f"token-{self.token}", "expires_in": 3599, "token_type": "Bearer"})
