"""Links with buttons: for how long, for whom, and what hostile, old, or invalid ones do, which is nothing."""

from __future__ import annotations

import re

import boto3
import pytest

from functions.respond.handler import handler
from shared.domain.moments.lifecycle import next_version, reopen, resolve
from shared.domain.moments.moment import Moment
from shared.domain.moments.transitions import Action
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
from shared.links.page_link import Scope
from shared.runtime import secrets
from shared.runtime.settings import setting
from shared.store import moments
from tests.api_client import ask, event
from tests.integration.pages.pressed import NOW, acknowledgements, button, buttons, page, press, stored
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import START, burst


def test_a_button_does_nothing_about_what_its_page_did_not_show(crisis: list[Moment]) -> None:
    path = button(crisis[0])
    joined = put_moment(burst()._replace(id="c" * 12, crisis=crisis[0].id, version=1, detected_ms=NOW + MINUTE_MS))
    answer = press(path, NOW + 2 * MINUTE_MS, by="Ana")
    assert "1 more moment has begun" in answer.body
    assert moments.get(joined.id) == joined
    assert acknowledgements(crisis) == [1, 1]


def test_a_button_of_before_a_reopening_does_nothing(crisis: list[Moment]) -> None:
    path = button(crisis[0])
    for moment in crisis:
        over = resolve(moment, Action(NOW + MINUTE_MS, by="ana"))
        again = reopen(over, Action(NOW + 2 * MINUTE_MS, by="ben"))
        moments.put_change(next_version(moment, again, NOW), moment.version)
    late = press(path, NOW + 3 * MINUTE_MS, by="Eve")
    assert (late.status, "This page is old" in late.body) == (409, True)
    assert acknowledgements(crisis) == [0, 0]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_button_can_be_pressed_for_an_hour(crisis: list[Moment], method: str) -> None:
    path = button(crisis[0])
    late = ask(method, path, now_ms=NOW + HOUR_MS, body="" if method == "POST" else None)
    assert (late.status, "This page is old" in late.body) == (410, True)
    (back,) = re.findall(r'href="\.\./(m/[^"]+)"', late.body)
    assert ask("GET", f"/{back}", now_ms=NOW + HOUR_MS).status == 200
    assert stored(crisis) == crisis


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_invalid_token_is_a_404_page_without_details(crisis: list[Moment], method: str) -> None:
    good = button(crisis[0])
    for path in (
        "/a/0",
        "/a/ack.x",
        good[:-1],
        good.replace("ack.", "dismiss."),
        good + "A",
        good.replace("/a/", "/a/x"),
    ):
        answer = ask(method, path, now_ms=NOW, body="" if method == "POST" else None)
        assert (answer.status, "There is no such page" in answer.body) == (404, True)
        assert "Acme" not in answer.body
    assert stored(crisis) == crisis


def test_a_link_to_read_and_an_old_one_have_no_buttons(crisis: list[Moment]) -> None:
    assert buttons(crisis[0], scope=Scope.READ) == []
    assert buttons(crisis[0], START + 6 * DAY_MS) != []
    assert buttons(crisis[0], START + 8 * DAY_MS) == []


def test_pages_are_not_kept_and_name_themselves_to_no_other_site(crisis: list[Moment]) -> None:
    path = button(crisis[0])
    for answer in (ask("GET", path, now_ms=NOW), press(path), press(path), press("/a/0"), page(crisis[0])):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "form-action 'self'" in answer.headers["Content-Security-Policy"]


def test_hostile_forms_are_harmless(crisis: list[Moment]) -> None:
    path = button(crisis[0])
    for body in ("by=%ff%fe", "&" * 5_000, "by=" + "x" * 50_000, "=&=&by", "\x00"):
        assert ask("POST", path, body=body, now_ms=NOW + MINUTE_MS).status == 200
    assert "<script>" not in press(button(crisis[0], "dismiss"), by="<script>alert(1)</script>", note="<b>").body


def test_no_token_is_written_to_the_log(crisis: list[Moment], caplog: pytest.LogCaptureFixture) -> None:
    path = button(crisis[0])
    caplog.clear()
    for address in (path, path[:-3]):
        sent = event("POST", address, "", headers={}, query={}, now_ms=NOW) | {"resource": "/a/{token}"}
        handler(sent, None)
    written = "".join(str(vars(record)) for record in caplog.records)
    assert written.count("/a/{token}") == 2
    assert path.removeprefix("/a/")[:-3] not in written


def test_after_a_rotation_the_links_of_before_are_good_once_more(
    crisis: list[Moment], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = button(crisis[0])
    client = boto3.client("secretsmanager")
    for rotation, status in ((1, 200), (2, 404)):
        client.put_secret_value(SecretId=setting("INTERNAL_SECRET_ARN"), SecretString=f"another {rotation}" * 4)
        monkeypatch.setattr(secrets, "_kept", {})
        assert press(path, NOW + rotation * MINUTE_MS).status == status
