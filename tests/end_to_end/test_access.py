"""Every function works with its own enforced role, and no role allows what its function never does."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
import urllib3

from functions.detect.dispatch import CHUNK
from infra.cli.api_client import Api
from infra.local.stack import Stack
from shared.domain.time import (
    BUCKET_MS,
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    bucket_of,
    day_stamp,
    hour_of,
    hour_stamp,
    iso,
    minute_stamp,
)
from tests.channel_server import of_fake, serving
from tests.end_to_end.audit import Audit
from tests.end_to_end.fault_run import foreshock
from tests.end_to_end.faults import Crashes
from tests.end_to_end.sender import Sender
from tests.end_to_end.workload import BRANDS, CRISIS_BRAND, workload
from tests.unit.shared.channels.fake_channels import FakeFeed, FakeHackerNews, FakeMastodon
from tests.unit.shared.channels.fake_networks import FakeX

pytestmark = pytest.mark.stack
FUNCTIONS = ("Ingest", "Intake", "Enrich", "Detect", "Notify", "Query", "Respond", "Erase")
COUNTED = {"n": {"N": "4"}, "sc": {"N": "4"}, "c:webhook": {"N": "4"}, "seen": {"N": "1"}, "wm": {"S": "1"}}
"""The attributes of a counter of four posts of one channel, without its key."""
FAKES = {"hackernews": FakeHackerNews, "mastodon": FakeMastodon, "rss": FakeFeed, "x": FakeX}


@dataclass
class Exercised:
    """A stack whose code paths were all used, with its audit trail."""

    stack: Stack
    audit: Audit
    status: dict[str, int] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def exercised() -> Iterator[Exercised]:
    now_ms = bucket_of(time.time_ns() // 1_000_000)
    fakes: dict[str, Any] = {name: kind(now_ms=now_ms) for name, kind in FAKES.items()}
    with ExitStack() as up:
        servers = {name: up.enter_context(serving(of_fake(fake))) for name, fake in fakes.items()}
        bases = json.dumps({name: server.url for name, server in servers.items()})
        settings = {"ScheduleState": "DISABLED", "ErasureGraceHours": "0", "ChannelBaseUrls": bases}
        stack = up.enter_context(Stack.start(parameters=settings))
        found = Exercised(stack, Audit(stack))
        _identify(found)
        for fake in fakes.values():
            fake.post()
        fakes["hackernews"].hits.append({"objectID": "", "created_at_i": now_ms // 1000, "indexed_ms": now_ms})
        _poll(found, f"{servers['rss'].url}/feed")
        _push(found)
        found.audit.collect()
        _crisis(found)
        found.audit.collect()
        _quiet_channel(found)
        _late_for_a_closed_hour(found)
        _more_brands_than_one_call_evaluates(found)
        _poison(found)
        _query(found)
        _people(found)
        _erase(found)
        yield found


def _identify(found: Exercised) -> None:
    """Invoke the functions one after the other, so that each new caller in the trail is known."""
    stack, audit = found.stack, found.audit
    audit.start()
    api, sender = Api(stack.api_url, stack.api_key), Sender(stack, Crashes(0))
    tick = {"trigger": "tick", "time": iso(0)}
    audit.identify("QueryFunction", "Query", lambda: api.get("/brands"))
    audit.identify("RespondFunction", "Query", lambda: _call(stack, "POST", "/moments/none/ack", by="Ana"))
    audit.identify("DetectFunction", "Query", lambda: stack.invoke("DetectFunction", tick))
    audit.identify("NotifyFunction", "Query", lambda: stack.invoke("NotifyFunction", tick))
    audit.identify("IntakeFunction", "PutItem", lambda: sender.post([{"brand": "nobody", "id": "1", "text": "x"}]))
    for brand in BRANDS:
        api.put_brand(brand, {"name": brand.title()})
    sender.post([{"brand": BRANDS[1], "id": "first", "text": "x", "backfill": True}])
    audit.identify("EnrichFunction", "UpdateItem", stack.drain)
    poll = {"channel": "rss", "time": iso(0)}  # after enrich, which passes its heartbeat on
    audit.identify("IngestFunction", "PutItem", lambda: stack.invoke("IngestFunction", poll))


def _poll(found: Exercised, feed: str) -> None:
    """Poll four channels twice, first without and then with a cursor; one has credentials and a spend cap.

    Its credentials are no secret, which is looked for first, but a parameter.
    """
    queries = {"hackernews": ["acme"], "mastodon": ["acme"], "rss": [feed], "x": ["acme"]}
    token = json.dumps({"bearer_token": "secret"})
    found.stack.client("ssm").put_parameter(Name="/foreshock/channels/x", Value=token, Type="SecureString")
    Api(found.stack.api_url, found.stack.api_key).put_brand("acme", {"name": "Acme", "queries": queries})
    now_ms = time.time_ns() // 1_000_000
    for minute in range(2):
        for channel in FAKES:
            event = {"channel": channel, "time": iso(now_ms + minute * MINUTE_MS)}
            found.status[f"{channel} {minute}"] = found.stack.invoke("IngestFunction", event)["failed"]


def _push(found: Exercised) -> None:
    """Push over HTTP with a date in the future and without one, and drop a file with a line that is no JSON."""
    stack, now_ms = found.stack, time.time_ns() // 1_000_000
    ahead = {"brand": BRANDS[1], "id": "ahead", "text": "x", "published_at": iso(now_ms + DAY_MS)}
    Sender(stack, Crashes(0)).post([ahead, {"brand": BRANDS[1], "id": "undated", "text": "x"}])
    body = json.dumps({"brand": BRANDS[1], "id": "dropped", "text": "x"}).encode() + b"\n{\n"
    bucket = stack.outputs["DropBucket"]
    stack.client("s3").put_object(Bucket=bucket, Key="drop/one.ndjson", Body=body)
    found.status["rejected lines"] = _object_count(stack, bucket, "rejected/")


def _object_count(stack: Stack, bucket: str, prefix: str) -> int:
    """The number of objects under a prefix, once there are any."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if listed := stack.client("s3").list_objects_v2(Bucket=bucket, Prefix=prefix)["KeyCount"]:
            return int(listed)
        time.sleep(0.1)
    return 0


def _crisis(found: Exercised) -> None:
    """Play a crisis from the first mention to the all-clear, while a silence holds for another brand."""
    stack, sender = found.stack, Sender(found.stack, Crashes(0))
    end_ms = bucket_of(time.time_ns() // 1_000_000)
    silence = {"brand": BRANDS[2], "until": iso(end_ms + DAY_MS), "author": "ana", "reason": "works on the shop"}
    found.status["silence"] = _call(stack, "PUT", "/silences/works", **silence)
    steps, _ = workload(1500, end_ms, seed=1)
    for step in steps:
        sender.send(step.items, step.now_ms)
        stack.drain()
        _tick(stack, step.now_ms)
    _respond(found)
    for minute in range(5, 45, 5):
        _tick(stack, end_ms + minute * MINUTE_MS)
    found.status["messages"] = len(stack.inbox.messages())


def _respond(found: Exercised) -> None:
    """Act as people do while a crisis goes on: first by the link of its text, as if scanned before, then with a key."""
    stack = found.stack
    api = Api(stack.api_url, stack.api_key)
    moment = api.get("/moments", brand=CRISIS_BRAND, status="open")["moments"][0]
    one, all_of_it = f"/moments/{moment['id']}", f"/crises/{moment['crisis']}"
    button = _button(stack)
    found.status["scanned"] = _call(stack, "GET", button)
    found.seen["scanned"] = api.get(one)["status"]
    found.status["pressed"] = urllib3.request("POST", stack.api_url + button, body="by=Ana", retries=False).status
    found.seen["pressed"] = api.get(one)["status"]
    for path in (f"{one}/note", f"{one}/resolve", f"{one}/reopen", f"{one}/ack", f"{all_of_it}/ack"):
        found.status[path] = _call(stack, "POST", path, by="Ben", note="we are on it")
    post = api.get(f"/brands/{CRISIS_BRAND}/mentions", limit=1)["mentions"][0]
    found.status["approve"] = _call(
        stack, "POST", f"{one}/drafts/{post['id']}/approve", by="Ben", text="We hear you.", hand_over=True
    )
    found.status["publish"] = _call(stack, "PUT", f"{all_of_it}/public", by="Ben", headline="We look into it")
    found.status["public page"] = urllib3.request("GET", f"{stack.api_url}/status/{CRISIS_BRAND}", retries=False).status
    answer = {"crisis": moment["crisis"], "helped": "yes", "text": "Thank you"}
    found.status["feedback"] = _form(stack, f"/status/{CRISIS_BRAND}/feedback", {}, **answer).status
    found.seen["feedback"] = str(api.get(all_of_it)["feedback"])


def _button(stack: Stack) -> str:
    """The address of the button that acknowledges, from the page behind the link of a text."""
    words = [word for message in stack.inbox.messages() for word in message.text.split() if "/m/" in word]
    page = urllib3.request("GET", f"{stack.api_url}/m/{words[-1].rpartition('/')[2]}", retries=False).data.decode()
    (token,) = re.findall(r'action="\.\./a/(ack\.[^"]+)"', page)
    return f"/a/{token}"


def _tick(stack: Stack, now_ms: int) -> None:
    for function in ("DetectFunction", "NotifyFunction"):
        stack.invoke(function, {"trigger": "tick", "time": iso(now_ms)})
        stack.drain()


def _quiet_channel(found: Exercised) -> None:
    """A brand with counters of four days, and then no more posts."""
    stack, end_ms = found.stack, bucket_of(time.time_ns() // 1_000_000)
    Api(stack.api_url, stack.api_key).put_brand("quiet", {"name": "Quiet"})
    buckets = range(end_ms - 4 * DAY_MS, end_ms, BUCKET_MS)
    counters = [{**COUNTED, "pk": _text(f"quiet#{day_stamp(at)}"), "sk": _text(f"{_clock(at)}#0")} for at in buckets]
    for place in range(0, len(counters), 25):
        requests = [{"PutRequest": {"Item": item}} for item in counters[place : place + 25]]
        stack.client("dynamodb").batch_write_item(RequestItems={stack.physical_id("CountsTable"): requests})
    stack.drain()
    for at_ms in (end_ms - DAY_MS, end_ms + 20 * MINUTE_MS):
        active = {"pk": _text(f"active#{minute_stamp(at_ms - BUCKET_MS)}"), "sk": _text("quiet")}
        stack.client("dynamodb").put_item(TableName=stack.physical_id("StateTable"), Item=active)
        _tick(stack, at_ms)


def _late_for_a_closed_hour(found: Exercised) -> None:
    """A post of an hour that was closed long ago, and the minute in which that hour is rolled up again."""
    stack, now_ms = found.stack, time.time_ns() // 1_000_000
    hour_ms = hour_of(now_ms) - 6 * HOUR_MS
    Sender(stack, Crashes(0)).post([{"brand": "quiet", "id": "late", "text": "x", "published_at": iso(hour_ms)}])
    stack.drain()
    note = f"{minute_stamp(now_ms - HOUR_MS)}#quiet#{hour_stamp(hour_ms)}"  # its own is due in ten minutes
    table = stack.physical_id("StateTable")
    stack.client("dynamodb").put_item(TableName=table, Item={"pk": _text("rollups-due"), "sk": _text(note)})
    # The heartbeat of a minute that has had none yet makes enrich look.
    stack.invoke("IngestFunction", {"channel": "rss", "time": iso(MINUTE_MS)})
    stack.drain()
    key = {"pk": _text("rollup#quiet"), "sk": _text(hour_stamp(hour_ms))}
    rolled_up = stack.client("dynamodb").get_item(TableName=table, Key=key, ConsistentRead=True).get("Item", {})
    found.seen["of a rolled-up hour"] = f"{rolled_up.get('b')} of {rolled_up.get('g')}"


def _more_brands_than_one_call_evaluates(found: Exercised) -> None:
    """A tick with a chunk for another call; brands that were never there take the least time."""
    stack, at_ms = found.stack, bucket_of(time.time_ns() // 1_000_000) + DAY_MS
    names = [f"gone{number:03d}" for number in range(CHUNK + 1)]
    for place in range(0, len(names), 25):
        marks = [
            {"pk": _text(f"active#{minute_stamp(at_ms)}"), "sk": _text(name)} for name in names[place : place + 25]
        ]
        requests = [{"PutRequest": {"Item": mark}} for mark in marks]
        stack.client("dynamodb").batch_write_item(RequestItems={stack.physical_id("StateTable"): requests})
    _tick(stack, at_ms)


def _text(value: str) -> dict[str, str]:
    return {"S": value}


def _clock(at_ms: int) -> str:
    return minute_stamp(at_ms)[-4:]


def _poison(found: Exercised) -> None:
    """Write a record that cannot be read into each stream."""
    stack = found.stack
    before = _dead_letters(stack)
    for table in ("MentionsTable", "CountsTable", "MomentsTable"):
        item = {"pk": {"S": "junk"}, "sk": {"S": "junk"}}
        stack.client("dynamodb").put_item(TableName=stack.physical_id(table), Item=item)
    stack.drain()
    found.status["dead letters"] = _dead_letters(stack) - before


def _dead_letters(stack: Stack) -> int:
    name, url = "ApproximateNumberOfMessages", stack.outputs["DeadLettersUrl"]
    return int(stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])


def _query(found: Exercised) -> None:
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
        found.status[path] = _call(stack, "GET", path)
    mention = api.get(f"/brands/{CRISIS_BRAND}/mentions", limit=1)["mentions"][0]
    found.status["label"] = _call(
        stack, "POST", f"/brands/{CRISIS_BRAND}/mentions/{mention['id']}/label", label="negative"
    )
    found.status["DELETE"] = _call(stack, "DELETE", f"/brands/{BRANDS[2]}")


def _people(found: Exercised) -> None:
    """Add, change, test and remove a subscriber."""
    stack, ana = found.stack, {"name": "Ana", "email": "ana@acme.example", "phone": "+491701234567"}
    api = Api(stack.api_url, stack.api_key)
    options = [part for name, value in ana.items() for part in (f"--{name}", value)]
    done = foreshock(stack, "subscribers", "put", "ana", *options)
    found.status["foreshock subscribers"] = 200 if done.returncode == 0 else 0
    found.audit.collect()
    api.put("/subscribers/ana", {**ana, "brands": [CRISIS_BRAND]})
    found.status["test message"] = _call(stack, "POST", "/subscribers/ana/test")
    found.status["/subscribers"] = _call(stack, "GET", "/subscribers")
    found.status["filtered"] = 200 if all(s["filtered"] for s in api.get("/subscribers/ana")["subscriptions"]) else 0
    found.status["sign-in page"] = _call(stack, "GET", "/pages/sign-in")
    for given in ({"key": stack.api_key}, {"email": "ana@acme.example"}):
        begun = _form(stack, "/pages/sign-in", {}, **given)
        found.status[f"sign-in by {next(iter(given))}"] = 200 if begun.status == 303 else begun.status
        cookie = begun.headers.get("Set-Cookie", "").partition(";")[0]
        if cookie:
            for page in ("now", "moments", "brands", "channels", "silences", "drills", "people"):
                found.status[f"page {page}"] = _page(stack, page, cookie)
    found.status["no session"] = 200 if _page(stack, "now", "") == 303 else 0
    found.audit.collect()
    api.delete("/subscribers/ana")


def _erase(found: Exercised) -> None:
    """Erase somebody whom the crisis quotes, then another brand; this one waits an hour, so its time is moved."""
    stack = found.stack
    api = Api(stack.api_url, stack.api_key)
    moment = api.get("/moments", brand=CRISIS_BRAND)["moments"][0]
    quoted = {sample["text"] for sample in api.get(f"/moments/{moment['id']}")["samples"]}
    posts = api.get(f"/brands/{CRISIS_BRAND}/mentions", limit=100)["mentions"]
    author = next(post["author"] for post in posts if post["text"] in quoted and post["author"])
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
    table, key = stack.physical_id("StateTable"), {"pk": _text("erasures"), "sk": _text(erasure_id)}
    deadline, doc = time.monotonic() + 60, dict[str, Any]()
    while "told" not in doc and time.monotonic() < deadline:
        item = stack.client("dynamodb").get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
        doc = json.loads(item["doc"]["S"])
    changed = {**item, "doc": _text(json.dumps({**doc, "starts_ms": 1}))}
    stack.client("dynamodb").put_item(TableName=table, Item=changed)


def _ended(api: Api, erasure_id: str) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        status = str(api.get(f"/erasures/{erasure_id}")["status"])
        if status not in ("pending", "running"):
            return status
        time.sleep(0.2)
    return "never"


def _form(stack: Stack, path: str, headers: dict[str, str], **fields: str) -> Any:
    headers = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    return urllib3.request(
        "POST", stack.api_url + path, body=urlencode(fields), headers=headers, timeout=60.0, redirect=False
    )


def _page(stack: Stack, page: str, cookie: str) -> int:
    address = f"{stack.api_url}/pages/{page}"
    return urllib3.request("GET", address, headers={"Cookie": cookie}, timeout=60.0, redirect=False).status


def _call(stack: Stack, method: str, path: str, **body: object) -> int:
    options: dict[str, Any] = {"headers": {"x-api-key": stack.api_key}} | ({"json": body} if body else {})
    return urllib3.request(method, stack.api_url + path, timeout=60.0, retries=False, **options).status


def test_every_path_was_used(exercised: Exercised) -> None:
    """A test of this test: what should work did, and what should fail did so as expected."""
    status = exercised.status
    assert {status.pop(f"{channel} {minute}") for channel in FAKES for minute in range(2)} == {0}
    assert status.pop("rejected lines") == 1
    assert status.pop("messages") >= 4
    assert status.pop("dead letters") == 3
    assert status.pop("DELETE") in {200, 204}
    assert set(status.values()) == {200}, status
    assert exercised.seen["feedback"] == "{'yes': 1, 'no': 0, 'texts': 1, 'refused': 0}"
    assert (exercised.seen["erased author"], exercised.seen["erased brand"]) == ("done", "done")
    assert exercised.seen["of a rolled-up hour"] == "{'N': '1'} of {'N': '1'}"


def test_the_link_of_a_text_acknowledges_and_a_scanner_that_opens_it_does_not(exercised: Exercised) -> None:
    assert (exercised.seen["scanned"], exercised.seen["pressed"]) == ("open", "acknowledged")


def test_no_call_is_denied(exercised: Exercised) -> None:
    denied = [line for line in exercised.stack.logs() if "AccessDenied" in line or "not authorized" in line]
    assert denied == []


def test_a_key_may_do_what_its_role_allows(exercised: Exercised) -> None:
    """The id of the key comes from the gateway, its role from the variables of the stage."""
    stack = exercised.stack
    body = {"name": "Roles"}
    statuses = {
        key: urllib3.request(
            "PUT", f"{stack.api_url}/brands/roles", headers={"x-api-key": stack.key(key)}, json=body, timeout=60.0
        ).status
        for key in ("ReadKey", "ActKey", "ApiApiKey")
    }
    assert statuses == {"ReadKey": 403, "ActKey": 403, "ApiApiKey": 201}
    listed = [json.loads(line) for line in foreshock(stack, "keys", "--json", "--show").stdout.splitlines()]
    values = {key["role"]: key["value"] for key in listed}
    assert values == {"read": stack.key("ReadKey"), "act": stack.key("ActKey"), "admin": stack.api_key}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_allows_exactly_what_its_function_does(function: str, exercised: Exercised) -> None:
    used = exercised.audit.used()[f"{function}Function"]
    destination = (
        {("sqs:SendMessage", "DeadLetters")} if function in {"Intake", "Enrich", "Detect", "Notify", "Erase"} else set()
    )
    if function == "Intake":
        destination.add(("sqs:ChangeMessageVisibility", "Drops"))  # only where a file cannot be read
    assert used | destination == exercised.audit.allowed(f"{function}Function") | destination
