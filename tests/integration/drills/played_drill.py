"""A drill of a known brand, minute by minute, and what it leaves."""

from __future__ import annotations

import random
from typing import Any

import boto3

from functions.ingest import handler as ingest
from functions.notify.handler import handler as notify
from shared.domain.brand import Brand, Query
from shared.domain.moments.moment import Moment
from shared.domain.people.oncall import OnCall
from shared.domain.time import iso
from shared.runtime.settings import setting
from shared.store import brands
from shared.store.dynamodb import dynamodb, text
from tests.api_client import ask
from tests.integration import detect_stage
from tests.integration.detect_stage import at
from tests.integration.stored_crisis import put_moment
from tests.lambda_context import Context
from tests.unit.detect.simulated_brand import DAY, normal_posts
from tests.unit.notify.examples import surge

ACME = Brand("acme", "Acme", aliases=("@acme",), queries={"rss": (Query("https://a.example/feed"),)}, oncall=OnCall())
OWN = {
    "speed": 60,
    "channels": {"mastodon": 1},
    "stages": [{"until": 10, "times": 20, "topics": {"smoke": 1}}],
    "posts": {"smoke": ["Smoke comes out of my {brand} kettle.", "{brand} burnt my kitchen."]},
}
"""A scenario of a team: ten minutes of smoke."""
SCORE_CARD = "DRILL Acme - it is over, your score card"


def learnt() -> None:
    """Hours of the brand, and the same hours of a twin that nobody practises with; learning is over for both."""
    brands.put(ACME._replace(id="twin"))
    for brand in ("acme", "twin"):
        key = {"pk": text(f"baseline#{brand}"), "sk": text("states")}
        dynamodb().delete_item(TableName=setting("STATE_TABLE"), Key=key)
        detect_stage.counted(normal_posts(random.Random(1), range(DAY - 120, DAY)), brand)  # noqa: S311 - the same every time
    detect_stage.tick(DAY)
    known = "REMOVE learning_until, learning_reason"
    key = {"pk": text("baseline#acme"), "sk": text("states")}
    dynamodb().update_item(TableName=setting("STATE_TABLE"), Key=key, UpdateExpression=known)


def states_of(brand: str) -> Any:
    """What is learnt of a brand."""
    return baseline_of(brand)["states"]


def baseline_of(brand: str) -> dict[str, Any]:
    """The item of what is learnt of a brand."""
    key = {"pk": text(f"baseline#{brand}"), "sk": text("states")}
    return dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key)["Item"]


def everything_of(brand: str) -> list[Any]:
    """The settings of the brand, and every item of the tables of mentions, counters and moments that is about it."""
    found = [brands.to_item(brands.get(brand))]
    for table in ("COUNTS_TABLE", "MOMENTS_TABLE", "MENTIONS_TABLE"):
        for page in boto3.client("dynamodb").get_paginator("scan").paginate(TableName=setting(table)):
            found += [item for item in page["Items"] if item["pk"]["S"].split("#")[0] == brand]
    return found


def start(**body: Any) -> str:
    answer = ask("POST", "/drills", body={"brand": "acme", "by": "ana", **body}, now_ms=at(DAY))
    assert answer.status == 201, answer.body
    drill: str = answer.json["id"]
    return drill


def shown(drill: str, minute: float) -> Any:
    return ask("GET", f"/drills/{drill}", now_ms=at(DAY + minute)).json


def poll(minute: float) -> None:
    ingest.handler({"time": iso(at(DAY + minute))}, Context())


def tick(minute: float) -> None:
    notify({"trigger": "tick", "time": iso(at(DAY + minute))}, Context())


def mentions_of(drill: str) -> list[Any]:
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=setting("MENTIONS_TABLE"))
    return [item for page in pages for item in page["Items"] if item["pk"]["S"].startswith(f"{drill}#")]


def a_moment(minute: float, brand: str = "acme", **changes: Any) -> Moment:
    """A moment of the brand opens."""
    opened = at(DAY + minute)
    new = surge()._replace(brand=brand, opened_ms=opened, detected_ms=opened, updated_ms=opened, version=1, **changes)
    put_moment(new)
    return new
