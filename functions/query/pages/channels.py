"""The health of the channels: what is heard, what is late, and what nobody can hear."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor

from functions.query.schemas.channel import ChannelHealth, Covered, GapShown, QueryHealth, State
from shared.domain.people.visitor import Visitor
from shared.domain.time import parse_time
from shared.html import frame
from shared.html.markup import Markup, element, join
from shared.messages.phrases import date_and_time, duration

LOOK = {
    State.OK: "good",
    State.PUSHED: "good",
    State.UNUSED: "idle",
    State.WAITING: "unsure",
    State.LIMITED: "unsure",
    State.LATE: "bad",
    State.FAILING: "bad",
}
TEXT = {
    State.OK: "heard",
    State.PUSHED: "pushed to us",
    State.UNUSED: "not used",
    State.WAITING: "not heard yet",
    State.LIMITED: "asked us to wait",
    State.LATE: "late",
    State.FAILING: "failing",
}
WHY = {
    "failed": "polls failed",
    "limited": "the channel asked us to wait",
    "behind": "more was posted than was read",
    "not_polled": "no poll was made",
    "dropped": "the channel no longer listed it",
}
SHOWN_QUERIES = 20
SHOWN_GAPS = 3


def channels_page(visitor: Visitor, health: Iterable[ChannelHealth]) -> str:
    """The page, the worst channel first."""
    order = list(State)
    ordered = sorted(health, key=lambda found: (-order.index(found["state"]), found["channel"]))
    cards = element("ul", *(_card(found, visitor.time_zone) for found in ordered), class_="cards")
    return frame.page("channels", "Channels", visitor, "", cards)


def _card(found: ChannelHealth, zone: str) -> Markup:
    rows = {
        "Last heard": _time(found["last_success_at"], zone),
        "Behind": _seconds(found["lag_seconds"]),
        "Mostly behind": _seconds(found["median_lag_seconds"]),
        "Newest post": _time(found["newest_post_at"], zone),
        "In time": _share(found["last_day"], found["last_week"]),
        "Not heard": _not_heard(found["last_week"]),
        "No query of": ", ".join(found["brands_without"]) if found["queries"] else "",
    }
    facts = [element("dt", name) + element("dd", text) for name, text in rows.items() if text]
    badge = element("span", TEXT[found["state"]], class_=f"badge {LOOK[found['state']]}")
    covers = element("p", found["covers"]), element("p", f"Not covered: {found['not_covered']}")
    return element(
        "li",
        element("h2", badge, found["channel"]),
        element("dl", *facts) if facts else "",
        element("p", found["hint"]) if found["hint"] else "",
        _queries(found["queries"], zone),
        element("details", element("summary", "What it covers"), *covers),
    )


def _queries(queries: list[QueryHealth], zone: str) -> Markup:
    if not queries:
        return Markup()
    shown = [element("li", _query(query, zone)) for query in queries[:SHOWN_QUERIES]]
    rest = len(queries) - len(shown)
    more = element("li", f"and {rest} more; GET /channels lists all") if rest else ""
    count = "1 query" if len(queries) == 1 else f"{len(queries)} queries"
    return element("details", element("summary", count), element("ul", *shown, more))


def _query(query: QueryHealth, zone: str) -> Markup:
    error = f": {query['last_error']}" if query["last_error"] else ""
    gaps = [element("li", _gap(gap, zone)) for gap in query["gaps"][:SHOWN_GAPS]]
    shown = element("ul", *gaps) if gaps else Markup()
    return join([f"{query['brand']}, {query['query']}: {TEXT[query['state']]}{error}", shown])


def _share(day: Covered, week: Covered) -> str:
    """What part was heard in time to alert; never rounded up to all of it."""
    if not week["watched_seconds"]:
        return ""
    parts = ((day, "the last day"), (week, "the last week"))
    return ", ".join(f"{_percent(covered)} of {name}" for covered, name in parts if covered["watched_seconds"])


def _percent(covered: Covered) -> str:
    return f"{floor(1_000 * covered['covered_seconds'] / covered['watched_seconds']) / 10:g}%"


def _not_heard(week: Covered) -> str:
    """How long it was not heard in time, over all queries, and how much of that was read later."""
    missing = week["late_seconds"] + week["lost_seconds"]
    if not missing:
        return ""
    read = "all read later" if not week["lost_seconds"] else f"{duration(week['lost_seconds'] * 1000)} not read since"
    return f"{duration(missing * 1000)} in the last week ({read})"


def _gap(gap: GapShown, zone: str) -> str:
    until = f"until {_time(gap['until'], zone)}" if gap["until"] else "until now"
    read = "" if gap["read_later"] else ", not read since"
    return f"not heard from {_time(gap['since'], zone)} {until}: {WHY[gap['cause']]}{read}"


def _seconds(seconds: int | None) -> str:
    return "" if seconds is None else duration(seconds * 1000)


def _time(at: str | None, zone: str) -> str:
    return date_and_time(parse_time(at), zone) if at else ""
