"""Draws real messages: ``python -m infra.pictures.draw`` plays the demo and a day and draws both.

The same messages give the same bytes. The pictures have their own background, so they
look the same on light and dark pages.
"""

from __future__ import annotations

import textwrap
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from rich.console import Console

from infra.cli.demo.command import PARAMETERS, play
from infra.cli.demo.outcome import ALERT, PAGE
from infra.local.deployment.runtime import ROOT
from infra.local.stack import Stack
from infra.pictures import day, day_chart

ALERT_PICTURE, DAY_PICTURE = (ROOT / "docs" / "pictures" / name for name in ("alert.svg", "day.svg"))

WIDTH = 720
MARGIN = 24
LINE = 20
SMS_COLUMNS, MAIL_COLUMNS = 57, 88
MAIL_LINES = 34
"""Lines of the mail that are shown; an ellipsis stands for the rest."""

STYLE = """
  text { font-family: -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; font-size: 15px; fill: #1c2024 }
  .mail { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 12px }
  .head { font-weight: 600 }
  .quiet { fill: #60646c; font-size: 13px }
  .bubble { fill: #ffe3df }
  .sheet { fill: #ffffff; stroke: #d9dbdf }
  .table { fill: #f2f3f5 }
"""


def draw(messages: Sequence[Mapping[str, Any]]) -> str:
    """The SVG of the first page and the first mail in ``messages``.

    Raises:
        StopIteration: there is no page or no mail.
    """
    sms, mail = _first(messages, PAGE), _first(messages, ALERT)
    bubble, top = _bubble(_wrapped(sms["text"], SMS_COLUMNS), MARGIN)
    mail_parts, bottom = _mail(mail["subject"], _shortened(_wrapped(mail["text"], MAIL_COLUMNS)), top + MARGIN)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + MARGIN}" role="img">',
            f"<title>{escape(mail['subject'])}</title>",
            f"<style>{STYLE}</style>",
            f'<rect class="table" width="{WIDTH}" height="{bottom + MARGIN}" rx="16"/>',
            *bubble,
            *mail_parts,
            "</svg>\n",
        ]
    )


def _first(messages: Sequence[Mapping[str, Any]], level: str) -> Mapping[str, Any]:
    return next(message for message in messages if message["attributes"].get("level") == level)


def _bubble(lines: Sequence[str], top: int) -> tuple[list[str], int]:
    """A text message, and its lower edge."""
    height = LINE * len(lines) + 24
    drawn = [
        _text("Text message", MARGIN + 4, top + 14, "quiet"),
        f'<rect class="bubble" x="{MARGIN}" y="{top + 24}" width="500" height="{height}" rx="18"/>',
        *_rows(lines, MARGIN + 18, top + 24 + 27, LINE, ""),
    ]
    return drawn, top + 24 + height


def _mail(subject: str, lines: Sequence[str], top: int) -> tuple[list[str], int]:
    """A mail, and its lower edge."""
    height = 17 * len(lines) + 64
    drawn = [
        _text("E-mail", MARGIN + 4, top + 14, "quiet"),
        f'<rect class="sheet" x="{MARGIN}" y="{top + 24}" width="{WIDTH - 2 * MARGIN}" height="{height}" rx="10"/>',
        _text(subject, MARGIN + 18, top + 24 + 30, "head"),
        *_rows(lines, MARGIN + 18, top + 24 + 62, 17, "mail"),
    ]
    return drawn, top + 24 + height


def _rows(lines: Iterable[str], x: int, y: int, step: int, style: str) -> list[str]:
    return [_text(line, x, y + step * row, style) for row, line in enumerate(lines) if line]


def _text(words: str, x: int, y: int, style: str) -> str:
    look = f' class="{style}"' if style else ""
    return f'<text{look} x="{x}" y="{y}" xml:space="preserve">{escape(words)}</text>'


def _wrapped(text: str, columns: int) -> list[str]:
    rows: list[str] = []
    for line in text.rstrip().splitlines():
        indent = " " * (len(line) - len(line.lstrip()) + (3 if line.startswith("  ") else 0))
        rows += textwrap.wrap(line, columns, subsequent_indent=indent, break_on_hyphens=False) or [""]
    return rows


def _shortened(lines: list[str]) -> list[str]:
    return lines if len(lines) <= MAIL_LINES else [*lines[:MAIL_LINES], "…"]


def main() -> None:
    """Play the demo and draw its first page and first mail; play the eventful day and draw it."""
    with Stack.start(parameters=PARAMETERS) as stack:
        outcome = play(stack, Console(stderr=True), time.monotonic())
    ALERT_PICTURE.write_text(draw([message.as_dict() for message in outcome.messages]), "utf-8")
    with Stack.start(parameters={"ScheduleState": "DISABLED"}) as stack:
        DAY_PICTURE.write_text(day_chart.draw(day.play(stack)), "utf-8")


if __name__ == "__main__":
    main()
