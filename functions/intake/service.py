"""The edge of intake: brands, secrets and tables around the pure judging of items."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from botocore.exceptions import ClientError

from functions.intake.body import Line
from functions.intake.future_dates import PublicationClock
from functions.intake.item_results import ItemResult, ItemValidator, Outcome
from functions.intake.signature import Push
from shared.domain.brand import Brand
from shared.domain.errors import Conflict
from shared.domain.mention import digest
from shared.domain.time import SECOND_MS
from shared.runtime import secrets
from shared.runtime.settings import setting
from shared.store import brands, mentions
from shared.store.dynamodb import condition_failed, dynamodb, expiry, number, text

BRANDS_FRESH_SECONDS = 10.0
"""How long the list of brands is remembered; an unknown brand is looked up again at once."""

KEYS_DAYS = 1
"""How long an idempotency key is remembered; it may name another batch afterwards."""

_brands: tuple[float, dict[str, Brand]] = (-BRANDS_FRESH_SECONDS, {})


def store_items(lines: Iterable[Line], now_ms: int) -> list[ItemResult]:
    """Judge the items and store those that are new; the verdicts, in order.

    Raises:
        StorageBusy: not all could be stored; the same call may be repeated whole.
    """
    found = list(lines)
    named = {str(line.value.get("brand")) for line in found if isinstance(line.value, dict)}
    watched = _watched(named)
    desk = ItemValidator(watched, secrets.internal_key("author"), now_ms, PublicationClock(now_ms).publication_of)
    return _stored(desk.validate(found), {brand.id: brand.shards for brand in watched.values()})


def claim_key(push: Push, now_ms: int) -> bool:
    """Whether this idempotency key is new; a repeat of the same batch may pass and finds duplicates.

    Raises:
        Conflict: the key was used for another body.
    """
    body = sha256(push.body).hexdigest()
    try:
        dynamodb().put_item(
            TableName=setting("STATE_TABLE"),
            Item={
                "pk": text("idempotency#intake"),
                "sk": text(digest(push.key, 64)),
                "body": text(body),
                "x": expiry(now_ms, KEYS_DAYS),
            },
            ConditionExpression="attribute_not_exists(pk) OR x < :now",
            ExpressionAttributeValues={":now": number(now_ms // SECOND_MS)},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        earlier = condition_failed(error)
        if earlier is None:
            raise
        if earlier["body"]["S"] != body:
            raise Conflict(
                "this Idempotency-Key was used for another body; use a new key", field="idempotency-key"
            ) from error
        return False
    return True


def _stored(verdicts: list[ItemResult], shards: dict[str, int]) -> list[ItemResult]:
    new = [v.mention for v in verdicts if v.outcome is Outcome.ACCEPTED and v.mention is not None]
    known = mentions.already_stored(new, shards)
    fresh = [mention for mention in new if f"{mention.brand}#{mention.id}" not in known]
    mentions.put(fresh, shards)
    kept = {f"{mention.brand}#{mention.id}" for mention in fresh}
    return [_final(verdict, kept) for verdict in verdicts]


def _final(verdict: ItemResult, kept: set[str]) -> ItemResult:
    mention = verdict.mention
    known = mention is not None and f"{mention.brand}#{mention.id}" not in kept
    return replace(verdict, outcome=Outcome.DUPLICATE) if known else verdict


def _watched(named: set[str]) -> dict[str, Brand]:
    global _brands  # noqa: PLW0603 - a cache of one value that outlives the call
    read_at, known = _brands
    now = time.monotonic()
    if now - read_at >= BRANDS_FRESH_SECONDS or not named <= known.keys():
        known = {brand.id: brand for brand in brands.every()}
        _brands = (now, known)
    return known
