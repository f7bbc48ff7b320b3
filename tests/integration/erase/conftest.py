"""The function that erases, with everything of two authors stored."""

from __future__ import annotations

import pytest

from functions.query import erasing
from tests.integration.erase.erasure_request import Stage
from tests.integration.erase.erasure_stage import store_posts


@pytest.fixture
def stage(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Stage:  # noqa: ARG001 - the tables must be there first
    monkeypatch.setenv("ERASURE_GRACE_HOURS", "24")
    made = Stage()
    monkeypatch.setattr(erasing, "call", made.called.append)
    store_posts()
    return made
