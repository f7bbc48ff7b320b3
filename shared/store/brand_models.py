"""Brands' own sentiment models: bytes in, a model out. A model is stored once and never changed.

``pk = table#brand`` and ``sk = name``. The name is a digest of the bytes, so a name is a
version: a brand's settings name the one that is used, and a process reads each once.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.brand import DEFAULT_MODEL, Brand
from shared.domain.errors import ForeshockError, InvalidInput, NotFound
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.sentiment.brand_context import BrandContext
from shared.store.dynamodb import dynamodb, number, text

if TYPE_CHECKING:
    from shared.sentiment.model import SentimentModel

MAX_BYTES = 200_000
"""Bytes of a model; DynamoDB takes items of up to 400 KB."""

NAME_DIGITS = 12
"""Hexadecimal digits of a model's name."""

REMEMBERED = 64
"""Models that one process keeps, about 130 KB each."""

READ_ERRORS = (BotoCoreError, ClientError, ForeshockError)

_kept: dict[tuple[str, str], SentimentModel] = {}


def brand_context(brand: Brand) -> BrandContext:
    """How the brand's posts are scored. If its own model cannot be read, the default one is used, with a warning."""
    return BrandContext(brand.words, brand.lexicon, _brand_model(brand))


def install(brand_id: str, raw: bytes, now_ms: int) -> str:
    """Store a model of the brand; its name, which the same bytes always have.

    Raises:
        InvalidInput: it is not a model, or too large.
    """
    _deserialize(raw)
    name = sha256(raw).hexdigest()[:NAME_DIGITS]
    item = {**_key(brand_id, name), "raw": {"B": raw}, "at": number(now_ms)}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=item)
    return name


def get(brand_id: str, name: str) -> SentimentModel:
    """A brand's own model, read once by a process.

    Raises:
        NotFound: no model of this name is installed for the brand.
        InvalidInput: it is broken, or of another version of Foreshock.
    """
    if (brand_id, name) not in _kept:
        model = _read(brand_id, name)
        if len(_kept) >= REMEMBERED:
            _kept.clear()
        _kept[brand_id, name] = model
    return _kept[brand_id, name]


def _brand_model(brand: Brand) -> SentimentModel | None:
    if brand.sentiment_model == DEFAULT_MODEL:
        return None
    try:
        return get(brand.id, brand.sentiment_model)
    except READ_ERRORS as error:
        logger.warning(
            "the default sentiment model is used instead",
            brand=brand.id,
            table=brand.sentiment_model,
            error=type(error).__name__,
        )
        return None


def _read(brand_id: str, name: str) -> SentimentModel:
    key = _key(brand_id, name)
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    if item is None:
        raise NotFound(
            f"no sentiment model {name!r} is installed for {brand_id};"
            f" `foreshock train --brand {brand_id} --install` does it",
            field="table",
        )
    raw = item.get("raw", {}).get("B", b"")
    return _deserialize(bytes(raw))


def _deserialize(raw: bytes) -> SentimentModel:
    from shared.sentiment.model import deserialize  # noqa: PLC0415 - loaded only where a brand has a model

    if len(raw) > MAX_BYTES:
        raise InvalidInput(f"the model has {len(raw):,} bytes, at most {MAX_BYTES:,} can be stored", field="table")
    return deserialize(raw)


def _key(brand_id: str, name: str) -> dict[str, Any]:
    return {"pk": text(f"table#{brand_id}"), "sk": text(name)}
