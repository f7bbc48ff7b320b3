"""A crisis from its first mention to the all-clear, and what people do meanwhile."""

from __future__ import annotations

import re
import time

import urllib3

from infra.cli.api_client import Api
from infra.local.stack import Stack
from shared.domain.time import DAY_MS, MINUTE_MS, bucket_of, iso
from tests.end_to_end.access.calls import Exercised, call, form, tick
from tests.end_to_end.bad_weather.faults import Crashes
from tests.end_to_end.sender import Sender
from tests.end_to_end.workload import BRANDS, CRISIS_BRAND, workload


def play_crisis(found: Exercised) -> None:
    """Play a crisis from the first mention to the all-clear, while a silence holds for another brand."""
    stack, sender = found.stack, Sender(found.stack, Crashes(0))
    end_ms = bucket_of(time.time_ns() // 1_000_000)
    silence = {"brand": BRANDS[2], "until": iso(end_ms + DAY_MS), "author": "ana", "reason": "works on the shop"}
    found.status["silence"] = call(stack, "PUT", "/silences/works", **silence)
    steps, _ = workload(1500, end_ms, seed=1)
    for step in steps:
        sender.send(step.items, step.now_ms)
        stack.drain()
        tick(stack, step.now_ms)
    act(found)
    for minute in range(5, 45, 5):
        tick(stack, end_ms + minute * MINUTE_MS)
    found.status["messages"] = len(stack.inbox.messages())


def act(found: Exercised) -> None:
    """Act as people do while a crisis goes on: first by the link of its text, as if scanned before, then with a key."""
    stack = found.stack
    api = Api(stack.api_url, stack.api_key)
    moment = api.get("/moments", brand=CRISIS_BRAND, status="open")["moments"][0]
    one, all_of_it = f"/moments/{moment['id']}", f"/crises/{moment['crisis']}"
    button = _button(stack)
    found.status["scanned"] = call(stack, "GET", button)
    found.seen["scanned"] = api.get(one)["status"]
    found.status["pressed"] = urllib3.request("POST", stack.api_url + button, body="by=Ana", retries=False).status
    found.seen["pressed"] = api.get(one)["status"]
    for path in (f"{one}/note", f"{one}/resolve", f"{one}/reopen", f"{one}/ack", f"{all_of_it}/ack"):
        found.status[path] = call(stack, "POST", path, by="Ben", note="we are on it")
    post = api.get(f"/brands/{CRISIS_BRAND}/mentions", limit=1)["mentions"][0]
    found.status["approve"] = call(
        stack, "POST", f"{one}/drafts/{post['id']}/approve", by="Ben", text="We hear you.", hand_over=True
    )
    found.status["publish"] = call(stack, "PUT", f"{all_of_it}/public", by="Ben", headline="We look into it")
    found.status["public page"] = urllib3.request("GET", f"{stack.api_url}/status/{CRISIS_BRAND}", retries=False).status
    answer = {"crisis": moment["crisis"], "helped": "yes", "text": "Thank you"}
    found.status["feedback"] = form(stack, f"/status/{CRISIS_BRAND}/feedback", {}, **answer).status
    found.seen["feedback"] = str(api.get(all_of_it)["feedback"])


def _button(stack: Stack) -> str:
    """The address of the button that acknowledges, from the page behind the link of a text."""
    words = [word for message in stack.inbox.messages() for word in message.text.split() if "/m/" in word]
    page = urllib3.request("GET", f"{stack.api_url}/m/{words[-1].rpartition('/')[2]}", retries=False).data.decode()
    (token,) = re.findall(r'action="\.\./a/(ack\.[^"]+)"', page)
    return f"/a/{token}"
