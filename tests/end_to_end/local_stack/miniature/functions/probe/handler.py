"""Reports the environment of a function, and records what invoked it."""

import importlib
import json
import os
import sys
from typing import Any

import boto3
from shared.word import WORD  # type: ignore[import-not-found,import-untyped,unused-ignore]  # found only where it is deployed

_dynamodb = boto3.client("dynamodb")


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Do what the event asks: import modules, read a forbidden table, or record the invocation."""
    if "modules" in event:
        return {name: _imports(name) for name in event["modules"]} | {"python": sys.executable}
    if "forbidden" in event:
        return {"items": _dynamodb.scan(TableName=event["forbidden"])["Count"]}
    if "environment" in event:
        return dict(os.environ)
    if "say" in event:
        print(event["say"])  # noqa: T201 - standard output is the log
        return {}
    if "httpMethod" in event:
        return {"statusCode": 200, "body": json.dumps({"word": WORD})}
    _record("tick" if event.get("trigger") else event["detail"]["object"]["key"])
    return {}


def _imports(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _record(key: str) -> None:
    _dynamodb.put_item(TableName=os.environ["LOG_TABLE"], Item={"pk": {"S": key}})
