"""An answer is approved on the page of a crisis, by the form of one post, on a phone without an API key."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from urllib.parse import urlencode

import pytest

from functions.respond.wording import drafted
from functions.respond.wording.bedrock import ModelAnswer
from shared.domain.moments.moment import Moment
from shared.domain.text import clean_text
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.links.page_link import Scope, link_token, new_link
from shared.runtime.secrets import internal_key
from shared.store.response import approvals
from tests.api_client import Answer, ask
from tests.integration.answers.answers_stage import BURNT, EXPLODED, NOW_MS, REFUND, SUPPORT, crisis
from tests.unit.notify.examples import START

__all__ = ["crisis"]

MODEL = "amazon.nova-micro-v1:0"
TEXT = "We take your report very seriously.\nPlease write to help@acme.example."


def page(moment: Moment, scope: Scope = Scope.ACT) -> str:
    token = link_token(new_link(moment.id, scope, 2, START), internal_key("link"))
    return ask("GET", f"/m/{token}", now_ms=NOW_MS).body


def form(moment: Moment, post: str = BURNT) -> str:
    """The address of the form of a post, as a browser resolves it."""
    forms = re.findall(r'action="\.\./a/([^"]+)"', page(moment))
    return f"/a/{next(token for token in forms if f'.{post}.' in token)}"


def press(path: str, /, *, after_ms: int = 0, **fields: str) -> Answer:
    """Send the form as a browser does, with CR LF in its text."""
    sent = {name: value.replace("\n", "\r\n") for name, value in fields.items()}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return ask("POST", path, body=urlencode(sent), headers=headers, now_ms=NOW_MS + after_ms)


def in_box(answer: Answer) -> str:
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", answer.body, re.DOTALL)
    return unescape(found[1]) if found else ""


def test_a_megabyte_is_refused_and_only_its_beginning_comes_back(crisis: list[Moment]) -> None:
    answer = press(form(crisis[0]), text="<" * 1_000_000, by="Ana" * 100_000)
    assert (answer.status, "at most 2000" in answer.body) == (400, True)
    assert len(answer.body) < 50_000
    assert approvals.of_crisis(crisis[0].id) == []


def test_each_post_has_its_form_with_the_draft_and_one_press_approves_what_was_made_of_it(crisis: list[Moment]) -> None:
    shown = page(crisis[1])
    assert len(re.findall(rf'action="\.\./a/note\.[^"]+\.({BURNT}|{REFUND}|{EXPLODED})\.', shown)) == 3
    assert (
        len([text for text in re.findall(r"<textarea[^>]*>(.*?)</textarea>", shown, re.DOTALL) if SUPPORT in text]) == 3
    )
    answer = press(form(crisis[1]), text=f"  {TEXT} ", by="  Ana  Núñez")
    assert (answer.status, "<h1>Approved</h1>" in answer.body) == (200, True)
    assert "Ana Núñez approved it at 14:35 UTC." in answer.body
    assert (in_box(answer), 'href="https://social.example/0"' in answer.body) == (TEXT, True)
    (stored,) = approvals.of_crisis(crisis[0].id)
    assert (stored.id, stored.text, stored.by, stored.via) == (BURNT, TEXT, "Ana Núñez", "link")
    assert "Answer, approved by <bdi>Ana Núñez</bdi>" in page(crisis[0])


def test_of_two_who_press_at_once_one_is_first_and_the_other_learns_who(crisis: list[Moment]) -> None:
    path = form(crisis[0])
    with ThreadPoolExecutor() as both:
        answers = list(both.map(lambda by: press(path, text=f"{TEXT} {by}", by=by), ("ana", "ben")))
    (stored,) = approvals.of_crisis(crisis[0].id)
    headings = sorted("<h1>Approved</h1>" in answer.body for answer in answers)
    assert headings == [False, True]
    for answer in answers:
        assert in_box(answer) == stored.text
        assert f"{stored.by} approved " in answer.body
    late = press(path, text="Something else.", by="cleo")
    assert "<h1>It has its answer already</h1>" in late.body
    assert "<h1>It has its answer already</h1>" in ask("GET", path, now_ms=NOW_MS).body


def test_a_text_that_breaks_a_rule_comes_back_with_the_reason_and_nothing_is_lost(crisis: list[Moment]) -> None:
    path = form(crisis[0])
    refused: list[tuple[dict[str, str], int, str]] = [
        ({"text": "We will fix it by Friday.", "by": "ana"}, 400, "“Friday” promises a time"),
        ({"text": TEXT}, 400, "Say who you are"),
        ({"text": TEXT, "by": "foreshock"}, 400, "must be a person"),
        ({"text": "a\u202eb", "by": "ana"}, 400, "hidden character"),
        ({"text": "", "by": "ana"}, 400, "is empty"),
        ({"text": "x" * 2_001, "by": "ana"}, 400, "2000"),
        ({"text": "</textarea><script>alert(1)</script> by Friday", "by": '"><b>'}, 400, "promises a time"),
        ({"text": TEXT, "by": "ana", "worded_by": "a model"}, 400, "worded_by"),
    ]
    for fields, status, words in refused:
        answer = press(path, after_ms=0, **fields)
        assert (answer.status, words in answer.body) == (status, True), answer.body
        assert in_box(answer) == clean_text(fields["text"])
        assert "<script>" not in answer.body
    assert approvals.of_crisis(crisis[0].id) == []


def test_to_look_changes_nothing_and_who_may_only_read_or_comes_too_late_approves_nothing(crisis: list[Moment]) -> None:
    assert "note." not in page(crisis[0], Scope.READ)
    path = form(crisis[0])
    shown = ask("GET", path, now_ms=NOW_MS)
    assert (shown.status, SUPPORT in in_box(shown)) == (200, True)
    late = press(path, after_ms=HOUR_MS, text=TEXT, by="ana")
    assert (late.status, in_box(late)) == (410, TEXT)
    assert ask("GET", path, now_ms=NOW_MS + HOUR_MS).status == 410
    assert press(path.replace(f".{BURNT}.", f".{EXPLODED}."), text=TEXT, by="ana").status == 404
    assert approvals.of_crisis(crisis[0].id) == []


def test_a_model_words_it_on_the_page_and_the_answer_says_so(
    crisis: list[Moment], monkeypatch: pytest.MonkeyPatch
) -> None:
    worded = (
        f"That must have been frightening. We do not know yet what exactly is behind it. Please write to {SUPPORT}."
    )
    path = form(crisis[0])
    assert "No model worded it: no model is set" in press(path, do="word", by="ana").body
    monkeypatch.setenv("DRAFT_MODEL", MODEL)
    monkeypatch.setattr(drafted, "ask_model", lambda *_: ModelAnswer(worded))
    assert "Let a model word it" in page(crisis[0])
    answer = press(path, do="word", by="ana")
    assert (in_box(answer), f"Worded by {MODEL}" in answer.body) == (worded, True)
    assert approvals.of_crisis(crisis[0].id) == []
    done = press(path, after_ms=MINUTE_MS, text=worded, by="ana", worded_by=MODEL)
    assert f"Worded by {MODEL}" in done.body
    assert approvals.of_crisis(crisis[0].id)[0].worded_by == MODEL
    assert f"worded by {MODEL}" in page(crisis[0])
