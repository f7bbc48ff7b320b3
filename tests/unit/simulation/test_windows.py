"""Labelled windows are read from JSON, or there is an error that names the entry and what to do."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.simulation.windows import Windows, read_windows
from shared.domain.errors import InvalidInput
from shared.domain.time import BUCKET_MS, HOUR_MS, parse_time

SPAN = ["2026-03-08T14:00:00Z", "2026-03-08 18:00:00"]


def inside(windows: Windows, text: str) -> bool:
    return windows.contain(parse_time(text))


@pytest.mark.parametrize("form", [[SPAN], {"windows": [SPAN]}, {"windows": [SPAN], "labels": ["2026-03-08"]}])
def test_windows_may_be_a_list_or_stand_under_their_name(form: object) -> None:
    found = read_windows(json.dumps(form))
    assert not inside(found, "2026-03-08T13:50:00Z")
    assert inside(found, "2026-03-08T14:00:00Z")
    assert inside(found, "2026-03-08T18:00:00Z")
    assert not inside(found, "2026-03-08T18:05:00Z")


@pytest.mark.parametrize("form", [{"acme": [SPAN], "other": []}, {"acme": {"windows": [SPAN]}}])
def test_a_file_may_have_the_windows_of_many_series_by_their_names(form: object) -> None:
    assert read_windows(json.dumps(form), "acme").spans == [(parse_time(SPAN[0]), parse_time(SPAN[1]))]
    with pytest.raises(InvalidInput, match='there is no "windows" in the object'):
        read_windows(json.dumps(form), "another")


def test_a_bucket_belongs_to_a_window_that_begins_or_ends_within_it() -> None:
    windows = read_windows('[["2026-03-08T14:02:53Z", "2026-03-08T14:11:00Z"]]')
    times = ("2026-03-08T13:55:00Z", "2026-03-08T14:00:00Z", "2026-03-08T14:10:00Z", "2026-03-08T14:15:00Z")
    assert [inside(windows, at) for at in times] == [False, True, True, False]


def test_without_windows_nothing_lies_in_one() -> None:
    for nothing in (Windows(), read_windows("[]"), read_windows('{"windows": []}')):
        assert not nothing
        assert not inside(nothing, "2026-03-08T14:00:00Z")


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 30)), max_size=8), st.integers(0, 140))
def test_windows_may_overlap_and_come_in_any_order(pairs: list[tuple[int, int]], place: int) -> None:
    spans = [(begin * HOUR_MS, (begin + length) * HOUR_MS) for begin, length in pairs]
    at_ms = place * HOUR_MS
    expected = any(begin < at_ms + BUCKET_MS and at_ms <= end for begin, end in spans)
    assert Windows(spans).contain(at_ms) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "this is not JSON (Expecting value"),
        ("2026-03-08,2026-03-09", "this is not JSON"),
        ("[" * 100_000, "this is not JSON"),
        ('"2026-03-08"', 'the windows must be a list, not "2026-03-08"; the form is [["2026-'),
        ('{"windows": null}', "the windows must be a list, not null"),
        ('{"brand_a": {"windows": []}}', "there is no \"windows\" in the object, only 'brand_a'; the form is"),
        ('["2026-03-08", "2026-03-09"]', 'window 1 must be [start, end], not "2026-03-08"; the form is'),
        ('[["2026-03-08", "2026-03-09"], ["2026-03-08"]]', 'window 2 must be [start, end], not ["2026-03-08"]'),
        ('[{"start": 1, "end": 2}]', 'window 1 must be [start, end], not {"start": 1, "end": 2}'),
        ('[["8 March", "2026-03-09"]]', 'window 1, ["8 March", "2026-03-09"]: its start must be ISO 8601 such as'),
        ('[["2026-03-08", null]]', 'window 1, ["2026-03-08", null]: its end must be ISO 8601 such as'),
        ('[["2026-03-08", true]]', 'window 1, ["2026-03-08", true]: its end must be ISO 8601'),
        ("[[0, 1e999]]", "window 1, [0, Infinity]: its end must be ISO 8601"),
        ('[["2026-03-09", "2026-03-08"]]', 'window 1, ["2026-03-09", "2026-03-08"], ends before it starts; swap'),
    ],
)
def test_junk_is_refused_with_its_entry_and_what_to_do(text: str, message: str) -> None:
    with pytest.raises(InvalidInput) as error:
        read_windows(text)
    assert error.value.message.startswith(message)
    assert len(error.value.message) < 400


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(SPAN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["windows", "a"]), inner, max_size=2),
    max_leaves=8,
)


@settings(max_examples=50)
@given(st.text(max_size=40) | JSON.map(json.dumps))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InvalidInput):
        read_windows(text)
