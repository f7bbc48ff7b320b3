"""AWS in memory, its tables, topics and secrets made from the very template that is deployed."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

import boto3
import pytest
import yaml
from moto import mock_aws
from samtranslator.yaml_helper import yaml_parse

from tests.integration.fast_moto import speed_up
from tests.integration.role_guard import hold_roles

ROOT = Path(__file__).parents[2]
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
    "POWERTOOLS_METRICS_NAMESPACE": "Foreshock",
}
PARAMETERS = {"DeletionProtection": "false", "KmsKeyArn": ""}
SETTINGS = {
    "MENTIONS_TABLE": "MentionsTable",
    "COUNTS_TABLE": "CountsTable",
    "STATE_TABLE": "StateTable",
    "MOMENTS_TABLE": "MomentsTable",
    "DEAD_LETTERS_URL": "DeadLettersUrl",
    "INTERNAL_SECRET_ARN": "InternalSecretArn",
    "INTAKE_SECRET_ARN": "IntakeSecretArn",
    "PAGE_TOPIC_ARN": "PageTopicArn",
    "ALERT_TOPIC_ARN": "AlertTopicArn",
    "SIGN_IN_TOPIC_ARN": "SignInTopicArn",
    "BUS_NAME": "BusName",
    "DROP_BUCKET": "DropBucket",
    "DROPS_URL": "DropsUrl",
}
"""The environment of the functions, and the outputs of infra/storage.yaml that fill it."""
PURE = ("shared.domain.", "shared.intents.", "shared.sentiment.", "shared.plans.", "functions.detect.stats.")
"""Cores, held to know neither AWS nor the environment: what they keep are tables read from the package's own files."""

speed_up()


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Storage as deployed, and the environment of the functions; gives the stack's outputs."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    # moto reads the template with PyYAML's slow loader; JSON means the same to the one written in C.
    monkeypatch.setattr(yaml, "Loader", yaml.CLoader)
    with mock_aws():
        _forget()
        outputs = _storage()
        for name, output in SETTINGS.items():
            monkeypatch.setenv(name, outputs[output])
        monkeypatch.setenv("API_URL", "https://api.example/v1")
        monkeypatch.setenv("CHANNEL_CREDENTIALS_PREFIX", "test/channels/")
        hold_roles(monkeypatch, {name: outputs[output] for name, output in SETTINGS.items() if name.endswith("_TABLE")})
        yield outputs
        _forget()


def _storage() -> dict[str, str]:
    body, secrets = _template()
    formation = _client("cloudformation")
    formation.create_stack(
        StackName="storage",
        TemplateBody=body,
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in PARAMETERS.items()],
    )
    stack = formation.describe_stacks(StackName="storage")["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    manager = _client("secretsmanager")
    for name in secrets:
        outputs[f"{name}Arn"] = manager.create_secret(Name=name, SecretString=f"{name} of the tests")["ARN"]
    return outputs


@cache
def _client(service: Literal["cloudformation", "secretsmanager"]) -> Any:
    """One client for all tests: making one costs more than the calls it makes here."""
    return boto3.session.Session().client(service)


@cache
def _template() -> tuple[str, tuple[str, ...]]:
    """infra/storage.yaml as JSON, without what moto's CloudFormation does not know; the names of its secrets."""
    template = yaml_parse((ROOT / "infra" / "storage.yaml").read_text())
    secrets = _taken_out(template, "AWS::SecretsManager::Secret")
    for kind in ("AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy"):
        _taken_out(template, kind)
    return json.dumps(template), tuple(secrets)


def _taken_out(template: dict[str, Any], kind: str) -> list[str]:
    names = [name for name, resource in template["Resources"].items() if resource["Type"] == kind]
    for name in names:
        del template["Resources"][name]
        template["Outputs"].pop(f"{name}Arn", None)
    return names


def _forget() -> None:
    """Drop every client and memory that a warm function keeps, as a new environment would have none."""
    for name in [name for name in sys.modules if name.startswith(("shared.", "functions."))]:
        module = vars(sys.modules[name])
        if name not in _MEMORIES:
            _MEMORIES[name] = _memory(name, module)
        caches, variables = _MEMORIES[name]
        for cached in caches:
            cached.cache_clear()
        for variable in variables:
            if isinstance(value := module.get(variable), dict | set):
                value.clear()
        if name == "functions.intake.service":
            module["_brands"] = (-1e9, {})


_MEMORIES: dict[str, tuple[list[Any], list[str]]] = {}
"""Of each module that was loaded so far: its cached functions, and the names of its variables that may remember."""


def _memory(name: str, module: dict[str, Any]) -> tuple[list[Any], list[str]]:
    if name.startswith(PURE):
        return [], []
    caches = [one for one in module.values() if callable(getattr(one, "cache_clear", None)) and one.__module__ == name]
    return caches, [variable for variable in module if re.fullmatch("_[a-z][a-z_]*", variable)]  # capitals: constants
