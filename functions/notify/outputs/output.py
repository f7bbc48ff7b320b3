"""What an alert output is: which notifications it wants, the message it makes of one, and where that is published.

To add an output, write a module beside this one with such a class, test it, and add
one line to :data:`functions.notify.outputs.registry.OUTPUTS`.
"""

from __future__ import annotations

from typing import Protocol

from functions.notify.messages.message import Message
from functions.notify.messages.notification import Notification
from functions.notify.outputs.targets import Target


class Output(Protocol):
    """One audience: phones, mailboxes, a bus, a chat room."""

    @property
    def name(self) -> str:
        """The audience of its messages, unique; it is stored with them."""

    @property
    def target(self) -> Target:
        """Where its messages are published."""

    @property
    def at_most_once(self) -> bool:
        """Whether a message is never sent again when nobody knows if it was sent.

        Such messages count against the day's limit of texts, and a mail takes the place
        of one that could not be sent. All others may be repeated.
        """

    def wants(self, notification: Notification) -> bool:
        """Whether this audience gets the notification."""

    def render(self, notification: Notification) -> Message:
        """The message about a notification that it wants; its audience is ``name``."""
