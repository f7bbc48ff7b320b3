"""What clients ask of a stack about a crisis, about people and about erasures."""

from __future__ import annotations

import json
import time
from typing import Any

import urllib3

from infra.cli.api_client import Api
from infra.local.stack import Stack
from tests.end_to_end.access.calls import Exercised, call, form, page_status, text_of
from tests.end_to_end.bad_weather.fault_run import foreshock
from tests.end_to_end.workload import BRANDS, CRISIS_BRAND


def ask_every_route(found: Exercised) -> None:
    """Call every route, as clients and people with a link do."""
    stack = found.stack
    api = Api(stack.api_url, stack.api_key)
    moment = api.get("/moments")["moments"][0]
    token = next(word for message in stack.inbox.messages() for word in message.text.split() if "/m/" in word)
    paths = [
        "/moments",
        f"/moments?brand={CRISIS_BRAND}",
        f"/moments/{moment['id']}",
        f"/moments/{moment['id']}/chart.svg",
        f"/moments/{moment['id']}/answers",
        f"/m/{token.rpartition('/')[2]}",
        "/brands",
        f"/brands/{CRISIS_BRAND}",
        f"/brands/{CRISIS_BRAND}/pulse",
        f"/brands/{CRISIS_BRAND}/mentions",
        "/channels",
        "/silences",
        "/silences/works",
        "/alerting",
        "/openapi.json",
    ]
    for path in paths:
        found.status[path] = call(stack, "GET", path)
    mention = api.get(f"/brands/{CRISIS_BRAND}/mentions", limit=1)["mentions"][0]
    found.status["label"] = call(
        stack, "POST", f"/brands/{CRISIS_BRAND}/mentions/{mention['id']}/label", label="negative"
    )
    found.status["DELETE"] = call(stack, "DELETE", f"/brands/{BRANDS[2]}")


def manage_people(found: Exercised) -> None:
    """Add, change, test and remove a subscriber."""
    stack, ana = found.stack, {"name": "Ana", "email": "ana@acme.example", "phone": "+491701234567"}
    api = Api(stack.api_url, stack.api_key)
    options = [part for name, value in ana.items() for part in (f"--{name}", value)]
    done = foreshock(stack, "subscribers", "put", "ana", *options)
    found.status["foreshock subscribers"] = 200 if done.returncode == 0 else 0
    found.audit.collect()
    api.put("/subscribers/ana", {**ana, "brands": [CRISIS_BRAND]})
    found.status["test message"] = call(stack, "POST", "/subscribers/ana/test")
    found.status["/subscribers"] = call(stack, "GET", "/subscribers")
    found.status["filtered"] = 200 if all(s["filtered"] for s in api.get("/subscribers/ana")["subscriptions"]) else 0
    found.status["sign-in page"] = call(stack, "GET", "/pages/sign-in")
    for given in ({"key": stack.api_key}, {"email": "ana@acme.example"}):
        begun = form(stack, "/pages/sign-in", {}, **given)
        found.status[f"sign-in by {next(iter(given))}"] = 200 if begun.status == 303 else begun.status
        cookie = begun.headers.get("Set-Cookie", "").partition(";")[0]
        if cookie:
            for page in ("now", "moments", "brands", "channels", "silences", "drills", "people"):
                found.status[f"page {page}"] = page_status(stack, page, cookie)
    found.status["no session"] = 200 if page_status(stack, "now", "") == 303 else 0
    found.audit.collect()
    api.delete("/subscribers/ana")


def erase(found: Exercised) -> None:
    """Erase somebody whom the crisis quotes, then another brand; this one waits an hour, so its time is moved."""
    stack = found.stack
    api = Api(stack.api_url, stack.api_key)
    moment = api.get("/moments", brand=CRISIS_BRAND)["moments"][0]
    quoted = [sample["id"] for sample in api.get(f"/moments/{moment['id']}")["samples"] if sample["id"]]
    posts = (api.get(f"/brands/{CRISIS_BRAND}/mentions/{post_id}") for post_id in quoted)  # others say the same words
    author = next(post["author"] for post in posts if post["author"])
    asked = api.post("/erasures", {"brand": CRISIS_BRAND, "author": author, "by": "Dora"})
    _due_now(stack, asked["id"])
    stack.invoke("EraseFunction", {"erasure": asked["id"]})
    found.audit.identify("EraseFunction", "PutEvents", lambda: _ended(api, asked["id"]))
    found.seen["erased author"] = str(api.get(f"/erasures/{asked['id']}")["status"])
    found.audit.collect()
    address = f"{stack.api_url}/brands/{CRISIS_BRAND}?mentions=erase&by=Dora"
    whole = urllib3.request("DELETE", address, headers={"x-api-key": stack.api_key}, timeout=60.0).json()
    _due_now(stack, whole["id"])
    stack.invoke("EraseFunction", {"erasure": whole["id"]})
    found.seen["erased brand"] = _ended(api, whole["id"])


def _due_now(stack: Stack, erasure_id: str) -> None:
    """End the grace time of an erasure, once it was announced."""
    table, key = stack.physical_id("StateTable"), {"pk": text_of("erasures"), "sk": text_of(erasure_id)}
    deadline, doc = time.monotonic() + 60, dict[str, Any]()
    while "told" not in doc and time.monotonic() < deadline:
        item = stack.client("dynamodb").get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
        doc = json.loads(item["doc"]["S"])
    changed = {**item, "doc": text_of(json.dumps({**doc, "starts_ms": 1}))}
    stack.client("dynamodb").put_item(TableName=table, Item=changed)


def _ended(api: Api, erasure_id: str) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        status = str(api.get(f"/erasures/{erasure_id}")["status"])
        if status not in ("pending", "running"):
            return status
        time.sleep(0.2)
    return "never"
