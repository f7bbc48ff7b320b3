"""FilterCriteria match the same records as in Lambda."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.streams.filters import Matcher, parse
from shared.domain.errors import InvalidInput

RECORD = {
    "eventName": "INSERT",
    "dynamodb": {"NewImage": {"pk": {"S": "acme#2026"}, "n": {"N": "7"}, "open": {"BOOL": True}, "no": {"NULL": True}}},
}


def matcher(*patterns: Any) -> Matcher:
    return parse({"Filters": [{"Pattern": json.dumps(pattern)} for pattern in patterns]})


def image(rule: Any) -> Any:
    return {"dynamodb": {"NewImage": {"pk": {"S": [rule]}}}}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({"eventName": ["INSERT"]}, True),
        ({"eventName": ["MODIFY", "INSERT"]}, True),
        ({"eventName": ["REMOVE"]}, False),
        ({"eventName": ["insert"]}, False),
        ({}, True),
        ({"eventName": ["INSERT"], "dynamodb": {"NewImage": {"n": {"N": ["8"]}}}}, False),
        ({"dynamodb": {"NewImage": {"n": {"N": ["7"]}}}}, True),
        ({"dynamodb": {"NewImage": {"n": {"N": [7]}}}}, False),
        ({"dynamodb": {"NewImage": {"open": {"BOOL": [True]}}}}, True),
        ({"dynamodb": {"NewImage": {"open": {"BOOL": [1]}}}}, False),
        ({"dynamodb": {"NewImage": {"gone": {"S": [None]}}}}, False),
        (image({"prefix": "acme#"}), True),
        (image({"prefix": "other"}), False),
        (image({"suffix": "#2026"}), True),
        (image({"suffix": "#2025"}), False),
        (image({"equals-ignore-case": "ACME#2026"}), True),
        (image({"anything-but": ["acme#2026"]}), False),
        (image({"anything-but": "other"}), True),
        (image({"anything-but": {"prefix": "acme"}}), False),
        (image({"exists": True}), True),
        (image({"exists": False}), False),
        ({"dynamodb": {"OldImage": {"pk": {"S": [{"exists": False}]}}}}, True),
        ({"dynamodb": {"OldImage": {"pk": {"S": [{"anything-but": "x"}]}}}}, False),
        ({"dynamodb": {"NewImage": [{"exists": True}]}}, False),
        ({"$or": [{"eventName": ["REMOVE"]}, image({"prefix": "acme"})]}, True),
        ({"$or": [{"eventName": ["REMOVE"]}, image({"prefix": "x"})]}, False),
    ],
)
def test_a_pattern_matches_as_aws_documents_it(pattern: Any, expected: bool) -> None:
    assert matcher(pattern)(RECORD) is expected


def test_one_matching_pattern_of_several_is_enough() -> None:
    assert matcher({"eventName": ["REMOVE"]}, {"eventName": ["INSERT"]})(RECORD)


@pytest.mark.parametrize("criteria", [None, {}, {"Filters": []}])
def test_a_mapping_without_filters_matches_every_record(criteria: Any) -> None:
    assert parse(criteria)({"anything": 1})


def test_one_matching_item_of_a_list_is_enough() -> None:
    assert matcher({"tags": ["b"]})({"tags": ["a", "b"]})
    assert not matcher({"tags": ["c"]})({"tags": ["a", "b"]})


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "[]",
        '{"a": "bare"}',
        '{"a": []}',
        '{"a": [{"numeric": [">", 1]}]}',
        '{"a": [{"prefix": "x", "suffix": "y"}]}',
        '{"a": {"b": [{"nosuch": 1}]}}',
    ],
)
def test_a_pattern_that_lambda_rejects_is_an_error_when_the_mapping_is_read(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse({"Filters": [{"Pattern": text}]})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(json_values)
def test_no_record_makes_a_filter_raise(record: Any) -> None:
    matches = matcher(
        {"eventName": ["INSERT"]}, image({"anything-but": ["x", {"prefix": "y"}]}), image({"exists": False})
    )
    assert matches(record) in {True, False}


@given(st.text(max_size=20), st.text(max_size=20))
def test_exists_true_and_exists_false_never_both_match(key: str, value: str) -> None:
    record = {key: value}
    assert matcher({"k": [{"exists": True}]})(record) is not matcher({"k": [{"exists": False}]})(record)
