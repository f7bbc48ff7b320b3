"""The page of a moment: what somebody needs who was asleep a minute ago, the most important first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from functions.query.html.chart import chart_description, chart_svg
from functions.query.html.chart_span import Bar, Span
from functions.query.html.layout import html_page
from functions.query.html.markup import Markup, element
from functions.query.html.sections import day_and_clock, key_figures, quotes, severity_reasons, timeline, what_to_do
from functions.query.schemas.summary import is_past_peak, peak_evidence
from shared.domain.moment import Moment, Status
from shared.domain.tally import Tally
from shared.messages.figures import full_figures, moment_title
from shared.messages.phrases import URGENCY, brand_name, confidence_note, date_and_time, duration, time_of_day
from shared.messages.signed_link import VALID_MS

STATUS_TEXT = {
    Status.OPEN: "It is going on.",
    Status.ACKNOWLEDGED: "It is going on, and somebody is on it.",
    Status.RECOVERING: "It is going back to normal.",
    Status.RESOLVED: "It is over.",
    Status.DISMISSED: "It was closed.",
}


@dataclass(frozen=True, slots=True)
class ChartData:
    """What was counted around a moment: the bars of its chart, and all since its opening added up."""

    span: Span
    bars: Sequence[Bar]
    talk: Tally = field(default_factory=Tally)


def moment_page(moment: Moment, around: ChartData | None, zone: str, now_ms: int) -> str:
    """The whole page; ``zone`` is the brand's time zone, ``around`` is missing where counters cannot be read."""
    return html_page(
        _title(moment),
        element(
            "main",
            element("header", _badge(moment), _headline(moment), element("p", *_when(moment, zone, now_ms))),
            key_figures(moment, around.talk if around else Tally()),
            _figure(moment, around, now_ms),
            quotes(moment),
            what_to_do(moment),
            severity_reasons(moment),
            timeline(moment),
        ),
        _foot(moment, now_ms),
    )


def moment_chart(moment: Moment, around: ChartData, now_ms: int) -> Markup:
    """The chart of a moment, its beginning and end marked."""
    ended = [] if moment.ended_ms is None else [(moment.ended_ms, "over")]
    return chart_svg(around.bars, around.span, [(moment.opened_ms, "began"), *ended], now_ms)


def _title(moment: Moment) -> str:
    level = moment.severity.name if moment.status.ongoing else "OVER"
    return f"{level} {brand_name(moment, 40)}: {moment_title(moment.kind, moment.evidence.subject)}"


def _badge(moment: Moment) -> Markup:
    level, meaning = moment.severity.name, URGENCY[moment.severity]
    if moment.status.ongoing:
        return element("p", f"{level}: {meaning}", class_=f"badge {level.lower()}")
    return element("p", f"Over; it was {level}, {meaning.split(',')[0]}", class_="badge over")


def _headline(moment: Moment) -> Markup:
    """What and how much; once the height of it is past, that, and how it is now."""
    height = peak_evidence(moment)
    past = is_past_peak(moment) or not moment.status.ongoing
    now = f"; now {moment.evidence.observed:,}" if is_past_peak(moment) and moment.status.ongoing else ""
    said = full_figures(moment.kind, height, " at the peak" if past and moment.peak else "")
    return element("h1", element("bdi", brand_name(moment)), f": {said}{now}.")


def _when(moment: Moment, zone: str, now_ms: int) -> list[str]:
    began = date_and_time(moment.opened_ms, zone)
    standing = element("strong", STATUS_TEXT[moment.status])
    if moment.ended_ms is None:
        return [standing, f" Since {began}, for {duration(max(0, now_ms - moment.opened_ms))} now."]
    ended, lasted = day_and_clock(moment.ended_ms, moment.opened_ms), duration(moment.ended_ms - moment.opened_ms)
    return [standing, f" It lasted {lasted}, from {began} to {ended}."]


def _figure(moment: Moment, around: ChartData | None, now_ms: int) -> Markup:
    if around is None:
        return element("p", "The chart cannot be drawn just now; look again in a minute.", class_="quiet")
    picture = element("div", moment_chart(moment, around, now_ms), aria_hidden="true")
    return element("figure", picture, element("figcaption", chart_description(around.bars, around.span)))


def _foot(moment: Moment, now_ms: int) -> Markup:
    seen = duration(max(0, moment.detected_ms - moment.opened_ms))
    until = date_and_time(moment.opened_ms + VALID_MS).split(" on ")[1]
    return element(
        "footer",
        element("p", f"As of {time_of_day(now_ms)}. ", element("a", "Look again", href="")),
        element("p", f"How sure we are: {confidence_note(moment)}"),
        element("p", f"Moment {moment.id}, seen {seen} after it began."),
        element("p", f"Whoever has this link can read this page, until {until}. Pass it on to your team alone."),
    )
