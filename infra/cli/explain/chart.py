"""What was counted around a moment, beside what was normal: for a terminal and as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from functions.query.html.markup import Markup, element, join
from infra.cli import plot
from shared.domain.time import BUCKET_MS, iso
from shared.messages.phrases import duration, normal_count, time_of_day

BLOCKS = "▁▂▃▄▅▆▇█"


class Point(NamedTuple):
    """One bucket: what was counted in it (``None``: not known), and what was normal when it was decided."""

    at_ms: int
    seen: int | None
    normal: float


def draw(title: str, points: Sequence[Point], rang_ms: int, counts: str) -> str:
    """The picture as SVG, ``counts`` being what was counted."""
    most = max(max(point.seen or 0, point.normal) for point in points)
    scale = plot.Scale(points[0].at_ms, points[-1].at_ms + BUCKET_MS, plot.ceiling(most))
    width = scale.x(points[0].at_ms + BUCKET_MS) - plot.LEFT
    middles = (f"{scale.x(point.at_ms) + width / 2:.1f} {scale.y(point.normal)}" for point in points)
    return plot.page(
        f"{title}: {counts} in {duration(BUCKET_MS)} from {iso(points[0].at_ms)}, rang at {iso(rang_ms)}",
        plot.FLOOR + plot.AXIS_HEIGHT,
        plot.heading(title, f"{counts} in {duration(BUCKET_MS)}"),
        plot.axes(scale),
        join(_bar(point, scale, width, rang=point.at_ms == rang_ms) for point in points if point.seen),
        element("path", d=f"M{'L'.join(middles)}", class_="normal", stroke_width=1.5),
        plot.mark(rang_ms + BUCKET_MS // 2, "rang", scale),
    )


def lines(points: Sequence[Point], rang_ms: int) -> Iterator[str]:
    """The same as text: two rows of blocks to one scale, and a sign below the bucket that rang.

    >>> for line in lines([Point(0, 2, 2.0), Point(300_000, 16, 2.0), Point(600_000, None, 2.0)], 300_000):
    ...     print(line)
      counted ▃█·  at most 16
      normal  ▃▃▃  about 2
               ^   rang at 00:05 UTC
    """
    top = max(max(point.seen or 0, point.normal) for point in points)
    known = [point.seen for point in points if point.seen is not None]
    usual = sum(point.normal for point in points) / len(points)
    yield f"  counted {''.join(_block(p.seen, top) for p in points)}  at most {max(known, default=0):,}"
    yield f"  normal  {''.join(_block(p.normal, top) for p in points)}  {normal_count(usual)}"
    yield f"          {''.join('^' if p.at_ms == rang_ms else ' ' for p in points)}  rang at {time_of_day(rang_ms)}"


def _block(count: float | None, top: float) -> str:
    """One character; as in the picture, heights are square roots."""
    if count is None:
        return "·"
    return BLOCKS[min(int((count / top) ** 0.5 * len(BLOCKS)), len(BLOCKS) - 1)] if top else BLOCKS[0]


def _bar(point: Point, scale: plot.Scale, width: float, *, rang: bool) -> Markup:
    y = scale.y(point.seen or 0)
    return element(
        "rect",
        x=scale.x(point.at_ms),
        y=y,
        width=round(width * 0.86, 1),
        height=round(plot.FLOOR - y, 1),
        class_="sign" if rang else "bar",
    )
