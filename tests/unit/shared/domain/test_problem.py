"""An error becomes problem details that say what is wrong, and nothing about the inside."""

from __future__ import annotations

import pytest

from shared.domain.errors import Conflict, IllegalTransition, InvalidInput, NotFound, Poison, StorageBusy, Unauthorized
from shared.domain.problem import problem_from


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        (InvalidInput("limit must be at most 100", field="limit"), 400, "Bad Request"),
        (Unauthorized("the signature is missing"), 401, "Unauthorized"),
        (NotFound("there is no brand 'acme'"), 404, "Not Found"),
        (Conflict("somebody else changed it"), 409, "Conflict"),
        (IllegalTransition("the moment is resolved", field="status"), 409, "Conflict"),
        (StorageBusy("mentions: ThrottlingException"), 503, "Service Unavailable"),
        (Poison("a record"), 500, "Internal Server Error"),
        (RuntimeError("a post"), 500, "Internal Server Error"),
    ],
)
def test_every_error_has_its_status_and_the_title_of_that_status(error: Exception, status: int, title: str) -> None:
    document = problem_from(error).document("")
    assert (document["status"], document["title"], document["type"]) == (status, title, "about:blank")


def test_the_wrong_field_is_named_with_the_message() -> None:
    document = problem_from(InvalidInput("must be a number", field="author.reach")).document("")
    assert document["errors"] == [{"field": "author.reach", "detail": "must be a number"}]
    assert problem_from(NotFound("there is no brand 'acme'")).document("")["errors"] == []


def test_a_conflict_is_a_failed_precondition_where_the_request_had_one() -> None:
    assert problem_from(Conflict("it has changed", field="if-match"), conditional=True).status == 412
    assert problem_from(IllegalTransition("it is resolved", field="status"), conditional=True).status == 409


@pytest.mark.parametrize("error", [StorageBusy("mentions: ThrottlingException"), RuntimeError("a post"), Poison("x")])
def test_a_failure_of_ours_says_nothing_about_its_cause(error: Exception) -> None:
    assert str(error) not in str(problem_from(error).document(""))


def test_a_busy_table_asks_to_wait() -> None:
    assert problem_from(StorageBusy("mentions")).headers == {"Retry-After": "2"}
    assert problem_from(NotFound("x")).headers == {}


def test_the_instance_is_the_request_as_the_log_knows_it() -> None:
    request_id = "6f0b1a52-1111-4222-8333-000000000000"
    assert problem_from(NotFound("x")).document(request_id)["instance"] == f"urn:uuid:{request_id}"
    assert "instance" not in problem_from(NotFound("x")).document("")
