"""A stage for notify: sends records as the moments stream does, and keeps everything that was published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import pytest

from functions.notify.handler import handler
from functions.notify.messages.message import Message
from functions.notify.outbox import delivery
from functions.notify.outbox.store import read_pending
from functions.notify.outputs import targets
from functions.notify.outputs.targets import PublishResult, PublishStatus, Target
from shared.domain.moments.moment import Moment, TimelineEntry
from shared.domain.time import MINUTE_MS, iso
from shared.runtime.stream import BatchResponse
from shared.store import moments
from tests.lambda_context import Context
from tests.unit.notify.examples import START


class Crash(BaseException):
    """The function dies here: no code of its own runs any more."""


@dataclass
class NotifyRun:
    """What reached people and machines; ``before`` and ``after`` interfere with publishing.

    ``clock_ms`` is the time now where that is later than the events say.
    """

    published: list[Message] = field(default_factory=list)
    clock_ms: int = 0
    before: Callable[[Message], PublishResult | None] = lambda _message: None
    after: Callable[[Message], None] = lambda _message: None

    def publish(self, target: Target, message: Message) -> PublishResult:
        early = self.before(message)
        if early is not None:
            return early
        result = targets.publish(target, message)
        if result.status is PublishStatus.SENT:
            self.published.append(message)
        self.after(message)
        return result

    def sent_to(self, audience: str) -> list[Message]:
        return [message for message in self.published if message.audience == audience]

    def subjects(self, audience: str) -> list[str]:
        return [message.subject for message in self.sent_to(audience)]

    @property
    def pages(self) -> list[str]:
        return [message.text for message in self.sent_to("page")]

    @property
    def mails(self) -> list[str]:
        return self.subjects("alert")


def staged(outputs: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[NotifyRun]:
    """Publishing goes through the stage, and nothing waits."""
    monkeypatch.setenv("LINK_BASE", "https://f.example")
    monkeypatch.setenv("BUS_NAME", outputs["BusArn"].rsplit("/", 1)[1])  # moto's Ref of a bus is not its name
    stage = NotifyRun()
    with (
        patch.object(delivery, "publish", stage.publish),
        patch.object(delivery, "RETRY_PAUSES", (0, 0)),
        patch.object(delivery, "clock_ms", lambda: stage.clock_ms),
    ):
        yield stage


def record(new: Moment, old: Moment | None = None, sequence: int = 1) -> dict[str, Any]:
    """One record of the moments stream."""
    images = {"NewImage": moments.to_item(new), **({"OldImage": moments.to_item(old)} if old else {})}
    change = {"SequenceNumber": str(sequence), "ApproximateCreationDateTime": START / 1000, **images}
    return {"eventName": "MODIFY" if old else "INSERT", "dynamodb": change}


def stepped(moment: Moment, step: TimelineEntry, **changes: Any) -> Moment:
    """The moment one step later."""
    return moment._replace(timeline=(*moment.timeline, step), severity=step.severity, **changes)


def stream(*records: dict[str, Any]) -> BatchResponse:
    """Call the function with a stream batch."""
    answer: BatchResponse = handler({"Records": list(records)}, Context())
    return answer


def tick(minute: float) -> None:
    """Call the function by its schedule."""
    handler({"trigger": "tick", "time": iso(START + round(minute * MINUTE_MS))}, Context())


def unsent() -> list[str]:
    """The names of messages not known to be sent."""
    return [found.name for found in read_pending()[0]]
