"""GET /channels and GET /openapi.json."""

from __future__ import annotations

from functions.query.exchange import new_router

router = new_router()
