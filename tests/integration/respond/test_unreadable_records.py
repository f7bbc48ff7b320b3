"""Records that nobody can read: each costs only itself, whatever else is shown, and the answer names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from functions.detect.handler import handler as detect
from shared.domain.brand import Brand
from shared.domain.mentions.mention_id import parse_public_id
from shared.domain.people.role import Role
from shared.domain.people.subscriber import Subscriber
from shared.domain.response.fact import fact_id
from shared.domain.time import DAY_MS, MINUTE_MS, hour_stamp, iso, month_stamp
from shared.http.unreadable import NAME
from shared.links.page_link import Scope, link_token, new_link
from shared.runtime.secrets import internal_key
from shared.runtime.settings import setting
from shared.store import brands, mentions, moments
from shared.store.counters import counts
from shared.store.drill import drills
from shared.store.dynamodb import Item, dynamodb, number, text
from shared.store.people import subscribers
from shared.store.people.subscribers import Stored
from shared.store.response import feedback
from tests.api_client import Answer, ask
from tests.integration.answers.answers_stage import BURNT, LOVE, NOW_MS, POSTS, SUPPORT
from tests.integration.metrics import counted
from tests.integration.pages.pages_stage import signed_in
from tests.integration.stored_crisis import stored_crisis
from tests.lambda_context import Context
from tests.unit.notify.examples import START, surge

PLAN = {
    "title": "Burns",
    "contacts": {"lead": "Ana"},
    "steps": [{"id": "call", "owner": "lead", "minutes": 0, "do": "Call"}],
}
FACT = "Nobody was hurt."
CRISIS, SINCE = surge().id, START + 30_000
JUNK = "junk"
ADVICE = {"responsibility": "accident", "history": "no", "false_claim": "no"}

DAMAGES: dict[str, Item] = {
    "nothing but the key": {},
    "values of another kind": {
        **{name: text("[]") for name in ("doc", "settings")},
        **{name: text("x") for name in ("at", "version", "yes", "refused", "n", "seen", "o")},
        **{name: number(7) for name in ("drill", "label", "c")},
    },
}


class Key(NamedTuple):
    """A table by its setting, and the key of a record."""

    table: str
    pk: str
    sk: str


def damaged(exercise: str) -> Iterator[Key]:
    """One record of each kind."""
    state = "STATE_TABLE"
    yield Key(state, "plans", JUNK)
    yield from (Key(state, f"response#{CRISIS}", f"{kind}#{JUNK}") for kind in ("statement", "fact", "approval"))
    yield Key(state, f"feedback#{CRISIS}", feedback.TALLY)
    yield Key(state, "praise#acme", f"{SINCE}#{JUNK}")
    yield Key(state, "silences", JUNK)
    yield Key(state, "drills", f"drill-acme-{JUNK}")
    yield from (Key(state, "drills", f"{act}#{exercise}#{JUNK}") for act in ("done", "said", "told", "note"))
    yield Key(state, "subscribers", JUNK)
    yield Key(state, "erasures", f"{NOW_MS}-{JUNK}")
    yield Key(state, "label#acme", "{:013d}#{}".format(*(parse_public_id(LOVE) or ("", ""))))
    yield Key("MOMENTS_TABLE", "acme", f"{SINCE}#{JUNK}")
    yield Key("MENTIONS_TABLE", f"acme#{hour_stamp(SINCE)}#0", f"{SINCE}#{JUNK}")
    minute = counts.counter_key("acme", START, "7")
    yield Key("COUNTS_TABLE", minute["pk"]["S"], minute["sk"]["S"])


@pytest.fixture
def exercise(aws: dict[str, str]) -> str:  # noqa: ARG001 - the tables must be there first
    """A crisis that the team has answered, and an exercise that goes on; its id."""
    stored_crisis()
    brands.put(Brand("acme", "Acme", aliases=("@acmehq",), support=SUPPORT))
    brands.put(Brand("calm", "Calm"))
    mentions.put(POSTS, {})
    subscribers.put(Stored(Subscriber("ana", "Ana", "ana@acme.example", role=Role.ADMIN, created_ms=START)), 0)
    act("POST", f"/moments/{CRISIS}/statements", text="Unplug your kettle.", channel="press")
    act("POST", f"/moments/{CRISIS}/facts", text="Only kettles of March burn.")
    act("POST", f"/moments/{CRISIS}/drafts/{BURNT}/approve", text="We take your report very seriously.")
    act("PUT", f"/crises/{CRISIS}/public", headline="Some kettles overheat")
    act("POST", f"/brands/acme/praise/{LOVE}/ask")
    begun = act("POST", "/drills", brand="calm", plan="111", minutes=60)
    act("POST", f"/drills/{begun.json['id']}/notes", note="Nobody knew.")
    return str(begun.json["id"])


def act(method: str, path: str, **body: Any) -> Answer:
    by = {} if path.startswith("/plans") else {"by": "ana"}
    answer = ask(method, path, body={**by, **body}, now_ms=NOW_MS)
    assert answer.status < 300, answer.body
    return answer


def read(exercise: str) -> dict[str, Answer]:
    """All that people and programs read."""
    token = link_token(new_link(CRISIS, Scope.ACT, 2, START), internal_key("link"))
    of_brand = ("mentions", "pulse", "voices", "praise", "praise/suggestions", "traffic")
    paths = [
        "/plans",
        "/silences",
        "/subscribers",
        "/subscribers/ana",
        "/brands",
        "/channels",
        "/alerting",
        "/erasures",
    ]
    paths += ["/drills", f"/drills/{exercise}", "/moments", f"/moments/{CRISIS}", f"/m/{token}", "/crises"]
    paths += [f"/moments/{CRISIS}/{part}" for part in ("answers", "case", "case.md", "chart.svg")]
    paths += [f"/crises/{CRISIS}{part}" for part in ("", "/advice", "/statements", "/public")]
    paths += [f"/brands/acme/{part}" for part in of_brand]
    query: dict[str, Any] = {f"/crises/{CRISIS}/advice": ADVICE}
    return {path: ask("GET", path, now_ms=NOW_MS, **query.get(path, {})) for path in paths}


@pytest.mark.parametrize("damage", DAMAGES)
def test_it_costs_only_itself_and_is_named(exercise: str, damage: str) -> None:
    keys = list(damaged(exercise))
    for table, pk, sk in keys:
        more = {"id": text(JUNK), "month": text(month_stamp(SINCE)), "open": text("SEV1")} if pk == "acme" else {}
        item = {**DAMAGES[damage], **more, "pk": text(pk), "sk": text(sk)}
        dynamodb().put_item(TableName=setting(table), Item=item)
    answers = read(exercise)
    assert {path: answer.status for path, answer in answers.items() if answer.status != 200} == {}
    named = {name for answer in answers.values() for name in answer.headers.get(NAME, "").split(", ")} - {""}
    uncounted = {f"feedback#{CRISIS}/{feedback.TALLY}"} if damage == "nothing but the key" else set()
    assert named == {f"{key.pk}/{key.sk}" for key in keys} - uncounted
    shown = {path.rpartition("/")[2]: answer.body for path, answer in answers.items()}
    assert "Unplug your kettle." in shown["statements"]
    assert "Only kettles of March burn." in shown["answers"]
    assert "Nobody knew." in shown[exercise]
    assert [one["id"] for one in answers["/subscribers"].json["subscribers"]] == ["ana"]
    assert len(answers["/moments"].json["moments"]) == 2
    assert len(answers["/brands/acme/mentions"].json["mentions"]) == len(POSTS)
    for page in ("now", "moments", "drills", "silences", "people", f"drill?id={exercise}"):
        assert signed_in().get(f"/pages/{page}").status == 200, page
    assert NAME not in ask("GET", "/status/acme", now_ms=NOW_MS, role="").headers


def test_so_does_one_with_a_field_of_another_kind(exercise: str) -> None:
    """Its reader takes it: a time that is a text fails only where times are compared."""
    keys = {f"response#{CRISIS}": ("statement#", "published_ms"), "plans": ("", "minutes"), "drills": ("drill-", "by")}
    act("PUT", "/plans/burns", **PLAN)
    for pk, (prefix, field) in keys.items():
        found = dynamodb().query(
            TableName=setting("STATE_TABLE"),
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={":pk": text(pk), ":prefix": text(prefix or "b")},
        )["Items"][0]
        doc = found["doc"]["S"]
        broken = re.sub(rf'"{field}": (\d+|"[^"]*")', f'"{field}": [7]', doc)
        assert broken != doc
        item = {**found, "sk": text(f"{prefix}{JUNK}"), "doc": text(broken)}
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=item)
    answers = read(exercise)
    assert {path: answer.status for path, answer in answers.items() if answer.status != 200} == {}
    named = {name for answer in answers.values() for name in answer.headers.get(NAME, "").split(", ")} - {""}
    assert named == {f"{pk}/{prefix}{JUNK}" for pk, (prefix, _) in keys.items()}


def test_an_alarm_counts_it_whether_people_or_the_minute_tick_read_it(
    exercise: str,  # noqa: ARG001 - stored
    capsys: pytest.CaptureFixture[str],
) -> None:
    tick = {"trigger": "chunk", "time": iso(START + 5 * MINUTE_MS), "brands": ["acme"]}
    detect(tick, Context())
    ask("GET", "/plans", now_ms=NOW_MS)
    assert "ItemsUnreadable" not in counted(capsys)
    minute = counts.counter_key("acme", START, "7")
    dynamodb().put_item(TableName=setting("COUNTS_TABLE"), Item={**minute, "n": text("x")})
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item={"pk": text("plans"), "sk": text(JUNK)})
    ask("GET", "/plans", now_ms=NOW_MS)
    assert counted(capsys)["ItemsUnreadable"] == 1
    detect(tick, Context())
    found = counted(capsys)
    assert found["ItemsUnreadable"] >= 1
    assert "BrandsFailed" not in found


def test_people_act_beside_it(exercise: str) -> None:
    item = {"pk": text("acme"), "sk": text(f"{SINCE}#{JUNK}"), "id": text(JUNK)}
    dynamodb().put_item(TableName=setting("MOMENTS_TABLE"), Item=item)
    act("POST", f"/crises/{CRISIS}/ack")
    act("POST", f"/moments/{CRISIS}/steps/2")
    refused = ask("GET", f"/moments/{JUNK}", now_ms=NOW_MS)
    assert (refused.status, refused.json["detail"].partition(";")[0]) == (500, "the moment 'junk' cannot be read")
    assert drills.get(exercise).table_top


def test_a_crisis_whose_first_moment_cannot_be_read_is_told_from_the_others(exercise: str) -> None:  # noqa: ARG001 - stored
    first, second = moments.of_crisis(CRISIS)
    broken = {**moments.to_item(first), "doc": text("[]")}
    dynamodb().put_item(TableName=setting("MOMENTS_TABLE"), Item=broken)
    shown = ask("GET", f"/crises/{CRISIS}", now_ms=NOW_MS)
    assert [moment["id"] for moment in shown.json["moments"]] == [second.id]
    assert shown.headers[NAME] == f"acme/{moments.sort_key(first)}"


@pytest.mark.parametrize(
    ("key", "again"),
    [
        (("plans", "burns"), ("PUT", "/plans/burns")),
        (("subscribers", "ben"), ("PUT", "/subscribers/ben")),
        (("silences", "works"), ("PUT", "/silences/works")),
        ((f"response#{CRISIS}", f"fact#{fact_id(CRISIS, FACT)}"), ("POST", f"/moments/{CRISIS}/facts")),
        (("label#acme", LOVE.replace("-", "#")), ("POST", f"/brands/acme/mentions/{LOVE}/label")),
    ],
)
def test_to_put_it_again_replaces_it(exercise: str, key: tuple[str, str], again: tuple[str, str]) -> None:  # noqa: ARG001 - stored
    bodies: dict[str, dict[str, Any]] = {
        "plans": PLAN,
        "subscribers": {"name": "Ben", "email": "ben@acme.example"},
        "silences": {"brand": "acme", "until": iso(NOW_MS + DAY_MS), "author": "ana", "reason": "works"},
        f"response#{CRISIS}": {"text": FACT, "by": "ana"},
        "label#acme": {"label": "negative"},
    }
    item = {**DAMAGES["values of another kind"], "pk": text(key[0]), "sk": text(key[1])}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=item)
    assert ask(*again, body=bodies[key[0]], now_ms=NOW_MS).status in {200, 201}
    lists = (f"/moments/{CRISIS}/answers", "/plans", "/subscribers", "/silences", "/brands/acme/mentions")
    answers = [ask("GET", path, now_ms=NOW_MS) for path in lists]
    assert [answer.headers.get(NAME) for answer in answers] == [None] * 5
