"""POST /status/{brand}/feedback: limited, stored as a mention, counted, and answered with a page."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.intake.body import Line
from functions.intake.feedback.form import Answer, answer_of
from functions.intake.item_results import Outcome
from functions.intake.service import store_items
from shared.domain.errors import Forbidden, ForeshockError, InvalidInput, NotFound
from shared.domain.problem import problem_from
from shared.domain.response.feedback import CHANNEL, network_of
from shared.domain.time import HOUR_MS, SECOND_MS, hour_stamp
from shared.html.layout import MEDIA_TYPE, html_page, security_headers
from shared.html.markup import element
from shared.runtime import secrets
from shared.runtime.telemetry import logger
from shared.sign_in.forms import check_own_site
from shared.store.response import feedback, publications

PATH_PREFIX = "/status/"

TOO_MANY = "So many answers have come in this hour that no more are taken. Try again in the next one."
TOLD = (InvalidInput, NotFound, Forbidden)
"""Errors whose message is for the reader."""


def handle_feedback(event: Mapping[str, Any]) -> dict[str, Any]:
    """The page that a reader sees after sending the form."""
    brand = str(event["path"]).removeprefix(PATH_PREFIX).partition("/")[0]
    try:
        return _receive(event, brand, int(event["requestContext"]["requestTimeEpoch"]))
    except TOLD as error:
        status = problem_from(error).status
        return _page(status, brand, "Your answer was not taken", f"{error.message[:1].upper()}{error.message[1:]}.")
    except (ForeshockError, ClientError, BotoCoreError) as error:
        logger.warning("feedback not stored", error=type(error).__name__)
        return _page(
            HTTPStatus.SERVICE_UNAVAILABLE,
            brand,
            "Your answer was not taken",
            "Go back and send it again.",
        )


def _receive(event: Mapping[str, Any], brand: str, now_ms: int) -> dict[str, Any]:
    check_own_site(event)
    answer = answer_of(event)
    published = publications.get(brand, answer.crisis)
    if published is None or not published.feedback:
        raise NotFound("this page takes no answers at the moment", field="crisis")
    sender = _sender(event, answer.crisis, now_ms)
    if not feedback.take(answer.crisis, sender, now_ms):
        feedback.add(answer.crisis, refused=1)
        wait = str((HOUR_MS - now_ms % HOUR_MS) // SECOND_MS + 1)
        return _page(HTTPStatus.TOO_MANY_REQUESTS, brand, "Too many answers", TOO_MANY, {"Retry-After": wait})
    if answer.text:
        _store(brand, answer, sender, now_ms)
    feedback.add(answer.crisis, **{"yes" if answer.helped else "no": 1}, **({"texts": 1} if answer.text else {}))
    return _page(HTTPStatus.OK, brand, "Thank you", "We read every answer.")


def _sender(event: Mapping[str, Any], crisis: str, now_ms: int) -> str:
    """A digest of the reader's address that says nothing without our key, and another one in each hour and crisis."""
    address = network_of(str((event["requestContext"].get("identity") or {}).get("sourceIp") or ""))
    return _digest(crisis, hour_stamp(now_ms), address)


def _store(brand: str, answer: Answer, sender: str, now_ms: int) -> None:
    """As a mention without an author. The same words of the same reader are one mention, however often they come."""
    item = {
        "brand": brand,
        "channel": CHANNEL,
        "id": f"{answer.crisis}/{_digest(sender, answer.text)}",
        "text": answer.text,
    }
    (result,) = store_items([Line(1, item)], now_ms)
    if result.outcome is Outcome.REJECTED:
        raise NotFound("this page takes no answers at the moment", field="brand")


def _digest(*parts: str) -> str:
    return hmac.digest(secrets.internal_key("feedback"), "\x00".join(parts).encode(), "sha256").hex()[:24]


def _page(
    status: HTTPStatus, brand: str, heading: str, sentence: str, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    back = element("p", element("a", "Back to the page", href=f"../{brand}"))
    page = html_page(heading, element("main", element("h1", heading), element("p", sentence), back))
    return {
        "statusCode": int(status),
        "headers": {"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store", **security_headers(), **(headers or {})},
        "body": page,
    }
