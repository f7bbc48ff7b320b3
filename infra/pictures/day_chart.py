"""Draws a played day as SVG: the posts, the events, and the alerts.

The same day gives the same bytes. The picture has its own background, so it looks the
same on light and dark pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from infra.pictures.day import PlayedDay
from infra.scenario import day
from shared.domain.moments.moment import Kind
from shared.domain.time import MINUTE_MS, parse_time
from shared.messages.figures import moment_title

WIDTH, LEFT, RIGHT = 960, 44, 16
TOP, PLOT, ROW, FOOT = 62, 190, 24, 40
PER_BAR, OUTSTANDING = 15, 1
"""Minutes per bar, and how many bars may be higher than the chart."""

STYLE = """
  text { font-family: -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; font-size: 13px; fill: #1c2024 }
  .quiet { fill: #60646c; font-size: 12px } .head { font-weight: 600; font-size: 15px }
  .table { fill: #f8f9fa } .event { fill: #e6ebf2 } .all { fill: #8f9bab } .bad { fill: #b3141d }
  .grid { stroke: #d9dde3 } .page { fill: #b3141d } .mail { fill: #3f6fb5 }
"""


def draw(played: PlayedDay) -> str:
    """The SVG of the day."""
    height = TOP + PLOT + FOOT + ROW * (len(played.moments) + 1)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
            f"<title>A day of {escape(day.BRAND)}: posts and alerts</title>",
            f"<style>{STYLE}</style>",
            f'<rect class="table" width="{WIDTH}" height="{height}" rx="12"/>',
            *_legend(),
            *(line for event in day.EVENTS for line in _event(event)),
            *_bars(played),
            *_axis(),
            *(line for place, moment in enumerate(played.moments) for line in _moment(played, moment, place)),
            "</svg>\n",
        ]
    )


def _legend() -> Iterator[str]:
    yield _text(LEFT, 24, "Posts about a brand on one day, and the alerts", "head")
    keys = (
        ("all", f"posts per {PER_BAR} min"),
        ("bad", "negative ones"),
        ("page", "a text and a mail"),
        ("mail", "a mail"),
    )
    for place, (name, words) in enumerate(keys):
        x = 528 + 108 * place + (16 if place > 1 else 0)
        yield f'<rect class="{name}" x="{x - 14}" y="15" width="10" height="10"/>'
        yield _text(x, 24, words, "quiet")


def _event(event: day.Event) -> Iterator[str]:
    x, width = _x(event.since), max(_x(event.until) - _x(event.since), 2.0)
    yield f'<rect class="event" x="{x:.1f}" y="{TOP - 6}" width="{width:.1f}" height="{PLOT + 6}"/>'
    yield _text(x, TOP - 12, event.name, "quiet")


def _bars(played: PlayedDay) -> Iterator[str]:
    sums = _summed(played.pulse)
    most = sorted(counted for counted, _ in sums)[-1 - OUTSTANDING] * 1.2 // 10 * 10
    wide = (WIDTH - LEFT - RIGHT) * PER_BAR / day.DAY * 0.86
    for level in (0, most // 2, most):
        y = TOP + PLOT * (1 - level / most)
        yield f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield _text(LEFT - 6, y + 4, f"{level:.0f}", "quiet", "end")
    for place, counts in enumerate(sums):
        for count, name in zip(counts, ("all", "bad"), strict=True):
            tall = PLOT * min(count / most, 1.0)
            box = f'x="{_x(place * PER_BAR):.1f}" y="{TOP + PLOT - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}"'
            yield f'<rect class="{name}" {box}/>'
        if counts[0] > most:
            yield _text(_x(place * PER_BAR) + wide + 4, TOP + 12, f"{counts[0]}, {counts[1]} negative", "quiet")


def _summed(pulse: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
    width = PER_BAR // 5
    spans = (pulse[place : place + width] for place in range(0, len(pulse), width))
    return [(sum(p["mentions"] for p in span), sum(p["negative"] for p in span)) for span in spans]


def _axis() -> Iterator[str]:
    for hour in range(0, 25, 3):
        yield _text(_x(hour * day.HOUR), TOP + PLOT + 18, f"{hour:02d}:00", "quiet", "middle")


def _moment(played: PlayedDay, moment: Mapping[str, Any], place: int) -> Iterator[str]:
    """A row with a bar from the detection to the end of the moment, and a label where there is room."""
    since, until = (_minute(played, moment[name]) for name in ("detected_at", "ended_at"))
    y = TOP + PLOT + FOOT + ROW * place
    look = "page" if moment["severity"] in ("SEV1", "SEV2") else "mail"
    x, end = _x(since), max(_x(until), _x(since) + 3)
    yield f'<rect class="{look}" x="{x:.1f}" y="{y}" width="{end - x:.1f}" height="14" rx="3"/>'
    words = f"{_clock(since)} {moment['severity']} {moment_title(Kind(moment['kind']), moment['subject'] or '')}"
    late = since > day.DAY * 0.6
    yield _text(x - 6 if late else end + 6, y + 12, f"{words}, over {_clock(until)}", "", "end" if late else "start")


def _minute(played: PlayedDay, at: str | None) -> float:
    return day.DAY if at is None else (parse_time(at) - played.start_ms) / MINUTE_MS


def _clock(minute: float) -> str:
    return f"{int(minute) // 60:02d}:{int(minute) % 60:02d}"


def _x(minute: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * minute / day.DAY


def _text(x: float, y: float, words: str, look: str = "", anchor: str = "start") -> str:
    style = f' class="{look}"' if look else ""
    return f'<text{style} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
