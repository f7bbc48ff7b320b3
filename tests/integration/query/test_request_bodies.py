"""A body that is not taken gets the status and the cause that the document promises, and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from shared.http.body import MAX_DEPTH, MAX_LENGTH
from tests.api_client import ask

pytestmark = pytest.mark.usefixtures("aws")

PATHS = [("PUT", "/brands/acme"), ("POST", "/brands/acme/mentions/x/label"), ("POST", "/moments/x/ack")]

TYPES = {
    "multipart/form-data": "multipart/form-data",
    "multipart/form-data; boundary=x": "multipart/form-data",
    "application/x-www-form-urlencoded": "application/x-www-form-urlencoded",
    "text/plain": "text/plain",
    "json": "json",
    "application/json; charset=latin-1": "in latin-1",
    "application/json; charset=utf-16": "in utf-16",
}


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("kind", TYPES)
def test_a_body_of_another_type_is_a_415_that_names_it(method: str, path: str, kind: str) -> None:
    answer = ask(method, path, body='{"name": "Acme"}', headers={"Content-Type": kind})
    assert answer.status == 415
    assert f"the body is {TYPES[kind]}; send JSON in UTF-8" in answer.json["detail"]


def test_a_compressed_body_is_a_415() -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = ask("PUT", "/brands/acme", body="H4sIAAAA", headers=headers)
    assert (answer.status, answer.json["detail"].partition(";")[0]) == (415, "the body is compressed (gzip)")
    assert ask("GET", "/brands").json["brands"] == []


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=UTF-8", ""])
def test_json_in_utf_8_is_taken(kind: str) -> None:
    assert ask("PUT", "/brands/acme", body='{"name": "Ørsted"}', headers={"Content-Type": kind}).status == 201


def test_a_body_that_is_too_long_is_a_413() -> None:
    assert ask("PUT", "/brands/acme", body='"' + "x" * MAX_LENGTH + '"').status == 413


@pytest.mark.parametrize(
    "body", ["[" * 20_000, '{"a":' * 20_000, '{"name": ' + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "}"]
)
def test_a_body_that_is_too_deep_is_a_400(body: str) -> None:
    answer = ask("PUT", "/brands/acme", body=body)
    assert answer.status == 400
    assert answer.json["errors"] == [{"field": "body", "detail": f"is nested more than {MAX_DEPTH} levels deep"}]


@pytest.mark.parametrize("name", ["since", "until"])
def test_a_time_before_1970_is_refused_as_such(name: str) -> None:
    times: dict[str, Any] = {name: "1900-01-01"}
    answer = ask("GET", "/moments", **times)
    assert answer.json["detail"] == f"{name} must not be before 1970; got '1900-01-01'"


@pytest.mark.parametrize("unknown", ["☃", "كسترو", "%E2%98%83", "a" * 200, "0"])
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/moments/{}"), ("GET", "/brands/{}"), ("POST", "/moments/{}/ack")]
)
def test_an_id_that_does_not_exist_is_a_404_in_any_script(method: str, path: str, unknown: str) -> None:
    body = None if method == "GET" else '{"by": "Kim"}'
    assert ask(method, path.format(unknown), body=body).status in {400, 404}
