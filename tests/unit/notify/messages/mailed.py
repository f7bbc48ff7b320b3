"""The messages of a run of notifications."""

from __future__ import annotations

from hypothesis import strategies as st

from functions.notify.messages.message import Message
from functions.notify.messages.notification import Notification
from functions.notify.outputs.registry import rendered
from tests.unit.notify.examples import EVIDENCE

LINK = "https://foreshock.example/moments/a1b2c3d4e5f6"
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=300)
FIRE = EVIDENCE._replace(themes={"safety": 30, "service": 5})


def messages_of(*found: Notification) -> list[Message]:
    """What is published of these notifications."""
    return [stored.message for notification in found for stored in rendered(notification)]
