"""A stack whose code paths were all used."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from infra.local.stack import Stack
from shared.domain.time import bucket_of
from tests.channel_server import of_fake, serving
from tests.end_to_end.access.audit import Audit
from tests.end_to_end.access.calls import FAKES, Exercised
from tests.end_to_end.access.clients import ask_every_route, erase, manage_people
from tests.end_to_end.access.crisis import play_crisis
from tests.end_to_end.access.pipeline import (
    identify,
    late_for_a_closed_hour,
    more_brands_than_one_call_evaluates,
    poison,
    poll,
    push_and_drop,
    quiet_channel,
)


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
        identify(found)
        for fake in fakes.values():
            fake.post()
        fakes["hackernews"].hits.append({"objectID": "", "created_at_i": now_ms // 1000, "indexed_ms": now_ms})
        poll(found, f"{servers['rss'].url}/feed")
        push_and_drop(found)
        found.audit.collect()
        play_crisis(found)
        found.audit.collect()
        quiet_channel(found)
        late_for_a_closed_hour(found)
        more_brands_than_one_call_evaluates(found)
        poison(found)
        ask_every_route(found)
        manage_people(found)
        erase(found)
        yield found
