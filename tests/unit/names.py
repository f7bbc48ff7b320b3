"""Names of examples, for the parameters of tests."""

from __future__ import annotations

from typing import Any


def named(example: Any) -> str:
    """What an example is called."""
    return str(example.name)
