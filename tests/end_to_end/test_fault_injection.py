"""A third of the stream batches crash and a tenth of the AWS calls fail: counts are exact, and one page is sent."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator

import pytest

from infra.cli.api_client import Api
from infra.local.stack import Stack
from shared.store import moments
from tests.end_to_end.fault_run import (
    FaultRun,
    counts_by_minute,
    dead_letter_count,
    foreshock,
    items_of,
    limit_retries,
    run_with_faults,
)
from tests.end_to_end.faults import Crashes, FaultInjection
from tests.end_to_end.sender import Sender
from tests.end_to_end.workload import BRANDS, CRISIS_BRAND

pytestmark = [pytest.mark.stack, pytest.mark.soak]

MENTIONS = int(os.environ.get("FORESHOCK_FAULT_MENTIONS", "10000"))
SEED = 20_260_314


ONE_PAGE = {"levels": [0], "repeats": 0, "repeat_minutes": 120}
"""Nobody acknowledges in this run."""


@pytest.fixture(scope="module")
def finished() -> Iterator[FaultRun]:
    crashes = Crashes(SEED)
    with Stack.start(parameters={"ScheduleState": "DISABLED"}, faults=crashes, proxy=True) as stack:
        faults = FaultInjection(stack, crashes)
        api = Api(stack.api_url, stack.api_key)
        for brand in BRANDS:
            api.put_brand(brand, {"name": brand.title(), "oncall": ONE_PAGE})
        run = run_with_faults(stack, faults, Sender(stack, crashes, kill_share=0.15), MENTIONS, SEED)
        print(json.dumps(run.report))  # noqa: T201 - the figures of the run, shown by pytest -s and on failure
        yield run


def test_enough_faults_were_injected(finished: FaultRun) -> None:
    """A test of this test: enough deliveries crashed and enough calls failed."""
    report = finished.report
    crashed = sum(number for name, number in report.items() if name.startswith("crashes: ") and "intake" not in name)
    assert crashed >= 0.2 * report["deliveries"]
    assert report["AWS calls failed"] >= 0.07 * report["AWS calls"]
    assert report["sent: rejected"] == 0
    assert report["mentions"] >= 0.95 * MENTIONS


def test_every_counter_is_exact(finished: FaultRun) -> None:
    assert counts_by_minute(finished.stack) == finished.expected.minutes


def test_every_mention_is_stored_once(finished: FaultRun) -> None:
    stored: dict[str, list[str]] = {brand: [] for brand in BRANDS}
    for item in items_of(finished.stack, "MentionsTable"):
        stored[item["pk"]["S"].split("#")[0]].append(item["sk"]["S"].partition("#")[2])
    assert {brand: sorted(ids) for brand, ids in stored.items()} == {
        brand: sorted(ids) for brand, ids in finished.expected.ids.items()
    }


def test_every_mention_of_a_brand_can_be_read_back(finished: FaultRun) -> None:
    api = Api(finished.stack.api_url, finished.stack.api_key)
    found: list[str] = []
    window: dict[str, object] = {"limit": 100}
    while True:
        page = api.get("/brands/borealis/mentions", **window)
        found += [mention["id"].partition("-")[2] for mention in page["mentions"]]
        if not page["next_cursor"]:
            break
        window["cursor"] = page["next_cursor"]
    assert sorted(found) == sorted(finished.expected.ids["borealis"])


def test_the_crisis_pages_once_or_a_mail_says_that_it_is_unknown(finished: FaultRun) -> None:
    """A page whose response was lost is not sent again; a mail asks people to check instead."""
    messages = finished.stack.inbox.messages()
    pages = [message for message in messages if message.attributes.get("level") == "page"]
    checks = [message for message in messages if message.subject.startswith("CHECK")]
    assert len(pages) <= 1
    assert pages or checks
    assert {message.attributes["brand"] for message in messages} == {CRISIS_BRAND}


def test_one_episode_is_one_moment_of_each_kind(finished: FaultRun) -> None:
    found = [moments.from_item(item) for item in items_of(finished.stack, "MomentsTable")]
    assert Counter(moment.kind for moment in found).most_common(1)[0][1] == 1
    assert {moment.brand for moment in found} == {CRISIS_BRAND}
    assert len({moment.crisis for moment in found}) == 1


def test_there_are_no_dead_letters(finished: FaultRun) -> None:
    assert dead_letter_count(finished.stack) == 0


def test_a_replay_counts_the_dead_letters_of_an_outage(finished: FaultRun) -> None:
    """The last test of this stack: a function is down for longer than the retries last."""
    stack, crashes = finished.stack, finished.sender.crashes
    before = counts_by_minute(stack).total()
    limit_retries(stack, "EnrichFunction")
    crashes.down_function = stack.physical_id("EnrichFunction")
    finished.sender.post([{"brand": "cirrus", "id": f"lost-{n}", "text": "Where is my cirrus?"} for n in range(5)])
    stack.drain()
    assert dead_letter_count(stack) > 0
    assert counts_by_minute(stack).total() == before
    crashes.down_function = ""
    replayed = foreshock(stack, "replay", "--json")
    assert replayed.returncode == 0, replayed.stderr
    stack.drain()
    assert counts_by_minute(stack).total() == before + 5
    assert dead_letter_count(stack) == 0
