"""The bus: every step of every moment as an event for machines, in the shape of CloudEvents 1.0 (cloudevents.io).

An event's ``id`` is the moment and the step. The bus delivers at least once, and a
reader recognizes a repetition by the id. One event is about a crisis as a whole: that
everybody was paged and nobody has acknowledged.
"""

from __future__ import annotations

import json
from typing import Any

from functions.notify.messages.message import Message
from functions.notify.messages.notification import Notification, PagingExhausted, StepTaken
from functions.notify.outputs.targets import EventBus
from functions.notify.policy.crisis_state import Crisis
from functions.notify.policy.decision_types import transition
from shared.domain.mentions.theme import Theme
from shared.domain.moments.moment import Moment, Sample, TimelineEntry
from shared.domain.moments.moment_json import summary_fields, timeline_fields
from shared.domain.time import iso, iso_or_none

SOURCE = "foreshock"
DETAIL_BYTES = 240_000
"""An EventBridge entry holds 256 KB, its envelope included."""


class Bus:
    """An EventBridge event for each step. Its detail type reads "Moment opened", "Crisis exhausted"."""

    name = "bus"
    target = EventBus("BUS_NAME", SOURCE)
    at_most_once = False

    def wants(self, notification: Notification) -> bool:
        """Every step, and the end of paging; the end of a crisis is the end of its last moment."""
        return isinstance(notification.content, StepTaken | PagingExhausted)

    def render(self, notification: Notification) -> Message:
        """The event; its attributes are the fields of the event entry."""
        match notification.content:
            case StepTaken(moment, step):
                detail_type = f"Moment {step.change}"
                return Message(
                    self.name,
                    cloud_event(moment, step, notification.silenced_by),
                    detail_type,
                    {"time": iso(step.at_ms)},
                )
            case PagingExhausted(crisis, at_ms):
                event = _exhausted_event(crisis, at_ms, notification.transition)
                return Message(self.name, event, "Crisis exhausted", {"time": iso(at_ms)})
            case _:
                raise TypeError("only steps and the end of paging are events")


def cloud_event(moment: Moment, step: TimelineEntry, silenced_by: str = "") -> str:
    """The event of one step. One that is too large loses its decision record, then its samples, then its timeline."""
    doc = {**_document(moment), "silenced_by": silenced_by or None}
    detail = _detail(moment, step, doc)
    for bulky in ("decision", "samples", "timeline"):
        if len(detail.encode()) <= DETAIL_BYTES:
            break
        doc.pop(bulky)
        detail = _detail(moment, step, doc)
    return detail


def _exhausted_event(crisis: Crisis, at_ms: int, name: str) -> str:
    """The event that nobody has acknowledged a crisis."""
    event = {
        "specversion": "1.0",
        "id": f"{crisis.id}/{name}",
        "source": f"{SOURCE}/{crisis.brand}",
        "type": f"{SOURCE}.crisis.exhausted",
        "time": iso(at_ms),
        "subject": crisis.id,
        "datacontenttype": "application/json",
        "data": {
            "crisis": crisis.id,
            "brand": crisis.brand,
            "brand_name": crisis.brand_name,
            "severity": crisis.worst.severity.name,
            "opened_at": iso(crisis.began_ms),
            "paging_began_at": iso(crisis.paging.began_ms),
            "levels": crisis.paging.level,
            "moments": [
                {"id": episode.id, "kind": episode.kind, "severity": episode.severity.name}
                for episode in crisis.episodes.values()
                if episode.ended_ms is None
            ],
        },
    }
    return _compact(event)


def _detail(moment: Moment, step: TimelineEntry, doc: dict[str, Any]) -> str:
    event = {
        "specversion": "1.0",
        "id": f"{moment.id}/{transition(step, moment.timeline)}",
        "source": f"{SOURCE}/{moment.brand}",
        "type": f"{SOURCE}.moment.{step.change}",
        "time": iso(step.at_ms),
        "subject": moment.id,
        "datacontenttype": "application/json",
        "data": doc,
    }
    return _compact(event)


def _compact(event: dict[str, Any]) -> str:
    compact = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return compact.encode("utf-8", "replace").decode()  # a lone surrogate would be refused


def _document(moment: Moment) -> dict[str, Any]:
    """The moment as the API shows it, with its evidence."""
    from shared.messages.theme_texts import themes_with_words  # noqa: PLC0415 - most batches have no event

    evidence = moment.evidence
    return {
        **summary_fields(moment),
        "reasons": moment.reasons,
        "samples": [_sample(sample) for sample in evidence.samples],
        "hashtags": evidence.hashtags,
        "channels": evidence.channels,
        "themes": [_theme(*found) for found in themes_with_words(evidence.themes, evidence.samples)],
        "decision": moment.decision,
        "timeline": timeline_fields(moment.timeline),
        "version": moment.version,
    }


def _sample(sample: Sample) -> dict[str, Any]:
    return {
        "text": sample.text,
        "channel": sample.channel,
        "url": sample.url or None,
        "compound": sample.compound,
        "published_at": iso_or_none(sample.published_ms),
    }


def _theme(theme: Theme, posts: int, words: tuple[str, ...]) -> dict[str, Any]:
    return {"name": theme.value, "posts": posts, "words": words}
