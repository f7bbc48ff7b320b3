"""The page of a moment, for a person who was woken a minute ago: the most important facts first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from functions.query.html.chart import chart_description, chart_svg
from functions.query.html.chart_span import Bar, Span
from functions.query.html.sections import key_figures, quotes, severity_reasons, time_with_date, timeline, what_to_do
from functions.query.schemas.summary import STATUS_TEXT
from shared.domain.moment import Moment
from shared.domain.tally import Tally
from shared.html.layout import html_page
from shared.html.markup import Markup, element
from shared.messages.figures import full_figures, is_past_peak, moment_title, peak_evidence
from shared.messages.phrases import URGENCY, brand_name, confidence_note, date_and_time, duration, time_of_day
from shared.messages.signed_link import VALID_MS


@dataclass(frozen=True, slots=True)
class ChartData:
    """The counts around a moment: the bars of its chart, and the sum of all counts since its opening."""

    span: Span
    bars: Sequence[Bar]
    total: Tally = field(default_factory=Tally)


def moment_page(moment: Moment, chart: ChartData | None, zone: str, now_ms: int) -> str:
    """The whole page; ``zone`` is the brand's time zone, ``chart`` is ``None`` if counters cannot be read."""
    return html_page(
        _title(moment),
        element(
            "main",
            element("header", _badge(moment), _headline(moment), element("p", *_when(moment, zone, now_ms))),
            key_figures(moment, chart.total if chart else Tally()),
            _figure(moment, chart, now_ms),
            quotes(moment),
            what_to_do(moment),
            severity_reasons(moment),
            timeline(moment),
        ),
        _footer(moment, now_ms),
    )


def moment_chart(moment: Moment, chart: ChartData, now_ms: int) -> Markup:
    """The chart of a moment, with marks at its beginning and end."""
    ended = [] if moment.ended_ms is None else [(moment.ended_ms, "over")]
    return chart_svg(chart.bars, chart.span, [(moment.opened_ms, "began"), *ended], now_ms)


def _title(moment: Moment) -> str:
    level = moment.severity.name if moment.status.ongoing else "OVER"
    return f"{level} {brand_name(moment, 40)}: {moment_title(moment.kind, moment.evidence.subject)}"


def _badge(moment: Moment) -> Markup:
    level, meaning = moment.severity.name, URGENCY[moment.severity]
    if moment.status.ongoing:
        return element("p", f"{level}: {meaning}", class_=f"badge {level.lower()}")
    return element("p", f"Over; it was {level}, {meaning.split(',')[0]}", class_="badge over")


def _headline(moment: Moment) -> Markup:
    """What happened and how much; once the peak is past, the figures at the peak and the current count."""
    peak = peak_evidence(moment)
    past = is_past_peak(moment) or not moment.status.ongoing
    now = f"; now {moment.evidence.observed:,}" if is_past_peak(moment) and moment.status.ongoing else ""
    figures = full_figures(moment.kind, peak, " at the peak" if past and moment.peak else "")
    return element("h1", element("bdi", brand_name(moment)), f": {figures}{now}.")


def _when(moment: Moment, zone: str, now_ms: int) -> list[str]:
    began = date_and_time(moment.opened_ms, zone)
    status = element("strong", STATUS_TEXT[moment.status])
    if moment.ended_ms is None:
        return [status, f" Since {began}, for {duration(max(0, now_ms - moment.opened_ms))} now."]
    ended, lasted = time_with_date(moment.ended_ms, moment.opened_ms), duration(moment.ended_ms - moment.opened_ms)
    return [status, f" It lasted {lasted}, from {began} to {ended}."]


def _figure(moment: Moment, chart: ChartData | None, now_ms: int) -> Markup:
    if chart is None:
        return element("p", "The chart cannot be drawn at the moment; try again in a minute.", class_="quiet")
    picture = element("div", moment_chart(moment, chart, now_ms), aria_hidden="true")
    return element("figure", picture, element("figcaption", chart_description(chart.bars, chart.span)))


def _footer(moment: Moment, now_ms: int) -> Markup:
    delay = duration(max(0, moment.detected_ms - moment.opened_ms))
    until = date_and_time(moment.opened_ms + VALID_MS).split(" on ")[1]
    return element(
        "footer",
        element("p", f"As of {time_of_day(now_ms)}. ", element("a", "Reload", href="")),
        element("p", f"How sure we are: {confidence_note(moment)}"),
        element("p", f"Moment {moment.id}, detected {delay} after it began."),
        element("p", f"Anyone with this link can read this page, until {until}. Share it only with your team."),
    )
