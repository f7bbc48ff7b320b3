"""The stored document of a crisis: the state of a crisis in, JSON out, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from functions.notify.policy.crisis_state import Crisis, Episode
from functions.notify.policy.escalation import Paging
from shared.domain.moments.moment import Kind, Severity
from shared.domain.record import as_document, known_fields


def to_json(crisis: Crisis) -> str:
    """The JSON document of a crisis, without its ``paging``.

    ``reopened_ms`` stands in it only where a moment was reopened, ``look_ms`` and ``reminded_ms`` where
    there is something to remind of.
    """
    document = as_document(crisis)
    del document["paging"]
    for name in ("look_ms", "reminded_ms"):
        if not document[name]:
            del document[name]
    for episode in document["episodes"].values():
        if not episode["reopened_ms"]:
            del episode["reopened_ms"]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str, paging: Paging | None = None) -> Crisis:
    """The crisis of a JSON document; fields that only a later version knows are left out."""
    doc = known_fields(Crisis, json.loads(text))
    return Crisis(
        **{
            **doc,
            "episodes": {name: _episode(found) for name, found in doc["episodes"].items()},
            "paged": None if doc["paged"] is None else Severity(doc["paged"]),
            "waiting": tuple(doc["waiting"]),
            "paging": paging or Paging(),
        }
    )


def _episode(doc: Mapping[str, Any]) -> Episode:
    return Episode(**{**known_fields(Episode, doc), "kind": Kind(doc["kind"]), "severity": Severity(doc["severity"])})
