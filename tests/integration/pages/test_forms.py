"""Forms of pages: who may send them, and what becomes of people, brands and silences."""

from __future__ import annotations

from typing import Any

import pytest

from functions.respond.subscribing import topics
from shared.domain.brand import Query
from shared.domain.people.role import Role
from shared.domain.people.subscription import Topic
from shared.domain.time import HOUR_MS
from shared.store import brands
from shared.store.drill import drills
from shared.store.people import silences, subscribers
from tests.api_client import ask
from tests.integration.pages.pages_stage import NOW_MS, as_role, attempts, mailed, signed_in

pytestmark = pytest.mark.usefixtures("acme")


FORMS = [
    ("/pages/silences", {"do": "add", "brand": "acme", "hours": "4", "reason": "known"}),
    ("/pages/silences", {"do": "end", "id": "known"}),
    ("/pages/people", {"do": "save", "id": "ben", "name": "Ben", "email": "ben@acme.example"}),
    ("/pages/people", {"do": "remove", "id": "ana"}),
    ("/settings/acme", {"name": "Mine", "sensitivity": "low"}),
    ("/exercises/-", {"do": "begin", "brand": "acme", "plan": "111", "minutes": "60"}),
    ("/pages/sign-out", {}),
]


def everything() -> Any:
    return brands.every(), silences.every(), subscribers.every(), topics.listed(), drills.every()


@pytest.mark.parametrize(("path", "fields"), FORMS)
def test_a_form_without_its_token_or_of_another_site_or_without_a_session_changes_nothing(
    path: str, fields: dict[str, str]
) -> None:
    before, browser = everything(), signed_in()
    token = browser.get("/pages/now").forms[0].fields[0][1]
    assert browser.post(path, fields).status == 403
    assert browser.post(path, {**fields, "form_token": token[::-1]}).status == 403
    browser.header = {"Sec-Fetch-Site": "cross-site"}
    assert browser.post(path, {**fields, "form_token": token}).status == 403
    for visitor in attempts().values():
        refused = visitor.post(path, {**fields, "form_token": token})
        assert refused.status == 403 or refused.path.startswith("/pages/sign-in")
    assert everything() == before


@pytest.mark.parametrize(("path", "fields"), FORMS[:-2])
@pytest.mark.parametrize("role", [Role.READ, Role.ACT])
def test_a_role_may_on_pages_what_it_may_in_the_api(path: str, fields: dict[str, str], role: Role) -> None:
    browser = as_role(role)
    token = browser.get("/pages/now").forms[0].fields[0][1]
    before = everything()
    allowed = role is Role.ACT and path == "/pages/silences"
    assert (browser.post(path, {**fields, "form_token": token}).status == 403) != allowed
    assert (everything() == before) != allowed


@pytest.mark.parametrize("role", [Role.READ, Role.ACT])
def test_only_an_admin_sees_addresses_and_forms_for_people_and_brands(role: Role) -> None:
    ask("PUT", "/subscribers/ben", body={"name": "Ben", "email": "ben@acme.example", "phone": "+491709999999"})
    browser = as_role(role)
    shown = browser.get("/pages/people")
    assert "b•••@•••.example" in shown.body
    assert "acme.example" not in shown.body
    assert "9999999" not in shown.body
    assert [form.action for form in shown.forms] == ["sign-out"]
    assert [form.action for form in browser.get("/pages/brand?id=acme").forms] == ["sign-out"]
    assert browser.get("/pages/brand").status == 403


def test_an_admin_adds_tests_changes_and_removes_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in()
    page = browser.get("/pages/people")
    add = next(form for form in page.forms if ("id", "") in form.fields)
    saved = browser.submit(page, add, "save", id="ben", name="Ben", email="ben@acme.example", levels=["1", "2"])
    assert "Saved." in saved.body
    assert "ben@acme.example" in saved.body
    stored = subscribers.get("ben").subscriber
    assert (stored.levels, stored.role, stored.severities) == ((1, 2), Role.ACT, ())
    ben = browser.get("/pages/people?change=ben")
    browser.submit(ben, ben.forms[0], "save", severities=["SEV1"])
    assert [severity.name for severity in subscribers.get("ben").subscriber.severities] == ["SEV1"]
    assert subscribers.get("ben").subscriber.levels == (1, 2), "what was not touched stays"
    sent = mailed(monkeypatch)
    test = next(form for form in ben.forms if ("do", "test") in form.buttons)
    assert "A test message is on its way" in browser.submit(ben, test, "test").body
    assert [topic for topic, _, _ in sent] == [Topic.PAGE, Topic.ALERT]
    remove = next(form for form in ben.forms if ("do", "remove") in form.buttons)
    assert "Removed." in browser.submit(ben, remove, "remove").body
    assert not any(address.endpoint == "ben@acme.example" for address in topics.listed())


def test_what_is_wrong_in_a_form_is_named() -> None:
    browser = signed_in()
    page = browser.get("/pages/people")
    add = next(form for form in page.forms if ("id", "") in form.fields)
    wrong = browser.submit(page, add, "save", id="ben", name="Ben", phone="0170")
    assert (wrong.status, "Phone must be in the international form" in wrong.body) == (400, True)


def test_a_brand_is_added_and_changed_and_what_the_form_has_not_stays() -> None:
    brands.put(brands.get("acme")._replace(lexicon={"flange wobble": -2.5}, version=2))
    browser = signed_in()
    page = browser.get("/pages/brand?id=acme")
    saved = browser.submit(
        page, page.forms[0], aliases="@acmehq\n\nAcme Kettle", query_rss="every: https://f.example/x\nhttps://g.example",
        support="help@acme.example",
        kind_praise_wave="off", levels="0 15", quiet_from="22:00", quiet_until="07:00",
    )  # fmt: skip
    assert "Saved." in saved.body
    acme = brands.get("acme")
    assert acme.support == "help@acme.example"
    assert (acme.aliases, dict(acme.lexicon), acme.oncall.levels) == (
        ("@acmehq", "Acme Kettle"),
        {"flange wobble": -2.5},
        (0, 15),
    )
    assert acme.queries["rss"] == (Query("https://f.example/x", every=True), Query("https://g.example"))
    assert acme.queries["mastodon"] == (Query("#acme"),)
    stale = browser.submit(page, page.forms[0], name="Late")
    assert (stale.status, "somebody else has changed the brand" in stale.body) == (400, True)
    empty = browser.get("/pages/brand")
    wrong = browser.submit(empty, empty.forms[0], id="globex", name="Globex", time_zone="Mars")
    assert (wrong.status, "is not a time zone" in wrong.body, "Globex" in wrong.body) == (400, True, True)
    made = browser.submit(wrong, wrong.forms[0], id="globex", time_zone="UTC")
    assert (made.status, brands.get("globex").name) == (200, "Globex")
    again = browser.submit(empty, empty.forms[0], id="globex", name="Twice")
    assert "there is a brand of this id already" in again.body


def test_a_silence_is_added_in_the_visitors_name_and_ended() -> None:
    browser = as_role(Role.ACT)
    page = browser.get("/pages/silences")
    add = next(form for form in page.forms if ("do", "add") in form.buttons)
    made = browser.submit(page, add, "add", kind="question_wave", hours="12", reason="campaign")
    assert "Silenced, from the very next alert on." in made.body
    browser.now_ms += 3_000
    browser.submit(page, add, "add", kind="question_wave", hours="12", reason="campaign")
    (new,) = [one for one in silences.every() if one.id != "known"]
    assert (new.author, new.until_ms, new.even_sev1) == ("Ana", NOW_MS + 3_000 + 12 * HOUR_MS, False)
    end = next(form for form in made.forms if ("id", "known") in form.fields)
    assert "people are told again" in browser.submit(made, end, "end").body
    assert silences.get("known").ended_by == "Ana"
    nothing = browser.submit(made, add, "add", hours="4", reason="x")
    assert (nothing.status, "needs at least one of brand" in nothing.body) == (400, True)


@pytest.mark.parametrize("number", ["9" * 5_000, "9" * 30, "٣" * 9, "-1", "1e3"])
@pytest.mark.parametrize(
    ("path", "fields", "name"),
    [
        ("/pages/silences", {"do": "add", "brand": "acme", "reason": "known"}, "hours"),
        ("/pages/people", {"do": "save", "id": "ben", "name": "Ben", "email": "ben@acme.example"}, "levels"),
        ("/exercises/-", {"do": "begin", "brand": "acme", "plan": "111"}, "minutes"),
        ("/settings/acme", {"name": "Mine"}, "levels"),
    ],
)
def test_a_number_that_is_none_or_far_too_long_is_refused(
    path: str, fields: dict[str, str], name: str, number: str
) -> None:
    browser, before = signed_in(), everything()
    token = browser.get("/pages/now").forms[0].fields[0][1]
    answer = browser.post(path, {**fields, name: number, "form_token": token})
    assert (answer.status, everything()) == (400, before)
