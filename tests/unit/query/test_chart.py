"""The chart shows every count in its place, for any counts and times."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.query.html.chart import FLOOR, HEIGHT, TOP, WIDTH, chart_description, chart_svg
from functions.query.html.chart_span import MAX_BARS, MAX_SPAN_MS, Bar, Span, bars_of, span_of
from shared.domain.moment import Status
from shared.domain.tally import Tally
from shared.domain.time import BUCKET_MS, DAY_MS, HOUR_MS, MINUTE_MS
from tests.unit.notify.examples import START, surge

SVG = "{http://www.w3.org/2000/svg}"
TIMES = st.integers(0, 40 * DAY_MS)
COUNTS = st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)), min_size=1, max_size=60)


def drawn(bars: list[Bar], span: Span, marks: tuple[tuple[int, str], ...] = ()) -> ET.Element:
    return ET.fromstring(chart_svg(bars, span, marks, span.until_ms))  # noqa: S314 - our own drawing


def rects(picture: ET.Element, kind: str) -> list[dict[str, float]]:
    """The bars of a kind, without the legend."""
    found = picture.iterfind(f"{SVG}g/{SVG}rect[@class='{kind}']")
    return [{name: float(rect.get(name, "nan")) for name in ("x", "y", "width", "height")} for rect in found]


@given(TIMES, st.none() | TIMES)
def test_the_span_covers_the_moment_or_its_latest_two_days_in_bars_wide_enough_to_see(
    age_ms: int, lasted_ms: int | None
) -> None:
    ended = None if lasted_ms is None else START + min(lasted_ms, age_ms)
    moment = surge(ended_ms=ended, status=Status.OPEN if ended is None else Status.RESOLVED)
    now = START + age_ms
    span = span_of(moment, now)
    assert span.since_ms % span.bar_ms == span.until_ms % span.bar_ms == span.since_ms % BUCKET_MS == 0
    assert 1 <= len(span.starts) <= MAX_BARS + 2
    assert span.since_ms <= (now if ended is None else ended) <= span.until_ms
    short = (ended or now) - START <= MAX_SPAN_MS - 2 * HOUR_MS
    assert not short or span.since_ms <= START - HOUR_MS
    assert 3 * HOUR_MS <= span.until_ms - span.since_ms <= MAX_SPAN_MS + 2 * span.bar_ms


@given(st.lists(st.tuples(st.integers(-300, 600), st.integers(0, 50)), max_size=80))
def test_the_bars_hold_the_counts_within_the_span_and_no_others(counts: list[tuple[int, int]]) -> None:
    span = span_of(surge(), START + HOUR_MS)
    counted = [(START + minute * MINUTE_MS, Tally(mentions=n, negative=n // 2)) for minute, n in counts]
    inside = [t for at, t in counted if span.since_ms <= at < span.until_ms]
    bars = bars_of(span, counted)
    assert sum(bar.mentions for bar in bars) == sum(t.mentions for t in inside)
    assert sum(bar.negative for bar in bars) == sum(t.negative for t in inside)
    assert [bar.at_ms for bar in bars] == list(span.starts)


@settings(deadline=None)
@given(COUNTS)
def test_every_bar_stands_on_the_axis_inside_the_frame_as_high_as_its_count(counts: list[tuple[int, int]]) -> None:
    span = Span(START, START + len(counts) * BUCKET_MS, BUCKET_MS)
    bars = [Bar(START + n * BUCKET_MS, *pair) for n, pair in enumerate(counts)]
    picture = drawn(bars, span)
    for rect in rects(picture, "all") + rects(picture, "bad"):
        assert rect["y"] >= TOP - 0.1
        assert rect["y"] + rect["height"] == pytest.approx(FLOOR, abs=0.02)
        assert 0 <= rect["x"] < rect["x"] + rect["width"] <= WIDTH
    heights = [rect["height"] for rect in rects(picture, "all")]
    there = [bar.mentions for bar in bars if bar.mentions]
    assert len(heights) == len(there)
    for height, count in zip(heights, there, strict=True):
        assert height == pytest.approx(heights[there.index(max(there))] * count / max(there), abs=0.02)


def test_a_bar_reaches_the_line_that_is_labelled_with_its_count() -> None:
    picture = drawn([Bar(START, 100), Bar(START + BUCKET_MS, 50)], Span(START, START + 2 * BUCKET_MS, BUCKET_MS))
    labels = {label.text: float(label.get("y", 0)) - 4 for label in picture.iterfind(f"{SVG}text")}
    whole, half = rects(picture, "all")
    assert whole["y"] == pytest.approx(labels["100"])
    assert half["y"] == pytest.approx(labels["50"])


def test_the_opening_and_the_end_are_marked_at_their_times_and_labels_stay_inside() -> None:
    span = Span(START, START + 12 * BUCKET_MS, BUCKET_MS)
    picture = drawn([], span, ((START, "began"), (span.until_ms, "over"), (START - DAY_MS, "never shown")))
    labels = {label.text: label for label in picture.iterfind(f"{SVG}text[@class='label']")}
    assert set(labels) == {"began", "over"}
    assert labels["over"].get("text-anchor") == "end"
    marks = list(picture.iterfind(f"{SVG}line[@class='mark']"))
    assert float(marks[0].get("x1", 0)) < float(marks[1].get("x1", 0)) <= WIDTH


def test_the_bar_that_is_still_counting_looks_unfinished() -> None:
    span = Span(START, START + 2 * BUCKET_MS, BUCKET_MS)
    bars = [Bar(START, 5), Bar(START + BUCKET_MS, 5)]
    picture = ET.fromstring(chart_svg(bars, span, (), START + BUCKET_MS + 1))  # noqa: S314 - our own drawing
    assert [group.get("class") for group in picture.iterfind(f"{SVG}g")] == [None, "open"]


@pytest.mark.parametrize("hours", [3, 5, 8, 12, 24, 48])
def test_times_below_the_chart_never_overlap(hours: int) -> None:
    span = Span(START, START + hours * HOUR_MS, HOUR_MS)
    labels = [t for t in drawn([], span).iterfind(f"{SVG}text") if t.get("y") == str(HEIGHT - 6)]
    places = sorted(float(label.get("x", 0)) for label in labels if label.text != "UTC")
    assert 2 <= len(places) <= 7
    assert all(right - left > 38 for left, right in itertools.pairwise(places))


def test_the_chart_has_a_description_in_words() -> None:
    span = Span(START, START + 2 * BUCKET_MS, BUCKET_MS)
    assert chart_description([Bar(START, 40, 30), Bar(START + BUCKET_MS, 2)], span) == (
        "Posts per 5 min from 14:05 UTC to 14:15 UTC: 42 in all, 30 of them negative."
        " The most is 40 at 14:05 UTC, 30 negative."
    )
    assert chart_description([Bar(START)], span).endswith(": 0 in all, 0 of them negative.")
    assert drawn([], span).findtext(f"{SVG}title") == chart_description([], span)
