"""Microsoft Teams: what people should read, as an Adaptive Card for a workflow's webhook.

A TextBlock reads Markdown, so the words of people stand in text runs, which know none
(adaptivecards.io, TextRun). A message may have 28 KB (learn.microsoft.com, webhooks and
connectors); a card holds a few kilobytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.notify.messages.message import Message
from functions.notify.messages.notification import Notification
from functions.notify.messages.payload import payload_message
from functions.notify.outputs.targets import PAYLOADS
from shared.domain.moments.moment import Severity

if TYPE_CHECKING:
    from functions.notify.messages.card import Card

VERSION = "1.4"
"""Cards of this version show in Teams on desktops and phones."""

COLORS = {Severity.SEV1: "Attention", Severity.SEV2: "Attention", Severity.SEV3: "Warning", Severity.SEV4: "Default"}


class Teams:
    """A card for each alert."""

    name = "teams"
    target = PAYLOADS
    at_most_once = False

    def wants(self, notification: Notification) -> bool:
        """What people should read."""
        return notification.alert

    def render(self, notification: Notification) -> Message:
        """The card, in the envelope that the trigger "When a Teams webhook request is received" takes."""
        from functions.notify.messages.card import card  # noqa: PLC0415 - most batches tell nobody anything

        attachment = {
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": None,
            "content": _card(card(notification)),
        }
        return payload_message(self.name, {"type": "message", "attachments": [attachment]}, notification.at_ms)


def _card(shown: Card) -> dict[str, Any]:
    color = "Good" if shown.ended else COLORS[shown.severity]
    body = [
        _text(shown.title, size="Large", weight="Bolder", color=color),
        _text(shown.text),
        *(_text(f"{name}: ", value) for name, value in shown.facts),
        *(_text(line) for line in shown.lines),
        *(_text(f"\u201c{quote}\u201d", italic=True) for quote in shown.quotes),
    ]
    opens = {"type": "Action.OpenUrl", "title": "Details", "url": shown.link}
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": VERSION,
        "fallbackText": shown.title,
        "body": body,
        "actions": [opens] if shown.link else [],
    }


def _text(first: str, second: str = "", **style: Any) -> dict[str, Any]:
    """A line of text runs; with a second text, the first is its name in bold."""
    if second:
        inlines = [{"type": "TextRun", "text": first, "weight": "Bolder"}, {"type": "TextRun", "text": second}]
    else:
        inlines = [{"type": "TextRun", "text": first, **style}]
    return {"type": "RichTextBlock", "inlines": inlines}
