"""The shipped scenarios, one for each well-known crisis: ``shipped.json``, which is made from their YAML files."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.domain.errors import NotFound

if TYPE_CHECKING:
    from shared.scenario.scenario import Scenario

FILE = Path(__file__).with_name("shipped.json")


def names() -> tuple[str, ...]:
    """The names of all scenarios, in order.

    >>> "united-3411" in names()
    True
    """
    return tuple(sorted(_shipped()["scenarios"]))


def scenario(name: str) -> Scenario:
    """The scenario of this name.

    Raises:
        NotFound: there is none.
    """
    from shared.scenario.scenario import Scenario  # noqa: PLC0415 - it is checked with pydantic, and only then

    found = _shipped()["scenarios"].get(name)
    if found is None:
        raise NotFound(f"there is no case {name[:40]!r}; there are {', '.join(names())}", field="case")
    return Scenario.model_validate(found)


def everyday() -> dict[str, tuple[str, ...]]:
    """The posts of an ordinary day by topic, for any brand."""
    return {topic: tuple(lines) for topic, lines in _shipped()["everyday"].items()}


@cache
def _shipped() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found
