"""The event for machines, in the shape of CloudEvents 1.0 (cloudevents.io), on an EventBridge bus.

``id`` is the moment and the step: the bus delivers at least once, a reader knows a
repetition by it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from functions.notify.audience import transition
from functions.notify.message import Audience, Message
from shared.bucket import iso
from shared.moment import Moment, Severity, Step

SOURCE = "foreshock"
DETAIL_BYTES = 240_000
"""An EventBridge entry holds 256 KB, its envelope included."""

_VERBATIM = frozenset({"decision", "hashtags", "channels"})
"""Their keys are data, not names of ours."""


def event(moment: Moment, step: Step) -> Message:
    """The event of one step. Its detail type reads "Moment opened", "Moment resolved"."""
    doc = _document(moment)
    detail = _detail(moment, step, doc)
    for bulky in ("decision", "timeline", "evidence"):
        if len(detail.encode()) <= DETAIL_BYTES:
            break
        doc.pop(bulky)
        detail = _detail(moment, step, doc)
    return Message(Audience.BUS, detail, f"Moment {step.change}", {"time": iso(step.at_ms)})


def _detail(moment: Moment, step: Step, doc: dict[str, Any]) -> str:
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
    """The moment as JSON: severities by name, times in ISO 8601."""
    doc = _outward(asdict(moment))
    return {**doc, "severity": moment.severity.name}


def _outward(value: Any, name: str = "") -> Any:
    if name in _VERBATIM:
        return value
    if isinstance(value, dict):
        return {_renamed(key): _outward(found, key) for key, found in value.items()}
    if isinstance(value, list | tuple):
        return [_outward(found) for found in value]
    if isinstance(value, Severity):
        return value.name
    return iso(value) if name.endswith("_ms") and isinstance(value, int) else value


def _renamed(name: str) -> str:
    return f"{name.removesuffix('_ms')}_at" if name.endswith("_ms") else name
