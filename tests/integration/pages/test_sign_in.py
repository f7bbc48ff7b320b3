"""Signing in by a key or a mailed link: once, for its time, and without a word about who is known."""

from __future__ import annotations

import boto3
import pytest

from shared.domain.people.role import Role
from shared.domain.people.subscription import Topic
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.sign_in.session import COOKIE
from tests.browser import Browser
from tests.integration.pages.pages_stage import NOW_MS, mailed, signed_in

pytestmark = pytest.mark.usefixtures("acme")


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
