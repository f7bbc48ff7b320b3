"""Slack: what people should read, as Block Kit blocks for an incoming webhook.

Slack reads ``&``, ``<`` and ``>`` as its markup, so these are escaped; the words of
people stand in plain-text blocks, which know no markup at all.
Limits: 150 characters in a header, 3,000 in a section, 2,000 in a field, 10 fields
(docs.slack.dev, Block Kit reference).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.notify.messages.message import Message
from functions.notify.messages.notification import Notification
from functions.notify.messages.payload import payload_message
from functions.notify.outputs.receivers.enabled import enabled
from functions.notify.outputs.targets import PAYLOADS
from shared.messages.quote import shorten
from shared.messages.slack import ACKNOWLEDGE, escaped

if TYPE_CHECKING:
    from functions.notify.messages.card import Card

HEADER_LENGTH = 150
FIELDS = 10

BUTTONS = "slack_buttons"
"""Turned on where Slack can reach us (``POST /hooks/slack``): a button that does nothing is worse than none."""


class Slack:
    """A message for each alert, with a button that acknowledges the crisis."""

    name = "slack"
    target = PAYLOADS
    at_most_once = False

    def wants(self, notification: Notification) -> bool:
        """What people should read."""
        return notification.alert

    def render(self, notification: Notification) -> Message:
        """The message: ``text`` is what a notification and a screen reader say."""
        from functions.notify.messages.card import card  # noqa: PLC0415 - most batches tell nobody anything

        shown = card(notification)
        return payload_message(self.name, {"text": escaped(shown.title), "blocks": _blocks(shown)}, notification.at_ms)


def _blocks(shown: Card) -> list[dict[str, Any]]:
    quotes = [f"\u201c{quote}\u201d" for quote in shown.quotes]
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": _plain(shorten(shown.title, HEADER_LENGTH))},
        {"type": "section", "text": _plain("\n".join([shown.text, *shown.lines, *quotes]))},
    ]
    if shown.facts:
        fields = [{"type": "mrkdwn", "text": f"*{name}*\n{_unstyled(value)}"} for name, value in shown.facts[:FIELDS]]
        blocks.append({"type": "section", "fields": fields})
    if buttons := _buttons(shown):
        blocks.append({"type": "actions", "elements": buttons})
    return blocks


def _buttons(shown: Card) -> list[dict[str, Any]]:
    opens = {"type": "button", "action_id": "open", "text": _plain("Details"), "url": shown.link}
    acknowledges = {
        "type": "button",
        "action_id": ACKNOWLEDGE,
        "text": _plain("Acknowledge"),
        "value": shown.crisis,
        "style": "primary",
    }
    offered = enabled(BUTTONS) and not shown.ended
    return [*([opens] if shown.link else []), *([acknowledges] if offered else [])]


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def _unstyled(text: str) -> str:
    """Without the marks of bold, italics, strike-through and code, which people's words would set."""
    return escaped(text.translate({ord(mark): " " for mark in "*_~`"}))
