"""The health of the channels: what is heard, what is late, and what nobody can hear."""

from __future__ import annotations

from collections.abc import Iterable

from functions.query.schemas.channel import ChannelHealth, QueryHealth, State
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
SHOWN_QUERIES = 20


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
        _queries(found["queries"]),
        element("details", element("summary", "What it covers"), *covers),
    )


def _queries(queries: list[QueryHealth]) -> Markup:
    if not queries:
        return Markup()
    shown = [element("li", _query(query)) for query in queries[:SHOWN_QUERIES]]
    rest = len(queries) - len(shown)
    more = element("li", f"and {rest} more; GET /channels lists all") if rest else ""
    count = "1 query" if len(queries) == 1 else f"{len(queries)} queries"
    return element("details", element("summary", count), element("ul", *shown, more))


def _query(query: QueryHealth) -> Markup:
    error = f": {query['last_error']}" if query["last_error"] else ""
    return join([f"{query['brand']}, {query['query']}: {TEXT[query['state']]}{error}"])


def _seconds(seconds: int | None) -> str:
    return "" if seconds is None else duration(seconds * 1000)


def _time(at: str | None, zone: str) -> str:
    return date_and_time(parse_time(at), zone) if at else ""
