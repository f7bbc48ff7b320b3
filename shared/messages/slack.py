"""What notify writes for Slack and respond reads back: the name of the button, and text without Slack's markup."""

from __future__ import annotations

ACKNOWLEDGE = "foreshock_acknowledge"
"""The action id of the button that acknowledges; its value is the id of the crisis."""


def escaped(text: str) -> str:
    """Text in which Slack finds no markup, no mention and no link.

    >>> escaped("<!channel> R&D")
    '&lt;!channel&gt; R&amp;D'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
