"""The template as AWS would see it: the SAM transform applied, nested stacks read beside it."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parents[2]


def template(name: str) -> dict[str, Any]:
    """A template of the project as plain data, its short intrinsic functions written out."""
    return deepcopy(_parsed(name))


@cache
def _parsed(name: str) -> dict[str, Any]:
    parsed: dict[str, Any] = yaml_parse((ROOT / name).read_text())
    return parsed


@pytest.fixture(scope="session")
def main() -> dict[str, Any]:
    """template.yaml."""
    return template("template.yaml")


@pytest.fixture(scope="session")
def storage() -> dict[str, Any]:
    """infra/storage.yaml."""
    return template("infra/storage.yaml")


@pytest.fixture(scope="session")
def access() -> dict[str, Any]:
    """infra/access.yaml."""
    return template("infra/access.yaml")


@pytest.fixture(scope="session")
def expanded() -> dict[str, Any]:
    """template.yaml after the SAM transform, as CloudFormation gets it."""
    from samtranslator.parser.parser import Parser  # noqa: PLC0415 - a second of import, only where it is needed
    from samtranslator.translator.translator import Translator  # noqa: PLC0415 - slow to import, and few tests need it

    source = template("template.yaml")
    for resource in source["Resources"].values():
        properties = resource["Properties"]
        for uri in ("CodeUri", "ContentUri"):
            if uri in properties:
                properties[uri] = "s3://bucket/key"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        translated: dict[str, Any] = Translator({}, Parser()).translate(source, {"Architecture": "arm64"})
    return translated


def of_kind(source: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    """The properties of every resource of a kind, by logical id."""
    return {name: r.get("Properties", {}) for name, r in source["Resources"].items() if r["Type"] == kind}
