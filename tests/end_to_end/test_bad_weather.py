"""A third of the stream batches die and a tenth of the AWS calls fail: every count is exact, and one page goes out."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator

import pytest

from infra.cli.api_client import Api
from infra.local.stack import Stack
from shared.store import moments
from tests.end_to_end.bad_day import Ended, counted, dead_letter_count, few_retries, foreshock, played, scanned
from tests.end_to_end.sender import Sender
from tests.end_to_end.storm import Crashes, Weather
from tests.end_to_end.talk import BRANDS, TROUBLED

pytestmark = [pytest.mark.stack, pytest.mark.soak]

MENTIONS = int(os.environ.get("FORESHOCK_STORM_MENTIONS", "10000"))
SEED = 20_260_314


@pytest.fixture(scope="module")
def ended() -> Iterator[Ended]:
    crashes = Crashes(SEED)
    with Stack.start(parameters={"ScheduleState": "DISABLED"}, faults=crashes, proxy=True) as stack:
        weather = Weather(stack, crashes)
        api = Api(stack.api_url, stack.api_key)
        for brand in BRANDS:
            api.put_brand(brand, {"name": brand.title()})
        day = played(stack, weather, Sender(stack, crashes, killing=0.15), MENTIONS, SEED)
        print(json.dumps(day.report))  # noqa: T201 (the figures of the storm, shown by pytest -s and on failure)
        yield day


def test_the_storm_was_one(ended: Ended) -> None:
    """A test of this test: enough died and failed, in every way there is."""
    report = ended.report
    crashed = sum(number for name, number in report.items() if name.startswith("crashes: ") and "intake" not in name)
    assert crashed >= 0.2 * report["deliveries"]
    assert report["AWS calls failed"] >= 0.07 * report["AWS calls"]
    assert report["sent: rejected"] == 0
    assert report["mentions"] >= 0.95 * MENTIONS


def test_every_minute_of_every_brand_counts_exactly_what_was_said_in_it(ended: Ended) -> None:
    assert counted(ended.stack) == ended.truth.minutes


def test_every_mention_is_stored_once(ended: Ended) -> None:
    stored: dict[str, list[str]] = {brand: [] for brand in BRANDS}
    for item in scanned(ended.stack, "MentionsTable"):
        stored[item["pk"]["S"].split("#")[0]].append(item["sk"]["S"].partition("#")[2])
    assert {brand: sorted(ids) for brand, ids in stored.items()} == {
        brand: sorted(ids) for brand, ids in ended.truth.ids.items()
    }


def test_every_mention_of_a_brand_can_be_read_back_and_the_pulse_has_them_all(ended: Ended) -> None:
    api = Api(ended.stack.api_url, ended.stack.api_key)
    found: list[str] = []
    window: dict[str, object] = {"limit": 100}
    while True:
        page = api.get("/brands/borealis/mentions", **window)
        found += [mention["id"].partition("-")[2] for mention in page["mentions"]]
        if not page["next_cursor"]:
            break
        window["cursor"] = page["next_cursor"]
    assert sorted(found) == sorted(ended.truth.ids["borealis"])


def test_the_crisis_pages_once_or_says_that_nobody_can_tell(ended: Ended) -> None:
    """A page whose answer got lost is not sent again; a mail asks people to check, so that it is never silence."""
    messages = ended.stack.inbox.messages()
    pages = [message for message in messages if message.attributes.get("level") == "page"]
    doubts = [message for message in messages if message.subject.startswith("CHECK")]
    assert len(pages) <= 1
    assert pages or doubts
    assert {message.attributes["brand"] for message in messages} == {TROUBLED}


def test_one_episode_is_one_moment_of_each_kind(ended: Ended) -> None:
    found = [moments.from_item(item) for item in scanned(ended.stack, "MomentsTable")]
    assert Counter(moment.kind for moment in found).most_common(1)[0][1] == 1
    assert {moment.brand for moment in found} == {TROUBLED}
    assert len({moment.crisis for moment in found}) == 1


def test_nothing_was_given_up(ended: Ended) -> None:
    assert dead_letter_count(ended.stack) == 0


def test_what_is_given_up_after_all_is_counted_by_a_replay(ended: Ended) -> None:
    """The last test of this stack: a function is out of order for longer than retries last."""
    stack, crashes = ended.stack, ended.sender.crashes
    before = counted(stack).total()
    few_retries(stack, "EnrichFunction")
    crashes.doomed = stack.physical_id("EnrichFunction")
    ended.sender.post([{"brand": "cirrus", "id": f"lost-{n}", "text": "Where is my cirrus?"} for n in range(5)])
    stack.drain()
    assert dead_letter_count(stack) > 0
    assert counted(stack).total() == before
    crashes.doomed = ""
    replayed = foreshock(stack, "replay", "--json")
    assert replayed.returncode == 0, replayed.stderr
    stack.drain()
    assert counted(stack).total() == before + 5
    assert dead_letter_count(stack) == 0
