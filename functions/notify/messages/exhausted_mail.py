"""The mail that everybody on call was paged and nobody has acknowledged."""

from __future__ import annotations

from functions.notify.crisis_state import Crisis
from functions.notify.messages.message import subject_line
from shared.messages.figures import moment_title
from shared.messages.phrases import brand_name, duration, time_of_day


def subject(crisis: Crisis, at_ms: int) -> str:
    """Who, how bad, and for how long nobody has answered."""
    name = subject_line(brand_name(crisis, 40)) or crisis.brand
    return subject_line(f"NOBODY ANSWERED {name}: {crisis.worst.severity.name}, paged for {_paged_for(crisis, at_ms)}")


def summary(crisis: Crisis, at_ms: int) -> str:
    """What was tried."""
    levels = "level 1 was" if crisis.paging.level == 1 else f"levels 1 to {crisis.paging.level} were"
    return (
        f"{brand_name(crisis)}: on-call {levels} paged from {time_of_day(crisis.paging.began_ms)} on, for"
        f" {_paged_for(crisis, at_ms)}, and nobody has acknowledged."
    )


def body(crisis: Crisis, at_ms: int, link: str) -> str:
    """What was tried, what goes on, and what to do."""
    active = sorted(
        (episode for episode in crisis.episodes.values() if episode.ended_ms is None),
        key=lambda episode: (episode.severity, episode.opened_ms, episode.id),
    )
    lines = "\n".join(
        f"  - {moment_title(episode.kind, episode.subject)}, {episode.severity.name},"
        f" since {time_of_day(episode.opened_ms)}"
        for episode in active
    )
    return (
        f"{summary(crisis, at_ms)}\n"
        "Nobody is paged again unless it gets worse. Please call somebody, then acknowledge.\n\n"
        f"Going on now\n{lines}\n\n"
        f"Details:\n  {link}\n"
    )


def _paged_for(crisis: Crisis, at_ms: int) -> str:
    return duration(at_ms - crisis.paging.began_ms)
