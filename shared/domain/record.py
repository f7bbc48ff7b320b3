"""Records as documents: a named tuple in, JSON values by field name out, and the fields of a document that are known.

Records are named tuples because a cold start defines every class again: a frozen data class
costs it three to four times as much.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

R = TypeVar("R")


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


def checked(record: R) -> R:
    """The record, if each of its fields holds what it is declared to hold; a reader takes what a document says.

    Raises:
        TypeError: a field holds something of another kind; the message names it.

    >>> class Step(NamedTuple):
    ...     at_ms: int | None
    ...     by: tuple[str, ...] = ()
    >>> checked(Step(1)) == Step(1)
    True
    >>> checked(Step(1, ("ana", 7)))
    Traceback (most recent call last):
    TypeError: by of a Step
    """
    record_type: Any = type(record)
    for name, kind in _kinds(record_type):
        value = getattr(record, name)
        if not (value.__class__ is kind and kind in _PLAIN) and not _is(value, kind):
            raise TypeError(f"{name} of a {record_type.__name__}")
    return record


_PLAIN = frozenset({str, int, float, bool})


@cache
def _kinds(record: Any) -> tuple[tuple[str, Any], ...]:
    return tuple(get_type_hints(record).items())


@cache
def _parts(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    return get_origin(kind), get_args(kind)


def _is(value: Any, kind: Any) -> bool:
    """Whether a value is of a declared kind, as far as records of documents declare any."""
    origin, inner = _parts(kind)
    if origin in (Union, UnionType):
        return any(_is(value, one) for one in inner)
    if origin is tuple:
        return isinstance(value, tuple) and all(_is(each, inner[0]) for each in value)
    if origin is not None:
        return isinstance(value, origin) and all(_is(each, inner[-1]) for each in value.values())
    if kind in (int, float):
        return isinstance(value, int if kind is int else (int, float)) and not isinstance(value, bool)
    if kind is Any or not isinstance(value, kind):
        return kind is Any
    if hasattr(kind, "_fields"):
        checked(value)
    return True


def _plain(value: Any) -> Any:
    if hasattr(value, "_fields"):
        return as_document(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return type(value)(map(_plain, value)) if isinstance(value, list | tuple) else value
