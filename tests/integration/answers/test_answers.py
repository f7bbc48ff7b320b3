"""Whom to answer, with what: posts ranked, facts confirmed, drafts approved once; nothing is sent by itself."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from functions.query.routes.html import page_reads
from functions.respond import answer_event, approving
from functions.respond.routes import facts as fact_routes
from shared.domain.errors import StorageBusy
from shared.domain.moments.moment import Moment, Status, Transition
from shared.domain.response.fact import Fact, from_document, to_document
from shared.domain.response.notes import APPROVED
from shared.links.page_link import Scope, link_token, new_link
from shared.runtime.secrets import internal_key
from shared.store import brands, moments
from shared.store.response import approvals, facts
from tests.api_client import Answer, ask
from tests.integration.answers.answers_stage import BURNT, EXPLODED, NOW_MS, REFUND, SUPPORT, crisis
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import START

__all__ = ["crisis"]

TEXT = "We take your report very seriously. Please write to help@acme.example."


class Bus:
    """The bus, as far as an answer reaches it."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.fails: Exception | None = None

    def put_events(self, *, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - the SDK's name
        if self.fails:
            raise self.fails
        self.events += Entries
        return {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Bus:
    made = Bus()
    monkeypatch.setattr(answer_event, "_events", lambda: made)
    return made


def listed(moment: Moment) -> Any:
    return ask("GET", f"/moments/{moment.id}/answers", now_ms=NOW_MS, role="read").json


def post_of(answer: Any, post_id: str) -> Any:
    return next(post for concern in answer["concerns"] for post in concern["first"] if post["id"] == post_id)


def confirm(moment: Moment, role: str = "act", **change: Any) -> Answer:
    body = {"text": "Only kettles of March burn.", "about": "safety", "by": "ana", **change}
    given = {name: value for name, value in body.items() if value is not None}
    return ask("POST", f"/moments/{moment.id}/facts", body=given, now_ms=NOW_MS, role=role)


def approve(moment: Moment, post: str = BURNT, role: str = "act", **change: Any) -> Answer:
    body = {name: value for name, value in {"text": TEXT, "by": "ana", **change}.items() if value is not None}
    return ask("POST", f"/moments/{moment.id}/drafts/{post}/approve", body=body, now_ms=NOW_MS, role=role)


def page_of(moment: Moment) -> str:
    token = link_token(new_link(moment.id, Scope.READ, 1, START), internal_key("link"))
    return ask("GET", f"/m/{token}", now_ms=NOW_MS).body


def notes(moment: Moment) -> list[str]:
    return [entry.note for entry in moments.get(moment.id).timeline if entry.change is Transition.NOTED]


def test_harm_comes_first_praise_waits_for_no_answer_and_every_post_has_its_link_and_draft(
    crisis: list[Moment],
) -> None:
    answer = listed(crisis[1])
    assert [(concern["concern"], concern["posts"]) for concern in answer["concerns"]] == [("safety", 2), ("billing", 1)]
    burnt = post_of(answer, BURNT)
    assert (burnt["channel"], burnt["url"]) == ("mastodon", "https://social.example/0")
    assert "@acmehq" not in burnt["text"]
    assert "evil" not in burnt["text"]
    drafts = [post["draft"]["text"] for concern in answer["concerns"] for post in concern["first"]]
    assert all(SUPPORT in draft for draft in drafts)
    assert len(set(drafts)) == 3
    assert (answer["crisis"], answer["posts_read"], answer["all_read"], answer["hint"]) == (crisis[0].id, 4, True, None)


def test_nobody_is_asked_to_answer_their_own_statement(crisis: list[Moment]) -> None:
    said = "Acme kettle exploded in my kitchen, glass everywhere, this is dangerous, people write. Unplug yours."
    assert EXPLODED in {post["id"] for concern in listed(crisis[0])["concerns"] for post in concern["first"]}
    body = {"text": said, "channel": "mastodon", "by": "ana"}
    assert ask("POST", f"/moments/{crisis[0].id}/statements", body=body, now_ms=NOW_MS, role="act").status == 200
    assert EXPLODED not in {post["id"] for concern in listed(crisis[0])["concerns"] for post in concern["first"]}


def test_drafts_say_a_fact_once_it_is_confirmed_and_only_about_its_theme(crisis: list[Moment]) -> None:
    assert confirm(crisis[1]).json["confirmed_by"] == "ana"
    answer = listed(crisis[0])
    assert "Only kettles of March burn." in post_of(answer, BURNT)["draft"]["text"]
    assert "March" not in post_of(answer, REFUND)["draft"]["text"]
    assert [fact["text"] for fact in answer["facts"]] == ["Only kettles of March burn."]
    assert notes(crisis[0]) == ["Confirmed: “Only kettles of March burn.”"]


def test_the_same_fact_twice_is_one_fact_of_who_confirmed_it_first(crisis: list[Moment]) -> None:
    first = confirm(crisis[0])
    assert confirm(crisis[1], by="ben", text=" only  KETTLES of march burn. ").json == first.json
    assert len(facts.of_crisis(crisis[0].id)) == len(notes(crisis[0])) == 1


def test_an_approved_answer_stands_in_the_list_in_place_of_its_draft(crisis: list[Moment], bus: Bus) -> None:
    answer = approve(crisis[1]).json
    assert (answer["mention"], answer["crisis"], answer["yours"]) == (BURNT, crisis[0].id, True)
    burnt = post_of(listed(crisis[0]), BURNT)
    assert (burnt["draft"], burnt["answer"]["text"], burnt["answer"]["approved_by"]) == (None, TEXT, "ana")
    assert bus.events == []
    assert approve(crisis[0], EXPLODED, text="Please stay safe, and tell us more at help@acme.example.").status == 200
    assert notes(crisis[0]) == [APPROVED]


def test_of_a_text_in_another_language_the_answer_says_that_it_was_not_judged(crisis: list[Moment]) -> None:
    german = approve(crisis[0], text="Wir bedauern sehr, was Ihnen passiert ist, und melden uns bis Freitag.").json
    english = approve(crisis[0], EXPLODED).json
    assert ("English only" in german["hint"], english["hint"]) == (True, None)


def test_of_two_who_approve_at_once_one_is_first_and_the_other_learns_who(crisis: list[Moment]) -> None:
    with ThreadPoolExecutor() as both:
        answers = list(both.map(lambda by: approve(crisis[0], by=by, text=f"{TEXT} {by}").json, ("ana", "ben")))
    assert answers[0]["approved_by"] == answers[1]["approved_by"]
    assert answers[0]["text"] == answers[1]["text"]
    assert sorted(answer["yours"] for answer in answers) == [False, True]
    assert len(approvals.of_crisis(crisis[0].id)) == 1


def test_an_answer_goes_to_the_bus_only_where_somebody_asks_and_again_with_the_same_id(
    crisis: list[Moment], bus: Bus
) -> None:
    bus.fails = EndpointConnectionError(endpoint_url="https://events.example")
    assert approve(crisis[0], hand_over=True).status == 503
    assert [approval.text for approval in approvals.of_crisis(crisis[0].id)] == [TEXT]
    bus.fails = None
    for _ in range(2):
        assert approve(crisis[0], hand_over=True).status == 200
    first, second = (json.loads(event["Detail"]) for event in bus.events)
    assert first == second
    assert (first["id"], first["type"]) == (f"{crisis[0].id}/answer/{BURNT}", "foreshock.answer.approved")
    assert (first["data"]["text"], first["data"]["url"]) == (TEXT, "https://social.example/0")


def test_a_text_that_breaks_a_rule_is_not_approved_and_the_answer_names_the_words(crisis: list[Moment]) -> None:
    for text, status, words in (
        ("We will fix it by Friday.", 400, "“Friday” promises a time"),
        ("This was our fault.", 400, "“our fault” admits or assigns blame"),
        ("You wrote “we will fix it by Friday”.", 400, "promises a time"),
        ("Dear John Miller, please write to us.", 400, "personal data"),
        ("Ask ana@mail.example.", 400, "personal data"),
        ("x" * 2_001, 400, "2000"),
        ("x" * 1_000_000, 413, "at most 262,144"),
        ("\ud800", 400, "text must be a valid string"),
        ("a\u202eb", 400, "hidden character"),
        (" ", 400, "is empty"),
        (None, 400, "text is required"),
    ):
        answer = approve(crisis[0], text=text)
        assert (answer.status, words in answer.json["detail"]) == (status, True), answer.json
    assert (approvals.of_crisis(crisis[0].id), notes(crisis[0])) == ([], [])


def test_a_copy_of_an_approved_answer_is_refused_and_a_confirmed_time_is_not(crisis: list[Moment]) -> None:
    assert approve(crisis[0]).status == 200
    assert "80 % alike" in approve(crisis[0], EXPLODED).json["detail"]
    assert confirm(crisis[0], text="The hotline opens on Friday.").status == 200
    assert approve(crisis[0], EXPLODED, text="The hotline opens on Friday.").status == 200


def test_what_cannot_be_a_fact_is_refused_with_its_field(crisis: list[Moment]) -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"text": "x" * 401}, "400"),
        ({"text": "\ud800"}, "text must be a valid string"),
        ({"text": None}, "text is required"),
        ({"about": "kettles"}, "about"),
        ({"by": "foreshock"}, "must be a person"),
    ]
    for change, words in refused:
        answer = confirm(crisis[0], **change)
        assert (answer.status, words in answer.json["detail"]) == (400, True), answer.json
    assert facts.of_crisis(crisis[0].id) == []


def test_an_unknown_moment_or_post_and_a_key_that_may_only_read_are_refused(crisis: list[Moment]) -> None:
    nothing = crisis[0]._replace(id="nothing")
    assert ask("GET", "/moments/nothing/answers").status == 404
    assert (confirm(nothing).status, approve(nothing).status) == (404, 404)
    assert approve(crisis[0], "1772373900000-0123456789abcdef012345").status == 404
    assert approve(crisis[0], "nothing").status == 404
    assert (confirm(crisis[0], role="read").status, approve(crisis[0], role="read").status) == (403, 403)


def test_a_crisis_takes_so_many_facts_and_answers_and_no_more(
    crisis: list[Moment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fact_routes, "MAX_FACTS", 1)
    monkeypatch.setattr(approving, "MAX_APPROVALS", 1)
    assert (confirm(crisis[0]).status, approve(crisis[0]).status) == (200, 200)
    assert (confirm(crisis[0], text="Another.").status, approve(crisis[0], EXPLODED).status) == (409, 409)
    assert (confirm(crisis[0]).status, approve(crisis[0]).status) == (200, 200)


def test_without_a_place_to_go_there_are_no_drafts_and_the_answer_says_why(crisis: list[Moment]) -> None:
    brands.put(brands.get("acme")._replace(support=""))
    answer = listed(crisis[0])
    assert post_of(answer, BURNT)["draft"] is None
    assert "`support`" in answer["hint"]


@pytest.mark.usefixtures("aws")
def test_the_support_of_a_brand_is_a_mail_address_or_an_https_one() -> None:
    for support in ("http://acme.example", "call us", "https://ana:x@acme.example", "ana@", "\ud800@a.b"):
        answer = ask("PUT", "/brands/acme", body={"name": "Acme", "support": support})
        assert (answer.status, answer.json["errors"][0]["field"]) == (400, "support")
    kept = ask("PUT", "/brands/acme", body={"name": "Acme", "support": "https://acme.example/help"})
    assert (kept.json["support"], brands.get("acme").support) == ("https://acme.example/help",) * 2


def test_the_page_says_whom_to_answer_while_the_crisis_goes_on_and_runs_no_script(crisis: list[Moment]) -> None:
    confirm(crisis[0], text="Only <b>kettles</b> of March.")
    approve(crisis[0], EXPLODED, text="Please stay safe, & tell us more at help@acme.example.")
    shown = page_of(crisis[0])
    assert "<h2>Whom to answer</h2>" in shown
    assert "<script>alert" not in shown
    assert "Only &lt;b&gt;kettles&lt;/b&gt; of March." in shown
    assert "Please stay safe, &amp; tell us more" in shown
    for moment in map(moments.get, (each.id for each in crisis)):
        over = moment._replace(status=Status.RESOLVED, ended_ms=NOW_MS - 1)
        put_moment(over)
    assert "Whom to answer" not in page_of(crisis[0])


def test_a_page_whose_posts_cannot_be_read_is_shown_without_them(
    crisis: list[Moment], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise StorageBusy("mentions")

    assert "<h2>Whom to answer</h2>" in page_of(crisis[0])
    monkeypatch.setattr(page_reads, "crisis_answers", busy)
    shown = page_of(crisis[0])
    assert "SEV1: act now" in shown
    assert "Whom to answer" not in shown


def test_fields_of_a_later_version_are_left_out() -> None:
    fact = Fact("1", "acme", "c", "x", "ana", 1)
    assert from_document({**to_document(fact), "later": 1}) == fact
