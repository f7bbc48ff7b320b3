"""A well-known crisis as Markdown: its course, what was said, what helped, what did not, lessons, and every source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from infra.scenario.cases.case import Case, Claim, Event, Source
from shared.scenario.posts import minutes

RESPONSIBILITY = {
    "victim": "people saw the brand as a victim too",
    "accident": "people held the brand responsible for an accident",
    "preventable": "people held the brand responsible for what it could have prevented",
}


def page(case: Case) -> str:
    """The whole case."""
    return "\n".join(_lines(case)) + "\n"


def when(event: Event) -> str:
    """When it happened, and how long after the beginning.

    >>> when(Event(when="2 May", hour=1.5, what="It began.", sources=("a",)))
    '2 May (after 1.5 h)'
    >>> when(Event(when="9 May", hour=170, what="It ended.", sources=("a",)))
    '9 May (after 7 days)'
    """
    if event.hour == 0:
        return event.when
    long = event.hour >= 72  # noqa: PLR2004 - three days
    return f"{event.when} (after {f'{event.hour / 24:.0f} days' if long else f'{event.hour:g} h'})"


def _lines(case: Case) -> Iterator[str]:
    numbers = {name: place for place, name in enumerate(case.sources, start=1)}
    yield f"# {case.title}"
    yield f"\n{case.kind[0].upper()}{case.kind[1:]}, {case.began}; {RESPONSIBILITY[case.responsibility]}.\n"
    yield from (f"{claim.what} {_marks(claim, numbers)}\n" for claim in case.happened)
    yield from _section("Course", (f"{when(e)}: {e.what} {_marks(e, numbers)}" for e in case.course))
    yield from _section("What was said", (f"{when(w)}, {w.who}: {w.what} {_marks(w, numbers)}" for w in case.said))
    yield from _section("What helped", _claims(case.helped, numbers))
    yield from _section("What did not help", _claims(case.did_not_help, numbers))
    yield from _section("Lessons (ours)", case.lessons)
    yield from _section("Play it", [_played(case)])
    yield "## Sources\n"
    yield from (f"{numbers[name]}. {_source(source)}" for name, source in case.sources.items())


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"## {title}\n"
    yield from (f"- {line}" for line in lines)
    yield ""


def _claims(claims: Sequence[Claim], numbers: dict[str, int]) -> Iterator[str]:
    return (f"{claim.what} {_marks(claim, numbers)}" for claim in claims)


def _marks(claim: Claim, numbers: dict[str, int]) -> str:
    return " ".join(f"[{number}]" for number in sorted(numbers[name] for name in claim.sources))


def _source(source: Source) -> str:
    return f"{source.title}. {source.publisher}, {source.date}. {source.url}"


def _played(case: Case) -> str:
    speed = case.scenario.speed
    return (
        f"The scenario has invented posts in the shape of this course: {case.scenario.hours:g} hours, in "
        f"{minutes(case.scenario, speed)} minutes at speed {speed:g}. How many posts the real crisis had in which "
        "hour is not public, so the heights of its waves are ours."
    )
