"""The names of the buttons under a Slack message: written by notify, read when one is pressed."""

from __future__ import annotations

ACKNOWLEDGE = "foreshock_acknowledge"
"""The action id of the button that acknowledges; its value is the id of the crisis."""
