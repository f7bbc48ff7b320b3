"""What the alerts of a trial would have sent to telephones, and what that costs.

The texts are made by what makes the real ones. A file of counts tells no mood, and
doubt means the higher severity, so every burst in it is one that pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from functions.detect.moments.severity import SeverityInput, severity
from functions.notify.messages.gsm7 import SEGMENT, septets
from functions.notify.messages.links import short_link
from functions.notify.messages.sms import page_text
from infra.cli.backtest.run import Backtest, JudgedBucket, Settings
from shared.domain.moment import Kind, Moment, Severity, Status, moment_id

PRICE_USD = 0.00645
"""A segment to a telephone in the United States at list price, without carriers' fees."""

SOURCE = "https://aws.amazon.com/sns/sms-pricing/"

LINK_BASE = "https://alerts.example.com"
"""Where the link of a text would lead; the real one is signed."""


@dataclass(frozen=True, slots=True)
class SmsCost:
    """The texts of a trial to one telephone: segments for the pages, for the all-clears, and a segment's price."""

    pages: int
    all_clears: int
    price_usd: float

    @property
    def segments(self) -> int:
        """All that is paid for; less where a crisis outlasts two alerts."""
        return self.pages + self.all_clears

    @property
    def usd(self) -> float:
        """What it costs."""
        return self.segments * self.price_usd


def sms_cost(trial: Backtest, price_usd: float) -> SmsCost:
    """What the texts of a trial cost at most: a page for each crisis, and an all-clear, which is one segment."""
    pages = [page_of(trial.name, verdict, trial.terms) for verdict in trial.told]
    return SmsCost(sum(-(-septets(text) // SEGMENT) for text in pages if text), sum(map(bool, pages)), price_usd)


def page_of(name: str, verdict: JudgedBucket, terms: Settings) -> str:
    """The text message of an alert; empty if its severity wakes nobody."""
    moment = _moment(name, verdict, terms)
    return page_text(moment, short_link(LINK_BASE, moment.id)) if moment.severity.pages else ""


def kind_of(verdict: JudgedBucket, terms: Settings) -> Kind:
    """What an alert is: more than normal of what is counted, or sudden silence."""
    return Kind.CHANNEL_SILENCE if verdict.traced.fall else terms.signal.kind


def severity_of(verdict: JudgedBucket, terms: Settings) -> Severity:
    """How bad an alert is where nothing but its count is known."""
    count = verdict.traced
    return severity(SeverityInput(kind_of(verdict, terms), count.count, count.expected, None, None, None, 0.0, 0))[0]


def _moment(name: str, verdict: JudgedBucket, terms: Settings) -> Moment:
    at_ms, kind = verdict.bucket.start_ms, kind_of(verdict, terms)
    known = moment_id(name, kind, at_ms)
    return Moment(
        brand=name,
        id=known,
        kind=kind,
        severity=severity_of(verdict, terms),
        status=Status.OPEN,
        opened_ms=at_ms,
        detected_ms=at_ms + terms.bucket_ms,
        updated_ms=at_ms + terms.bucket_ms,
        crisis=known,
        brand_name=name,
        evidence=verdict.evidence,
    )
