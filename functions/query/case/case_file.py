"""The case file of a crisis, made of its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from functions.query.case.lessons import what_to_do_better, what_worked
from functions.query.case.milestones import CrisisMilestones, milestones_of
from functions.query.case.people import People
from functions.query.case.trust import Trust, trust_text
from functions.query.schemas.crisis.case import CaseAction, CaseCourse, CaseEntry, CaseFile, CaseTrust
from functions.query.schemas.crisis.crisis import crisis_detail, crisis_summary
from functions.query.schemas.crisis.plan import clock_words
from shared.domain.drill import MARK
from shared.domain.mentions.tally import Tally
from shared.domain.time import MINUTE_MS, iso
from shared.messages.crisis import crisis_words, share_words
from shared.messages.crisis.clock_words import clock_of
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.crisis.timeline_words import by_itself_text, by_person_text
from shared.messages.crisis.told_timeline import told_timeline
from shared.messages.figures import moment_title
from shared.messages.phrases import brand_name, date_and_time, duration, one_line


def case_file(
    figures: CrisisFigures,
    counted: Sequence[tuple[int, Tally]],
    trust: Trust | None = None,
) -> CaseFile:
    """The case of a crisis; ``counted`` are the tallies by minute, from a few hours before it on."""
    people = People(_names(figures))
    course, clock = milestones_of(figures, counted), clock_of(figures)
    detail = crisis_detail(figures)
    return CaseFile(
        **crisis_summary(figures),
        summary=_summary(figures, course),
        posts=detail["posts"],
        scored_posts=detail["scored_posts"],
        negative_posts=detail["negative_posts"],
        negative_share=detail["negative_share"],
        normal_negative_share=detail["normal_negative_share"],
        reach=detail["reach"],
        course=_course(course),
        trust=_trust(trust) if trust else None,
        timeline=sorted([*_timeline(figures, people), *_injects(figures)], key=_when),
        themes=detail["themes"],
        channels=detail["channels"],
        quotes=detail["quotes"],
        plan=detail["plan"]["id"],
        steps=[
            {**step, "done_by": people.of(step["done_by"]) if step["done_by"] else None}
            for step in detail["plan"]["steps"]
        ],
        clock=clock_words(clock, figures),
        statements=[{**each, "recorded_by": people.of(each["recorded_by"])} for each in detail["statements"]],
        reasons=[one_line(reason) for reason in figures.lead.reasons],
        what_worked=what_worked(figures, course, clock),
        actions=[CaseAction(text=todo.text, owner=todo.owner) for todo in what_to_do_better(figures, course, clock)],
        chart=f"/moments/{figures.lead.id}/chart.svg",
    )


def _names(figures: CrisisFigures) -> list[str]:
    entries = sorted((entry for moment in figures.moments for entry in moment.timeline), key=lambda one: one.at_ms)
    return [*(entry.by for entry in entries), *(each.statement.by for each in figures.answered)]


def _summary(figures: CrisisFigures, course: CrisisMilestones) -> list[str]:
    lasted = "lasted" if figures.ended_ms is not None else "has been going on for"
    told = share_words.sums_text(figures), share_words.sentiment_text(figures)
    calmed = course.half_life_ms and duration(course.half_life_ms)
    return [
        f"{brand_name(figures)}: {crisis_words.headline(figures)}.",
        f"It began at {date_and_time(figures.began_ms)} and {lasted} {duration(figures.lasted_ms)}.",
        *(f"{sentence[0].upper()}{sentence[1:]}." for sentence in told if sentence),
        *([f"The negative posts had halved {calmed} after their peak."] if calmed else []),
    ]


def _timeline(figures: CrisisFigures, people: People) -> Iterator[CaseEntry]:
    several = len(figures.moments) > 1
    for at_ms, entry, moment, recorded in told_timeline(figures):
        title = moment_title(moment.kind, moment.evidence.subject) if several else ""
        did = by_person_text(entry) if entry.by_person else by_itself_text(entry, title)
        what = ", ".join(filter(None, (people.without_names(did), recorded)))
        yield CaseEntry(at=iso(at_ms), who=people.of(entry.by), what=what, moment=moment.id)


def _when(entry: CaseEntry) -> str:
    """Without the Z, which comes after the dot of a fraction of a second."""
    return entry["at"].removesuffix("Z")


def _injects(figures: CrisisFigures) -> Iterator[CaseEntry]:
    """What happened in a drill beside the posts."""
    for at_ms, inject in figures.injects:
        who, what = one_line(inject.who), f"{MARK}: {one_line(inject.text)}"
        yield CaseEntry(at=iso(at_ms), who=who, what=what, moment=figures.moments[0].id)


def _course(course: CrisisMilestones) -> CaseCourse:
    return CaseCourse(
        detected=course.detected_ms / MINUTE_MS,
        acknowledged=_minutes(course.acknowledged_ms),
        first_word=_minutes(course.first_word_ms),
        peak=_minutes(course.peak_ms),
        peak_negative=course.peak_negative,
        half_life=_minutes(course.half_life_ms),
        recovered=_minutes(course.recovered_ms),
    )


def _trust(trust: Trust) -> CaseTrust:
    return CaseTrust(
        before_share=round(trust.before_share, 4),
        after_share=round(trust.after_share, 4),
        before_posts=trust.before_posts,
        after_posts=trust.after_posts,
        after_days=trust.after_days,
        text=trust_text(trust),
    )


def _minutes(ms: int | None) -> float | None:
    return None if ms is None else round(ms / MINUTE_MS, 1)
