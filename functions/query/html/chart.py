"""The chart of a moment: the counts around it as one small SVG that has no script and loads nothing.

It has its own style, for light and dark, so that it looks the same in a page and alone.
Bars differ in lightness as well as in hue, for people who cannot see red.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from functions.query.html.chart_area import AXIS, FLOOR, LEFT, PLOT_HEIGHT, PLOT_WIDTH, RIGHT, WIDTH, x_of
from functions.query.html.chart_marks import ROW_HEIGHT, mark_lines, mark_text
from functions.query.html.chart_span import Bar, Mark, Normal, Span, bars_of, marks_of, normal_of, span_of
from shared.domain.mentions.tally import Tally
from shared.domain.time import MINUTE_MS
from shared.html.markup import Markup, element, join
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.phrases import duration, time_of_day, time_with_date

TICK_STEPS_MS = tuple(minutes * MINUTE_MS for minutes in (30, 60, 120, 180, 360, 720))
MAX_TICKS = 6
ROUND_STEPS = (1, 2, 4, 6, 8, 10)

STYLE = Markup("""
.chart{--all:#97a2b1;--bad:#b3141d;--usual:#1d6b3d;--ink:#161a1f;--quiet:#525a64;--line:#d5dae0;--back:#fff}
.chart text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--quiet)}
.chart .all{fill:var(--all)}.chart .bad{fill:var(--bad)}.chart .open{opacity:.55}
.chart .usual{fill:var(--usual);fill-opacity:.22;stroke:var(--usual)}
.chart .grid{stroke:var(--line)}.chart .mark{stroke:var(--ink);stroke-dasharray:2 3}
.chart .dot{fill:var(--ink)}.chart .number{fill:var(--back);font-size:10.5px;font-weight:700}
@media (prefers-color-scheme:dark){
.chart{--all:#6b7685;--bad:#ff7a70;--usual:#6fd39a;--ink:#eceff3;--quiet:#a9b2be;--line:#363e48;--back:#0f1216}}
""")


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: the bars of a span, what is normal (``None`` where not known), and marks in order."""

    span: Span
    bars: Sequence[Bar]
    normal: Normal | None = None
    marks: Sequence[Mark] = ()

    @property
    def shown_marks(self) -> list[Mark]:
        """The marks within the span."""
        return [mark for mark in self.marks if self.span.since_ms <= mark.at_ms <= self.span.until_ms]


def chart_of(figures: CrisisFigures, counted: Sequence[tuple[int, Tally]]) -> Chart:
    """The chart of a crisis, from the tallies around it by minute."""
    span = span_of(figures)
    return Chart(span, bars_of(span, counted), normal_of(figures, span), marks_of(figures))


def chart_svg(chart: Chart, now_ms: int) -> Markup:
    """The chart as a picture; the bar that is still counting at ``now_ms`` is paler."""
    most = max((bar.mentions for bar in chart.bars), default=0)
    top = _axis_top(max(most, chart.normal.highest if chart.normal else 0))
    marks = chart.shown_marks
    height = AXIS + ROW_HEIGHT * ((len(marks) + 1) // 2)
    return element(
        "svg",
        element("title", chart_description(chart)),
        element("style", STYLE),
        _legend(chart),
        _grid(top),
        *(_bar(bar, chart.span, top, now_ms) for bar in chart.bars if bar.mentions),
        _band(chart.normal, top),
        *mark_lines(marks, chart.span),
        _axis(chart.span),
        *(mark_text(number, mark, chart.span) for number, mark in enumerate(marks)),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height}",
        class_="chart",
        role="img",
    )


def chart_description(chart: Chart) -> str:
    """What the chart shows in words; its sums and its peak are told beside it, in the figures of the crisis.

    >>> chart_description(Chart(Span(0, 600_000, 300_000), (), Normal(4, negative=True), [Mark(300_000, "it began")]))
    'Posts per 5 min from 00:00 UTC to 00:10 UTC. Normal: up to 4 negative posts. 00:05 UTC: it began.'
    """
    span = chart.span
    until = time_with_date(span.until_ms, span.since_ms)
    parts = [f"Posts per {duration(span.bar_ms)} from {time_of_day(span.since_ms)} to {until}."]
    if chart.normal:
        parts.append(f"Normal: up to {_normal_text(chart.normal)}.")
    parts += [f"{time_with_date(mark.at_ms, span.since_ms)}: {mark.word}." for mark in chart.shown_marks]
    return " ".join(parts)


def _axis_top(most: int) -> int:
    """The round number at the top of the axis, at least ``most``.

    >>> [_axis_top(n) for n in (0, 1, 7, 96, 130, 1_001)]
    [2, 2, 8, 100, 200, 2000]
    """
    if most <= ROUND_STEPS[1]:
        return ROUND_STEPS[1]
    power = int(f"1{'0' * (len(str(most)) - 1)}")
    return next(step * power for step in ROUND_STEPS if step * power >= most)


def _legend(chart: Chart) -> Markup:
    keys = [("all", f"posts per {duration(chart.span.bar_ms)}", LEFT, 12), ("bad", "negative ones", LEFT + 132, 12)]
    if chart.normal:
        keys.append(("usual", f"normal: up to {_normal_text(chart.normal)}", LEFT, 29))
    return join(
        element("rect", x=x, y=y - 10, width=11, height=11, class_=name) + element("text", word, x=x + 16, y=y)
        for name, word, x, y in keys
    )


def _normal_text(normal: Normal) -> str:
    return f"{normal.highest:,} {'negative posts' if normal.negative else 'posts'}"


def _band(normal: Normal | None, top: int) -> Markup:
    """The normal range, over the bars, so that what is above it stands out."""
    if normal is None:
        return Markup()
    y = round(FLOOR - PLOT_HEIGHT * normal.highest / top, 2)
    return element("rect", x=LEFT, y=y, width=PLOT_WIDTH, height=round(FLOOR - y, 2), class_="usual")


def _grid(top: int) -> Markup:
    rows = ((value, round(FLOOR - PLOT_HEIGHT * value / top, 2)) for value in (0, top // 2, top))
    return join(
        element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="grid")
        + element("text", _short(value), x=LEFT - 5, y=y + 4, text_anchor="end")
        for value, y in rows
    )


def _bar(bar: Bar, span: Span, top: int, now_ms: int) -> Markup:
    x, width = x_of(bar.at_ms, span), PLOT_WIDTH * span.bar_ms / (span.until_ms - span.since_ms)
    rects = []
    for count, name in ((bar.mentions, "all"), (min(bar.negative, bar.mentions), "bad")):
        bar_height = PLOT_HEIGHT * count / top
        if count:
            size = {"y": round(FLOOR - bar_height, 2), "width": round(width * 0.86, 2), "height": round(bar_height, 2)}
            rects.append(element("rect", x=x, class_=name, **size))
    unfinished = bar.at_ms + span.bar_ms > now_ms
    return element("g", *rects, class_="open" if unfinished else None)


def _axis(span: Span) -> Markup:
    """Times of day in UTC, few enough to read."""
    step = next((t for t in TICK_STEPS_MS if (span.until_ms - span.since_ms) / t <= MAX_TICKS), TICK_STEPS_MS[-1])
    first = span.since_ms + -span.since_ms % step
    ticks = [at for at in range(first, span.until_ms + 1, step) if LEFT + 16 <= x_of(at, span) <= WIDTH - 18]
    return join(
        element("line", x1=x_of(at, span), x2=x_of(at, span), y1=FLOOR, y2=FLOOR + 4, class_="grid")
        + element(
            "text",
            f"{datetime.fromtimestamp(at / 1000, UTC):%H:%M}",
            x=x_of(at, span),
            y=AXIS - 6,
            text_anchor="middle",
        )
        for at in ticks
    ) + element("text", "UTC", x=0, y=AXIS - 6)


def _short(count: int) -> str:
    """A count short enough for the axis.

    >>> _short(950), _short(4_000), _short(1_500), _short(2_000_000)
    ('950', '4k', '1.5k', '2M')
    """
    for size, unit in ((10**6, "M"), (10**3, "k")):
        if count >= size:
            return f"{count / size:g}{unit}"
    return str(count)
