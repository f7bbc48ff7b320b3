"""Nothing in the way of a page, and an SNS that fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from functions.notify.outputs import targets


@pytest.fixture
def many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are never told in one, however many go out in a minute."""
    monkeypatch.setenv("PAGES_PER_MINUTE", "1000")


@pytest.fixture
def failing_sns(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception | None], None]:
    """Makes SNS answer with an error from now on, or work again."""
    real, error = targets._sns(), [None]

    class Client:
        def publish(self, **request: Any) -> Any:
            if error[0] is not None:
                raise error[0]
            return real.publish(**request)

    monkeypatch.setattr(targets, "_sns", Client)

    def fail(with_error: Any) -> None:
        error[0] = with_error

    return fail
