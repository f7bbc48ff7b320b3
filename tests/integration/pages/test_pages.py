"""The pages behind the sign-in: who is not signed in sees nothing, who is works with them as with the API."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import boto3
import pytest

from functions.query.routes.page_views import VIEWS
from functions.respond.subscribing import topics
from shared.domain.brand import Brand, Query
from shared.domain.moments.moment import Moment, Severity
from shared.domain.people.role import Role
from shared.domain.people.silence import Silence
from shared.domain.people.subscriber import Subscriber
from shared.domain.people.subscription import Topic
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
from shared.html.frame import PAGES
from shared.runtime.settings import setting
from shared.sign_in.session import COOKIE, SESSION_MS, Session, cookie_of
from shared.sign_in.visitor import session_key
from shared.store import brands, drills, moments
from shared.store.dynamodb import dynamodb
from shared.store.people import silences, subscribers
from shared.store.people.subscribers import Stored
from tests.api_client import ask
from tests.browser import Browser
from tests.unit.notify.examples import START, surge

NOW_MS = START + 20 * MINUTE_MS
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>&lt;b&gt;"
SECRETS = ("acme", "Acme", "MELTED", "ana", "+4917", "+49•", "Fires", "SEV")
OPEN = {"sign-in", "enter"}
BEHIND = sorted({*VIEWS, "people"} - OPEN)


@pytest.fixture(autouse=True)
def _stored(aws: dict[str, str]) -> None:  # noqa: ARG001 - the tables must be there first
    brands.put(Brand("acme", "Acme", queries={"mastodon": (Query("#acme"),)}, created_ms=START, updated_ms=START))
    store(surge()._replace(version=1))
    silences.put(Silence("known", NOW_MS + DAY_MS, "ben", "campaign", START, brand="acme", even_sev1=True))
    ana = Subscriber("ana", "Ana", "ana@acme.example", "+491701234567", role=Role.ADMIN, created_ms=START)
    subscribers.put(Stored(ana), 0)


def store(moment: Moment) -> None:
    dynamodb().put_item(TableName=setting("MOMENTS_TABLE"), Item=moments.to_item(moment))


def signed_in(who: str = "ana", *, kind: str = "person", since: str = str(START), until_ms: int = 0) -> Browser:
    session = Session(kind, who, since, "nonce", until_ms or NOW_MS + SESSION_MS)
    name, _, value = cookie_of(session, session_key()).partition(";")[0].partition("=")
    return Browser(NOW_MS, {name: value})


def as_role(role: Role) -> Browser:
    stored = subscribers.get("ana")
    subscribers.put(stored._replace(subscriber=stored.subscriber._replace(role=role)), stored.subscriber.version)
    return signed_in()


def attempts() -> dict[str, Browser]:
    """Browsers that must see nothing."""
    good = signed_in().cookies[COOKIE]
    payload, _, signature = good.partition(".")
    return {
        "without a cookie": Browser(NOW_MS),
        "an empty cookie": Browser(NOW_MS, {COOKIE: ""}),
        "junk": Browser(NOW_MS, {COOKIE: "x.y"}),
        "no signature": Browser(NOW_MS, {COOKIE: payload}),
        "another payload": Browser(NOW_MS, {COOKIE: f"{payload[:-6]}AAAAAA.{signature}"}),
        "another signature": Browser(NOW_MS, {COOKIE: f"{payload}.{signature[::-1]}"}),
        "over": signed_in(until_ms=NOW_MS),
        "a removed person": signed_in("ben"),
        "an earlier person of this id": signed_in(since="1"),
        "a key that was replaced": signed_in("old-key", kind="key", since=""),
    }


def test_who_is_not_signed_in_sees_nothing_on_any_page() -> None:
    for name, browser in attempts().items():
        for page in BEHIND:
            shown = browser.get(f"/pages/{page}?id=acme")
            assert shown.path.startswith("/pages/sign-in"), (name, page)
            assert not [secret for secret in SECRETS if secret in shown.body], (name, page)


@pytest.mark.parametrize("page", [*PAGES, "brand?id=acme", "sign-in", "enter?token=x"])
def test_every_page_is_small_safe_and_loads_nothing(page: str) -> None:
    shown = signed_in().get(f"/pages/{page}")
    assert shown.status == 200
    assert len(shown.body.encode()) < 60_000
    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert shown.headers["Cache-Control"] == "no-store"
    assert not shown.tags & {"script", "img", "iframe", "object", "base"}
    assert not {"style", "src", "srcset"} & shown.attributes
    assert not [link for link in shown.links if "//" in link]


def test_pages_stay_small_with_much_to_show() -> None:
    for number in range(120):
        name = f"{number:03} {'x' * 70}"
        brands.put(Brand(f"b{number}", name, queries={"rss": (Query("https://f.example/x", every=True),)}))
        silences.put(Silence(f"s{number}", NOW_MS + DAY_MS, "y" * 40, "z" * 200, START, brand="acme"))
        person = Subscriber(f"p{number:03}", name, f"p{number}@acme.example", f"+49170{number:07}")
        subscribers.put(Stored(person), 0)
    browser = signed_in()
    for page in PAGES:
        assert len(browser.get(f"/pages/{page}").body.encode()) < 60_000, page
    assert "more; GET /brands lists all." in browser.get("/pages/brands").body
    assert "Change or test" in browser.get("/pages/people").body


def test_every_link_of_every_page_leads_somewhere() -> None:
    browser, seen, waiting = signed_in(), set[str](), [f"/pages/{page}" for page in PAGES]
    while waiting:
        path = waiting.pop()
        seen.add(path)
        shown = browser.get(path)
        assert shown.status == 200, path
        if path.startswith("/pages/"):
            waiting += [
                found for link in shown.links if (found := urljoin(path, link)) not in seen and found not in waiting
            ]
    assert any(path.startswith("/m/") for path in seen), "the page of the moment is reached"


def test_the_first_page_says_what_goes_on_the_most_severe_first() -> None:
    shown = signed_in().get("/pages/now").body
    assert "SEV1" in shown
    assert "48 negative posts" in shown
    assert "Nobody has acknowledged it yet." in shown
    assert "by ben" in shown, "it is silenced"


def test_in_a_storm_of_brands_the_most_severe_are_shown_and_the_rest_is_counted() -> None:
    for number in range(20):
        store(
            surge(id=f"s{number:011}", crisis=f"s{number:011}", brand=f"b{number}", severity=Severity.SEV3, version=1)
        )
    shown = signed_in().get("/pages/now")
    assert shown.body.index("SEV1") < shown.body.index("SEV3")
    assert shown.body.count("badge sev") == 12
    assert "Something goes on for 9 more brands too." in shown.body


@pytest.mark.parametrize("role", [*Role])
def test_the_page_of_a_moment_has_buttons_for_who_may_act(role: Role) -> None:
    browser = as_role(role)
    (link,) = [link for link in browser.get("/pages/now").links if link.startswith("../m/")]
    shown = browser.get(urljoin("/pages/now", link))
    assert shown.status == 200
    assert bool(shown.forms) == role.allows(Role.ACT)


def test_moments_are_filtered_and_paged() -> None:
    for number in range(30):
        store(surge(id=f"b{number:011}", crisis=f"b{number:011}", opened_ms=START - number * HOUR_MS, version=1))
    browser = signed_in()
    first = browser.get("/pages/moments")
    assert first.body.count('href="../m/') == 24
    (older,) = [link for link in first.links if "cursor=" in link]
    assert browser.get(urljoin(first.path, older)).body.count('href="../m/') == 7
    (filters,) = [form for form in first.forms if form.method == "get"]
    shown = browser.submit(first, filters, severity="SEV2")
    assert "No moment is like that." in shown.body
    assert browser.submit(first, filters, brand="acme", status="open", kind="negative_surge").body.count("../m/") == 24


def test_what_strangers_wrote_is_inert_everywhere() -> None:
    brands.put(brands.get("acme")._replace(name=HOSTILE, aliases=(HOSTILE,), queries={"rss": (Query(HOSTILE),)}))
    store(surge()._replace(brand_name=HOSTILE, version=2))
    silences.put(Silence("bad", NOW_MS + DAY_MS, HOSTILE, HOSTILE, START, brand="acme", hashtag=HOSTILE))
    stored = subscribers.get("ana")
    subscribers.put(stored._replace(subscriber=stored.subscriber._replace(name=HOSTILE)), 1)
    browser = signed_in()
    for page in (
        *PAGES,
        "brand?id=acme",
        f"moments?brand={HOSTILE}",
        f"sign-in?said={HOSTILE}",
        f"enter?token={HOSTILE}",
    ):
        shown = browser.get(f"/pages/{page}")
        assert not shown.tags & {"script", "img", "b"}
        assert not [name for name in shown.attributes if name.startswith("on")]


def test_a_page_that_does_not_exist_is_said_so_and_a_wrong_brand_too() -> None:
    browser = signed_in()
    for page in ("nothing", "brand?id=nobody"):
        shown = browser.get(f"/pages/{page}")
        assert (shown.status, "There is no such page" in shown.body) == (404, True)


# ---- signing in ----------------------------------------------------------------------------------------------------


@pytest.fixture
def keys() -> dict[str, str]:
    """Three keys in API Gateway, by role, and the stage that lists their ids."""
    gateway = boto3.client("apigateway")
    made = {role: gateway.create_api_key(name=role.value, enabled=True) for role in Role}
    values = {role.value: made[role]["value"] for role in Role}
    return values | {f"{role.value.capitalize()}Keys": made[role]["id"] for role in Role}


def stage_of(keys: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in keys.items() if name.endswith("Keys")}


@pytest.mark.parametrize("role", [*Role])
def test_a_key_signs_in_with_its_role(role: Role, keys: dict[str, str]) -> None:
    browser = Browser(NOW_MS, stage=stage_of(keys))
    first = browser.get("/pages/now")
    by_key = first.forms[-1]
    shown = browser.submit(first, by_key, key=keys[role.value])
    assert (shown.path, shown.status) == ("/pages/now", 200)
    assert f"API key, role {role}" in shown.body
    browser.stage = {**stage_of(keys), f"{role.value.capitalize()}Keys": "another"}
    assert browser.get("/pages/now").path.startswith("/pages/sign-in"), "a replaced key ends its sessions"


def test_a_wrong_key_does_not_sign_in_and_guessing_asks_api_gateway_rarely(
    keys: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from functions.respond.signing_in import api_key  # noqa: PLC0415 - patched here alone

    real, calls = api_key._read, list[str]()
    monkeypatch.setattr(api_key, "_read", lambda key_id: calls.append(key_id) or real(key_id))  # type: ignore[func-returns-value]  # append first
    browser = Browser(NOW_MS, stage=stage_of(keys))
    for guess in ("", "x", keys["admin"][:-1], "ü" * 40, keys["AdminKeys"]):
        shown = browser.post("/pages/sign-in", {"key": guess})
        assert "This is none of the keys" in shown.body
        assert browser.cookies == {}
    assert len(calls) == 3


def mailed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Topic, str, Any]]:
    sent: list[tuple[Topic, str, Any]] = []
    monkeypatch.setattr(topics, "publish", lambda topic, _, text, attributes: sent.append((topic, text, attributes)))
    return sent


def link_in(text: str) -> str:
    (link,) = [word for word in text.split() if word.startswith("https://api.example/v1/pages/enter")]
    return link.removeprefix("https://api.example/v1")


def test_a_mailed_link_signs_its_subscriber_in_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = mailed(monkeypatch)
    browser = Browser(NOW_MS)
    said = browser.submit(
        browser.get("/pages/sign-in"), browser.get("/pages/sign-in").forms[0], email="Ana@Acme.example"
    )
    assert "a link is on its way" in said.body
    ((topic, text, attributes),) = sent
    assert (topic, attributes) == (Topic.SIGN_IN, {"subscriber": "ana"})
    for _ in range(3):  # a scanner opens it
        opened = Browser(NOW_MS).get(link_in(text))
        assert opened.status == 200
    entered = browser.submit(opened, opened.forms[0])
    assert (entered.path, "Ana, role admin" in entered.body) == ("/pages/now", True)
    again = Browser(NOW_MS)
    assert "used already, or is too old" in again.submit(opened, opened.forms[0]).body
    assert again.cookies == {}


def test_a_link_is_over_after_a_quarter_of_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = mailed(monkeypatch)
    Browser(NOW_MS).post("/pages/sign-in", {"email": "ana@acme.example"})
    late = Browser(NOW_MS + 15 * MINUTE_MS)
    opened = late.get(link_in(sent[0][1]))
    assert "too old" in late.submit(opened, opened.forms[0]).body


def test_who_asks_for_a_link_cannot_tell_whether_the_address_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is the same, and so is the work: an unknown address gets a message that nobody receives."""
    sent = mailed(monkeypatch)
    answers = {
        Browser(NOW_MS).post("/pages/sign-in", {"email": email}).body for email in ("ana@acme.example", "x@y.example")
    }
    assert len(answers) == 1
    assert [attributes for _, _, attributes in sent] == [{"subscriber": "ana"}, {"subscriber": "nobody"}]
    opened = Browser(NOW_MS).get(link_in(sent[1][1]))
    assert "used already, or is too old" in Browser(NOW_MS).submit(opened, opened.forms[0]).body


def test_links_are_limited_by_the_hour_with_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = mailed(monkeypatch)
    answers = {Browser(NOW_MS).post("/pages/sign-in", {"email": "ana@acme.example"}).body for _ in range(8)}
    assert (len(answers), len(sent)) == (1, 5)
    Browser(NOW_MS + HOUR_MS).post("/pages/sign-in", {"email": "ana@acme.example"})
    assert len(sent) == 6


def test_a_link_of_one_page_is_no_session_and_no_session_is_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sealed text has a key of its own."""
    sent = mailed(monkeypatch)
    Browser(NOW_MS).post("/pages/sign-in", {"email": "ana@acme.example"})
    token = link_in(sent[0][1]).partition("token=")[2]
    assert Browser(NOW_MS, {COOKIE: token}).get("/pages/now").path.startswith("/pages/sign-in")
    cookie = signed_in().cookies[COOKIE]
    assert "too old" in Browser(NOW_MS).post("/pages/enter", {"token": cookie}).body


def test_signing_out_ends_the_session_of_this_browser() -> None:
    browser = signed_in()
    page = browser.get("/pages/now")
    out = next(form for form in page.forms if form.action == "sign-out")
    assert "You are signed out." in browser.submit(page, out).body
    assert browser.cookies == {}


def test_no_key_address_or_token_is_logged(
    keys: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = mailed(monkeypatch)
    browser = Browser(NOW_MS, stage=stage_of(keys))
    browser.post("/pages/sign-in", {"key": keys["admin"]})
    browser.post("/pages/sign-in", {"key": "wrong-key-typed"})
    for _ in range(6):
        browser.post("/pages/sign-in", {"email": "ana@acme.example"})
    browser.get(link_in(sent[0][1]))
    written = "".join(capsys.readouterr())
    for secret in (
        keys["admin"],
        "wrong-key-typed",
        "acme.example",
        link_in(sent[0][1])[-40:],
        browser.cookies[COOKIE],
    ):
        assert secret not in written


# ---- forms ---------------------------------------------------------------------------------------------------------

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
    (new,) = [one for one in silences.every() if one.id != "known"]
    assert (new.author, new.until_ms, new.even_sev1) == ("Ana", NOW_MS + 12 * HOUR_MS, False)
    end = next(form for form in made.forms if ("id", "known") in form.fields)
    assert "people are told again" in browser.submit(made, end, "end").body
    assert silences.get("known").ended_by == "Ana"
    nothing = browser.submit(made, add, "add", hours="4", reason="x")
    assert (nothing.status, "needs at least one of brand" in nothing.body) == (400, True)


def test_who_signed_in_acknowledges_from_the_list_by_their_own_name() -> None:
    browser = as_role(Role.ACT)
    page = browser.get(moment_address(browser))
    form = next(form for form in page.forms if "/a/ack." in form.action)
    assert "Ana acknowledged it" in browser.submit(page, form).body
    entry = moments.get(surge().id).timeline[-1]
    assert (entry.by, entry.via) == ("Ana", "page")


def test_who_may_only_read_gets_a_page_without_buttons() -> None:
    browser = as_role(Role.READ)
    assert [form.action for form in browser.get(moment_address(browser)).forms if "/a/" in form.action] == []


def moment_address(browser: Browser) -> str:
    """The address of the moment's page in the list of moments."""
    page = browser.get("/pages/moments")
    (address,) = {link for link in page.links if "/m/" in link}
    return str(urljoin(page.path, address))


def test_the_page_of_drills_shows_how_one_goes_and_how_those_before_went() -> None:
    brands.put(Brand("calm", "Calm"))
    began = ask("POST", "/drills", body={"brand": "calm", "plan": "111", "by": HOSTILE[:80]}, now_ms=NOW_MS).json["id"]
    ask("POST", f"/drills/{began}/steps/4", body={"by": "cleo"}, now_ms=NOW_MS + 4 * MINUTE_MS)
    browser = signed_in()
    browser.now_ms = NOW_MS + 13 * MINUTE_MS
    listed, running = browser.get("/pages/drills").body, browser.get(f"/pages/drill?id={began}").body
    assert HOSTILE[:20] not in listed + running
    assert all(words in listed for words in ("DRILL Calm: plan", "after 4 minutes", f'href="drill?id={began}"'))
    assert all(words in running for words in ("Done by cleo, minute 4.", "A journalist"))
    assert "A regulator" not in running, "what comes is a surprise"
    ask("POST", f"/drills/{began}/end", body={"by": "ben"}, now_ms=NOW_MS + 14 * MINUTE_MS)
    assert "ended by hand" in browser.get("/pages/drills").body
    assert "after 4 minutes" in browser.get(f"/pages/drill?id={began}").body
