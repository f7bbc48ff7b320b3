"""The alert outputs: a notification in, a message for each audience that wants it out."""

from __future__ import annotations

from functions.notify.messages.message import Message, OutboxMessage
from functions.notify.messages.notification import Notification
from functions.notify.outputs.alert import Alert
from functions.notify.outputs.bus import Bus
from functions.notify.outputs.output import Output
from functions.notify.outputs.page import Page
from functions.notify.outputs.receivers.alertmanager import Alertmanager
from functions.notify.outputs.receivers.enabled import enabled
from functions.notify.outputs.receivers.pagerduty import PagerDuty
from functions.notify.outputs.receivers.slack import Slack
from functions.notify.outputs.receivers.teams import Teams
from functions.notify.outputs.receivers.webhook import Webhook

OUTPUTS: tuple[Output, ...] = (
    Page(),
    Alert(),
    Bus(),
)
"""The outputs of every deployment, the most urgent first: messages are sent in this order."""

FOR_DRILLS: tuple[Output, ...] = (OUTPUTS[0], OUTPUTS[1])
"""Those whose subscriptions filter by the attribute ``drill``."""

ON_REQUEST: tuple[Output, ...] = (
    PagerDuty(),
    Alertmanager(),
    Slack(),
    Teams(),
    Webhook(),
)
"""The outputs that a deployment turns on, after the others; the slowest, which waits for a receiver, is last."""


def rendered(notification: Notification) -> list[OutboxMessage]:
    """The messages about a notification, one for each output that wants it.

    A drill goes to people only: machines and the tools of others cannot tell who wants to practise.
    """
    return [
        OutboxMessage(notification.owner, notification.transition, output.render(notification), notification.brand)
        for output in (FOR_DRILLS if notification.drill else _all_outputs())
        if output.wants(notification)
    ]


def _all_outputs() -> tuple[Output, ...]:
    return (*OUTPUTS, *(output for output in ON_REQUEST if enabled(output.name)))


def output_of(message: Message) -> Output:
    """The output a message is for.

    Raises:
        LookupError: no output has this name any more.
    """
    return (*OUTPUTS, *ON_REQUEST)[priority(message)]


def priority(message: Message) -> int:
    """The place of its output in the order of sending; 0 is sent first.

    Raises:
        LookupError: no output has this name any more.
    """
    for place, output in enumerate((*OUTPUTS, *ON_REQUEST)):
        if output.name == message.audience:
            return place
    raise LookupError(f"there is no output {message.audience!r}")
