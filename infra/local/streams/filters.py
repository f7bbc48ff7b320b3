"""Turns a mapping's FilterCriteria into a function that says whether a stream record matches.

The syntax is AWS's: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html.
Numeric rules are an error, because DynamoDB writes numbers as strings and Lambda never
matches them.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from shared.domain.errors import InvalidInput

Matcher = Callable[[Any], bool]
"""Returns whether a record, or a value in it, matches."""
MISSING: Any = object()
"""The value that a rule gets for a key that the record does not have."""


def parse(criteria: Mapping[str, Any] | None) -> Matcher:
    """Return the matcher of a ``FilterCriteria``: a record matches any of its patterns, or there are none.

    Raises InvalidInput for a pattern that Lambda would reject.
    """
    patterns = [_pattern(_decode(entry.get("Pattern", ""))) for entry in (criteria or {}).get("Filters", [])]
    return _any_of(patterns) if patterns else lambda _record: True


def _pattern(pattern: Mapping[str, Any]) -> Matcher:
    """Return a matcher for which every key of ``pattern`` must match.

    >>> _pattern({"eventName": ["INSERT"]})({"eventName": "INSERT", "eventID": "1"})
    True
    >>> _pattern({"dynamodb": {"OldImage": {"pk": {"S": [{"exists": False}]}}}})({"dynamodb": {}})
    True
    """
    matchers = [_entry(key, value) for key, value in pattern.items()]
    return lambda record: all(matcher(record) for matcher in matchers)


def _entry(key: str, value: Any) -> Matcher:
    if key == "$or":
        return _any_of([_pattern(choice) for choice in value])
    if isinstance(value, Mapping):
        inside = _pattern(value)
    elif isinstance(value, list) and value:
        inside = _leaf(_any_of([_rule(entry) for entry in value]))
    else:
        raise InvalidInput(f"a rule for {key!r} must be a list that is not empty", field=key)
    return lambda record: inside(record.get(key, MISSING) if isinstance(record, Mapping) else MISSING)


def _leaf(matcher: Matcher) -> Matcher:
    """A list in the record matches if one of its items does."""
    return lambda value: any(map(matcher, value)) if isinstance(value, list) and value else matcher(value)


def _any_of(matchers: list[Matcher]) -> Matcher:
    return lambda value: any(matcher(value) for matcher in matchers)


def _rule(entry: Any) -> Matcher:
    if not isinstance(entry, Mapping):
        return lambda value: type(value) is type(entry) and value == entry
    if len(entry) != 1 or next(iter(entry)) not in _OPERATORS:
        raise InvalidInput(f"{sorted(entry)} is not an operator of Lambda for DynamoDB streams")
    operator, operand = next(iter(entry.items()))
    return _OPERATORS[operator](operand)


def _exists(expected: Any) -> Matcher:
    # Only a leaf can exist; an object does not count.
    return lambda value: expected is (value is not MISSING and not isinstance(value, Mapping))


def _prefix(start: Any) -> Matcher:
    return lambda value: isinstance(value, str) and value.startswith(str(start))


def _suffix(end: Any) -> Matcher:
    return lambda value: isinstance(value, str) and value.endswith(str(end))


def _ignore_case(text: Any) -> Matcher:
    return lambda value: isinstance(value, str) and value.casefold() == str(text).casefold()


def _anything_but(refused: Any) -> Matcher:
    unwanted = _any_of([_rule(entry) for entry in (refused if isinstance(refused, list) else [refused])])
    return lambda value: value is not MISSING and not unwanted(value)


_OPERATORS: dict[str, Callable[[Any], Matcher]] = {
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
        raise InvalidInput(f"a filter pattern is not JSON: {text[:80]!r}", field="Pattern") from error
    if not isinstance(pattern, dict):
        raise InvalidInput(f"a filter pattern must be an object: {text[:80]!r}", field="Pattern")
    return pattern
