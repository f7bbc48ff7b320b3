"""The scale of a chart: positions of times and counts, and the axes with their labels, as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import sqrt

from shared.domain.time import DAY_MS, HOUR_MS, SECOND_MS
from shared.html.markup import Markup, element, join

WIDTH, LEFT, RIGHT, TOP, PLOT_HEIGHT = 360, 38, 6, 58, 130
PLOT_WIDTH, FLOOR = WIDTH - LEFT - RIGHT, TOP + PLOT_HEIGHT
AXIS_HEIGHT = 22

STEPS_MS = (HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS, *(days * DAY_MS for days in (1, 2, 7, 14, 28, 91, 364)))
MOST_TICKS = 5

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class Scale:
    """Positions of times from ``since_ms`` to ``until_ms`` and of counts from 0 to ``top``."""

    since_ms: int
    until_ms: int
    top: int

    def x(self, at_ms: float) -> float:
        """The position of a time."""
        return round(LEFT + PLOT_WIDTH * (at_ms - self.since_ms) / (self.until_ms - self.since_ms), 1)

    def y(self, count: float) -> float:
        """The position of a count.

        >>> Scale(0, 1, 100).y(0), Scale(0, 1, 100).y(25), Scale(0, 1, 100).y(100)
        (188.0, 123.0, 58.0)
        """
        return round(FLOOR - PLOT_HEIGHT * sqrt(min(max(count, 0.0), self.top) / self.top), 1)


def axes(scale: Scale) -> Markup:
    """Three counts on the left, a few times below."""
    rows = join(
        element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=scale.y(value), y2=scale.y(value), class_="grid")
        + element("text", short(value), x=LEFT - 5, y=scale.y(value) + 4, text_anchor="end")
        for value in (0, scale.top // 4, scale.top)
    )
    return rows + join(_tick(at_ms, scale) for at_ms in _ticks(scale))


def ceiling(most: float) -> int:
    """A round number at or above ``most`` whose quarter, half way up, is whole.

    >>> [ceiling(n) for n in (0, 5, 97, 130, 1_001)]
    [4, 8, 120, 160, 1200]
    """
    power = 1
    while power * 40 < most:
        power *= 10
    steps = (4, 8, 12, 16, 20, 40)
    return power * next(step for step in steps if step * power >= most)


def short(count: int) -> str:
    """A count in few characters.

    >>> short(950), short(4_000), short(1_500), short(2_000_000)
    ('950', '4k', '1.5k', '2M')
    """
    for size, unit in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if count >= size:
            return f"{count / size:g}{unit}"
    return str(count)


def day_and_time(at_ms: int) -> str:
    """Day and time in UTC, short.

    >>> day_and_time(1_772_373_900_000)
    '1 Mar 14:05'
    """
    at = datetime.fromtimestamp(at_ms / SECOND_MS, UTC)
    return f"{at.day} {MONTHS[at.month - 1]} {at:%H:%M}"


def _ticks(scale: Scale) -> Iterator[int]:
    """Full hours or days."""
    span = scale.until_ms - scale.since_ms
    step = next((step for step in STEPS_MS if span / step <= MOST_TICKS), STEPS_MS[-1])
    first = scale.since_ms + -scale.since_ms % step
    return (at for at in range(first, scale.until_ms + 1, step) if LEFT + 14 <= scale.x(at) <= WIDTH - 20)


def _tick(at_ms: int, scale: Scale) -> Markup:
    x, day = scale.x(at_ms), day_and_time(at_ms)
    label = day.rsplit(" ", 1)[0] if day.endswith("00:00") else day.rsplit(" ", 1)[1]
    line = element("line", x1=x, x2=x, y1=FLOOR, y2=FLOOR + 4, class_="grid")
    return line + element("text", label, x=x, y=FLOOR + 17, text_anchor="middle")
