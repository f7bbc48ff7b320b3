"""Requests that are odd but happen: each gets the status that the document names, in any script, and never a 5xx."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from functions.query.handler import handler as query
from tests.api_client import KEYS, NOW_MS, Answer, ask, document, event

pytestmark = pytest.mark.usefixtures("aws")

ORIGIN = "https://desk.example"

IDS = [
    *("☃", "كسترو", "%E2%98%83", "कि", "க்ஷ", "ケストロ", "a\u0301", "🫶", "e\u200bx", "\ufeff", "\u2028", "½"),
    *("\n", "x\n", "\t", " ", "\x00", "\x7f", '"', "#", "a?b", "\\", "..", "-", "a" * 300),
]
"""Ids that nothing has: other scripts, marks that combine, controls, what a regular expression may stumble over."""

BODIES: dict[str, Any] = {
    "dismiss": {"reason": "known"},
    "note": {"note": "seen"},
    "label": {"label": "negative"},
    "statements": {"text": "We look into it.", "channel": "press"},
    "facts": {"text": "The fault is in version 4.3."},
    "approve": {"text": "Sorry to hear that."},
}


def operations_with_an_id() -> list[tuple[str, str]]:
    return [
        (method.upper(), path)
        for path, item in document()["paths"].items()
        for method in item
        if "{" in path and method != "put"
    ]


@pytest.mark.parametrize(("method", "path"), operations_with_an_id())
def test_an_id_that_nothing_has_is_a_404_in_any_script(method: str, path: str) -> None:
    body = None if method in {"GET", "DELETE"} else BODIES.get(path.rpartition("/")[2], {})
    answered = {one: ask(method, re.sub(r"\{\w+\}", lambda _: one, path), body=body).status for one in IDS}  # noqa: B023 - used at once
    assert answered == dict.fromkeys(IDS, 404)


@pytest.mark.parametrize("path", ["/brands/{}", "/plans/{}", "/silences/{}", "/subscribers/{}"])
@pytest.mark.parametrize("unknown", ["☃", "कि", "x\n", "No Such"])
def test_what_is_created_must_have_an_id_that_can_be_written(path: str, unknown: str) -> None:
    answer = ask("PUT", path.format(unknown), body={"name": "Acme"})
    assert answer.status == 400
    assert answer.json["errors"][0]["field"] in {"brand", "plan", "id"}


@pytest.mark.parametrize("path", ["/moments", "/crises", "/brands/acme/mentions"])
@pytest.mark.parametrize("name", ["cursor", "since", "until"])
def test_an_empty_parameter_is_refused_by_its_name(path: str, name: str) -> None:
    empty: dict[str, Any] = {name: ""}
    answer = ask("GET", path, **empty)
    assert (answer.status, answer.json["detail"]) == (400, f"{name} is empty; leave it out or fill it in")


@pytest.mark.parametrize("header", ["If-Match", "If-None-Match"])
def test_an_empty_precondition_is_refused_and_nothing_is_written(header: str) -> None:
    answer = ask("PUT", "/brands/acme", body={"name": "Acme"}, headers={header: ""})
    assert (answer.status, answer.json["errors"][0]["field"]) == (400, header.lower())
    assert ask("GET", "/brands/acme").status == 404


def test_a_date_far_ahead_is_a_date() -> None:
    ask("PUT", "/brands/acme", body={"name": "Acme"})
    for path in ("/moments", "/crises", "/brands/acme/mentions"):
        assert ask("GET", path, since="2099-01-01").status == 200
        assert ask("GET", path, until="2099-01-01").status == 200
    assert ask("GET", "/brands/acme/pulse", since="2099-01-01", until="2099-01-02").json["points"][0]["mentions"] == 0


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"name": 5}, "name"),
        ({"name": True}, "name"),
        ({"name": ""}, "name"),
        ({"name": " \t"}, "name"),
        ({"name": "Ac\x00me"}, "name"),
        ({"name": "Acme", "aliases": [7]}, "aliases[0]"),
        ({"name": "Acme", "aliases": ["ok", ""]}, "aliases[1]"),
        ({"name": "Acme", "excluded": ["\u202e"]}, "excluded[0]"),
        ({"name": "Acme", "time_zone": 1}, "time_zone"),
        ({"name": "Acme", "queries": {"rss": [5]}}, "queries.rss[0]"),
    ],
)
def test_a_text_is_a_text_with_something_to_see(settings: dict[str, Any], field: str) -> None:
    answer = ask("PUT", "/brands/acme", body=settings)
    assert (answer.status, answer.json["errors"][0]["field"]) == (400, field)


def test_a_brand_and_its_aliases_may_have_one_letter() -> None:
    answer = ask("PUT", "/brands/x", body={"name": "X", "aliases": ["𝕏", "x"]})
    assert (answer.status, answer.json["aliases"]) == (201, ["𝕏", "x"])


def options(path: str, origin: str, allowed: str = "") -> Answer:
    sent = event("OPTIONS", path, None, headers={"origin": origin} if origin else {}, query={}, now_ms=NOW_MS, role="")
    answer = query({**sent, "stageVariables": KEYS | ({"AllowedOrigin": allowed} if allowed else {})}, None)
    return Answer(
        answer["statusCode"], {name: values[-1] for name, values in answer["multiValueHeaders"].items()}, answer["body"]
    )


def test_a_page_of_the_allowed_origin_may_call_the_api() -> None:
    answer = options("/brands/acme", ORIGIN, allowed=ORIGIN)
    assert (answer.status, answer.body) == (204, "")
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert {"X-Api-Key", "If-Match"} <= set(answer.headers["Access-Control-Allow-Headers"].split(", "))
    assert "Access-Control-Allow-Credentials" not in answer.headers, "or a page could act with a person's cookie"


@pytest.mark.parametrize(
    ("origin", "allowed"), [(ORIGIN, ""), ("", ORIGIN), ("https://desk.example.evil", ORIGIN), ("null", ORIGIN)]
)
def test_no_other_page_may(origin: str, allowed: str) -> None:
    answer = options("/brands", origin, allowed=allowed)
    assert answer.status == 403
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/brands", "/brands/none"])
def test_an_answer_and_an_error_can_be_read_by_the_allowed_page_alone(path: str) -> None:
    sent = event("GET", path, None, headers={}, query={}, now_ms=NOW_MS)
    allowed = query({**sent, "stageVariables": KEYS | {"AllowedOrigin": ORIGIN}}, None)["multiValueHeaders"]
    assert (allowed["Access-Control-Allow-Origin"], allowed["Vary"]) == ([ORIGIN], ["Origin"])
    assert "Access-Control-Allow-Origin" not in query(sent, None)["multiValueHeaders"]


@pytest.mark.parametrize(
    ("headers", "base"),
    [
        ({"Host": "api.acme.example", "X-Forwarded-Proto": "https"}, "https://api.acme.example/v1"),
        ({}, "https://a1b2.execute-api.eu-west-1.amazonaws.com/v1"),
    ],
)
def test_the_document_says_where_it_was_found(headers: dict[str, str], base: str) -> None:
    sent = event("GET", "/openapi.json", None, headers=headers, query={}, now_ms=NOW_MS, role="")
    sent["requestContext"]["domainName"] = "a1b2.execute-api.eu-west-1.amazonaws.com"
    found = json.loads(query(sent, None)["body"])
    assert [server["url"] for server in found["servers"]] == [base]
