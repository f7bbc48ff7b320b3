"""What all answers have in common: errors without details, no texts of clients in logs, no other origins."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from tests.api_client import ask

pytestmark = pytest.mark.usefixtures("aws")


def test_the_openapi_document_is_served_and_cached() -> None:
    answer = ask("GET", "/openapi.json")
    assert answer.json["openapi"].startswith("3.1")
    assert "/mentions" in answer.json["paths"]
    assert ask("GET", "/openapi.json", headers={"If-None-Match": answer.headers["ETag"]}).status == 304


def test_no_answer_allows_other_origins() -> None:
    answer = ask("GET", "/brands", headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_an_unexpected_error_is_a_500_without_details(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("the text of a post")

    monkeypatch.setattr("shared.store.brands.stored", broken)
    answer = ask("GET", "/brands")
    assert answer.status == 500
    assert "RuntimeError" not in answer.body
    logged = words_of(caplog)
    assert "RuntimeError" in logged
    assert "the text of a post" not in logged


@pytest.mark.parametrize(
    "trouble",
    [
        ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, "Query"),
        ClientError({"Error": {"Code": "InternalServerError", "Message": "sorry"}}, "Query"),
        EndpointConnectionError(endpoint_url="https://dynamodb.example"),
        ReadTimeoutError(endpoint_url="https://dynamodb.example"),
    ],
)
def test_tables_that_are_busy_or_unreachable_are_a_503_with_retry_after(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    def busy() -> None:
        raise trouble

    monkeypatch.setattr("shared.store.brands.stored", busy)
    answer = ask("GET", "/brands")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")


def test_no_log_line_has_a_text_from_a_client(caplog: pytest.LogCaptureFixture) -> None:
    ask("PUT", "/brands/acme", body={"name": "secret words"})
    ask("GET", "/moments", brand="secret words")
    logged = words_of(caplog)
    assert "secret" not in logged
    assert "'status': 201" in logged


def words_of(caplog: pytest.LogCaptureFixture) -> str:
    """Everything that a log line can contain."""
    return "\n".join(str(vars(record)) for record in caplog.records if record.name == "foreshock")
