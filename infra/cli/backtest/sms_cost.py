"""The SMS that a backtest's alerts would have sent, and their cost.

The texts come from the same code as the real ones. A series of counts has no sentiment,
and unknown means the higher severity, so every burst in it pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from functions.detect.moments.overall_sentiment import SeverityInput
from functions.detect.moments.severity import severity
from functions.notify.messages.links import short_link
from functions.notify.messages.texts.gsm7 import SEGMENT, septets
from functions.notify.messages.texts.sms import page_text
from infra.cli.backtest.run import Backtest, JudgedBucket, Settings
from shared.domain.moments.moment import Kind, Moment, Severity, Status, moment_id
from shared.messages.crisis.crisis_summary import crisis_figures

PRICE_USD = 0.00645
"""The list price of a segment to a phone in the United States, without carrier fees."""

SOURCE = "https://aws.amazon.com/sns/sms-pricing/"

LINK_BASE = "https://alerts.example.com"
"""The base of the link in a text; a real link is signed."""


@dataclass(frozen=True, slots=True)
class SmsCost:
    """The SMS of a backtest to one phone: segments for pages and for all-clears, and the price of a segment."""

    pages: int
    all_clears: int
    price_usd: float

    @property
    def segments(self) -> int:
        """All segments; it may be fewer if a crisis lasts for several alerts."""
        return self.pages + self.all_clears

    @property
    def usd(self) -> float:
        """The cost."""
        return self.segments * self.price_usd


def sms_cost(backtest: Backtest, price_usd: float) -> SmsCost:
    """The cost where somebody acknowledges each page: a page for each alert, an all-clear of one segment for each."""
    pages = [page_of(backtest.name, alert, backtest.settings) for alert in backtest.alerts]
    return SmsCost(sum(-(-septets(text) // SEGMENT) for text in pages if text), sum(map(bool, pages)), price_usd)


def page_of(name: str, alarm: JudgedBucket, settings: Settings) -> str:
    """The SMS for an alarm; empty if its severity pages nobody."""
    moment = _moment(name, alarm, settings)
    figures = crisis_figures([moment], None, moment.detected_ms)
    return page_text(figures, short_link(LINK_BASE, moment.id)) if moment.severity.pages else ""


def kind_of(alarm: JudgedBucket, settings: Settings) -> Kind:
    """The kind of moment: that of the signal, or silence if the count fell."""
    return Kind.CHANNEL_SILENCE if alarm.result.fall else settings.signal.kind


def severity_of(alarm: JudgedBucket, settings: Settings) -> Severity:
    """The severity of an alarm if only its count is known."""
    result, kind = alarm.result, kind_of(alarm, settings)
    return severity(SeverityInput(kind, result.count, result.expected, None, None, None, 0.0, 0))[0]


def _moment(name: str, alarm: JudgedBucket, settings: Settings) -> Moment:
    at_ms, kind = alarm.start_ms, kind_of(alarm, settings)
    known = moment_id(name, kind, at_ms)
    return Moment(
        brand=name,
        id=known,
        kind=kind,
        severity=severity_of(alarm, settings),
        status=Status.OPEN,
        opened_ms=at_ms,
        detected_ms=at_ms + settings.bucket_ms,
        updated_ms=at_ms + settings.bucket_ms,
        crisis=known,
        brand_name=name,
        evidence=alarm.evidence,
    )
