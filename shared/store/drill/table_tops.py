"""What people did in a table-top exercise: ``pk = drills``, ``sk`` begins with what it is and the id of the drill.

``done#drill#step``, ``said#drill#time``, ``told#drill#inject`` and ``note#drill#digest``: what two people do at once is
one item, and whoever was first is named in it.
"""

from __future__ import annotations

from botocore.exceptions import ClientError

from shared.domain.errors import IllegalTransition
from shared.domain.text import digest
from shared.plans.public_word import TOGETHER_MS
from shared.plans.table_top import Act, Played, StepTicked
from shared.runtime.settings import setting
from shared.store.drill.drills import KEPT_DAYS, PARTITION
from shared.store.dynamodb import Item, condition_failed, dynamodb, expiry, number, query_all, text
from shared.store.readable import readable

WHAT = "what was done in an exercise"

MOST_NOTES = 200
"""Notes of an exercise, so that nobody fills its page."""


def tick(drill_id: str, step: str, at_ms: int, by: str) -> Act:
    """Note that somebody did a step; whoever was first did it, and is returned."""
    return _first(f"done#{drill_id}#{step}", Act(at_ms, by))


def tell(drill_id: str, inject: int, at_ms: int, by: str) -> Act:
    """Note that somebody told the inject of this number, from 0; whoever was first, as :func:`tick`."""
    return _first(f"told#{drill_id}#{inject:02d}", Act(at_ms, by))


def say(drill_id: str, at_ms: int, by: str) -> Act:
    """Note that an update went out; what somebody told within the last minutes is the same one, and is returned."""
    last = max(_acts(f"said#{drill_id}#"), default=None)
    if last and at_ms - last.at_ms <= TOGETHER_MS:
        return last
    return _first(f"said#{drill_id}#{at_ms:013d}", Act(at_ms, by))


def write_down(drill_id: str, note: Act) -> Act:
    """Keep a note; the same one of the same person is kept once.

    Raises:
        IllegalTransition: the exercise has too many.
    """
    if len(_items(f"note#{drill_id}#")) >= MOST_NOTES:
        raise IllegalTransition(f"the exercise has {MOST_NOTES} notes, which is the most it takes", field="note")
    return _first(f"note#{drill_id}#{digest(f'{note.by} {note.text}', 12)}", note)


def played(drill_id: str) -> Played:
    """All that people did."""
    ticked = list(readable(_items(f"done#{drill_id}#"), _ticked, WHAT))
    told = dict(readable(_items(f"told#{drill_id}#"), _told, WHAT))
    return Played(ticked, _acts(f"said#{drill_id}#"), told, sorted(_acts(f"note#{drill_id}#")))


def _first(key: str, act: Act) -> Act:
    """Store it, unless somebody did before; what is stored."""
    item = {"pk": text(PARTITION), "sk": text(key), "at": number(act.at_ms), "by": text(act.by)}
    kept = {**item, "x": expiry(act.at_ms, KEPT_DAYS), **({"text": text(act.text)} if act.text else {})}
    try:
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=kept, ConditionExpression="attribute_not_exists(pk)")
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        before = _acts(key)
        if before:
            return before[0]
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=kept)  # what nobody can read names nobody
    return act


def _acts(prefix: str) -> list[Act]:
    return list(readable(_items(prefix), _act, WHAT))


def _act(item: Item) -> Act:
    return Act(int(item["at"]["N"]), item["by"]["S"], item.get("text", {}).get("S", ""))


def _ticked(item: Item) -> StepTicked:
    act = _act(item)
    return StepTicked(item["sk"]["S"].rpartition("#")[2], act.at_ms, act.by)


def _told(item: Item) -> tuple[int, Act]:
    return int(item["sk"]["S"].rpartition("#")[2]), _act(item)


def _items(prefix: str) -> list[Item]:
    return list(
        query_all(
            TableName=setting("STATE_TABLE"),
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={":pk": text(PARTITION), ":prefix": text(prefix)},
            ConsistentRead=True,
        )
    )
