"""The chart of a moment: the counts around it as one small SVG that has no script and loads nothing.

It has its own style, for light and dark, so that it looks the same in a page and alone.
Bars differ in lightness as well as in hue, for people who cannot see red.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from functions.query.html.chart_span import Bar, Span
from shared.domain.time import MINUTE_MS
from shared.html.markup import Markup, element, join
from shared.messages.phrases import duration, time_of_day

WIDTH, HEIGHT = 320, 180
LEFT, RIGHT, TOP, BOTTOM = 30, 4, 46, 24
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
FLOOR = TOP + PLOT_HEIGHT

TICK_STEPS_MS = tuple(minutes * MINUTE_MS for minutes in (30, 60, 120, 180, 360, 720))
MAX_TICKS = 6
ROUND_STEPS = (1, 2, 4, 6, 8, 10)
LABEL_WIDTH = 70
"""Units that a label beside a mark needs; nearer to the right edge it is on the left of the mark."""

STYLE = Markup("""
.chart{--all:#8f9bab;--bad:#b3141d;--ink:#1c2024;--quiet:#555b64;--line:#d9dde3}
.chart text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--quiet)}
.chart .all{fill:var(--all)}.chart .bad{fill:var(--bad)}.chart .open{opacity:.55}
.chart .grid{stroke:var(--line)}.chart .mark{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:3 3}
.chart .label{fill:var(--ink);font-weight:600}
@media (prefers-color-scheme:dark){.chart{--all:#66717f;--bad:#ff7a70;--ink:#eceff3;--quiet:#a9b2be;--line:#333a43}}
""")


def chart_svg(bars: Sequence[Bar], span: Span, marks: Iterable[tuple[int, str]], now_ms: int) -> Markup:
    """The chart; ``marks`` are times with a word, such as ``(opened_ms, "began")``."""
    top = _axis_top(max((bar.mentions for bar in bars), default=0))
    shown = [(at, word) for at, word in marks if span.since_ms <= at <= span.until_ms]
    return element(
        "svg",
        element("title", chart_description(bars, span)),
        element("style", STYLE),
        _legend(span),
        _grid(top),
        *(_bar(bar, span, top, now_ms) for bar in bars if bar.mentions),
        *(_mark(at, word, span, row) for row, (at, word) in enumerate(shown)),
        _axis(span),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        class_="chart",
        role="img",
    )


def chart_description(bars: Sequence[Bar], span: Span) -> str:
    """The chart in words, for people who cannot see it.

    >>> chart_description([Bar(0, 3, 1), Bar(300_000, 9, 8)], Span(0, 600_000, 300_000)).split(": ")[1]
    '12 in all, 9 of them negative. The most is 9 at 00:05 UTC, 8 negative.'
    """
    top = max(bars, key=lambda bar: (bar.mentions, -bar.at_ms), default=Bar(span.since_ms))
    mentions, negative = sum(bar.mentions for bar in bars), sum(bar.negative for bar in bars)
    peak = f" The most is {top.mentions:,} at {time_of_day(top.at_ms)}, {top.negative:,} negative." if mentions else ""
    return (
        f"Posts per {duration(span.bar_ms)} from {time_of_day(span.since_ms)} to {time_of_day(span.until_ms)}:"
        f" {mentions:,} in all, {negative:,} of them negative.{peak}"
    )


def _axis_top(most: int) -> int:
    """The round number at the top of the axis, at least ``most``.

    >>> [_axis_top(n) for n in (0, 1, 7, 96, 130, 1_001)]
    [2, 2, 8, 100, 200, 2000]
    """
    if most <= ROUND_STEPS[1]:
        return ROUND_STEPS[1]
    power = int(f"1{'0' * (len(str(most)) - 1)}")
    return next(step * power for step in ROUND_STEPS if step * power >= most)


def _x(at_ms: int, span: Span) -> float:
    return round(LEFT + PLOT_WIDTH * (at_ms - span.since_ms) / (span.until_ms - span.since_ms), 2)


def _legend(span: Span) -> Markup:
    keys = (("all", f"posts per {duration(span.bar_ms)}", LEFT), ("bad", "negative ones", LEFT + 140))
    return join(
        element("rect", x=x, y=3, width=10, height=10, class_=name) + element("text", word, x=x + 15, y=13)
        for name, word, x in keys
    )


def _grid(top: int) -> Markup:
    rows = ((value, round(FLOOR - PLOT_HEIGHT * value / top, 2)) for value in (0, top // 2, top))
    return join(
        element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="grid")
        + element("text", _short(value), x=LEFT - 5, y=y + 4, text_anchor="end")
        for value, y in rows
    )


def _bar(bar: Bar, span: Span, top: int, now_ms: int) -> Markup:
    x, width = _x(bar.at_ms, span), PLOT_WIDTH * span.bar_ms / (span.until_ms - span.since_ms)
    rects = []
    for count, name in ((bar.mentions, "all"), (min(bar.negative, bar.mentions), "bad")):
        bar_height = PLOT_HEIGHT * count / top
        if count:
            size = {"y": round(FLOOR - bar_height, 2), "width": round(width * 0.86, 2), "height": round(bar_height, 2)}
            rects.append(element("rect", x=x, class_=name, **size))
    unfinished = bar.at_ms + span.bar_ms > now_ms
    return element("g", *rects, class_="open" if unfinished else None)


def _mark(at_ms: int, word: str, span: Span, row: int) -> Markup:
    x, y = _x(at_ms, span), TOP - 18 + 13 * row
    left = x > WIDTH - LABEL_WIDTH
    label = element("text", word, x=x - 4 if left else x + 4, y=y, text_anchor="end" if left else None, class_="label")
    return element("line", x1=x, x2=x, y1=y - 9, y2=FLOOR, class_="mark") + label


def _axis(span: Span) -> Markup:
    """Times of day in UTC, few enough to read."""
    step = next((t for t in TICK_STEPS_MS if (span.until_ms - span.since_ms) / t <= MAX_TICKS), TICK_STEPS_MS[-1])
    first = span.since_ms + -span.since_ms % step
    ticks = [at for at in range(first, span.until_ms + 1, step) if LEFT + 16 <= _x(at, span) <= WIDTH - 18]
    return join(
        element("line", x1=_x(at, span), x2=_x(at, span), y1=FLOOR, y2=FLOOR + 4, class_="grid")
        + element(
            "text",
            f"{datetime.fromtimestamp(at / 1000, UTC):%H:%M}",
            x=_x(at, span),
            y=HEIGHT - 6,
            text_anchor="middle",
        )
        for at in ticks
    ) + element("text", "UTC", x=0, y=HEIGHT - 6)


def _short(count: int) -> str:
    """A count short enough for the axis.

    >>> _short(950), _short(4_000), _short(1_500), _short(2_000_000)
    ('950', '4k', '1.5k', '2M')
    """
    for size, unit in ((10**6, "M"), (10**3, "k")):
        if count >= size:
            return f"{count / size:g}{unit}"
    return str(count)
