"""How what is remembered stands in JSON: boards as objects, and documents of a numbered format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from functions.detect.stats.peaks import Peaks
from shared.domain.errors import Poison

Migrations = Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]
"""From a format to the next: ``migrations[1]`` turns a document of format 1 into one of 2."""

State = TypeVar("State")


def board_document(board: Peaks) -> dict[str, Any]:
    """The board as JSON values, by the names of its fields.

    >>> from functions.detect.stats.peaks import initial_peaks
    >>> board_document(initial_peaks(0))["place"]
    7
    """
    return {field.name: _listed(getattr(board, field.name)) for field in fields(board)}


def board_restored(found: Mapping[str, Any]) -> Peaks:
    """The board that :func:`board_document` wrote.

    >>> from functions.detect.stats.peaks import initial_peaks
    >>> board_restored(board_document(initial_peaks(0))) == initial_peaks(0)
    True
    """
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
    return Peaks(**values)


def brought_forward(
    found: Mapping[str, Any], version: int, migrations: Migrations, read: Callable[[Mapping[str, Any]], State]
) -> State:
    """The state that ``read`` makes of a document once ``migrations`` have made it one of ``version``.

    Raises:
        Poison: it is no such document, or of a format newer than this code.
    """
    try:
        document = dict(found)
        while document["v"] != version:
            document = migrations[document["v"]](document)
        return read(document)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise Poison(f"not a detector's state: {type(error).__name__} at {error}") from error


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
