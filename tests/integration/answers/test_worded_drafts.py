"""POST /moments/{id}/drafts/{draft}/word: a model of Amazon Bedrock words a draft, where the deployment has one."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.session import get_session
from botocore.stub import Stubber

from functions.respond.wording import bedrock
from shared.domain.moments.moment import Moment
from shared.store import brands
from shared.store.response import approvals
from tests.api_client import Answer, ask
from tests.integration.answers.answers_stage import BURNT, LOVE, NOW_MS, SUPPORT, crisis

__all__ = ["crisis"]

MODEL = "amazon.nova-micro-v1:0"
SAID = "We do not know yet what exactly is behind it."
GOOD = f"A cord that catches fire is frightening, and we are glad that you told us. {SAID} Please write to {SUPPORT}."


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    """A client that answers as it is told, and knows which requests and answers the API has."""
    monkeypatch.setenv("DRAFT_MODEL", MODEL)
    client = get_session().create_client("bedrock-runtime", region_name="eu-west-1")
    monkeypatch.setattr(bedrock, "_bedrock", lambda: client)
    with Stubber(client) as stubber:
        yield stubber


def answers(stubber: Stubber, text: str, stopped: str = "end_turn") -> None:
    content = [{"text": text}] if text else []
    given: dict[str, Any] = {
        "output": {"message": {"role": "assistant", "content": content}},
        "stopReason": stopped,
        "usage": {"inputTokens": 420, "outputTokens": 60, "totalTokens": 480},
        "metrics": {"latencyMs": 400},
    }
    stubber.add_response("converse", given)


def word(moment: Moment, post: str = BURNT, role: str = "act") -> Answer:
    return ask("POST", f"/moments/{moment.id}/drafts/{post}/word", now_ms=NOW_MS, role=role)


def assert_template(worded: dict[str, Any], why: str) -> None:
    assert (worded["worded_by"], why in worded["why"]) == (None, True), worded
    assert "the cord of my kettle MELTED" in worded["text"]
    assert SUPPORT in worded["text"]


def test_the_text_of_the_model_is_shown_as_such_and_is_nothing_until_somebody_approves_it(
    crisis: list[Moment], model: Stubber
) -> None:
    answers(model, f'"{GOOD}"\n')
    worded = word(crisis[1]).json
    assert worded == {"mention": BURNT, "crisis": crisis[0].id, "text": GOOD, "worded_by": MODEL, "why": None}
    assert approvals.of_crisis(crisis[0].id) == []
    body = {"text": GOOD, "by": "ana", "worded_by": MODEL}
    approved = ask("POST", f"/moments/{crisis[0].id}/drafts/{BURNT}/approve", body=body, now_ms=NOW_MS, role="act").json
    assert (approved["approved_by"], approved["worded_by"]) == ("ana", MODEL)
    assert word(crisis[0]).json["detail"] == "the post has its answer, which ana approved"


def test_where_the_model_fails_a_draft_of_the_templates_comes_with_the_reason(
    crisis: list[Moment], model: Stubber
) -> None:
    for code, why in (
        ("ThrottlingException", "asked too often"),
        ("ModelTimeoutException", "did not answer within 8 seconds"),
        ("AccessDeniedException", "turn it on"),
        ("ValidationException", "DraftModel"),
        ("InternalServerException", "it failed"),
    ):
        model.add_client_error("converse", code)
        assert_template(word(crisis[0]).json, why)


def test_what_the_model_must_not_say_is_not_shown(crisis: list[Moment], model: Stubber) -> None:
    for text, stopped, why in (
        ("", "end_turn", "it wrote nothing"),
        (GOOD, "max_tokens", "wrote too much"),
        ("I cannot help with that.", "content_filtered", "it declined"),
        (f"We pay you 500 USD by Friday. {GOOD}", "end_turn", "promises a time"),
        (f"{GOOD} More at https://evil.example/x", "end_turn", "added an address"),
    ):
        answers(model, text, stopped)
        assert_template(word(crisis[0]).json, why)


def test_a_model_that_does_not_answer_is_asked_once_and_waited_for_no_longer_than_the_limit(
    crisis: list[Moment], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("DRAFT_MODEL", MODEL)
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setattr(bedrock, "TIME_LIMIT_S", 0.2)
        began = time.monotonic()
        worded = word(crisis[0]).json
        assert time.monotonic() - began < 5
        assert_template(worded, "did not answer within 8 seconds")
        silent.settimeout(0)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()


def test_without_a_model_nothing_is_asked_and_the_answer_names_the_setting(crisis: list[Moment]) -> None:
    assert_template(word(crisis[0]).json, "DraftModel")


def test_who_may_only_read_and_what_has_no_draft_are_refused(crisis: list[Moment], model: Stubber) -> None:
    assert word(crisis[0], role="read").status == 403
    assert word(crisis[0], "nothing").status == 404
    assert word(crisis[0]._replace(id="nothing")).status == 404
    assert "asks nothing" in word(crisis[0], LOVE).json["detail"]
    brands.put(brands.get("acme")._replace(support=""))
    assert word(crisis[0]).json["errors"][0]["field"] == "support"
    model.assert_no_pending_responses()
