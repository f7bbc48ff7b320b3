"""Bad weather for many brands: counts are exact, one page is sent, and what came late is learnt.

A third of the stream batches crash and a tenth of the AWS calls fail. Stream shards split, ticks are lost and come
twice, senders are late, posts come on two networks, a past is pushed and learnt, and a version is deployed and taken
back under load (:func:`~tests.end_to_end.bad_weather.weather.version_before`).
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from infra.cli.api_client import Api
from infra.local.stack import TEMPLATE, Stack
from shared.store import moments
from shared.store.counters import counts
from tests.end_to_end.bad_weather.dead_letters import dead_letter_count, dead_letters
from tests.end_to_end.bad_weather.fault_run import (
    FaultRun,
    Plan,
    awaited,
    counts_by_minute,
    foreshock,
    items_of,
    limit_retries,
    run_with_faults,
)
from tests.end_to_end.bad_weather.faults import MOST_FAILURES, Crashes, FaultInjection
from tests.end_to_end.bad_weather.weather import version_before
from tests.end_to_end.sender import Sender
from tests.end_to_end.workload import BRANDS, CRISIS_BRAND

pytestmark = [pytest.mark.stack, pytest.mark.soak]

MENTIONS = int(os.environ.get("FORESHOCK_FAULT_MENTIONS", "10000"))
SEED = int(os.environ.get("FORESHOCK_FAULT_SEED", "20260314"))
PAUSED = {"ScheduleState": "DISABLED"}
ALL_BRANDS = int(os.environ.get("FORESHOCK_FAULT_BRANDS", "200"))
OTHERS = tuple(f"brand{number:03d}" for number in range(ALL_BRANDS - len(BRANDS)))

KINDS = (
    *("crashes: before", "crashes: after", "crashes: killed", "crashes: intake killed", "AWS calls failed"),
    *("ticks lost", "ticks doubled", "shards split", "sent while a version is deployed"),
    *("sent: duplicate", "sent: late", "copies"),
)
"""What must have happened to what was sent; processes are killed only where /proc tells which."""

ONE_PAGE = {"levels": [0], "repeats": 0, "repeat_minutes": 120}
"""Nobody acknowledges in this run."""


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultRun]:
    crashes, before = Crashes(SEED), version_before(tmp_path_factory.mktemp("before"))
    with Stack.start(template=before, parameters=PAUSED, faults=crashes, proxy=True) as stack:
        faults = FaultInjection(stack, crashes)
        api = Api(stack.api_url, stack.api_key)
        for brand in (*BRANDS, *OTHERS):
            api.put_brand(brand, {"name": brand.title(), "oncall": ONE_PAGE})
        plan = Plan(MENTIONS, SEED, OTHERS, (before, TEMPLATE))
        run = run_with_faults(stack, faults, Sender(stack, crashes, kill_share=0.15), plan)
        print(json.dumps(run.report))  # noqa: T201 - the figures of the run, shown by pytest -s and on failure
        yield run


def test_enough_faults_were_injected(finished: FaultRun) -> None:
    """A test of this test: every kind of fault happened, enough deliveries crashed and enough calls failed."""
    report = finished.report
    kinds = [kind for kind in KINDS if "killed" not in kind or sys.platform == "linux"]
    assert [kind for kind in kinds if not report.get(kind)] == []
    crashed = sum(number for name, number in report.items() if name.startswith("crashes: ") and "intake" not in name)
    assert crashed >= 0.2 * report["deliveries"]
    assert report["AWS calls failed"] >= 0.07 * report["AWS calls"]
    assert report["sent: rejected"] == 0
    assert report["mentions"] >= 0.95 * MENTIONS
    mappings = finished.stack.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    streams = [mapping for mapping in mappings if "/stream/" in mapping["EventSourceArn"]]
    assert min(mapping["MaximumRetryAttempts"] for mapping in streams) >= 2 * MOST_FAILURES


def test_a_deployment_and_the_way_back_keep_what_holds_data_or_is_known_outside(finished: FaultRun) -> None:
    assert finished.report["versions deployed"] == 2
    assert {name: finished.stack.physical_id(name) for name in finished.kept} == finished.kept


def test_every_counter_is_exact(finished: FaultRun) -> None:
    assert counts_by_minute(finished.stack) == finished.expected.minutes


def test_every_mention_is_stored_once(finished: FaultRun) -> None:
    stored: dict[str, list[str]] = {brand: [] for brand in (*BRANDS, *OTHERS)}
    for item in items_of(finished.stack, "MentionsTable"):
        stored[item["pk"]["S"].split("#")[0]].append(item["sk"]["S"].partition("#")[2])
    assert {brand: sorted(ids) for brand, ids in stored.items()} == {
        brand: sorted(ids) for brand, ids in finished.expected.ids.items()
    }


def test_a_post_on_two_networks_counts_once(finished: FaultRun) -> None:
    found = [counts.from_item(item).tally.copies for item in items_of(finished.stack, "CountsTable")]
    assert sum(found) == finished.expected.copies


def test_every_brand_was_judged(finished: FaultRun) -> None:
    """By the ticks after the faults, if all before were lost; half of the brands go to a call of their own."""

    def unjudged() -> set[str]:
        judged = {item["pk"]["S"] for item in items_of(finished.stack, "StateTable")}
        return {brand for brand in (*BRANDS, *OTHERS) if f"baseline#{brand}" not in judged}

    left = awaited(unjudged, lambda brands: not brands)
    failed = [line for line in finished.stack.logs() if any(name in line for name in left)] if left else []
    assert not left, "\n".join([*sorted(left), *failed])


def test_the_past_is_learnt_and_nobody_is_told(finished: FaultRun) -> None:
    """The calls that learn it are killed or fail as all others; that nobody is told stands in the tests of pages."""
    key = {"pk": {"S": "rebuild"}, "sk": {"S": OTHERS[0]}}
    client, table = finished.stack.client("dynamodb"), finished.stack.physical_id("StateTable")
    found = awaited(
        lambda: client.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"], lambda item: "done" in item
    )
    assert "done" in found, found
    states = [item for item in items_of(finished.stack, "StateTable") if item["pk"]["S"] == f"baseline#{OTHERS[0]}"]
    assert any("rebuilt" in item for item in states)


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


def test_the_crisis_pages_once_for_each_severity_or_a_mail_says_that_it_is_unknown(finished: FaultRun) -> None:
    """A page whose response was lost is not sent again: a mail asks people to check. None is given up untried.

    It may open as SEV2, seen before all of its posts are counted; then SEV1 is one page more, and says so.
    """
    messages = finished.stack.inbox.messages()
    pages = [message for message in messages if message.attributes.get("level") == "page"]
    checks = [message for message in messages if message.subject.startswith("CHECK")]
    assert [page.attributes["severity"] for page in pages] in ([], ["SEV1"], ["SEV2"], ["SEV2", "SEV1"])
    assert all(page.subject.startswith("WORSE SEV1 (was SEV2) ") for page in pages[1:])
    assert pages or checks
    report, notify_failed = finished.report, any("NotifyFunction" in line for line in finished.warnings)
    assert not checks or report["SNS calls failed"] or report.get("ticks failed") or notify_failed
    assert {message.attributes["brand"] for message in messages} == {CRISIS_BRAND}


def test_one_episode_is_one_moment_of_each_kind(finished: FaultRun) -> None:
    found = [moments.from_item(item) for item in items_of(finished.stack, "MomentsTable")]
    assert Counter(moment.kind for moment in found).most_common(1)[0][1] == 1
    assert {moment.brand for moment in found} == {CRISIS_BRAND}
    assert len({moment.crisis for moment in found}) == 1


def test_there_are_no_dead_letters(finished: FaultRun) -> None:
    """The faults alone make none (:data:`~tests.end_to_end.bad_weather.faults.MOST_FAILURES`): a function made each."""
    found = dead_letters(finished.stack)
    assert not found, "\n".join([*found, *(line for line in finished.warnings if "discarded" in line)])


def test_a_replay_counts_the_dead_letters_of_an_outage() -> None:
    """On a stack of its own, because the emulator cannot read half a shard again: a function is down for long."""
    crashes = Crashes(SEED)
    with Stack.start(parameters=PAUSED, faults=crashes) as stack:
        sender = Sender(stack, crashes)
        Api(stack.api_url, stack.api_key).put_brand("cirrus", {"name": "Cirrus"})
        sender.post([{"brand": "cirrus", "id": "before", "text": "Where is my cirrus?"}])
        stack.drain()
        limit_retries(stack, "EnrichFunction")
        crashes.down_function = stack.physical_id("EnrichFunction")
        sender.post([{"brand": "cirrus", "id": f"lost-{n}", "text": "Where is my cirrus?"} for n in range(5)])
        stack.drain()
        assert dead_letter_count(stack) > 0
        assert counts_by_minute(stack).total() == 1
        crashes.down_function = ""
        replayed = foreshock(stack, "replay", "--json")
        assert replayed.returncode == 0, replayed.stderr
        stack.drain()
        assert counts_by_minute(stack).total() == 6
        assert dead_letter_count(stack) == 0
