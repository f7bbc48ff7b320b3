"""The published document is the API: generated from the code, valid, with the same routes as the template."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from aws_lambda_powertools.event_handler.openapi.models import OpenAPI
from jsonschema import Draft202012Validator
from samtranslator.yaml_helper import yaml_parse

from functions.intake.item_results import ItemResult, Outcome, batch_result
from functions.intake.item_schema import Item
from functions.query.api import ROUTES as READING
from functions.query.openapi.document import ACTING_PART
from functions.query.openapi.errors import ERROR_PAGES
from functions.respond.api import ROUTES as ACTING
from infra.cli.openapi import PATH, acting_part, pretty
from shared.domain.problem import MEDIA_TYPE
from shared.domain.version import VERSION
from shared.http.app import allowed_methods
from tests.api_client import validator

ROOT = Path(__file__).parents[2]
DOCUMENT: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, found) for path, item in DOCUMENT["paths"].items() for method, found in item.items()]


def template_routes(function: str = "") -> dict[tuple[str, str], dict[str, Any]]:
    """Path and method of every API event in the template (or of one function) with its properties."""
    resources = yaml_parse((ROOT / "template.yaml").read_text())["Resources"]
    chosen = [resource for name, resource in resources.items() if name == function or not function]
    events = [e for r in chosen for e in r.get("Properties", {}).get("Events", {}).values()]
    return {
        (event["Properties"]["Path"], event["Properties"]["Method"].lower()): event["Properties"]
        for event in events
        if event["Type"] == "Api" and event["Properties"]["Method"] != "options"
    }


def test_the_stored_document_is_what_the_code_generates() -> None:
    assert PATH.read_text(encoding="utf-8") == pretty(), "run: python -m infra.cli.openapi"


def test_the_stored_part_of_the_acting_function_is_what_its_code_generates() -> None:
    assert ACTING_PART.read_text(encoding="utf-8") == acting_part(), "run: python -m infra.cli.openapi"


def test_the_document_has_the_structure_of_openapi_3_1() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    OpenAPI.model_validate(DOCUMENT)


@pytest.mark.parametrize("name", sorted(DOCUMENT["components"]["schemas"]))
def test_every_schema_is_a_json_schema(name: str) -> None:
    Draft202012Validator.check_schema(DOCUMENT["components"]["schemas"][name])


def test_every_reference_has_a_target() -> None:
    for reference in set(re.findall(r'"\$ref": ?"#/([^"]+)"', json.dumps(DOCUMENT))):
        found: Any = DOCUMENT
        for part in reference.split("/"):
            found = found[part]


PEOPLES = ("/pages/", "/settings/", "/exercises/")
"""Addresses that people look at with a browser; the document is for programs."""


def test_the_document_describes_the_routes_of_the_template_and_no_others() -> None:
    for_programs = {route for route in template_routes() if not route[0].startswith(PEOPLES)}
    assert {(path, method) for path, method, _ in operations()} == for_programs


def test_a_key_is_needed_exactly_where_the_document_says_so() -> None:
    routes = template_routes()
    for path, method, found in operations():
        needed = routes[path, method].get("Auth", {}).get("ApiKeyRequired", True)
        assert needed == (found.get("security") != []), f"{method} {path}"


def test_each_function_answers_the_routes_that_the_template_gives_it() -> None:
    """Otherwise API Gateway sends a request to a function that has no route for it."""
    for app, function in ((READING.whole_app(), "QueryFunction"), (ACTING.whole_app(), "RespondFunction")):
        given = template_routes(function)
        assert given
        for path, method in given:
            assert method.upper() in allowed_methods(app, path), f"{function}: {method} {path}"


def test_an_operation_that_changes_something_says_which_role_it_needs() -> None:
    for path, method, found in operations():
        if method != "get" and found.get("security") != []:
            says = re.search(r"Needs the role (act|admin)\.", found.get("description", ""))
            assert says, f"end the description of {method} {path} with 'Needs the role act.' or admin"


def test_every_operation_has_a_unique_name_and_a_summary() -> None:
    names = [found["operationId"] for _, _, found in operations()]
    assert len(names) == len(set(names))
    assert all(
        found["summary"] and not found["summary"].startswith(method.upper()) for _, method, found in operations()
    )


def test_every_error_is_problem_details_or_on_the_page_route_a_page() -> None:
    for path, method, found in operations():
        for status, answer in found["responses"].items():
            if status >= "400":
                problem = answer == {"$ref": f"#/components/responses/{status}"}
                media = {"text/html", MEDIA_TYPE} if status == "429" else {"text/html"}  # the gateway's has no page
                page = path in ERROR_PAGES and set(answer.get("content", {})) == media
                assert problem or page, f"{method} {path} {status}"


def test_every_error_of_the_gateway_is_problem_details_too() -> None:
    """The body of a template, what the header says of it, and its status."""
    api = yaml_parse((ROOT / "template.yaml").read_text())["Resources"]["Api"]["Properties"]
    answers = api["GatewayResponses"]
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "REQUEST_TOO_LARGE", "THROTTLED", "UNAUTHORIZED"} <= set(answers)
    problem = validator('{"$ref": "#/components/schemas/Problem"}')
    for kind, answer in answers.items():
        (body,) = answer["ResponseTemplates"].values()
        problem.validate(json.loads(body))
        assert json.loads(body)["status"] == answer["StatusCode"], kind
        assert answer["ResponseParameters"]["Headers"]["Content-Type"] == "'application/problem+json'", kind


def test_the_stored_document_has_an_address_with_defaults_for_its_variables() -> None:
    (server,) = DOCUMENT["servers"]
    assert set(re.findall(r"\{(\w+)\}", server["url"])) == set(server["variables"])
    assert server["url"].format(**{name: found["default"] for name, found in server["variables"].items()})


def test_no_description_has_the_markup_of_docstrings() -> None:
    """Descriptions are Markdown for clients; docstrings of the code become descriptions too."""
    assert not re.findall(r":\w+:`|``", json.dumps(DOCUMENT))


def test_optional_parameters_are_not_nullable() -> None:
    for path, method, found in operations():
        for parameter in found.get("parameters", []):
            assert '"null"' not in json.dumps(parameter), f"{method} {path} {parameter['name']}"


def test_the_version_is_that_of_the_package() -> None:
    package = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert DOCUMENT["info"]["version"] == VERSION == package


def test_pushed_mentions_are_described_as_intake_accepts_them() -> None:
    described = DOCUMENT["components"]["schemas"]["PushedMention"]
    taken = Item.model_fields
    assert set(described["properties"]) == set(taken)
    assert set(described["required"]) == {name for name, field in taken.items() if field.is_required()}


def test_the_answer_to_a_push_is_described_as_intake_gives_it() -> None:
    verdicts = [
        ItemResult(1, Outcome.ACCEPTED, id="a"),
        ItemResult(2, Outcome.DUPLICATE, id="b"),
        ItemResult(3, Outcome.REJECTED, field="brand", reason="there is no such brand"),
    ]
    validator('{"$ref": "#/components/schemas/PushReceipt"}').validate(batch_result(verdicts))
