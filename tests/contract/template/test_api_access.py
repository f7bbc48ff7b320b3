"""Who may call the API without a key, which keys there are, and that no address is written down."""

from __future__ import annotations

import re
from typing import Any

from shared.http.roles import KEY_LISTS
from tests.contract.conftest import of_kind


def test_clients_need_a_key_except_where_a_signature_or_nothing_is_needed(main: dict[str, Any]) -> None:
    """A push is signed, so are the addresses in messages; the document is public; other pages need a session."""
    open_routes = set()
    for function in of_kind(main, "AWS::Serverless::Function").values():
        for event in function.get("Events", {}).values():
            if event["Type"] == "Api" and event["Properties"].get("Auth") == {"ApiKeyRequired": False}:
                open_routes.add((event["Properties"]["Method"], event["Properties"]["Path"]))
    signed = {
        ("post", "/mentions"),
        ("get", "/m/{token}"),
        ("get", "/a/{token}"),
        ("post", "/a/{token}"),
        ("get", "/hooks/meta"),
        ("post", "/hooks/meta"),
        ("post", "/hooks/pagerduty"),
        ("post", "/hooks/slack"),
    }
    sessions = {("get", "/pages/{page}"), ("post", "/pages/{page}"), ("post", "/settings/{brand}")}
    sessions |= {("get", "/pages/people"), ("post", "/pages/people"), ("post", "/exercises/{drill}")}
    preflights = {("options", "/{proxy+}")}  # a browser asks without a key whether a page may send one
    public = {("get", f"/status/{{brand}}{part}") for part in ("", "/feed.atom")} | {
        ("post", "/status/{brand}/feedback")
    }
    assert open_routes == {("get", "/openapi.json"), *preflights, *signed, *sessions, *public}
    assert of_kind(main, "AWS::Serverless::Api")["Api"]["Auth"]["ApiKeyRequired"] is True


def test_api_gateway_writes_no_address_down(main: dict[str, Any]) -> None:
    """The address of a page is a permission, and an execution log or a trace would hold it."""
    api = of_kind(main, "AWS::Serverless::Api")["Api"]
    assert api["TracingEnabled"] is False
    for settings in api["MethodSettings"]:
        assert not settings.keys() & {"LoggingLevel", "DataTraceEnabled"}


def test_every_key_of_the_deployment_is_in_the_plan_and_on_the_list_of_one_role(main: dict[str, Any]) -> None:
    """A key in no list could only read; a list of the wrong name would make everybody a reader."""
    keys = set(of_kind(main, "AWS::ApiGateway::ApiKey"))
    in_plan = [entry["KeyId"]["Ref"] for entry in of_kind(main, "AWS::ApiGateway::UsagePlanKey").values()]
    variables = of_kind(main, "AWS::Serverless::Api")["Api"]["Variables"]
    lists = {name: value for name, value in variables.items() if name.endswith("Keys")}
    listed = {name: keys & set(re.findall(r"'Ref': '(\w+)'", str(value))) for name, value in lists.items()}
    assert sorted(in_plan) == sorted(keys)
    assert listed == {"ReadKeys": {"ReadKey"}, "ActKeys": {"ActKey"}, "AdminKeys": {"ApiApiKey"}}
    assert set(listed) == {name for _, name in KEY_LISTS}


def test_a_key_keeps_its_value_until_a_new_generation_is_asked_for(main: dict[str, Any]) -> None:
    """A new name replaces a key, so the first generation has none, as before there were roles."""
    for properties in of_kind(main, "AWS::ApiGateway::ApiKey").values():
        condition, first, later = properties["Name"]["Fn::If"]
        assert (condition, first) == ("FirstKeys", {"Ref": "AWS::NoValue"})
        assert "${KeyGeneration}" in later["Fn::Sub"]
    assert main["Conditions"]["FirstKeys"] == {"Fn::Equals": [{"Ref": "KeyGeneration"}, "1"]}
    assert main["Parameters"]["KeyGeneration"]["Default"] == "1"
