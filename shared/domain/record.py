"""Records as documents: a named tuple in, JSON values by field name out, and the fields of a document that are known.

Records are named tuples because a cold start defines every class again: a frozen data class
costs it three to four times as much.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


def as_document(record: NamedTuple) -> dict[str, Any]:
    """The fields of a record by name, and those of every record in it.

    >>> class Step(NamedTuple):
    ...     at_ms: int
    >>> class Course(NamedTuple):
    ...     steps: tuple[Step, ...]
    >>> as_document(Course((Step(1), Step(2))))
    {'steps': ({'at_ms': 1}, {'at_ms': 2})}
    """
    return {name: _plain(value) for name, value in record._asdict().items()}


def known_fields(kind: type[NamedTuple], document: Mapping[str, Any]) -> dict[str, Any]:
    """What a document holds of the fields of this kind of record; what only a later version knows is left out.

    >>> class Step(NamedTuple):
    ...     at_ms: int
    >>> known_fields(Step, {"at_ms": 1, "mood": "calm"})
    {'at_ms': 1}
    """
    return {name: document[name] for name in kind._fields if name in document}


def _plain(value: Any) -> Any:
    if hasattr(value, "_fields"):
        return as_document(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return type(value)(map(_plain, value)) if isinstance(value, list | tuple) else value
