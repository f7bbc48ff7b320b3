"""Erasures are asked for here and done elsewhere: store what is wanted, and call the function that may delete."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.erasure import MOST_A_DAY, Erasure, ErasureStatus, new_erasure
from shared.domain.errors import Conflict, IllegalTransition, NotFound, StorageBusy
from shared.domain.text import pseudonym
from shared.domain.time import DAY_MS, HOUR_MS
from shared.erasure.authors import pseudonyms_of
from shared.erasure.brand import is_watched
from shared.runtime.aws import client
from shared.runtime.secrets import internal_key
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store import erasures, mentions, moments

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


def author_erasure(brand_id: str, author: str, channel: str, now_ms: int) -> Erasure:
    """What erases an author, under the pseudonyms that the tables know.

    Raises:
        NotFound: nothing is kept of such a brand.
    """
    if not is_watched(brand_id):
        _check_kept(brand_id, now_ms)
    pseudonyms = tuple(sorted(pseudonyms_of(author)))
    return _wanted(brand_id, now_ms, pseudonyms, channel)


def brand_erasure(brand_id: str, now_ms: int) -> Erasure:
    """What erases a brand that was deleted.

    Raises:
        NotFound: nothing is kept of such a brand.
        Conflict: it is still watched.
    """
    if is_watched(brand_id):
        raise Conflict(
            f"{brand_id} is still watched; DELETE /brands/{brand_id}?mentions=erase does both", field="brand"
        )
    wanted = _wanted(brand_id, now_ms, (), "")
    if not _open(wanted.target):
        _check_kept(brand_id, now_ms)
    return wanted


def unwatched_erasure(brand_id: str, now_ms: int) -> Erasure:
    """What erases a brand that this very request stops watching."""
    return _wanted(brand_id, now_ms, (), "")


def ask_for(wanted: Erasure, by: str, key: str) -> Erasure:
    """The erasure, stored, and its function called; the one that goes on where it was asked for before.

    Raises:
        IllegalTransition: too many were asked for today.
        StorageBusy: the function was not called; the same request again finishes it.
    """
    found = _open(wanted.target)
    if found is None:
        if len(erasures.since(wanted.asked_ms - DAY_MS, MOST_A_DAY)) >= MOST_A_DAY:
            raise IllegalTransition(
                f"{MOST_A_DAY} erasures were asked for within 24 hours, which is the most; go on tomorrow, "
                "or with `foreshock purge` (docs/operations.md)"
            )
        found = new_erasure(wanted._replace(by=by, key=key), int(setting("ERASURE_GRACE_HOURS")) * HOUR_MS)
        try:
            erasures.ask(found, erasures.latest_id(found.target))
        except Conflict as error:  # the same request, at the same time
            raise StorageBusy("the same erasure was asked for at the same time") from error
    call(found.id)
    return found


def cancel(erasure_id: str, by: str, now_ms: int) -> Erasure:
    """Cancel an erasure that is pending; one that was cancelled before stays as it is.

    Raises:
        NotFound: there is no such erasure.
        IllegalTransition: it has begun.
        Conflict: it changed at the same time.
    """
    found = erasures.get(erasure_id)
    if found.status is ErasureStatus.CANCELLED:
        return found
    if found.status is not ErasureStatus.PENDING or found.due(now_ms):
        raise IllegalTransition(
            f"it is {found.status} and cannot be cancelled; a backup has what it erased", field="id"
        )
    cancelled = erasures.save(found.closed(ErasureStatus.CANCELLED, now_ms, f"cancelled by {by}"))
    call(cancelled.id)
    return cancelled


def call(erasure_id: str) -> None:
    """Call the function that erases, which takes the call and does it later.

    Raises:
        StorageBusy: it could not be called.
    """
    try:
        _lambda().invoke(
            FunctionName=setting("ERASE_FUNCTION"),
            InvocationType="Event",
            Payload=json.dumps({"erasure": erasure_id}),
        )
    except (BotoCoreError, ClientError) as error:
        logger.warning("the function that erases was not called", error=type(error).__name__)
        raise StorageBusy("the function that erases was not called; send the request again") from error


def _wanted(brand_id: str, now_ms: int, pseudonyms: tuple[str, ...], channel: str) -> Erasure:
    target = pseudonym("\n".join((brand_id, channel, *pseudonyms)), internal_key("author"))
    return Erasure("", brand_id, target, now_ms, 0, everything=not pseudonyms, pseudonyms=pseudonyms, channel=channel)


def _open(target: str) -> Erasure | None:
    found = erasures.latest(target)
    return found if found and not found.ended else None


def _check_kept(brand_id: str, now_ms: int) -> None:
    if next(mentions.hours(brand_id, 0, now_ms + DAY_MS), None) or moments.of_brand(brand_id, "0", "~", 1):
        return
    raise NotFound(f"there is no brand {brand_id!r}, and nothing is kept of one", field="brand")


@cache
def _lambda() -> LambdaClient:
    quick = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=1, read_timeout=3)
    made: LambdaClient = client("lambda", quick)
    return made
