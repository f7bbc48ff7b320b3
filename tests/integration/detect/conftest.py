"""A brand whose past is learnt again, and the calls that are handed over."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from functions.detect import dispatch
from shared.domain.brand import Brand
from shared.store import brands
from shared.store.counters import rebuilds


@pytest.fixture
def calls(
    aws: dict[str, str],  # noqa: ARG001 - the tables must be there
    monkeypatch: pytest.MonkeyPatch,
) -> list[dict[str, Any]]:
    """A brand, and the calls that are handed over."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(rebuilds, "DAYS", 3)
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "detect")
    monkeypatch.setattr(dispatch, "_lambda", lambda: SimpleNamespace(invoke=lambda **call: found.append(call)))
    brands.put(Brand("acme", "Acme"))
    return found
