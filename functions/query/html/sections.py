"""The sections of the page of a moment; a section without content is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from shared.domain.moment import Moment, Sample, Transition
from shared.domain.tally import Tally
from shared.domain.time import BUCKET_WORDS, day_stamp, iso
from shared.html.markup import Markup, element, join
from shared.messages.figures import count_noun, counting_period, is_past_peak
from shared.messages.first_steps import first_steps, things_to_avoid
from shared.messages.phrases import date_and_time, negative_share_text, one_line, percent, time_of_day, top_counts
from shared.messages.quote import quotable_samples, safe_text, shorten
from shared.messages.theme_texts import theme_summary

MAX_QUOTES, MAX_QUOTE_LENGTH = 5, 400
MAX_LINK_LENGTH = 2_000

TRANSITION_TEXT = {
    Transition.OPENED: "Detected, {severity}",
    Transition.ESCALATED: "Worse, now {severity}",
    Transition.ACKNOWLEDGED: "Somebody is on it",
    Transition.RECOVERING: "Going back to normal",
    Transition.RELAPSED: "Worse again",
    Transition.RESOLVED: "Over",
    Transition.DISMISSED: "Closed",
    Transition.REOPENED: "Opened again",
    Transition.NOTED: "Note",
}


def key_figures(moment: Moment, total: Tally) -> Markup:
    """The figures of a moment; ``total`` is the sum of all counts since the opening, empty if it cannot be read."""
    evidence = moment.evidence
    tags = total.hashtags or evidence.hashtags
    what = count_noun(moment.kind, evidence.subject)
    latest = f"{evidence.observed:,} {what} in {counting_period(evidence)}"
    reach = max(total.reach, evidence.reach)
    rows = {
        "Now": latest if is_past_peak(moment) and moment.status.ongoing else "",
        "In all": f"{moment.mentions:,} {what} since it began" if moment.mentions else "",
        "Sentiment": _sentiment(moment, total),
        "About": theme_summary(total.themes or evidence.themes, evidence.samples),
        "Reach": f"up to {reach:,} people" if reach else "",
        "Where": top_counts(total.channels or evidence.channels),
        "Hashtags": top_counts({f"#{name}": count for name, count in tags.items()}),
    }
    return element(
        "dl", *(element("dt", name) + element("dd", text, dir="auto") for name, text in rows.items() if text)
    )


def quotes(moment: Moment) -> Markup:
    """What people say, without their names, each with a link to the post."""
    found = quotable_samples(moment.evidence.samples)[:MAX_QUOTES]
    return section("What people say", *(_quote(shorten(words, MAX_QUOTE_LENGTH), sample) for words, sample in found))


def what_to_do(moment: Moment) -> Markup:
    """What to do first and by when, and what not to do; only while the moment is ongoing."""
    if not moment.status.ongoing:
        return Markup()
    steps = first_steps(moment.kind, moment.severity, _severity_set_ms(moment))
    avoid = things_to_avoid(moment.severity)
    return section("What to do first", _list("ol", steps)) + section("What not to do", _list("ul", avoid))


def severity_reasons(moment: Moment) -> Markup:
    """Why this severity, with the figures of the time when it was set."""
    verb, at = "is" if moment.status.ongoing else "was", time_with_date(_severity_set_ms(moment), moment.opened_ms)
    lines = _list("ul", [one_line(reason) for reason in moment.reasons])
    return section(f"Why it {verb} {moment.severity.name}, as seen at {at}", lines)


def timeline(moment: Moment) -> Markup:
    """The timeline in words."""
    lines = [(moment.opened_ms, "It began")]
    if moment.peak and moment.peak_ms:
        noun = count_noun(moment.kind, moment.evidence.subject)
        lines.append((moment.peak_ms, f"The peak: {moment.peak:,} {noun} in {BUCKET_WORDS}"))
    for step in moment.timeline:
        by = safe_text(step.by) if step.by_person else ""
        words = TRANSITION_TEXT[step.change].format(severity=step.severity.name)
        text = ": ".join(part for part in (words, one_line(step.note)) if part)
        lines.append((step.at_ms, f"{text}, by {shorten(by, 40)}" if by else text))
    rows = (
        element("li", _time(at, moment.opened_ms), element("bdi", words))
        for at, words in sorted(lines, key=lambda line: line[0])
    )
    return section("What happened when, in UTC", element("ol", *rows, class_="times"))


def section(heading: str, *content: str) -> Markup:
    """A heading with its content; empty if there is no content.

    >>> print(section("Empty", "") + section("Full", "x"))
    <section><h2>Full</h2>x</section>
    """
    inside = join(content)
    return element("section", element("h2", heading), inside) if inside else Markup()


def time_with_date(at_ms: int, opened_ms: int) -> str:
    """The time of day, with the date if it is not the day of the opening.

    >>> time_with_date(60_000, 0), time_with_date(86_460_000, 0)
    ('00:01 UTC', '00:01 UTC on 2 January 1970')
    """
    return time_of_day(at_ms) if day_stamp(at_ms) == day_stamp(opened_ms) else date_and_time(at_ms)


def post_link(url: str) -> Markup:
    """A link to a post with its host as text; empty unless ``url`` is a plain https address.

    >>> [str(post_link(url))[-19:] for url in ("https://social.example/1", "javascript:alert(1)", "https://a@b.example")]
    ['>social.example</a>', '', '']
    """
    host = _host(url)
    if not host:
        return Markup()
    return element("a", host, href=url, rel="noopener nofollow noreferrer", referrerpolicy="no-referrer")


def _host(url: str) -> str:
    if (
        len(url) > MAX_LINK_LENGTH
        or not url.isascii()
        or not url.isprintable()
        or not url.lower().startswith("https://")
    ):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.hostname or "") if "@" not in parts.netloc and " " not in url else ""


def _sentiment(moment: Moment, total: Tally) -> str:
    """The negative share since the opening, and the latest one if it differs."""
    evidence, share = moment.evidence, total.negative_share
    if share is None:
        return negative_share_text(evidence)
    text, lately = negative_share_text(replace(evidence, negative_share=share)), evidence.negative_share
    if lately is None or percent(lately) == percent(share):
        return text
    return f"{text}; {'lately' if moment.status.ongoing else 'at its end'} {percent(lately)}"


def _quote(words: str, sample: Sample) -> Markup:
    at = time_of_day(sample.published_ms) if sample.published_ms else ""
    where = ", ".join(part for part in (safe_text(sample.channel), at) if part)
    link = post_link(sample.url)
    source = join(part for part in (element("bdi", where), Markup(" · ") if link else "", link) if part)
    return element("blockquote", element("p", f"“{words}”", dir="auto", lang=""), element("footer", source))


def _list(name: str, lines: Iterable[str]) -> Markup:
    rows = join(element("li", line, dir="auto") for line in lines)
    return element(name, rows) if rows else Markup()


def _time(at_ms: int, opened_ms: int) -> Markup:
    return element("time", time_with_date(at_ms, opened_ms).replace(" UTC", ""), datetime=iso(at_ms))


def _severity_set_ms(moment: Moment) -> int:
    """When this severity was set: at the opening, or at the last escalation."""
    times = (step.at_ms for step in moment.timeline if step.change in (Transition.OPENED, Transition.ESCALATED))
    return max(times, default=moment.detected_ms)
