"""The event for machines: a step of a moment in, JSON in the shape of CloudEvents 1.0 (cloudevents.io) out.

Its ``id`` is the moment and the step. The bus delivers at least once, and a reader
recognizes a repetition by the id.
"""

from __future__ import annotations

import json
from typing import Any

from functions.notify.alert_policy import transition
from shared.domain.moment import Moment, Sample, TimelineEntry
from shared.domain.moment_json import summary_fields, timeline_fields
from shared.domain.theme import Theme
from shared.domain.time import iso, iso_or_none
from shared.messages.theme_texts import themes_with_words

SOURCE = "foreshock"
DETAIL_BYTES = 240_000
"""An EventBridge entry holds 256 KB, its envelope included."""


def event_json(moment: Moment, step: TimelineEntry) -> str:
    """The event of one step. One that is too large loses its decision record, then its samples, then its timeline."""
    doc = _document(moment)
    detail = _detail(moment, step, doc)
    for bulky in ("decision", "samples", "timeline"):
        if len(detail.encode()) <= DETAIL_BYTES:
            break
        doc.pop(bulky)
        detail = _detail(moment, step, doc)
    return detail


def _detail(moment: Moment, step: TimelineEntry, doc: dict[str, Any]) -> str:
    cloud_event = {
        "specversion": "1.0",
        "id": f"{moment.id}/{transition(step)}",
        "source": f"{SOURCE}/{moment.brand}",
        "type": f"{SOURCE}.moment.{step.change}",
        "time": iso(step.at_ms),
        "subject": moment.id,
        "datacontenttype": "application/json",
        "data": doc,
    }
    compact = json.dumps(cloud_event, ensure_ascii=False, separators=(",", ":"))
    return compact.encode("utf-8", "replace").decode()  # a lone surrogate would be refused


def _document(moment: Moment) -> dict[str, Any]:
    """The moment as the API shows it, with its evidence."""
    evidence = moment.evidence
    return {
        **summary_fields(moment),
        "reasons": moment.reasons,
        "samples": [_sample(sample) for sample in evidence.samples],
        "hashtags": evidence.hashtags,
        "channels": evidence.channels,
        "themes": [_theme(*found) for found in themes_with_words(evidence.themes, evidence.samples)],
        "decision": moment.decision,
        "timeline": timeline_fields(moment),
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
