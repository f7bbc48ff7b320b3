"""Which partitions of the state table the functions that the internet reaches may touch: their own, and no others."""

from __future__ import annotations

from itertools import product

import pytest

from tests.contract.template.state_partitions import partitions
from tests.integration.role_guard import Call, allowed, rules

EXPOSED = ("intake", "query", "respond")
READS, WRITES = ("GetItem", "Query"), ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem")
READ = {
    "intake": {"arrival", "brands", "hours", "idempotency", "public", "pushed"},
    "query": {
        *(
            "baseline",
            "brands",
            "cursor",
            "drills",
            "erasures",
            "gaps",
            "hours",
            "label",
            "outbox#texts",
            "plans",
            "praise",
            "response",
        ),
        *("feedback", "public", "pushed", "rollup", "silences", "subscribers", "table", "traffic"),
    },
    "respond": {
        *("brands", "crisis", "hook", "plans", "praise", "public", "response"),
        *("sign-in", "sign-in-used", "silences", "subscribers"),
    },
}
WRITTEN = {
    "intake": {"arrival", "feedback", "hours", "idempotency", "pushed"},
    "query": {"brands", "drills", "erasures", "label"},
    "respond": READ["respond"] - {"brands"},
}
"""The partitions of each, without what stands behind their #."""


def _name(partition: str) -> str:
    return partition if partition.startswith("outbox#t") else partition.partition("#")[0]


@pytest.mark.parametrize(("function", "partition"), list(product(EXPOSED, sorted(partitions()))))
def test_an_exposed_function_reaches_its_own_partitions_and_no_others(function: str, partition: str) -> None:
    """A new partition is nobody's until this table says so: what respond must not touch is denied to it by name."""
    name = _name(partition)
    read = any(allowed(function, Call(action, "STATE_TABLE", partition)) for action in READS)
    written = any(allowed(function, Call(action, "STATE_TABLE", partition)) for action in WRITES)
    assert (read, written) == (name in READ[function], name in WRITTEN[function])


def test_the_partitions_are_those_of_the_code() -> None:
    """A test of the tests above: they look at all of them."""
    assert {"brands", "outbox#due", "outbox#acme", "session#acme", "cursor#acme", "response#acme"} <= partitions()
    assert set(rules()) == {"ingest", "intake", "enrich", "detect", "notify", "query", "respond", "erase"}


def test_query_writes_what_is_learnt_of_a_stand_in_and_of_no_brand() -> None:
    assert allowed("query", Call("PutItem", "STATE_TABLE", "baseline#drill-acme-0f3a9c"))
    assert not allowed("query", Call("PutItem", "STATE_TABLE", "baseline#acme"))
