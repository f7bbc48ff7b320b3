"""Who is told, whether messages can reach them, and the forms to change it."""

from __future__ import annotations

from collections.abc import Sequence

from functions.respond.schemas.subscriber import SubscriberList, SubscriberView, SubscriptionView
from shared.domain.moments.moment import Kind, Severity
from shared.domain.people.oncall import MAX_LEVELS
from shared.domain.people.role import Role
from shared.domain.people.visitor import Visitor
from shared.html import frame
from shared.html.form import button, checkboxes, field, form, hidden, select, text_input
from shared.html.markup import Markup, element

LOOK = {"active": "good", "pending": "unsure", "missing": "bad"}
STATE = {"active": "active", "pending": "not confirmed yet", "missing": "missing: save again"}
SHOWN = 40
"""People on one page, so that it stays small enough for a phone."""

TOPIC = {"page": "Pages", "alert": "Alerts", "sign_in": "Sign-in"}
ROLES = {
    "read": "Read: see everything but addresses",
    "act": "Act: also acknowledge and silence",
    "admin": "Admin: also change brands and people",
}


def people_page(visitor: Visitor, said: str, listed: SubscriberList, change: str = "") -> str:
    """The page; addresses are masked unless the visitor is an admin. ``change``: the form of this person alone."""
    admin = visitor.role.allows(Role.ADMIN)
    chosen = next((one for one in listed["subscribers"] if one["id"] == change and not one["being_removed"]), None)
    if admin and chosen:
        return frame.page("people", chosen["name"], visitor, said, _form(visitor, chosen), _more(chosen, visitor))
    people = listed["subscribers"]
    cards = [_card(one, admin=admin) for one in people[:SHOWN]]
    more = f"{len(people) - SHOWN} more; foreshock subscribers lists all."
    others = listed["others"]
    by_hand = f"{others} more {'address is' if others == 1 else 'addresses are'} subscribed by hand and not shown here."
    return frame.page(
        "people",
        "People",
        visitor,
        said,
        element("ul", *cards, class_="cards") if cards else element("p", "Nobody is told anything yet."),
        element("p", more) if len(people) > SHOWN else "",
        element("p", by_hand, class_="quiet") if others else "",
        element("details", element("summary", "Add a person"), _form(visitor, None)) if admin else _note(),
    )


def _card(one: SubscriberView, *, admin: bool) -> Markup:
    rows = {
        "Levels": _all(one["levels"], "none, alerts only"),
        "Brands": _all(one["brands"]),
        "Severities": _all(one["severities"]),
        "Kinds": _all([kind.replace("_", " ") for kind in one["kinds"]]),
        "Role": one["role"].value,
    }
    facts = element("dl", *(element("dt", name) + element("dd", text) for name, text in rows.items()))
    ways = element("ul", *map(_way, one["subscriptions"]))
    stopped = element(
        "p", element("span", "answered STOP", class_="badge bad"), "gets no text until its owner opts in."
    )
    changes = admin and not one["being_removed"]
    removed = element("p", element("span", "being removed", class_="badge unsure"), "an address was never confirmed.")
    return element(
        "li",
        element("h2", f"{one['name']} ({one['id']})"),
        ways,
        stopped if one["opted_out"] else "",
        removed if one["being_removed"] else "",
        facts,
        element("p", element("a", "Change or test", href=f"people?change={one['id']}")) if changes else "",
    )


def _way(each: SubscriptionView) -> Markup:
    badge = element("span", STATE[each["state"]], class_=f"badge {LOOK[each['state']]}")
    return element("li", f"{TOPIC[each['topic'].value]}: {each['address']} ", badge)


def _more(one: SubscriberView, visitor: Visitor) -> Markup:
    test = form("people", visitor, hidden("id", one["id"]), button("Send a test", name="do", value="test", lesser=True))
    remove = form("people", visitor, hidden("id", one["id"]), button("Remove", name="do", value="remove", lesser=True))
    return element("div", element("h2", "Or"), element("div", test, remove, class_="row"))


def _form(visitor: Visitor, one: SubscriberView | None) -> Markup:
    levels = {str(level): f"Level {level}" for level in range(1, MAX_LEVELS + 1)}
    severities = {severity.name: severity.name for severity in Severity}
    kinds = {kind.value: kind.value.replace("_", " ") for kind in Kind}
    who = hidden("id", one["id"]) if one else field("Id", text_input("id", required="", maxlength="40"), "Such as ana.")
    chosen = one["levels"] if one else [1]
    return form(
        "people",
        visitor,
        who,
        field("Name", text_input("name", one["name"] if one else "", required="", maxlength="80")),
        field(
            "Phone", text_input("phone", one["phone"] if one else "", type="tel"), "Such as +491701234567; gets pages."
        ),
        field("Mail address", text_input("email", one["email"] if one else "", type="email"), "Gets alerts."),
        checkboxes("On-call levels", "levels", levels, {str(level) for level in chosen}, "None: alerts only."),
        field("Brands", text_input("brands", ", ".join(one["brands"]) if one else ""), "Ids; none: all."),
        checkboxes("Severities", "severities", severities, one["severities"] if one else (), "None: all."),
        element(
            "details", element("summary", "Kinds"), checkboxes("Kinds", "kinds", kinds, one["kinds"] if one else ())
        ),
        checkboxes("Drills", "drills", {"yes": "Also exercises"}, {"yes"} if one and one["drills"] else ()),
        field("Role on these pages", select("role", ROLES, one["role"].value if one else "act")),
        field("Time zone", text_input("time_zone", one["time_zone"] if one else "UTC", maxlength="60")),
        button("Save", name="do", value="save"),
        class_="fields",
    )


def _note() -> Markup:
    return element("p", "Addresses are masked, and to change them needs the role admin.", class_="quiet")


def _all(values: Sequence[object], none: str = "all") -> str:
    return ", ".join(map(str, values)) or none
