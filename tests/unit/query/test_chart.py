"""The chart shows every count in its place, for any counts and times."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from functions.query.html.chart import Chart, chart_description, chart_of, chart_svg
from functions.query.html.chart_area import AXIS, FLOOR, TOP, WIDTH
from functions.query.html.chart_span import (
    MAX_BARS,
    MAX_SPAN_MS,
    Bar,
    Mark,
    Normal,
    Span,
    bars_of,
    marks_of,
    normal_of,
    span_of,
)
from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Kind, Moment, Severity, Status, Transition
from shared.domain.time import BUCKET_MS, DAY_MS, HOUR_MS, MINUTE_MS
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.crisis.crisis_summary import crisis_figures
from tests.unit.notify.examples import START, burst, opened, resolved_surge, step, surge

SVG = "{http://www.w3.org/2000/svg}"
TIMES = st.integers(0, 40 * DAY_MS)
COUNTS = st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**7)), min_size=1, max_size=60)


def drawn(bars: list[Bar], span: Span, marks: tuple[Mark, ...] = (), normal: Normal | None = None) -> ET.Element:
    return ET.fromstring(chart_svg(Chart(span, bars, normal, marks), span.until_ms))  # noqa: S314 - our own drawing


def figures(*moments: Moment, now_ms: int = START + HOUR_MS) -> CrisisFigures:
    return crisis_figures(moments or (surge(),), None, now_ms)


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
    span = span_of(figures(moment, now_ms=now))
    assert span.since_ms % span.bar_ms == span.until_ms % span.bar_ms == span.since_ms % BUCKET_MS == 0
    assert 1 <= len(span.starts) <= MAX_BARS + 2
    assert span.since_ms <= (now if ended is None else ended) <= span.until_ms
    short = (ended or now) - START <= MAX_SPAN_MS - 2 * HOUR_MS
    assert not short or span.since_ms <= START - HOUR_MS
    assert 3 * HOUR_MS <= span.until_ms - span.since_ms <= MAX_SPAN_MS + 2 * span.bar_ms


@given(st.lists(st.tuples(st.integers(-300, 600), st.integers(0, 50)), max_size=80))
def test_the_bars_hold_the_counts_within_the_span_and_no_others(counts: list[tuple[int, int]]) -> None:
    span = span_of(figures())
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


def test_marks_are_numbered_at_their_times_and_named_below_the_chart() -> None:
    span = Span(START, START + 12 * BUCKET_MS, BUCKET_MS)
    times = (START, START + BUCKET_MS, span.until_ms)
    marks = (*(Mark(at, f"mark {at}") for at in times), Mark(START - DAY_MS, "never shown"))
    picture = drawn([], span, marks)
    lines = [float(line.get("x1", 0)) for line in picture.iterfind(f"{SVG}line[@class='mark']")]
    assert lines == sorted(lines)
    assert len(lines) == len(set(lines)) == 3
    numbers = [text for text in picture.iterfind(f"{SVG}text[@class='number']") if float(text.get("y", 0)) < TOP]
    assert [text.text for text in numbers] == ["1", "2", "3"]
    words = " ".join(text.text or "" for text in picture.iterfind(f"{SVG}text"))
    assert f"mark {START}, 14:05" in words
    assert "never shown" not in words


@example([3_354_609, 3_555_882, 3_555_882, 3_555_882])
@given(st.lists(st.integers(0, 12 * BUCKET_MS), min_size=2, max_size=5).map(sorted))
def test_the_numbers_of_marks_never_cover_the_one_before(times: list[int]) -> None:
    span = Span(START, START + 12 * BUCKET_MS, BUCKET_MS)
    picture = drawn([], span, tuple(Mark(START + at, "x") for at in times))
    dots = [(float(dot.get("cx", 0)), float(dot.get("cy", 0))) for dot in picture.iterfind(f"{SVG}circle")]
    above = [dot for dot in dots if dot[1] < TOP]
    assert all(abs(x - u) >= 15 or abs(y - v) >= 15 for (x, y), (u, v) in itertools.combinations(above, 2))


def test_the_marks_tell_the_life_of_the_crisis() -> None:
    steps = (
        opened(),
        step(Transition.ACKNOWLEDGED, Severity.SEV1, 9),
        step(Transition.RECOVERING, Severity.SEV1, 40),
    )
    moment = surge(timeline=steps, peak_ms=START + 20 * MINUTE_MS, status=Status.RECOVERING)
    assert [mark.word for mark in marks_of(figures(moment))] == ["it began", "acknowledged", "the peak", "recovering"]
    assert marks_of(figures(resolved_surge(), now_ms=START + 9 * HOUR_MS))[-1].word == "over"


def test_the_normal_is_a_band_of_what_is_counted_up_to_two_deviations() -> None:
    """48 posts where 4 are normal: 4 + 2 * sqrt(4 + 0.25 * 16) is 9.7."""
    learnt = {"expected": 4.0, "dispersion": 0.25}
    span = Span(START, START + HOUR_MS, BUCKET_MS)
    assert normal_of(figures(surge(decision=learnt)), span) == Normal(10, negative=True)
    assert normal_of(figures(burst(decision=learnt)), span) == Normal(10, negative=False)
    assert normal_of(figures(surge()), span) is None, "nothing was learnt"
    hashtag = surge(kind=Kind.TRENDING_HASHTAG, decision={"expected": 9.0})
    assert normal_of(figures(hashtag), span) is None, "hashtags are no posts of the chart"
    assert normal_of(figures(hashtag, burst(decision=learnt)), span) == Normal(10, negative=False)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_band_lies_on_the_axis_inside_the_frame(mentions: int, highest: int) -> None:
    picture = drawn([Bar(START, mentions)], Span(START, START + 2 * BUCKET_MS, BUCKET_MS), normal=Normal(highest, True))
    band = next(rect for rect in picture.iterfind(f"{SVG}rect[@class='usual']") if float(rect.get("y", 0)) >= TOP)
    y, height = float(band.get("y", 0)), float(band.get("height", 0))
    assert y >= TOP - 0.1
    assert y + height == pytest.approx(FLOOR, abs=0.02)


def test_the_bar_that_is_still_counting_looks_unfinished() -> None:
    span = Span(START, START + 2 * BUCKET_MS, BUCKET_MS)
    bars = [Bar(START, 5), Bar(START + BUCKET_MS, 5)]
    picture = ET.fromstring(chart_svg(Chart(span, bars), START + BUCKET_MS + 1))  # noqa: S314 - our own drawing
    assert [group.get("class") for group in picture.iterfind(f"{SVG}g")] == [None, "open"]


@pytest.mark.parametrize("hours", [3, 5, 8, 12, 24, 48])
def test_times_below_the_chart_never_overlap(hours: int) -> None:
    span = Span(START, START + hours * HOUR_MS, HOUR_MS)
    labels = [t for t in drawn([], span).iterfind(f"{SVG}text") if t.get("y") == str(AXIS - 6)]
    places = sorted(float(label.get("x", 0)) for label in labels if label.text != "UTC")
    assert 2 <= len(places) <= 7
    assert all(right - left > 38 for left, right in itertools.pairwise(places))


def test_the_chart_has_a_description_in_words() -> None:
    moment = surge(decision={"expected": 4.0})
    chart = chart_of(figures(moment), [(START, Tally(mentions=40, negative=30))])
    assert chart_description(chart) == (
        "Posts per 5 min from 12:05 UTC to 15:10 UTC. Normal: up to 8 negative posts."
        " 14:05 UTC: it began. 14:05 UTC: highest."
    )
    picture = ET.fromstring(chart_svg(chart, START))  # noqa: S314 - our own drawing
    assert picture.findtext(f"{SVG}title") == chart_description(chart)
