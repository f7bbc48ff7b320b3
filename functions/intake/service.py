"""Items in, stored mentions and a result for each item out: brands, secrets and tables around the checks."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from botocore.exceptions import ClientError

from functions.intake.body import Line
from functions.intake.channel_statuses import keep_statuses
from functions.intake.future_dates import PublicationClock
from functions.intake.item_results import ItemResult, ItemValidator, Outcome
from functions.intake.signature import Push
from shared.domain.brand import Brand
from shared.domain.errors import Conflict
from shared.domain.text import digest
from shared.domain.time import SECOND_MS
from shared.domain.write_shards import WriteShards
from shared.runtime import secrets
from shared.runtime.settings import setting
from shared.store import brands, mentions
from shared.store.dynamodb import condition_failed, dynamodb, expiry, number, text

BRANDS_FRESH_SECONDS = 10.0
"""How long the list of brands is remembered; an unknown brand is looked up again at once."""

KEYS_KEPT_DAYS = 1
"""How long an idempotency key is remembered; after that it may name another batch."""

_brands: tuple[float, dict[str, Brand]] = (-BRANDS_FRESH_SECONDS, {})


def store_items(lines: Iterable[Line], now_ms: int) -> list[ItemResult]:
    """Check the items and store those that are new; the results, in order.

    Raises:
        StorageBusy: not all could be stored; the same call may be repeated whole.
    """
    listed = list(lines)
    wanted = {str(line.value.get("brand")) for line in listed if isinstance(line.value, dict)}
    known = _brands_with(wanted)
    clock = PublicationClock(now_ms)
    validator = ItemValidator(known, secrets.internal_key("author"), now_ms, clock.publication_times)
    results = _store(validator.validate(listed), {brand.id: brand.write_shards for brand in known.values()})
    keep_statuses(results, now_ms)
    return results


def claim_key(push: Push, now_ms: int) -> bool:
    """Whether this idempotency key is new; a repeat of the same batch passes too, and finds duplicates.

    Raises:
        Conflict: the key was used for another body.
    """
    body = sha256(push.signed).hexdigest()
    try:
        dynamodb().put_item(
            TableName=setting("STATE_TABLE"),
            Item={
                "pk": text("idempotency#intake"),
                "sk": text(digest(push.key, 64)),
                "body": text(body),
                "x": expiry(now_ms, KEYS_KEPT_DAYS),
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


def _store(results: list[ItemResult], shards: dict[str, WriteShards]) -> list[ItemResult]:
    accepted = [one.mention for one in results if one.outcome is Outcome.ACCEPTED and one.mention is not None]
    known = mentions.already_stored(accepted, shards)
    new = [mention for mention in accepted if f"{mention.brand}#{mention.id}" not in known]
    mentions.put(new, shards)
    stored = {f"{mention.brand}#{mention.id}" for mention in new}
    return [_final(result, stored) for result in results]


def _final(result: ItemResult, stored: set[str]) -> ItemResult:
    mention = result.mention
    duplicate = mention is not None and f"{mention.brand}#{mention.id}" not in stored
    return replace(result, outcome=Outcome.DUPLICATE) if duplicate else result


def _brands_with(wanted: set[str]) -> dict[str, Brand]:
    """Every brand by id, read again where the list is old or lacks one of ``wanted``."""
    global _brands  # noqa: PLW0603 - a cache of one value that outlives the call
    read_at, known = _brands
    now = time.monotonic()
    if now - read_at >= BRANDS_FRESH_SECONDS or not wanted <= known.keys():
        known = {brand.id: brand for brand in brands.every()}
        _brands = (now, known)
    return known
