"""Which stream records a mapping wants: FilterCriteria as Lambda reads them.

The syntax is AWS's: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html.
Numeric rules are refused, because DynamoDB writes its numbers as strings and
Lambda never matches them.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from shared.errors import InvalidInput

Rule = Callable[[Any], bool]
_MISSING: Any = object()


def parse(criteria: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """Return the patterns of a ``FilterCriteria``; raise InvalidInput on one Lambda would refuse."""
    patterns = [_decode(entry.get("Pattern", "")) for entry in (criteria or {}).get("Filters", [])]
    for pattern in patterns:
        matches(pattern, {})
    return patterns


def wanted(patterns: Sequence[Mapping[str, Any]], record: Mapping[str, Any]) -> bool:
    """Return whether any pattern matches; a mapping without patterns wants everything."""
    return not patterns or any(matches(pattern, record) for pattern in patterns)


def matches(pattern: Mapping[str, Any], record: Any) -> bool:
    """Return whether ``record`` satisfies every key of ``pattern``.

    >>> matches({"eventName": ["INSERT"]}, {"eventName": "INSERT", "eventID": "1"})
    True
    >>> matches({"dynamodb": {"OldImage": {"pk": {"S": [{"exists": False}]}}}}, {"dynamodb": {}})
    True
    """
    # Every key is looked at, so that a bad rule is found whatever the record holds.
    return all([_key_matches(key, wanted_value, record) for key, wanted_value in pattern.items()])


def _key_matches(key: str, pattern: Any, record: Any) -> bool:
    if key == "$or":
        return any([matches(choice, record) for choice in pattern])
    value = record.get(key, _MISSING) if isinstance(record, Mapping) else _MISSING
    if isinstance(pattern, Mapping):
        return matches(pattern, value)
    if not isinstance(pattern, list) or not pattern:
        message = f"{key}: a rule must be a list that is not empty"
        raise InvalidInput(message)
    rules = [_rule(entry) for entry in pattern]
    return any(rule(candidate) for rule in rules for candidate in _candidates(value))


def _candidates(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) and value else (value,)


def _rule(entry: Any) -> Rule:
    if not isinstance(entry, Mapping):
        return lambda value: type(value) is type(entry) and value == entry
    if len(entry) != 1:
        message = f"one operator a rule, not {sorted(entry)}"
        raise InvalidInput(message)
    operator, operand = next(iter(entry.items()))
    if operator not in _OPERATORS:
        message = f"{operator!r} is no operator Lambda has for DynamoDB streams"
        raise InvalidInput(message)
    return _OPERATORS[operator](operand)


def _exists(expected: Any) -> Rule:
    # A leaf alone can exist: an object below the path does not count.
    return lambda value: expected is (value is not _MISSING and not isinstance(value, Mapping))


def _prefix(start: Any) -> Rule:
    return lambda value: isinstance(value, str) and value.startswith(str(start))


def _suffix(end: Any) -> Rule:
    return lambda value: isinstance(value, str) and value.endswith(str(end))


def _ignore_case(text: Any) -> Rule:
    return lambda value: isinstance(value, str) and value.casefold() == str(text).casefold()


def _anything_but(refused: Any) -> Rule:
    rules = [_rule(entry) for entry in (refused if isinstance(refused, list) else [refused])]
    return lambda value: value is not _MISSING and not any(rule(value) for rule in rules)


_OPERATORS: dict[str, Callable[[Any], Rule]] = {
    "exists": _exists,
    "prefix": _prefix,
    "suffix": _suffix,
    "equals-ignore-case": _ignore_case,
    "anything-but": _anything_but,
}


def _decode(text: str) -> Mapping[str, Any]:
    try:
        pattern = json.loads(text)
    except ValueError as error:
        message = f"a filter pattern is not JSON: {text[:80]!r}"
        raise InvalidInput(message) from error
    if not isinstance(pattern, dict):
        message = f"a filter pattern must be an object: {text[:80]!r}"
        raise InvalidInput(message)
    return pattern
