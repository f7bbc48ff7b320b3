"""A small plot of counts over time: where a count and a time stand, the axes, and the look of it.

Heights are square roots, in which a count scatters as much at any level, so that calm
weeks can be read beside a burst of a hundred times as much. The SVG has no script,
loads nothing, and is drawn for a telephone's width.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from math import sqrt

from functions.query.html.markup import Markup, element, join
from shared.domain.time import DAY_MS, HOUR_MS, SECOND_MS

WIDTH, LEFT, RIGHT, TOP, PLOT_HEIGHT = 360, 38, 6, 58, 130
PLOT_WIDTH, FLOOR = WIDTH - LEFT - RIGHT, TOP + PLOT_HEIGHT
AXIS_HEIGHT = 22
LINE = 18

STEPS_MS = (HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS, *(days * DAY_MS for days in (1, 2, 7, 14, 28, 91, 364)))
MOST_TICKS = 5
LETTER = 6.4
"""About how wide a letter is; names that run into one another cannot be read."""

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

STYLE = Markup("""
.plot{--bar:#8f9bab;--line:#1f6feb;--bad:#b3141d;--ink:#1c2024;--quiet:#555b64;--grid:#d9dde3;--back:#fff}
.plot text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--quiet)}
.plot .back{fill:var(--back)}.plot .bar{fill:var(--bar)}.plot .count{stroke:var(--bar);fill:none}
.plot .normal{stroke:var(--line);fill:none}.plot .grid{stroke:var(--grid)}
.plot .mark{stroke:var(--bad);stroke-dasharray:3 3}.plot .sign{fill:var(--bad)}
.plot .said{fill:var(--ink)}.plot .head{fill:var(--ink);font-weight:600}
@media (prefers-color-scheme:dark){.plot{--bar:#77828f;--line:#6cb0ff;--bad:#ff7a70;--ink:#eceff3;--quiet:#a9b2be;
--grid:#333a43;--back:#14171b}}
""")


@dataclass(frozen=True, slots=True)
class Scale:
    """From ``since_ms`` to ``until_ms`` across, from 0 to ``top`` upwards."""

    since_ms: int
    until_ms: int
    top: int

    def x(self, at_ms: float) -> float:
        """Where a time stands."""
        return round(LEFT + PLOT_WIDTH * (at_ms - self.since_ms) / (self.until_ms - self.since_ms), 1)

    def y(self, count: float) -> float:
        """Where a count stands.

        >>> Scale(0, 1, 100).y(0), Scale(0, 1, 100).y(25), Scale(0, 1, 100).y(100)
        (188.0, 123.0, 58.0)
        """
        return round(FLOOR - PLOT_HEIGHT * sqrt(min(max(count, 0.0), self.top) / self.top), 1)


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


def page(title: str, height: int, *parts: str) -> Markup:
    """A whole picture; ``title`` is read to who cannot see it."""
    return element(
        "svg",
        element("title", title),
        element("style", STYLE),
        element("rect", width=WIDTH, height=height, class_="back"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height}",
        class_="plot",
        role="img",
    )


def heading(words: str, counted: str) -> Markup:
    """The name of what is shown and what the colours mean; ``counted`` is what the counts are."""
    drawn, x = [], LEFT
    for name, word in (("count", counted), ("normal", "normal"), ("mark", "told")):
        drawn.append(element("line", x1=x, x2=x + 14, y1=33, y2=33, class_=name, stroke_width=3))
        drawn.append(element("text", word, x=x + 19, y=37))
        x += 38 + round(len(word) * LETTER)
    return element("text", words, x=6, y=16, class_="head") + join(drawn)


def axes(scale: Scale) -> Markup:
    """Counts at the left, times below, never crowded."""
    rows = join(
        element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=scale.y(value), y2=scale.y(value), class_="grid")
        + element("text", short(value), x=LEFT - 5, y=scale.y(value) + 4, text_anchor="end")
        for value in (0, scale.top // 4, scale.top)
    )
    return rows + join(_tick(at, scale) for at in ticks(scale))


def mark(at_ms: int, word: str, scale: Scale) -> Markup:
    """A dashed line with a sign and a word on top."""
    x = scale.x(at_ms)
    return (
        element("line", x1=x, x2=x, y1=TOP - 2, y2=FLOOR, class_="mark")
        + element("path", d=f"M{x} {TOP}l-4 -7h8z", class_="sign")
        + element("text", word, x=x, y=TOP - 9, text_anchor="middle", class_="said")
    )


def ticks(scale: Scale) -> list[int]:
    """Full hours or days to name below."""
    span = scale.until_ms - scale.since_ms
    step = next((step for step in STEPS_MS if span / step <= MOST_TICKS), STEPS_MS[-1])
    first = scale.since_ms + -scale.since_ms % step
    return [at for at in range(first, scale.until_ms + 1, step) if LEFT + 14 <= scale.x(at) <= WIDTH - 20]


def short(count: int) -> str:
    """A count as an axis has room for.

    >>> short(950), short(4_000), short(1_500), short(2_000_000)
    ('950', '4k', '1.5k', '2M')
    """
    for size, unit in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if count >= size:
            return f"{count / size:g}{unit}"
    return str(count)


def day_and_clock(at_ms: int) -> str:
    """Day and time in UTC, short.

    >>> day_and_clock(1_772_373_900_000)
    '1 Mar 14:05'
    """
    at = datetime.fromtimestamp(at_ms / SECOND_MS, UTC)
    return f"{at.day} {MONTHS[at.month - 1]} {at:%H:%M}"


def _tick(at_ms: int, scale: Scale) -> Markup:
    x, day = scale.x(at_ms), day_and_clock(at_ms)
    words = day.rsplit(" ", 1)[0] if day.endswith("00:00") else day.rsplit(" ", 1)[1]
    return element("line", x1=x, x2=x, y1=FLOOR, y2=FLOOR + 4, class_="grid") + element(
        "text", words, x=x, y=FLOOR + 17, text_anchor="middle"
    )
