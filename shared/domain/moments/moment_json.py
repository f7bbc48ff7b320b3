"""A moment as JSON values: the document that is stored, and the fields that the API and the events show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shared.domain.moments.crowd import Crowd
from shared.domain.moments.moment import Evidence, Kind, Moment, Sample, Severity, Status, TimelineEntry, Transition
from shared.domain.record import as_document, known_fields
from shared.domain.time import iso, iso_or_none


def to_document(moment: Moment) -> dict[str, Any]:
    """All of a moment as :func:`from_document` reads it; what is new and empty is left out."""
    document = as_document(moment)
    if moment.evidence.crowd == Crowd():
        del document["evidence"]["crowd"]
    for entry in document["timeline"]:
        for name in ("via", "step"):
            if not entry[name]:
                del entry[name]
    return document


def from_document(document: Mapping[str, Any]) -> Moment:
    """The moment that :func:`to_document` made this document of.

    Functions of one stack are not deployed at the same instant, so fields that only a
    later version knows are left out.

    Raises:
        KeyError, ValueError, TypeError, AttributeError: it is not a moment.
    """
    known, evidence = known_fields(Moment, document), known_fields(Evidence, document["evidence"])
    samples = tuple(Sample(**known_fields(Sample, sample)) for sample in evidence.pop("samples"))
    crowd = Crowd(**known_fields(Crowd, evidence.pop("crowd", {})))
    return Moment(
        **{
            **known,
            "kind": Kind(known["kind"]),
            "severity": Severity(known["severity"]),
            "status": Status(known["status"]),
            "evidence": Evidence(**evidence, samples=samples, crowd=crowd),
            "reasons": tuple(known["reasons"]),
            "timeline": tuple(_entry(known_fields(TimelineEntry, entry)) for entry in known["timeline"]),
            "quarters": tuple(known.get("quarters", ())),
        }
    )


def summary_fields(moment: Moment) -> dict[str, Any]:
    """A moment in one line, as the API and the events show it: severities by name, times in ISO 8601."""
    evidence = moment.evidence
    return {
        "id": moment.id,
        "brand": moment.brand,
        "brand_name": moment.brand_name,
        "kind": moment.kind,
        "severity": moment.severity.name,
        "status": moment.status,
        "crisis": moment.crisis,
        "opened_at": iso(moment.opened_ms),
        "detected_at": iso(moment.detected_ms),
        "updated_at": iso(moment.updated_ms),
        "peak_at": iso_or_none(moment.peak_ms),
        "ended_at": iso_or_none(moment.ended_ms),
        "peak": moment.peak,
        "mentions": moment.mentions,
        "subject": evidence.subject or None,
        "minutes": evidence.minutes,
        "observed": evidence.observed,
        "expected": evidence.expected,
        "ratio": evidence.ratio,
        "negative_share": evidence.negative_share,
        "normal_negative_share": evidence.normal_negative_share,
        "reach": evidence.reach,
    }


def timeline_fields(entries: Sequence[TimelineEntry]) -> list[dict[str, Any]]:
    """The entries of a timeline as the API and the events show them."""
    return [
        {
            "at": iso(entry.at_ms),
            "change": entry.change,
            "severity": entry.severity.name,
            "by": entry.by,
            "note": entry.note,
            "via": entry.via or None,
        }
        for entry in entries
    ]


def _entry(document: Mapping[str, Any]) -> TimelineEntry:
    change, severity = Transition(document["change"]), Severity(document["severity"])
    return TimelineEntry(**{**document, "change": change, "severity": severity})
